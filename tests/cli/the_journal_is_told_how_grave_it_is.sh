#!/bin/sh
# SPDX-License-Identifier: MIT
# What is said on stderr has its level in front when the journal reads it, and no other time; and no secret is in it.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
make_samples "$work/samples"
journal=$work/journal

# journalled COMMAND...: as a service of systemd, whose stderr the journal reads
journalled() {
  : >"$journal"
  stream=$(stat -c %d:%i "$journal")
  JOURNAL_STREAM=$stream "$@" >/dev/null 2>>"$journal" </dev/null
  code=$?
}

journalled "$d" ingest --no-config --db "$work/db" "$work/samples"
check "it_works_as_ever" 65 "$code"
check "every_line_has_a_level" "" "$(grep -v '^<[346]>' "$journal")"
check_like "what_was_done_is_information" "<6>*reports stored*" "$(grep stored "$journal")"
check_like "what_was_rejected_is_a_warning" "<4>*" "$(sed -n 2p "$journal")"
check "what_ends_it_is_an_error" "<3>what was rejected is kept; \`dmarcstat quarantine list\` shows it" "$(tail -n 1 "$journal")"
journalled "$d" ingest --no-config --db "$work/db" "$work/nowhere" "$work/samples"
check_like "what_cannot_be_opened_has_a_level_too" "<4>*nowhere*" "$(grep nowhere "$journal")"

run "$d" ingest --no-config --db "$work/db" "$work/nowhere"
check "people_see_no_levels" "" "$(echo "$err" | grep '^<')"
JOURNAL_STREAM=1:2 run "$d" ingest --no-config --db "$work/db" "$work/nowhere"
check "a_journal_that_reads_something_else_counts_as_none" "" "$(echo "$err" | grep '^<')"

# shellcheck disable=SC2119
dovecot_start
# shellcheck disable=SC2119
configure
IMAP_PASSWORD='not the secret'
journalled "$d" fetch --config "$conf" --db "$work/db2"
check_like "a_refused_login_is_an_error" "77 <3>*cannot log in as 'dmarc@example.com'*" "$code $(cat "$journal")"
check "no_secret_is_in_it" "" "$(grep -F "$IMAP_PASSWORD" "$journal")"

# -- as JSON ---------------------------------------------------------------------------------------------------------------

said() { # FILTER of jq, of each line
  printf '%s\n' "$err" | jq -c "$1" 2>&1
}
rm -f "$work"/db*
run "$d" ingest --no-config --log-format json --db "$work/db" "$work/samples" "$work/nowhere"
check "every_line_is_an_object" '["command","level","message","time"]' "$(said keys | sort -u)"
check_like "levels_are_words" '"error"*"info"*"warning"' "$(said .level | sort -u)"
check_like "times_are_utc" '"20??-??-??T??:??:??Z"' "$(said .time | head -n 1)"
check_like "sentences_do_not_say_who_says_them" "0 *stored*" "$(said .message | grep -c 'dmarcstat: ') $(said .message)"
check "commands_are_named" '"ingest"' "$(said .command | sort -u)"
DMARCSTAT_LOG_FORMAT=json run "$d" fetch --config "$conf" --db "$work/db2"
check "mailboxes_are_named" '["error","fetch","main"]' "$(said '[.level, .command, .mailbox]')"
{ cat "$conf" && printf '[log]\nformat = json\n'; } >"$work/json.conf"
run "$d" fetch --config "$work/json.conf" --db "$work/db2"
check "the_configuration_can_want_it" '"error"' "$(said .level)"
run "$d" fetch --config "$work/json.conf" --log-format text --db "$work/db2"
check_like "an_option_goes_before_it" "dmarcstat: *" "$err"
refuses "no_other_format_is_known" 64 "--log-format is text or json, not 'xml'" "$d" summary --log-format xml
printf 'not a report' >"$work/a\"b\\c$(printf '\033')d"
chmod 0 "$work"/a*
run "$d" ingest --no-config --log-format json --db "$work/db" "$work"/a* "$work/nowhere"
check "odd_names_do_not_break_it" 0 "$(said .message >/dev/null; echo $?)"
journalled "$d" ingest --no-config --log-format json --db "$work/db" "$work/nowhere" "$work/samples"
check "in_the_journal_an_object_has_its_level_too" "" "$(grep -v '^<[346]>{"time":' "$journal")"

finish
