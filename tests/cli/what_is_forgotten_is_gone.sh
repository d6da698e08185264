#!/bin/sh
# SPDX-License-Identifier: MIT
# forget removes somebody from every table and from the quarantine, db prune what is old; both say what, and a dry run
# changes nothing.
. "$SOURCE_DIR/tests/lib/tap.sh"
d=$DMARCSTAT
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
make_samples "$work/mail"
mkdir "$work/more"
cat >"$work/more/complaint.xml" <<'XML'
<feedback><report_metadata><org_name>ann's server</org_name><email>Ann &lt;ann@person.example&gt;</email>
<extra_contact_info>joann@person.example</extra_contact_info><report_id>1</report_id>
<date_range><begin>1793491200</begin><end>1793577599</end></date_range><error>ask ann@person.example</error></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none</disposition><dkim>fail</dkim>
<spf>fail</spf><reason><type>local_policy</type><comment>told ann@person.example.</comment></reason></policy_evaluated></row>
<identifiers><header_from>example.com</header_from></identifiers><auth_results/></record></feedback>
XML
printf '<feedback><report_metadata><email>ann@person.example</email>' >"$work/more/broken.xml"
cat >"$work/more/failure.txt" <<'ARF'
Feedback-Type: auth-failure
Auth-Failure: dmarc
Source-IP: 192.0.2.1
Original-Rcpt-To: <Ann@Person.example>
Reported-Domain: example.com
ARF
"$d" ingest --quiet "$work/mail" "$work/more" >/dev/null 2>&1
all() { # what a reader of the file would see
  sqlite3 "$DMARCSTAT_DB" .dump | grep -ciE "$1"
}
before=$(sqlite3 "$DMARCSTAT_DB" .dump | grep -v 'INTO privacy' | cksum)

run "$d" forget --dry-run ann@person.example
said='1 failure report would be removed
1 item of the quarantine would be removed
1 text in report would be removed
1 text in override would be removed
1 name or text of reports would be removed
*quarantine * packed and cannot be looked into; `dmarcstat quarantine drop --all` removes them'
check_like "a_dry_run_says_what_would_go" "0: $said" "$code: $out"
check "a_dry_run_changes_nothing" "$before" "$(sqlite3 "$DMARCSTAT_DB" .dump | grep -v 'INTO privacy' | cksum)"
run "$d" forget ANN@person.example
check_like "forget_says_what_went" "0: $(printf '%s' "$said" | sed 's/would be removed/removed/')" "$code: $out"
check "an_address_is_nowhere" 0 "$(all '[^o]ann@person')"
check "a_longer_address_stays" 1 "$(all 'joann@person')"
check "its_report_still_counts" 1 "$(number "$DMARCSTAT_DB" "SELECT count(*) FROM report WHERE report_id = '1' AND messages = 1")"
run "$d" forget ann@person.example
check_like "what_is_gone_is_not_mentioned" "0: nothing mentions ann@person.example*" "$code: $out"

run "$d" forget example.org
check_like "a_domain_takes_its_reports_with_it" "0: * aggregate reports removed*TLS reports removed*" "$code: $out"
check "a_domain_is_nowhere" 0 "$(all 'example\.org')"
check "the_rest_is_sound" ok "$(number "$DMARCSTAT_DB" "PRAGMA integrity_check; PRAGMA foreign_key_check")"
run "$d" summary
check_like "answers_go_on" "0: *2 domains*" "$code: $out"

run "$d" db prune --keep 10d
check "prune_removes_what_is_old" "0: 29 TLS reports removed|4 failure reports removed|0 items of the quarantine removed" \
  "$code: $(printf '%s' "$out" | tr '\n' '|' | sed 's/|$//')"
check "prune_keeps_what_is_new" "2026-11-15 2026-11-18" \
  "$(number "$DMARCSTAT_DB" "SELECT date(min(day) * 86400, 'unixepoch') FROM tls_report; SELECT date(min(day) * 86400, 'unixepoch') FROM failure" | tr '\n' ' ' | sed 's/ $//')"
refuses "forget_wants_somebody" 64 "forget whom? Name one mail address or one domain" "$d" forget
refuses "forget_wants_an_address_or_a_domain" 64 \
  "forget: 'ann' is neither a mail address nor a domain, as in ann@example.org" "$d" forget ann
refuses "prune_wants_days" 64 "--keep: 'soon' is no number of days; try 400d" "$d" db prune --keep soon
refuses "a_database_that_is_not_there_is_not_made" 66 \
  "there is no database $work/none yet; \`dmarcstat ingest PATH\` makes it from your report mail" "$d" forget --db "$work/none" example.org

finish
