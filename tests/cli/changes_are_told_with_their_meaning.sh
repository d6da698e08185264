#!/bin/sh
# SPDX-License-Identifier: MIT
# changes on the sample mail: the policy that was tightened, the forgers that came, the reporter that fell silent.
. "$SOURCE_DIR/tests/lib/tap.sh"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
make_samples "$work/mail"
"$DMARCSTAT" ingest --quiet "$work/mail" 2>/dev/null

# changes OPTION...: "importance kind domain what day", a line each
changes() {
  "$DMARCSTAT" changes --format json "$@" |
    jq -r '.rows[] | [.importance, .kind, .domain // "-", .what, .day] | join("|")'
}
silent='medium|reporter silent|-|comcast.net|2026-11-07'
forged='high|new sender|example.com|2 senders, most from 198.18.77.9|2026-11-03'
policy='high|policy changed|example.com|p=quarantine (was none)|2026-10-24'

check "the_changes_of_the_samples_are_these" "$policy
$forged
$silent" "$(changes)"
check "other_domains_have_none" "" "$(changes --domain example.org)$(changes --domain shop.example.net)"
check "a_change_is_told_in_the_period_where_it_was_made" "$forged
$silent" "$(changes --since 2026-11-01)"
check "the_newest_week_brought_nothing" "" "$(changes --since 7d)"

run "$DMARCSTAT" changes --since 2m
check_like "without_a_past_it_is_said" "0*there is hardly any mail from before to compare with*" "$code $out"
refuses "an_unknown_domain_is_one_sentence" 66 \
  "there are no reports about 'exmaple.com' in the database; did you mean example.com?" \
  "$DMARCSTAT" changes --domain exmaple.com

finish
