#!/bin/sh
# SPDX-License-Identifier: MIT
# export | import is the same database: by the content of every table that import fills, and by the bytes of another export.
. "$SOURCE_DIR/tests/lib/tap.sh"
d=$DMARCSTAT
make_samples "$work/mail"
mkdir "$work/odd"
# a report that has what is odd: no identity of its own, escape sequences, formulas, results that are no words
cat >"$work/odd/odd.xml" <<'XML'
<feedback><version>1.0</version><report_metadata><org_name>=cmd|' /C calc'!A0 &lt;b&gt; &#x202e;ü</org_name>
<report_id>"1",'2'</report_id><date_range><begin>1793491200</begin><end>1793923200</end></date_range>
<error>first</error><error>second "error"</error></report_metadata>
<policy_published><domain>example.com</domain><p>nonsense</p><sp></sp><pct>200</pct><adkim>S</adkim></policy_published>
<record><row><source_ip>not an address</source_ip><count>7</count><policy_evaluated><disposition>bounced</disposition>
<dkim>maybe</dkim><reason><type>because</type><comment>a, "b"
c</comment></reason></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><dkim><domain>d.example</domain><selector>s</selector><result>hmm</result><human_result>x	y</human_result></dkim>
<spf><domain>s.example</domain><scope>HELO</scope><result>hardfail</result></spf></auth_results></record>
<record><row><source_ip>2001:db8::7</source_ip><count>101</count></row><identifiers/></record></feedback>
XML
printf '[store]\nkeep_failure_samples = hashed\n' >"$work/config"
run "$d" ingest --config "$work/config" --db "$work/a.db" "$work/mail" "$work/odd"
sqlite3 "$work/a.db" "INSERT INTO source (address, name, service, kind, country, asn, as_name, resolved) VALUES
  (x'c0000201', 'mx.example.com', 'Example \"x\"', 'mailbox', 'NL', 64500, 'Example, Inc.', 1795000000),
  (x'20010db8000000000000000000000001', NULL, NULL, NULL, NULL, NULL, NULL, 1795000001);
  UPDATE quarantine SET origin = CAST(x'6d61696cff2f31' AS TEXT) WHERE id = 1"

# Every table that export writes, by content, and exactly: with the numbers that names have; text that is odd as
# hexadecimal digits.
tables=$(number "$work/a.db" "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
  AND name NOT IN ('run', 'mailbox', 'mailbox_exception', 'migration', 'domain_check') ORDER BY name")
exactly() {
  for table in $tables; do
    echo "== $table"
    sqlite3 "$1" ".mode quote" "SELECT * FROM [$table]" | sort
  done
}
# The same with names as their texts: where reports of all kinds came in mixed, names have other numbers, and what is
# found by these has other digests.
columns_of() {
  number "$work/a.db" "SELECT group_concat(CASE WHEN EXISTS (SELECT 1 FROM pragma_foreign_key_list('$1') AS k
      WHERE k.\"from\" = c.name AND k.\"table\" = 'name') THEN '(SELECT text FROM name WHERE id = t.' || c.name || ')'
      WHEN c.name = 'digest' AND '$1' <> 'failure' OR c.name = 'id' AND '$1' = 'name' THEN '0'
      ELSE 't.[' || c.name || ']' END) FROM pragma_table_info('$1') AS c"
}
content() {
  for table in $tables; do
    echo "== $table"
    sqlite3 "$1" ".mode quote" "SELECT $(columns_of "$table") FROM [$table] AS t" | sort
  done
}

"$d" export --db "$work/a.db" --privacy-key --output "$work/a.ndjson"
check "export_ends_well" 0 $?
run "$d" import --db "$work/b.db" "$work/a.ndjson"
reports=$(number "$work/a.db" "SELECT count(*) FROM report")
tls=$(number "$work/a.db" "SELECT count(*) FROM tls_report")
failed=$(number "$work/a.db" "SELECT count(*) FROM failure")
check_like "import_says_what_it_stored" \
  "0 $reports reports with * records stored, $tls TLS reports, $failed failure reports, 1 item of the quarantine, 2 sources" \
  "$code $err"
content "$work/a.db" >"$work/a.content"
content "$work/b.db" >"$work/b.content"
check_like "there_is_something_to_compare" "[1-9]????*" "$(wc -l <"$work/a.content" | tr -d ' ')"
check "every_table_is_compared" \
  "daily dkim_result failure identity name override override_set policy privacy quarantine record report source spf_result tls_failure tls_policy tls_report warning" \
  "$(for table in $tables; do [ "$(number "$work/a.db" "SELECT count(*) FROM [$table]")" -eq 0 ] || echo "$table"; done | paste -sd' ' -)"
check "every_table_is_the_same" "" "$(diff "$work/a.content" "$work/b.content" | head -n 5)"
"$d" export --db "$work/b.db" --privacy-key >"$work/b.ndjson"
check "an_export_of_the_import_is_the_same_bytes" "" "$(cmp "$work/a.ndjson" "$work/b.ndjson" 2>&1)"
"$d" import --quiet --db "$work/c.db" "$work/b.ndjson"
check "what_was_imported_once_comes_back_exactly" "$(exactly "$work/b.db")" "$(exactly "$work/c.db")"
check "samples_of_failures_are_among_it" yes \
  "$([ "$(number "$work/c.db" "SELECT count(*) FROM failure WHERE sample LIKE '%hashed-%'")" -gt 0 ] && echo yes)"
"$d" ingest --quiet --config "$work/config" --db "$work/c.db" "$work/mail" 2>"$work/err"
check "with_the_key_originals_that_come_again_are_known" "$failed $tls" \
  "$(number "$work/c.db" "SELECT (SELECT count(*) FROM failure) || ' ' || (SELECT count(*) FROM tls_report)")"
check "the_imported_database_is_sound" ok "$(number "$work/b.db" "PRAGMA integrity_check; PRAGMA foreign_key_check")"
check "answers_are_the_same" "$("$d" sources --db "$work/a.db" --limit all --format csv)" \
  "$("$d" sources --db "$work/b.db" --limit all --format csv)"
check "each_line_is_json_of_one_member" "1 $(wc -l <"$work/a.ndjson" | tr -d ' ')" \
  "$(jq -c 'length' <"$work/a.ndjson" | sort -u) $(jq -c . <"$work/a.ndjson" | wc -l | tr -d ' ')"
check "the_number_of_reports_is_in_it" "$reports" "$(jq -r 'select(.report) | .report.report_id' <"$work/a.ndjson" | wc -l | tr -d ' ')"

# -- without the key -----------------------------------------------------------------------------------------------------

"$d" export --db "$work/a.db" --output "$work/keyless.ndjson"
check "the_key_is_only_in_it_when_asked_for" "1 0" \
  "$(grep -c '^."privacy_key":' "$work/a.ndjson") $(grep -c '^."privacy_key":' "$work/keyless.ndjson")"
check "else_it_is_the_same" "" "$(grep -v '^."privacy_key":' "$work/a.ndjson" | cmp - "$work/keyless.ndjson" 2>&1)"
run "$d" import --db "$work/other.db" "$work/keyless.ndjson"
"$d" export --db "$work/other.db" | cmp - "$work/keyless.ndjson" >"$work/err" 2>&1
check "without_the_key_an_export_of_the_import_is_the_same_bytes_too" "" "$(cat "$work/err")"
refuses another_key_is_not_put_over_its_own 77 \
  "$work/other.db has failure reports whose addresses are hashed with another key than that of the export; import into a new database, or an export without --privacy-key" \
  "$d" import --quiet --db "$work/other.db" "$work/a.ndjson"

# -- again, and in parts --------------------------------------------------------------------------------------------------

run "$d" import --db "$work/b.db" "$work/a.ndjson"
check_like "what_is_there_is_a_duplicate" "0 0 reports with 0 records stored, $((reports + tls + failed)) duplicates*" "$code $err"
content "$work/b.db" >"$work/b.content"
check "a_second_import_changes_nothing" "" "$(diff "$work/a.content" "$work/b.content" | head -n 5)"

for domain in $("$d" summary --db "$work/a.db" --since 2000-01-01 --limit all --format csv | sed 1d | cut -d, -f1); do
  "$d" export --db "$work/a.db" --domain "$domain" | "$d" import --quiet --db "$work/parts.db" -
done
check "domains_one_by_one_are_all_of_it" \
  "$(number "$work/a.db" "SELECT count(*), sum(messages), sum(dmarc_pass) FROM report; SELECT count(*), sum(messages), sum(overridden) FROM daily")" \
  "$(number "$work/parts.db" "SELECT count(*), sum(messages), sum(dmarc_pass) FROM report; SELECT count(*), sum(messages), sum(overridden) FROM daily")"
check "with_a_filter_there_is_no_quarantine" 0 "$(number "$work/parts.db" "SELECT count(*) FROM quarantine")"
check "filters_choose_reports_of_all_kinds" \
  "$(number "$work/a.db" "SELECT (SELECT count(*) FROM tls_report JOIN name ON name.id = reporter WHERE text = 'Postbox Inc.') || ' ' ||
    (SELECT count(*) FROM failure JOIN name ON name.id = domain WHERE text = 'example.com')")" \
  "$("$d" export --db "$work/a.db" --reporter 'postbox INC.' | grep -c '^."tls_report":') $("$d" export --db "$work/a.db" --domain example.com | grep -c '^."failure_report":')"
check "filters_choose_reports" "$(number "$work/a.db" "SELECT count(*) FROM report JOIN name ON name.id = reporter WHERE text = 'google.com'")" \
  "$("$d" export --db "$work/a.db" --reporter GOOGLE.com | jq -c 'select(.report)' | wc -l | tr -d ' ')"

# -- killed, stopped ------------------------------------------------------------------------------------------------------

killed=0
for delay in 0.1 0.2 0.3 0.5 0.8 1.2; do
  "$d" import --db "$work/killed.db" "$work/a.ndjson" >/dev/null 2>&1 &
  pid=$!
  sleep "$delay"
  kill -9 "$pid" 2>/dev/null && killed=$((killed + 1))
  wait "$pid" 2>/dev/null
done
check_like "some_were_killed_at_work" "[1-9]" "$killed"
run "$d" import --db "$work/killed.db" "$work/a.ndjson"
content "$work/killed.db" >"$work/b.content"
check "the_last_run_completes_it" "" "$(diff "$work/a.content" "$work/b.content" | head -n 5)"

run sh -c 'head -n 2000 "$1" | "$2" import --db "$3" -' sh "$work/a.ndjson" "$d" "$work/stopped.db"
check_like "an_export_that_is_cut_off_is_said" \
  "65 [1-9]* stored*dmarcstat: standard input, line 2001: the file ends before the export does; it was cut off" "$code $err"
check_like "what_came_before_the_cut_is_stored" "[1-9]*" "$(number "$work/stopped.db" "SELECT count(*) FROM report")"
check "no_half_report_is_stored" 0 "$(number "$work/stopped.db" "SELECT count(*) FROM report AS r
  WHERE r.records <> (SELECT count(*) FROM record WHERE report = r.id)")"

# -- csv ------------------------------------------------------------------------------------------------------------------

"$d" export --db "$work/a.db" --output "$work/a.csv"
check "csv_has_a_line_for_each_record" "$(number "$work/a.db" "SELECT count(*) FROM record")" \
  "$(sqlite3 :memory: ".mode csv" ".import $work/a.csv t" "SELECT count(*) FROM t")"
check "csv_adds_up" "$(number "$work/a.db" "SELECT sum(count) FROM record")" \
  "$(sqlite3 :memory: ".mode csv" ".import $work/a.csv t" "SELECT sum(messages) FROM t")"
check "csv_starts_no_formula" 0 "$(sqlite3 :memory: ".mode csv" ".import $work/a.csv t" \
  "SELECT count(*) FROM t WHERE substr(reporter, 1, 1) IN ('=', '+', '-', '@') OR substr(report_id, 1, 1) IN ('=', '+', '-', '@')")"

# -- mistakes -------------------------------------------------------------------------------------------------------------

refuses csv_is_not_imported 65 \
  "$work/a.csv is an export as CSV, which lacks too much to be read back; export with --format ndjson" \
  "$d" import --db "$work/no.db" "$work/a.csv"
refuses a_mail_is_not_imported 65 \
  "$work/odd/odd.xml is no export of dmarcstat; \`dmarcstat ingest\` takes reports and the mail they came in" \
  "$d" import --db "$work/no.db" "$work/odd/odd.xml"
check "no_database_is_made_of_what_is_no_export" no "$([ -e "$work/no.db" ] && echo yes || echo no)"
refuses no_such_file 66 "$work/nothing cannot be opened: No such file or directory" "$d" import --db "$work/no.db" "$work/nothing"
refuses import_of_nothing 64 "import what? Name files that \`dmarcstat export\` wrote, or - for standard input" "$d" import
refuses export_to_an_operand 64 "export has no use for 'x'; name a file with --output" "$d" export x
refuses export_as_json 64 "export: it is written as ndjson or csv, not as json" "$d" export --db "$work/a.db" --output x.json
refuses export_as_what_there_is_not 64 "export: it is written as ndjson or csv, not as xml" \
  "$d" export --db "$work/a.db" --format xml
refuses the_key_as_csv 64 "export: --privacy-key is for ndjson, which can be imported" \
  "$d" export --db "$work/a.db" --format csv --privacy-key
refuses export_as_two 64 "export: --format says csv, and the ending of x.ndjson says ndjson; leave out --format" \
  "$d" export --db "$work/a.db" --format csv --output x.ndjson
refuses export_of_nobody 66 "there are no such reports in the database. Type dmarcstat reports to see which there are." \
  "$d" export --db "$work/a.db" --reporter nobody
refuses export_of_no_domain 66 \
  "there are no reports about 'x.example' in the database. Type dmarcstat summary to see which there are." \
  "$d" export --db "$work/a.db" --domain X.example.
echo old >"$work/kept.ndjson"
run "$d" export --db "$work/a.db" --reporter nobody --output "$work/kept.ndjson"
check "a_failed_export_leaves_the_old_file" old "$(cat "$work/kept.ndjson")"
run sh -c '"$1" export --db "$2" >/dev/full' sh "$d" "$work/a.db"
check_like "a_full_disk_is_said" "74 dmarcstat: *" "$code $err"

sed '200s/"messages":[0-9]*/"messages":77777/' "$work/a.ndjson" >"$work/forged.ndjson"
run "$d" import --db "$work/forged.db" "$work/forged.ndjson"
check_like "a_changed_number_is_found" "65 *line *: the sums of the report are not those of its records*" "$code $err"
check "the_report_that_was_changed_is_not_stored" "" "$(number "$work/forged.db" "SELECT * FROM record WHERE count = 77777")"

"$d" import --quiet --db "$work/empty.db" "$work/nothing" 2>/dev/null
sqlite3 "$work/a.db" "VACUUM INTO '$work/none.db'"
sqlite3 "$work/none.db" "DELETE FROM warning; DELETE FROM record; DELETE FROM report; DELETE FROM quarantine; DELETE FROM source;
  DELETE FROM tls_report; DELETE FROM failure"
"$d" export --db "$work/none.db" | "$d" import --db "$work/empty.db" - 2>"$work/err"
check "an_empty_database_goes_round_too" "0 reports with 0 records stored" "$(cat "$work/err")"

finish
