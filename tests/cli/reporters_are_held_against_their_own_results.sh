#!/bin/sh
# SPDX-License-Identifier: MIT
# audit finds the record that contradicts itself among thousands that do not; what-if changes nothing by itself.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples "$work/mail"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
run "$DMARCSTAT" ingest "$work/mail"
records=$(number "$work/db" "SELECT sum(records) FROM report")

run "$DMARCSTAT" audit --since 3y --format csv
check "the_samples_agree_with_themselves" 1 "$(echo "$out" | wc -l | tr -d ' ')"
run "$DMARCSTAT" audit --since 3y
check_like "all_records_were_looked_at" "$(echo "$records" | sed 's/\(...\)$/,\1/') records of * reporters, *: all agree *" "$out"

for domain in example.com shop.example.net example.org; do
  published=$("$DMARCSTAT" summary --domain "$domain" --format json | jq -r '.rows[0].policy_published')
  run "$DMARCSTAT" what-if "$domain" --record "v=DMARC1; $(echo "$published" | sed 's/ /; /g')"
  check_like "what_is_published_at_${domain}_changes_nothing" "0 *: nothing would change" "$code $out"
done

# all that fails would be rejected, and nothing else; what passes by a subdomain's name fails when both are strict
run "$DMARCSTAT" what-if example.com --record 'v=DMARC1; p=reject' --limit all --format json
rejected=$(echo "$out" | jq '[.rows[] | select(.would_meet == "reject") | .messages] | add')
failed=$("$DMARCSTAT" top-failures --domain example.com --limit all --format json | jq '[.rows[].messages] | add')
check "p=reject_rejects_what_fails" "$failed" "$rejected"
run "$DMARCSTAT" what-if example.com --record 'v=DMARC1; p=quarantine; adkim=s; aspf=s' --limit all --format json
check "strict_modes_hit_subdomains_only" "0" "$(echo "$out" | jq '[.rows[] | select(.change | startswith("passes"))
  | select(.header_from == "example.com" and (.dkim_passed_for | index("example.com") != null))] | length')"

cat >"$work/odd.xml" <<'E_XML'
<feedback>
 <report_metadata><org_name>odd.example</org_name><email>d@odd.example</email><report_id>odd-1</report_id>
  <date_range><begin>1795392000</begin><end>1795478399</end></date_range></report_metadata>
 <policy_published><domain>example.com</domain><adkim>s</adkim><aspf>r</aspf><p>quarantine</p></policy_published>
 <record>
  <row><source_ip>192.0.2.77</source_ip><count>5</count>
   <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
  <identifiers><header_from>news.example.com</header_from></identifiers>
  <auth_results><dkim><domain>example.com</domain><result>pass</result></dkim></auth_results>
 </record>
</feedback>
E_XML
run "$DMARCSTAT" ingest "$work/odd.xml"
run "$DMARCSTAT" audit --format json
check "the_one_that_does_not_is_listed" \
  'odd.example|dkim said pass, computes fail|5|passed for the same organisation only, while adkim is s|192.0.2.77' \
  "$(echo "$out" | jq -r '.rows[] | [.reporter, .kind, .messages, .cause, .source_ip] | join("|")')"

finish
