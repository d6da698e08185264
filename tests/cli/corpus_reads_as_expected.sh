#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds the program against a collection of reports that is not part of the project, when there is one:
# $DMARCSTAT_CORPUS is a folder with a program `check` that takes --dmarcstat PROGRAM and says what differs.
. "$SOURCE_DIR/tests/lib/tap.sh"
if [ -z "${DMARCSTAT_CORPUS:-}" ]; then
  echo "1..0 # SKIP DMARCSTAT_CORPUS is not set"
  exit 77
fi
"$DMARCSTAT_CORPUS/check" --dmarcstat "$DMARCSTAT" >"$work/said" 2>&1
check "every_file_of_the_corpus_reads_as_expected" 0 $?
sed 's/^/# /' "$work/said"

finish
