#!/bin/sh
# SPDX-License-Identifier: MIT
# A file system that is too small for the database: one sentence, no half report, and the rest when there is room again.
# Needs a mount namespace of its own, which some containers refuse: then it is skipped.
. "$SOURCE_DIR/tests/lib/tap.sh"
if ! unshare -rm true 2>/dev/null; then
  echo "1..0 # SKIP no mount namespaces here"
  exit 77
fi
make_samples "$work/mail"
mkdir "$work/small"
export work
# the address sanitizer's own output would go to a full disk, too
unshare -rm sh -c '
  mount -t tmpfs -o size=1m none "$work/small" || exit 77
  "$DMARCSTAT" ingest --db "$work/small/db" "$work/mail" >"$work/out" 2>"$work/err"
  echo $? >"$work/code"
  sqlite3 "$work/small/db" "PRAGMA integrity_check;
    SELECT count(*) FROM report AS r WHERE r.records <> (SELECT count(*) FROM record WHERE report = r.id)" >"$work/sound"
  mount -o remount,size=64m "$work/small" || exit 77
  "$DMARCSTAT" ingest --db "$work/small/db" "$work/mail" >/dev/null 2>"$work/err2"
  echo $? >"$work/code2"
  sqlite3 "$work/small/db" "SELECT count(*) FROM report" >"$work/reports"
'
check "a_full_disk_is_said_in_one_sentence" \
  "75: dmarcstat: $work/small/db: the disk is full; nothing of the last batch was stored: make room and run the same again" \
  "$(cat "$work/code"): $(cat "$work/err")"
check "what_was_committed_before_is_sound" "ok 0" "$(paste -sd' ' "$work/sound")"
check "the_same_command_takes_the_rest_when_there_is_room" "65 736" "$(cat "$work/code2") $(cat "$work/reports")"

finish
