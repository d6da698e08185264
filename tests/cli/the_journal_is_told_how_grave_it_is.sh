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

finish
