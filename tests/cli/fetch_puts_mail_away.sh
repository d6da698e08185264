#!/bin/sh
# SPDX-License-Identifier: MIT
# What becomes of mail on a real server once its reports are stored: flagged, moved or deleted, as the configuration
# says, with what the server can and cannot do.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
make_samples "$work/samples"
mkdir -p "$work/few/new" "$work/few/cur" # with mail that is rejected and mail that is no report
cp "$work"/samples/*/*.M0001[0-5]?P* "$work"/samples/*/*.M00053?P* "$work/few/new"
run "$d" ingest --db "$work/ingested" "$work/few"
ingested=$(contents "$work/ingested")
all=$(number "$work/ingested" 'SELECT items FROM run')
others=$(number "$work/ingested" 'SELECT not_reports + rejected FROM run')
reports=$((all - others))
check "there_is_mail_of_each_kind" "70 2" "$all $others"

# fetch DATABASE: its exit code in $code, the first line it said, without the place, in $said
fetch() {
  run "$d" fetch --config "$conf" --db "$1"
  said=$(printf '%s\n' "$err" | sed -n '1s/^main, INBOX: //p')
}

dovecot_start

# -- flagged ---------------------------------------------------------------------------------------------------------------

# fresh LINE...: all mail is there again, for a mailbox with these settings
fresh() {
  no_mail
  deliver_all "$work/few"
  configure "$@"
}

fresh 'after = flag'
fetch "$work/flag"
check "flag_stores_the_same" "65: $ingested" "$code: $(contents "$work/flag")"
check "reports_are_flagged_as_seen_and_others_not" "- $others S $reports" "$(flags '' | paste -sd' ')"
# shellcheck disable=SC2016 # it is no variable
fresh 'after = flag' 'flag = $DMARCstat'
fetch "$work/keyword"
check "a_keyword_is_given" "- $others a $reports 0 \$DMARCstat" "$(flags '' | paste -sd' ') $(cat "$maildir/dovecot-keywords")"

# -- moved -----------------------------------------------------------------------------------------------------------------

# moves NAME PROCESSED REJECTED: so many are in either folder, and each message is still there once
moves() {
  fetch "$work/$1"
  check "$1" "65: $ingested" "$code: $(contents "$work/$1")"
  check "$1: all are where they belong" "0 $reports $others" "$(mails '') $(mails "$2") $(mails "$3")"
  check "$1: each is there once" "" "$(not_once)"
  check "$1: none is marked" "- $reports" "$(flags "$2")"
  fetch "$work/$1"
  check "$1: nothing is left to do" "0: nothing new, 0 bodies" "$code: $said, $(last_read)"
}

fresh 'after = move' 'processed_folder = processed' 'rejected_folder = rejected'
moves folders_are_made .processed .rejected
fresh 'after = move' 'processed_folder = DMARC/2026/processed' 'rejected_folder = DMARC/rejected' 'batch = 7'
moves folders_in_folders_are_made .DMARC.2026.processed .DMARC.rejected
fresh 'after = move' 'processed_folder = DMARC/Geprüft & gut' 'rejected_folder = DMARC/拒否'
moves folders_may_have_any_name '.DMARC.Gepr&APw-ft &- gut' '.DMARC.&YtJUJg-'
fresh 'after = move' 'processed_folder = processed'
fetch "$work/stay"
check "without_a_folder_for_them_others_stay" "65: $others $reports" "$code: $(mails '') $(mails .processed)"
fetch "$work/stay"
check "and_are_not_read_again" "0: nothing new, 0 bodies" "$code: $said, $(last_read)"

dovecot_start 'namespace inbox {' 'separator = .' '}'
fresh 'after = move' 'processed_folder = DMARC/processed' 'rejected_folder = DMARC/rejected'
moves a_dot_between_folders .DMARC.processed .DMARC.rejected
dovecot_start "mail_location = maildir:$maildir:LAYOUT=fs"
fresh 'after = move' 'processed_folder = DMARC/processed' 'rejected_folder = DMARC/rejected'
moves folders_as_in_a_file_system DMARC/processed DMARC/rejected

everything='IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE'
dovecot_start "imap_capability = $everything UIDPLUS"
fresh 'after = move' 'processed_folder = processed' 'rejected_folder = rejected'
moves without_MOVE .processed .rejected
check "without_MOVE: it was copied and removed" "expunged=$all" \
  "$(grep -o 'expunged=[0-9]*' "$dovecot_log" | sort | uniq | tail -n 1)"
dovecot_start "imap_capability = $everything"
fresh 'after = move' 'processed_folder = processed' 'rejected_folder = rejected'
fetch "$work/copied"
check "without_UIDPLUS_they_are_copied" "65: $ingested $reports $others" "$code: $(contents "$work/copied") $(mails .processed) $(mails .rejected)"
check "and_marked_as_deleted_but_not_removed" "T $all" "$(flags '')"
fetch "$work/copied"
check "and_not_read_again" "0: nothing new, 0 bodies" "$code: $said, $(last_read)"

dovecot_start 'namespace inbox {' 'separator = .' 'prefix = INBOX.' '}'
fresh 'after = move' 'processed_folder = DMARC/processed' 'rejected_folder = INBOX/rejected'
moves where_folders_are_below_the_inbox .DMARC.processed .rejected

dovecot_start
fresh 'after = move' 'processed_folder = DMARC//processed' 'rejected_folder = rejected'
fetch "$work/nowhere"
check_like "a_folder_that_cannot_be_made_is_said" \
  "69: *: cannot move messages to the folder 'DMARC//processed': the server says: *" "$code: $err"
check "and_the_mail_stays" "$all none" "$(mails '') $(mails .processed)"
fresh 'after = move' 'processed_folder = processed' 'rejected_folder = rejected'
fetch "$work/nowhere"
check "the_next_run_puts_it_away" "65: $ingested 0 $reports $others" \
  "$code: $(contents "$work/nowhere") $(mails '') $(mails .processed) $(mails .rejected)"

# -- deleted ---------------------------------------------------------------------------------------------------------------

dovecot_start
fresh 'after = delete' 'delete_after = 0'
find "$maildir/new" -type f -exec touch -d '2026-11-24 11:00 UTC' {} +
fetch "$work/deleted"
check "deleted_at_once" "65: $ingested" "$code: $(contents "$work/deleted")"
check "but_not_what_holds_no_report" "$others" "$(mails '')"
fetch "$work/deleted"
check "which_is_not_read_again" "0: nothing new, 0 bodies, $others" "$code: $said, $(last_read), $(mails '')"
fresh
fetch "$work/changed"
configure 'after = delete' 'delete_after = 0'
fetch "$work/changed"
check "nor_when_it_was_read_under_another_rule" "0: nothing new, $others" "$code: $said, $(mails '')"
fresh 'after = delete' 'delete_after = 10d'
find "$maildir/new" -type f -exec touch -d '2026-11-15 12:00 UTC' {} +
fetch "$work/aged"
check "young_mail_stays" "65: $ingested $all" "$code: $(contents "$work/aged") $(mails '')"
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 43200)) fetch "$work/aged"
check "also_in_the_tenth_day" "0: nothing new, $all" "$code: $said, $(mails '')"
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 2 * 86400)) fetch "$work/aged"
check "and_goes_when_it_is_old" "0: nothing new, $others" "$code: $said, $(mails '')"

finish
