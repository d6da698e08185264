#!/bin/sh
# SPDX-License-Identifier: MIT
# spf --resolve: which term of the published SPF records each address matches, with a DNS server that has the records, has
# other ones, is silent, or is not there.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dns.sh"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB

# row ADDRESS MESSAGES DOMAIN RESULT: mail for example.com with this SPF result
row() {
  cat <<END
<record><row><source_ip>$1</source_ip><count>$2</count><policy_evaluated><disposition>none</disposition>
<dkim>pass</dkim><spf>$4</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><dkim><domain>example.com</domain><result>pass</result></dkim>
<spf><domain>$3</domain><scope>mfrom</scope><result>$4</result></spf></auth_results></record>
END
}
report() {
  cat <<END
<feedback><report_metadata><org_name>reporter.example</org_name><email>x@reporter.example</email><report_id>1</report_id>
<date_range><begin>1794700800</begin><end>1794787199</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
END
  cat
  echo '</feedback>'
}
{
  row 192.0.2.1 10 example.com pass     # by ip4
  row 192.0.2.2 5 example.com fail      # by ip4, but the reports say otherwise
  row 198.51.100.7 20 example.com pass  # by a network of the include
  row 203.0.113.5 7 example.com pass    # by nothing any more
  row 203.0.113.9 3 example.com softfail
  row 2001:db8::1 4 news.example.com pass
  row 203.0.113.77 9 mail.service.example pass # whose record is not ours
} | report >"$work/report.xml"
"$DMARCSTAT" ingest --quiet "$work/report.xml"

# spf_by SERVER OPTION...
spf_by() {
  printf '[report]\ndns_server = %s\ndns_timeout = 2\n' "$1" >"$work/conf"
  shift
  run "$DMARCSTAT" spf --resolve --config "$work/conf" "$@"
}
# lines: of the JSON in $out, what each term came to
lines() {
  echo "$out" | jq -r '.rows[] | "\(.spf_domain)|\(.path // .term)|\(.messages)|\(.addresses)|\(.spf_pass)|\(.lookups // "-")|\(.use)|\(.lost)|\(.won)"'
}
advice() { # PATH
  echo "$out" | jq -r --arg path "$1" '.rows[] | select((.path // .term) == $path) | .advice // "none"'
}

dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data: 'example.com. TXT "v=spf1 ip4:192.0.2.0/24 include:_spf.service.example include:unused.example mx -all exists:%{i}.x.example"'
  local-data: 'example.com. MX 10 mx.example.com.'
  local-data: 'mx.example.com. A 192.0.2.250'
  local-data: '_spf.service.example. TXT "v=spf1 ip4:198.51.100.0/25 include:more.service.example ip4:198.51.100.128/25 ~all"'
  local-data: 'more.service.example. TXT "v=spf1 ip4:192.0.2.255 -all"'
  local-data: 'unused.example. TXT "v=spf1 a:host.unused.example ?all"'
  local-data: 'host.unused.example. A 192.0.2.251'
  local-data: 'news.example.com. TXT "v=spf1 redirect=_news.example.com"'
  local-data: '_news.example.com. TXT "v=spf1 ip6:2001:db8::/64 ~all"'
END
spf_by "$dns_server" --format text --output "$work/text"
spf_by "$dns_server" --format json
check "each_term_tells_who_matched_it" "0
example.com|ip4:192.0.2.0/24|15|2|10|0|used|0|5
example.com|include:_spf.service.example|20|1|20|2|used|0|0
example.com|include:_spf.service.example > ip4:198.51.100.0/25|20|1|20|0|used|0|0
example.com|include:_spf.service.example > include:more.service.example|0|0|0|1|unused|0|0
example.com|include:_spf.service.example > include:more.service.example > ip4:192.0.2.255|0|0|0|0|unused|0|0
example.com|include:_spf.service.example > ip4:198.51.100.128/25|0|0|0|0|unused|0|0
example.com|include:unused.example|0|0|0|2|unused|0|0
example.com|include:unused.example > a:host.unused.example|0|0|0|1|unused|0|0
example.com|mx|0|0|0|1|unused|0|0
example.com|-all|10|2|7|0|used|7|0
example.com|exists:%{i}.x.example|0|0|0|1|never looked at|0|0
news.example.com|redirect=_news.example.com|4|1|4|1|used|0|0
news.example.com|redirect=_news.example.com > ip6:2001:db8::/64|4|1|4|0|used|0|0
news.example.com|redirect=_news.example.com > ~all|0|0|0|0|unused|0|0" "$code
$(lines)"
check "what_nobody_used_may_go_with_its_lookups" \
  "nobody used it in a day, and it costs 2 of 10 lookups; it may go, unless something that sends seldom needs it" \
  "$(advice include:unused.example)"
check "terms_of_others_are_not_advised_on" "none" \
  "$(advice 'include:_spf.service.example > ip4:198.51.100.128/25')"
check "mail_that_the_record_lost_is_told" \
  "7 messages passed by the reports and would not now: see whether the record lost a sender" "$(advice -all)"
check "mail_that_it_won_is_told" \
  "5 messages did not pass by the reports and would now: it is new, or receivers could not look it up" \
  "$(advice ip4:192.0.2.0/24)"
check "terms_behind_all_are_told" "\`all\` decides before it; leave it out" "$(advice 'exists:%{i}.x.example')"
check "addresses_of_which_reports_say_otherwise_come_first" '["192.0.2.2","192.0.2.1"]' \
  "$(echo "$out" | jq -c '.rows[0].sources')"
check "the_sentence_sums_up" "The SPF records of 2 domains as DNS has them now, held against mail, 30 days to 15 November 2026: \
8 of 14 terms match nobody; 7 messages that passed would not now; 5 messages that did not pass would now" \
  "$(head -1 "$work/text")"
spf_by "$dns_server" --source 198.51.100.7 --format json
check "one_address_is_asked_for_and_nothing_is_advised" "include:_spf.service.example
include:_spf.service.example > ip4:198.51.100.0/25
true" "$(echo "$out" | jq -r '(.rows[] | select(.use == "used") | .path), ([.rows[] | select(.use == "unused") | .advice] | all(. == null))')"
spf_by "$dns_server"
check_like "people_see_the_tree" "*include:_spf.service.example*└─ ip4:198.51.100.0/25*└── ip4:192.0.2.255*" "$out"

# -- records that are not there, or cannot be read ---------------------------------------------------------------------------

dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data: 'news.example.com. TXT "v=spf1 ip4:192.0.2.300 -all"'
END
spf_by "$dns_server" --format json
check "domains_without_a_record_are_told" "example.com|(no SPF record)|45|5|37|-|used|37|0
news.example.com|(the record ends in an error)|4|1|4|-|used|4|0" "$(lines)"

dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data: 'example.com. TXT "v=spf1 ip4:192.0.2.0/24 include:silent.example include:behind.example -all"'
  local-zone: "silent.example." deny
  local-data: 'behind.example. TXT "v=spf1 ip4:203.0.113.0/24 -all"'
END
spf_by "$dns_server" --format json --domain example.com
check "a_failure_of_dns_tells_neither_lost_nor_unused" "example.com|ip4:192.0.2.0/24|15|2|10|0|used|0|5
example.com|include:silent.example|0|0|0|1|unused|0|0
example.com|include:behind.example|0|0|0|1|unused|0|0
example.com|include:behind.example > ip4:203.0.113.0/24|0|0|0|0|unused|0|0
example.com|-all|0|0|0|0|unused|0|0
example.com|(DNS gives no answer)|30|3|27|-|used|0|0" "$(lines | grep -v '^news')"
check "then_nothing_is_called_superfluous" "none" "$(advice include:behind.example)"

# -- trouble -----------------------------------------------------------------------------------------------------------------

printf '[report]\ndns_server = 127.0.0.1@1\ndns_timeout = 1\n' >"$work/conf"
refuses "no_dns_is_one_sentence" 69 "--resolve: no DNS server answers. Leave it out, or name a server: dns_server in \
[report] of the configuration." "$DMARCSTAT" spf --config "$work/conf" --resolve
run "$DMARCSTAT" spf --config "$work/conf" --format json
check "without_resolve_dns_is_not_asked" "0 0" "$code $(echo "$out" | jq '[.rows[].lost] | add // 0')"

finish
