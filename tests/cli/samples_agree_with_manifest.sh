#!/bin/sh
# SPDX-License-Identifier: MIT
# The sample mail is the same each time, and dmarcstat finds in it what the generator counted while making it.
. "$SOURCE_DIR/tests/lib/tap.sh"
DMARCSTAT_DB=$work/samples.db
export DMARCSTAT_DB

# What the generator counted under a name.
counted() {
  awk -v name="$1" '$1 == name { print $2 }' "$work/manifest"
}

# ingested LABEL: the number before a label ("reports stored") in what ingest said.
ingested() {
  tr -d , <"$work/talk" | sed -n "s/^\(.* \)\{0,1\}\([0-9][0-9]*\) $1.*/\2/p"
}

# rows QUESTION EXPRESSION OPTIONS...: an SQL expression over the rows of an answer, each row a JSON text `value`
rows() {
  question=$1 expression=$2
  shift 2
  "$DMARCSTAT" "$question" --format json "$@" >"$work/answer.json" || echo "# $question failed with $?"
  sqlite3 :memory: "SELECT $expression FROM json_each(readfile('$work/answer.json'), '\$.rows')"
}

# agree WINDOW OPTIONS...: every figure of every domain in `summary`
agree() {
  window=$1
  shift
  for domain in example.com shop.example.net example.org; do
    for figure in messages dmarc_pass dkim_aligned spf_aligned quarantine reject; do
      check "summary_says_the_${figure}_of_${domain}_($window)" "$(counted "$window.$domain.$figure")" \
        "$(rows summary "sum(json_extract(value, '\$.$figure'))" "$@" --domain "$domain")"
    done
  done
}

make_samples --manifest "$work/mail" >"$work/manifest"
check "samples_are_written" 0 $?
make_samples --manifest "$work/again" >"$work/manifest2"
diff -r "$work/mail" "$work/again" >"$work/differences" 2>&1 && cmp "$work/manifest" "$work/manifest2" >>"$work/differences"
check "samples_are_the_same_each_time" "" "$(head -c 500 "$work/differences")"
check "there_is_a_file_for_each_mail" "$(counted mails)" "$(find "$work/mail" -type f | wc -l | tr -d ' ')"

"$DMARCSTAT" ingest --authserv-id mx.example.com "$work/mail" >"$work/talk" 2>&1
check "ingest_says_by_65_that_some_were_rejected" 65 $?
check "ingest_stores_every_report" "$(counted reports)" "$(ingested 'reports stored')"
check "ingest_knows_the_repeat" "$(counted duplicates)" "$(ingested duplicate)"
check "ingest_counts_what_is_no_report" "$(counted not_reports)" "$(ingested 'not reports')"
check "ingest_rejects_the_truncated_one" "$(counted rejected)" "$(ingested rejected)"

agree last30
agree all --since 2026-09-25 --until 2026-11-23
for domain in example.com shop.example.net example.org; do
  policy_domain=$domain
  [ "$domain" = shop.example.net ] && policy_domain=mx.shop.example.net # DANE is of the mail server
  for figure in sessions sessions_failed; do
    check "tls_says_the_${figure}_of_${domain}" "$(counted "tls.$domain.$figure")" \
      "$(rows tls "sum(json_extract(value, '\$.$figure'))" --domain "$policy_domain")"
  done
  check "tls_failures_add_up_for_${domain}" "$(counted "tls.$domain.sessions_failed")" \
    "$(rows tls-failures "total(json_extract(value, '\$.sessions')) + 0 || ''" --domain "$policy_domain" | sed 's/\.0$//')"
done
check "tls_reports_lists_each_of_them" "$(counted tls_reports)" "$(rows tls-reports "count(*)")"
check "failures_lists_each_of_them" "$(counted failures)" "$(rows failures "count(*)")"
check "reporters_lists_each_of_them" "$(counted reporters)" \
  "$(rows reporters "count(*)" --since 2026-09-25 --until 2026-11-23)"

# what_is ADDRESS: its class and the reason
what_is() {
  rows sources "json_extract(value, '$.class') || ': ' || json_extract(value, '$.reason')" --domain example.com --source "$1"
}
check "every_class_appears" "aligned forwarded misconfigured partly aligned suspicious" \
  "$(rows sources "DISTINCT json_extract(value, '$.class') AS class" --limit all | sort | tr '\n' ' ' | sed 's/ $//')"
check "own_servers_are_aligned" "aligned: DKIM and SPF both pass for your domain" "$(what_is 192.0.2.10)"
check "the_newsletter_service_is_aligned_in_part" \
  "partly aligned: passes by DKIM only; SPF passes for another domain" "$(what_is 203.0.113.16)"
check "the_support_desk_is_aligned_in_part" \
  "partly aligned: passes by SPF only, which forwarding breaks; DKIM is missing or for another domain" "$(what_is 203.0.113.64)"
check "the_invoicing_service_is_misconfigured" \
  "misconfigured: a regular sender that passes, but for another domain" "$(what_is 203.0.113.148)"
check "the_phishing_campaign_is_suspicious" "suspicious: neither DKIM nor SPF passes for anybody" "$(what_is 198.18.77.9)"
check "forwarders_are_told_by_what_survives_or_is_said" 3 \
  "$(rows sources "count(DISTINCT json_extract(value, '$.reason'))" --class forwarded)"

"$DMARCSTAT" ingest --authserv-id mx.example.com "$work/mail" >"$work/talk" 2>&1
check "the_second_run_says_65_too" 65 $?
check "the_second_run_stores_nothing" 0 "$(ingested 'reports stored')"
check "the_second_run_finds_only_duplicates" "$(($(counted reports) + $(counted duplicates)))" "$(ingested duplicate)"
check "the_second_run_changes_no_figure" "$(counted last30.example.com.messages)" \
  "$(rows summary "sum(json_extract(value, '\$.messages'))" --domain example.com)"

finish
