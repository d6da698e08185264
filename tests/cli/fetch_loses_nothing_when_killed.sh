#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 in the middle of a fetch that moves mail, of either side, again and again: in the end every report is stored
# once, and every message is in one folder; just once, unless it was the server that was killed, which may have copied
# and not yet removed. DMARCSTAT_KILLS says how often (15).
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
kills=${DMARCSTAT_KILLS:-15}
make_samples "$work/samples"
run "$d" ingest --db "$work/ingested" "$work/samples"
sums='SELECT count(*), sum(records), sum(messages), sum(dmarc_pass) FROM report; SELECT count(*), sum(count) FROM record;
  SELECT count(*), sum(messages), sum(dmarc_pass) FROM daily;
  SELECT count(*) FROM tls_report; SELECT count(*) FROM failure; PRAGMA integrity_check; PRAGMA foreign_key_check'
ingested=$(number "$work/ingested" "$sums")
stored_units='SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM tls_report) + (SELECT count(*) FROM failure)'

# fresh LINE...: all mail is there, and the mailbox has these settings
fresh() {
  no_mail
  deliver_all "$work/samples"
  configure 'after = move' 'processed_folder = processed' 'rejected_folder = rejected' "$@"
}

# a random time for the Nth of $kills, from right after the start to about the end of the whole, with nothing killed
moment() {
  awk -v nth="$1" -v all="$kills" -v noise="$(od -An -N2 -tu2 /dev/urandom)" -v whole="$whole" \
    'BEGIN { printf "%.3f", whole * (nth - 1 + noise / 65536) / all }'
}

# half DATABASE: how many reports in it are not whole
half() {
  [ -s "$1" ] && number "$1" "SELECT count(*) FROM report AS r WHERE r.records <> (SELECT count(*) FROM record WHERE report = r.id)" 2>/dev/null || echo 0
}

# ends_well NAME: nothing more to do, or all done and something rejected
ends_well() {
  case $code in
  0 | 65) check "$1" yes yes ;;
  *) check "$1" yes "$code: $err" ;;
  esac
}

# completes NAME DATABASE: a last run, and everything is where it should be
completes() {
  run "$d" fetch --config "$conf" --db "$2"
  ends_well "$1: the last run ends well"
  check "$1: every report is stored once" "$ingested" "$(number "$2" "$sums")"
  check "$1: every message is moved" "0 788 4" "$(mails '') $(different .processed) $(different .rejected)"
  run "$d" fetch --config "$conf" --db "$2"
  check "$1: and nothing is left" "0: main, INBOX: nothing new" "$code: $err"
}

dovecot_start 'ssl = yes'
fresh 'batch = 25'
began=$(date +%s.%N)
run "$d" fetch --config "$conf" --db "$work/undisturbed"
whole=$(awk -v began="$began" -v ended="$(date +%s.%N)" 'BEGIN { print ended - began }')
check "undisturbed_it_takes_all" "$ingested" "$(number "$work/undisturbed" "$sums")"
echo "# in $whole s"

# -- of dmarcstat ----------------------------------------------------------------------------------------------------------

fresh 'batch = 25'
killed=0 halves=0 nth=0
while [ "$killed" -lt "$kills" ] && [ "$nth" -lt $((kills * 3)) ]; do # some end before they are killed
  nth=$((nth + 1))
  "$d" fetch --config "$conf" --db "$work/killed" >/dev/null 2>&1 &
  pid=$!
  sleep "$(moment $(((nth - 1) % kills + 1)))"
  kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
  wait "$pid" 2>/dev/null
  halves=$((halves + $(half "$work/killed")))
  # what is moved is never without its reports in the database
  moved=$(mails .processed)
  [ "$moved" = none ] || [ "$moved" -le "$(($(number "$work/killed" "$stored_units") + 1))" ] || halves=$((halves + 1))
  [ "$(mails '')" -gt 0 ] || { fresh 'batch = 25' && rm -f "$work/killed"*; } # it was faster than that: from the start
done
echo "# killed $killed times at work"
check "it_was_killed_at_work" "$kills times" "$killed times"
check "nothing_half_is_ever_seen" 0 "$halves"
completes killed "$work/killed"
check "every_message_is_moved_once" "" "$(not_once)"
check "no_worker_is_left_behind" "" "$(pgrep -f "$work/killed" || true)"

# -- of the server ---------------------------------------------------------------------------------------------------------

# breaks DATABASE WHAT: does that while dmarcstat reads, again and again; what it said at the end is in $err
breaks() {
  nth=0
  while [ "$nth" -lt 3 ]; do
    nth=$((nth + 1))
    fresh 'batch = 10' && rm -f "$1" "$1"-*
    "$d" fetch --config "$conf" --db "$1" >/dev/null 2>"$work/err" &
    pid=$!
    until pgrep -P "$dovecot_pid" -x imap >/dev/null || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
    sleep "$(awk -v nth="$nth" -v whole="$whole" 'BEGIN { printf "%.3f", whole * (nth - 0.5) / 5 }')"
    "$2"
    wait "$pid"
    code=$?
    err=$(cat "$work/err")
    ends_well "$2: it goes on by itself"
    check "$2: to the end" "$ingested" "$(number "$1" "$sums")"
    halves=$((halves + $(half "$1")))
  done
  check "$2: nothing half is ever seen" 0 "$halves"
}

restart() {
  dovecot_start 'ssl = yes'
}

end_session() {
  # shellcheck disable=SC2046 # process ids
  kill -9 $(pgrep -P "$dovecot_pid" -x imap) 2>/dev/null && echo "# a session was ended"
}

halves=0
breaks "$work/broken" end_session
completes end_session "$work/broken"
breaks "$work/broken" restart
completes restart "$work/broken"

finish
