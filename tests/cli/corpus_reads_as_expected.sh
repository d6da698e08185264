#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds the program against a collection of reports that is not part of the project, when there is one:
# $DMARCSTAT_CORPUS is a folder with a program `check` that takes --dmarcstat PROGRAM and --expected TSV and says what
# differs, and its expected.tsv, whose third column is the kind of report. Kinds that we do not read yet are left out.
. "$SOURCE_DIR/tests/lib/tap.sh"
if [ -z "${DMARCSTAT_CORPUS:-}" ]; then
  echo "1..0 # SKIP DMARCSTAT_CORPUS is not set"
  exit 77
fi
awk -F '\t' 'NR == 1 || $3 == "aggregate" || $3 == "not-a-report"' "$DMARCSTAT_CORPUS/expected.tsv" >"$work/expected.tsv"
"$DMARCSTAT_CORPUS/check" --dmarcstat "$DMARCSTAT" --expected "$work/expected.tsv" >"$work/said" 2>&1
check "every_file_of_the_corpus_reads_as_expected" 0 $?
sed 's/^/# /' "$work/said"

finish
