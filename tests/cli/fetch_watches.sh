#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch --watch: mail is taken as it comes, whatever the server can do and however often it goes away, until the signal
# to end, and with a new configuration after the signal for that.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
db=$work/db
watcher=''
trap 'end_watcher KILL; dovecot_kill; rm -rf "$work"' EXIT
make_samples "$work/samples"
set -- "$work"/samples/cur/*.M0000[0-4]*

# -- helpers ---------------------------------------------------------------------------------------------------------------

# watch: in the background, until the server says that it has logged in and it has had time to look around
watch() {
  logged_in=$(grep -c 'Login:' "$dovecot_log")
  "$d" fetch --watch --quiet --config "$conf" --db "$db" >"$work/said" 2>&1 </dev/null &
  watcher=$!
  await "login $((logged_in + ${1:-1}))"
  sleep 0.5
}

# end_watcher SIGNAL: its exit code in $code
end_watcher() {
  [ "$watcher" ] || return 0
  kill "-$1" "$watcher" 2>/dev/null
  { sleep 10 && kill -9 "$watcher"; } >/dev/null 2>&1 & # so that no failure takes for ever
  patience=$!
  wait "$watcher" 2>/dev/null
  code=$?
  kill "$patience" 2>/dev/null
  watcher=''
}

reports() {
  number "$db" 'SELECT count(*) FROM report' 2>/dev/null || echo 0
}

# Whether so many reports are stored ("reports N"), or so many logins in the log ("login N").
there() {
  case $1 in
  reports) [ "$(reports)" -ge "$2" ] ;;
  login) [ "$(grep -c 'Login:' "$dovecot_log")" -ge "$2" ] ;;
  esac
}

# await "WHAT N": for 15 seconds at most; how long it took in $took, in tenths of a second
await() {
  took=0
  # shellcheck disable=SC2086 # two words
  until there $1; do
    [ "$took" -lt 150 ] && kill -0 "$watcher" 2>/dev/null || return 1
    took=$((took + 1))
    sleep 0.1
  done
}

# takes NAME N: the Nth report comes
takes() {
  await "reports $2"
  check "$1" "$2" "$(reports)"
  echo "# after about $took tenths of a second"
}

# -- mail that comes -------------------------------------------------------------------------------------------------------

dovecot_start 'ssl = yes'
deliver "$1" "$2"
configure 'after = move' 'processed_folder = processed' 'rejected_folder = rejected'
watch
takes "what_waits_is_taken" 2
deliver "$3"
takes "what_comes_is_taken_at_once" 3
deliver "$4" "$5" "$6"
takes "and_again" 6
sleep 0.5
check "and_moved" "0 6" "$(mails '') $(mails .processed)"
check "in_one_session" 1 "$(grep -c 'Login:' "$dovecot_log")"
deliver "$7"
end_watcher TERM
check "SIGTERM_ends_it_well" "0: " "$code: $(cat "$work/said")"
check "with_all_it_has_begun_stored" "$(reports)" "$(mails .processed)"

watch
takes "the_next_one_goes_on_where_it_ended" 7
end_watcher INT
check "so_does_SIGINT" "0: " "$code: $(cat "$work/said")"

# -- a server that goes away -----------------------------------------------------------------------------------------------

watch
dovecot_stop
dovecot_start 'ssl = yes'
await "login 1"
sleep 0.5
deliver "$8"
takes "after_a_restart_of_the_server_it_is_there_again" 8
check_like "and_says_so" "dmarcstat: main: 127.0.0.1 port * (trying again in * s)" "$(head -n 1 "$work/said")"
dovecot_kill
sleep 0.5
began=$(date +%s)
end_watcher TERM
check "while_it_waits_for_a_server_it_still_ends_at_once" "0 yes" "$code $([ $(($(date +%s) - began)) -le 1 ] && echo yes)"

"$d" fetch --watch --config "$conf" --db "$db" >"$work/said" 2>&1 </dev/null &
watcher=$!
sleep 1
dovecot_start 'ssl = yes'
deliver "$9"
takes "a_server_that_is_not_there_yet_is_waited_for" 9
end_watcher TERM
check "and_it_ends_well" 0 "$code"
check "it_says_what_came" "main, INBOX: 1 report stored" "$(tail -n 1 "$work/said")"

# -- a new configuration ---------------------------------------------------------------------------------------------------

shift 9
more=$maildir/.more
mkdir -p "$more/cur" "$more/new" "$more/tmp"
[ "$(id -u)" -ne 0 ] || chown -R nobody "$more"

# deliver_more FILE: into the other folder
deliver_more() {
  deliver "$1"
  mv "$maildir/new/$mail_name" "$more/new/"
}

watch
configure 'after = move' 'processed_folder = processed' 'folders = INBOX, more' 'poll_interval = 1s'
logged_in=$(grep -c 'Login:' "$dovecot_log")
kill -HUP "$watcher"
await "login $((logged_in + 1))"
deliver_more "$1"
takes "SIGHUP_has_it_read_its_configuration_anew" 10
deliver_more "$2"
takes "other_folders_are_looked_into_now_and_then" 11
deliver "$3"
takes "the_first_too" 12
end_watcher TERM
check "and_it_is_still_the_same_process_that_ends" "0: " "$code: $(cat "$work/said")"

# -- without IDLE ----------------------------------------------------------------------------------------------------------

dovecot_start 'imap_capability = IMAP4rev1 SASL-IR MOVE UIDPLUS'
configure 'after = move' 'processed_folder = processed' 'poll_interval = 1s'
watch
deliver "$4"
takes "without_IDLE_it_is_looked_for" 13
end_watcher TERM
check "and_ends_well_too" "0: " "$code: $(cat "$work/said")"

# -- several mailboxes -----------------------------------------------------------------------------------------------------

dovecot_start 'ssl = yes'
configure 'folders = INBOX'
sed 's/mailbox main/mailbox second/;s/INBOX/more/' "$conf" >"$work/second" && cat "$work/second" >>"$conf"
watch 2
deliver "$5"
takes "each_mailbox_is_watched" 14
deliver_more "$6"
takes "the_other_one_too" 15
kill -HUP "$watcher"
await "login 4"
check "SIGHUP_begins_with_all_anew" 4 "$(grep -c 'Login:' "$dovecot_log")"
deliver_more "$7"
takes "also_after_SIGHUP" 16
end_watcher TERM
check "they_end_together" "0: " "$code: $(cat "$work/said")"
check "and_nobody_is_left_behind" "" "$(pgrep -f "$conf" || true)"
watch 2
end_watcher KILL
for _ in 1 2 3 4 5 6 7 8 9 10; do
  pgrep -f "$conf" >/dev/null || break
  sleep 0.2
done
check "also_when_the_first_process_is_killed" "" "$(pgrep -f "$conf" || true)"

finish
