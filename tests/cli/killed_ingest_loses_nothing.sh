#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 in the middle of an ingest, again and again, on a database that grows all the while; and two at the same time.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples --manifest "$work/mail" >"$work/manifest"
reports=$(awk '$1 == "reports" { print $2 }' "$work/manifest")

# Everything that must be the same however the database came to be: reports, records, messages, and the roll-up.
fingerprint() {
  number "$1" "SELECT count(*), sum(records), sum(messages), sum(dmarc_pass) FROM report;
    SELECT count(*), sum(count) FROM record; SELECT count(*), sum(messages), sum(dmarc_pass) FROM daily;
    SELECT count(*) FROM tls_report; SELECT count(*) FROM failure;
    SELECT count(*) FROM quarantine; PRAGMA integrity_check; PRAGMA foreign_key_check"
}

run "$DMARCSTAT" ingest --db "$work/whole" "$work/mail"
whole=$(fingerprint "$work/whole")
check "the_undisturbed_database_is_complete" "$reports" \
  "$(number "$work/whole" 'SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM tls_report) + (SELECT count(*) FROM failure)')"

# -- killed -----------------------------------------------------------------------------------------------------------------

killed=0 half=0
for delay in 0.02 0.05 0.08 0.11 0.14 0.17 0.2 0.25 0.3 0.35 0.4 0.5 0.6 0.8 1.0; do
  "$DMARCSTAT" ingest --db "$work/killed" "$work/mail" >/dev/null 2>&1 &
  pid=$!
  sleep "$delay"
  kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
  wait "$pid" 2>/dev/null
  [ -s "$work/killed" ] || continue
  run "$DMARCSTAT" reports --db "$work/killed" --format csv
  case $code in
  0 | 78) ;; # 78: it was killed before the schema was there
  *) echo "# after $delay s: $code: $err" && half=$((half + 1)) ;;
  esac
  [ "$code" -eq 78 ] && continue
  # no report without its records, no roll-up without its report
  half=$((half + $(number "$work/killed" "SELECT count(*) FROM report AS r
    WHERE r.records <> (SELECT count(*) FROM record WHERE report = r.id)
       OR r.messages <> (SELECT coalesce(sum(count), 0) FROM record WHERE report = r.id)")))
  half=$((half + $(number "$work/killed" "SELECT (SELECT coalesce(sum(messages), 0) FROM daily) <>
    (SELECT coalesce(sum(messages), 0) FROM report)")))
done
check "some_were_killed_at_work" "yes" "$([ "$killed" -ge 3 ] && echo yes || echo "$killed")"
check "no_half_report_is_ever_seen" 0 "$half"
run "$DMARCSTAT" ingest --db "$work/killed" "$work/mail"
check "the_last_run_completes_it" "$whole" "$(fingerprint "$work/killed")"
check "no_worker_is_left_behind" "" "$(pgrep -f "$work/killed" || true)"

# -- two at once ------------------------------------------------------------------------------------------------------------

"$DMARCSTAT" ingest --db "$work/both" "$work/mail" >/dev/null 2>"$work/err1" &
first=$!
"$DMARCSTAT" ingest --db "$work/both" "$work/mail" >/dev/null 2>"$work/err2"
check "the_second_of_two_runs_ends_well" 65 $?
wait "$first"
check "the_first_of_two_runs_ends_well" 65 $?
check "two_runs_at_once_store_each_report_once" "$whole" "$(fingerprint "$work/both")"
stored=$(cat "$work/err1" "$work/err2" | tr -d , | awk '/stored/ { sum += $1 } END { print sum }')
check "two_runs_at_once_count_each_report_once" "$reports" "$stored"

# -- asked to stop ----------------------------------------------------------------------------------------------------------

"$DMARCSTAT" ingest --db "$work/stopped" "$work/mail" "$work/mail" "$work/mail" "$work/mail" >/dev/null 2>"$work/err" &
pid=$!
for _ in $(seq 200); do # it hears signals before it makes the database
  [ -e "$work/stopped" ] && break
  sleep 0.05
done
kill -TERM "$pid" 2>/dev/null
wait "$pid"
code=$?
check_like "a_term_signal_ends_it_in_order" "75 *stopped before the end; the same command takes the rest*" "$code $(cat "$work/err")"
check "what_was_taken_before_is_stored" "" "$(number "$work/stopped" "PRAGMA foreign_key_check")"

finish
