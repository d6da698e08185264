#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch from a real server: the same as from a Maildir, each message read once, and nothing changed on the server.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
make_samples "$work/samples"
stored="787 reports stored, 1 duplicate, 3 not reports, 1 rejected"
run "$d" ingest --db "$work/ingested" "$work/samples"
ingested=$(contents "$work/ingested")

# fetch DATABASE: its exit code in $code, the first line it said, without the place, in $said
fetch() {
  run "$d" fetch --config "$conf" --db "$1"
  said=$(printf '%s\n' "$err" | sed -n '1s/^main, INBOX: //p')
}

# -- nothing is changed ----------------------------------------------------------------------------------------------------

dovecot_start
deliver_all "$work/samples"
configure "port = $imaps_port"
run "$d" fetch --dry-run --config "$conf" --db "$work/leave"
check "a_dry_run_says_how_much_there_is" "0: main, INBOX: 792 messages to read" "$code: $out$err"
check "a_dry_run_makes_no_database" "" "$(ls "$work/leave" 2>/dev/null)"
check "a_dry_run_reads_no_message" "0 bodies" "$(last_read)"
fetch "$work/leave"
check "all_sample_mails_are_taken" "65: $stored" "$code: $said"
check "the_database_is_that_of_ingest" "$ingested" "$(contents "$work/leave")"
check "each_message_was_read_once" "792 bodies" "$(last_read)"
check "reading_marks_nothing_as_seen" "792: - 792" "$(mails ''): $(flags '')"
before=$(cksum <"$work/leave")
run "$d" fetch --dry-run --config "$conf" --db "$work/leave"
check "then_a_dry_run_finds_nothing" "0: main, INBOX: 0 messages to read" "$code: $out$err"
check "a_dry_run_leaves_the_database_alone" "$before" "$(cksum <"$work/leave")"
fetch "$work/leave"
check "a_second_fetch_stores_nothing" "0: nothing new" "$code: $said"
check "a_second_fetch_reads_nothing" "0 bodies" "$(last_read)"
check "and_changes_nothing" "$ingested" "$(contents "$work/leave")"

set -- "$work"/samples/cur/*
deliver "$1"
fetch "$work/leave"
check "new_mail_is_taken" "0: 0 reports stored, 1 duplicate" "$code: $said"
check "and_nothing_else_is_read" "1 bodies" "$(last_read)"

# -- another UIDVALIDITY ---------------------------------------------------------------------------------------------------

dovecot_stop
rm "$maildir"/dovecot-uidlist "$maildir"/dovecot.index*
dovecot_start 'ssl = yes'
fetch "$work/leave"
check "after_the_uids_have_changed_all_is_read_again" "793 bodies" "$(last_read)"
check "and_recognised" "65: 0 reports stored, 789 duplicates, 3 not reports, 1 rejected" "$code: $said"
check "so_that_the_sums_stay" "$(number "$work/ingested" 'SELECT sum(messages), sum(dmarc_pass) FROM daily')" \
  "$(number "$work/leave" 'SELECT sum(messages), sum(dmarc_pass) FROM daily')"
fetch "$work/leave"
check "from_then_on_nothing_is_read" "0: nothing new, 0 bodies" "$code: $said, $(last_read)"

finish
