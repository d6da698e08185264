#!/bin/sh
# SPDX-License-Identifier: MIT
# What checks find beside the reports, in every format, kept in the database, and by DNSSEC.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/nsd.sh"
trap 'nsd_stop; rm -rf "$work"' EXIT

zone example.com <<'END'
@ TXT "v=spf1 -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
@ MX 10 mx
mx A 192.0.2.25
hostile TXT "v=spf1 <script>alert(1)</script> \027[2J |cell| -all"
END
zone signed.example <<'END'
@ TXT "v=spf1 -all"
mx A 192.0.2.25
END
zone bogus.example <<'END'
@ TXT "v=spf1 -all"
END
zone_sign signed.example
zone_sign bogus.example
sed -i 's/"v=spf1 -all"/"v=spf1 +all"/' "$nsd_home/bogus.example.zone" # not what was signed
nsd_start
db=$work/db

checked() {
  run "$DMARCSTAT" check --no-config --nameserver "$nsd_server" "$@"
}

# -- reports ---------------------------------------------------------------------------------------------------------------

make_samples "$work/mail" >"$work/made" 2>&1
run "$DMARCSTAT" ingest --no-config --quiet --db "$db" "$work/mail"
selector=$("$DMARCSTAT" selectors --no-config --db "$db" --domain example.com --limit all --format json |
  jq -r '[.rows[] | select(.dkim_domain == "example.com" and .selector)][0] | "\(.selector) \(.messages)"')
checked --only dkim --db "$db" --format json example.com
check "selectors_come_from_the_reports" "${selector%% *}._domainkey.example.com" \
  "$(printf '%s' "$out" | jq -r --arg name "${selector%% *}._domainkey.example.com" \
    '.. | objects | select(.rule? == "dkim-missing" and .subject == $name) | .subject')"
check_like "with_what_they_saw" "*there is no key; * in reports, * passed*" "$(printf '%s' "$out" | jq -r '.. | .text? // empty')"

# -- kept ------------------------------------------------------------------------------------------------------------------

for _ in 1 2; do
  checked --only spf,dmarc --db "$db" --store --brief example.com
done
check "the_same_again_is_one_row" 2 "$(number "$db" 'SELECT count(*) FROM domain_check')"
checked --only dmarc --db "$db" --store --brief signed.example
check "each_domain_is_kept" "dmarc signed.example error" \
  "$(number "$db" "SELECT name || ' ' || domain || ' ' || result FROM domain_check ORDER BY id DESC LIMIT 1")"
checked --only spf --db "$work/new" --store --brief example.com
check "a_database_is_made_when_there_is_none" spf "$(number "$work/new" "SELECT name FROM domain_check")"

# -- the mailboxes that are read -------------------------------------------------------------------------------------------

printf '[mailbox main]\nhost = imap.example.com\nuser = D@example.com\npassword_file = /none\n' >"$work/ours.conf"
printf '[mailbox main]\nhost = imap.example.com\nuser = other@example.com\npassword_file = /none\n' >"$work/other.conf"
for whose in ours other; do
  run "$DMARCSTAT" check --config "$work/$whose.conf" --nameserver "$nsd_server" --only dmarc --format json example.com
  check "reports_that_go_to_${whose}_mailbox_are_told_so" "$([ $whose = ours ] && echo ok || echo note)" \
    "$(printf '%s' "$out" | jq -r '.. | objects | select(.rule? == "dmarc-mailbox") | .result')"
done

# -- hostile records, in every format --------------------------------------------------------------------------------------

for format in text json markdown html; do
  checked --only spf --format "$format" hostile.example.com
  check "${format}_shows_hostile_records_and_is_safe" "0 0 1" "$code $(printf '%s' "$out" | grep -c '[[:cntrl:]]') \
$(printf '%s' "$out" | grep -c 'alert' | sed 's/^[1-9].*/1/')"
done
checked --only spf --format html hostile.example.com
check "markup_in_a_record_stays_text" 0 "$(printf '%s' "$out" | grep -c '<script>')"
checked --only spf --format markdown hostile.example.com
check "a_record_makes_no_cells" 0 "$(printf '%s' "$out" | grep -c ' |cell| ')"

# -- DNSSEC ----------------------------------------------------------------------------------------------------------------

checked --only spf --trust-anchor "$nsd_home/anchors" --format json signed.example bogus.example
check "what_is_signed_well_is_taken" ok "$(printf '%s' "$out" | jq -r '.domains[0].result')"
check "what_is_signed_wrongly_is_not_known" \
  "the answer of DNS does not stand the test of DNSSEC, so whether there is an SPF record is not known" \
  "$(printf '%s' "$out" | jq -r '.domains[1].checks[0].findings[0].text')"
checked --only spf --trust-anchor "$nsd_home/anchors" --ip 192.0.2.1 --format json bogus.example
check "and_mail_of_it_gets_temperror" temperror "$(printf '%s' "$out" | jq -r '.domains[0].checks[0].check_host')"
refuses "a_trust_anchor_must_be_there" 66 "cannot read the trust anchor $work/none: No such file or directory" \
  "$DMARCSTAT" check --no-config --nameserver "$nsd_server" --trust-anchor "$work/none" example.com

# -- shown elsewhere -------------------------------------------------------------------------------------------------------

checked --only mx --db "$db" --store example.com
check_like "without_a_trust_anchor_it_is_said" "*whether DNSSEC proves it is not known, as no trust anchor worked*" "$out"
checked --only mx --format json example.com
check_like "in_json_too" "*no trust anchor worked*" "$(printf '%s' "$out" | jq -r '.. | objects | select(.rule? == "mx-records") | .text')"
checked --only mx --trust-anchor "$nsd_home/anchors" example.com
check "with_one_it_is_not" "" "$(printf '%s' "$out" | grep 'trust anchor')"
run "$DMARCSTAT" publish --no-config --quiet --db "$db" "$work/site"
line="example.com was checked on [0-9-]* (0 days ago): in order"
for page in index.html domain/example.com/index.html; do
  check "the_stored_check_is_on_$page" 1 "$(grep -c "<p>$line" "$work/site/$page")"
done
nsd_stop
sed -i "/^@ TXT/a @ TXT \"v=spf1 mx -all\"" "$nsd_home/example.com.zone"
nsd_start
checked --only spf --db "$db" --store --brief example.com
run "$DMARCSTAT" publish --no-config --quiet --db "$db" "$work/site"
check "with_its_worst_findings" 2 \
  "$(cat "$work/site/index.html" "$work/site/domain/example.com/index.html" | grep -c '(0 days ago): 1 error, spf-multiple at example.com')"
run "$DMARCSTAT" advise --no-config --db "$db" example.com
check_like "advice_begins_with_it" "*1. Mend what the check of * (0 days ago) found in the published records: example.com: *" "$out"
run "$DMARCSTAT" advise --no-config --db "$db" example.org
check_like "advice_asks_for_a_check" "*The published records were never checked. Next: dmarcstat check example.org --store*" "$out"
number "$db" "UPDATE domain_check SET since = since - 864000, checked = checked - 864000"
run "$DMARCSTAT" changes --no-config --db "$db" --domain example.com --format json
check_like "changes_tell_it_beside_the_failures" \
  "high finding appeared spf-multiple at example.com *; changed since the check of *% of * messages passed DMARC in the 14 days before, *" \
  "$(printf '%s' "$out" | jq -r '.rows[] | select(.what | startswith("spf-")) | "\(.importance) \(.kind) \(.what) \(.meaning)"')"

finish
