#!/bin/sh
# SPDX-License-Identifier: MIT
# A file system that is too small for the database: the mail whose reports could not be stored stays where it is, and is
# taken when there is room. Needs a mount namespace of its own, which some containers refuse: then it is skipped.
. "$SOURCE_DIR/tests/lib/tap.sh"
if ! unshare -rm true 2>/dev/null; then
  echo "1..0 # SKIP no mount namespaces here"
  exit 77
fi
. "$SOURCE_DIR/tests/lib/dovecot.sh"
make_samples "$work/samples"
dovecot_start 'ssl = yes'
deliver_all "$work/samples"
configure 'after = move' 'processed_folder = processed' 'rejected_folder = rejected'
mkdir "$work/small"
export work conf maildir
# shellcheck disable=SC2016 # for the shell in there
unshare -rm sh -c '
  mount -t tmpfs -o size=1m none "$work/small" || exit 77
  "$DMARCSTAT" fetch --config "$conf" --db "$work/small/db" >"$work/out" 2>"$work/err"
  echo $? >"$work/code"
  find "$maildir/.processed" "$maildir/.rejected" -type f -path "*.mx.example.com*" 2>/dev/null | wc -l >"$work/moved"
  sqlite3 "$work/small/db" "SELECT count(*) FROM report" >"$work/stored"
  mount -o remount,size=64m "$work/small" || exit 77
  "$DMARCSTAT" fetch --config "$conf" --db "$work/small/db" >/dev/null 2>"$work/err2"
  echo $? >"$work/code2"
  sqlite3 "$work/small/db" "SELECT count(*) FROM report" >"$work/reports"
'
check_like "a_full_disk_is_said_in_one_sentence" "75: dmarcstat: $work/small/db: the disk is full; *" \
  "$(cat "$work/code"): $(cat "$work/err")"
stored=$(cat "$work/stored") moved=$(cat "$work/moved")
echo "# stored $stored, moved $moved"
check "no_mail_is_moved_whose_report_is_not_stored" "yes" "$([ "$moved" -le $((stored + 4)) ] && echo yes)"
check "some_is_left" "yes" "$([ "$moved" -lt 792 ] && echo yes)"
check "the_same_command_takes_the_rest_when_there_is_room" 736 "$(cat "$work/reports")"
check_like "and_ends_well" "[06]*" "$(cat "$work/code2")" # 65 when the mail that is rejected was among the rest
check "then_all_is_moved" "0 788 4" "$(mails '') $(mails .processed) $(mails .rejected)"
check "once" "" "$(not_once)"

finish
