#!/bin/sh
# SPDX-License-Identifier: MIT
# Pages about TLS reports beside those of mail, and about failure reports on live pages only.
. "$SOURCE_DIR/tests/lib/tap.sh"
DMARCSTAT_DB=$work/data/samples.db
export DMARCSTAT_DB
d=$DMARCSTAT site=$work/site
mkdir "$work/data" "$work/bin"
make_samples "$work/mail"
"$d" ingest "$work/mail" >/dev/null 2>&1
ln -s "$d" "$work/bin/dmarcstat.cgi"

# get PATH [QUERY [VARIABLE=VALUE...]]: $status and $work/body
get() {
  get_path=$1 get_query=${2:-}
  shift
  [ $# -eq 0 ] || shift
  env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SCRIPT_NAME=/dmarcstat.cgi "PATH_INFO=$get_path" \
    "QUERY_STRING=$get_query" "$@" "$work/bin/dmarcstat.cgi" 2>"$work/err" </dev/null | tr -d '\r' >"$work/plain"
  status=$(sed -n '1s/^Status: //p' "$work/plain")
  sed '1,/^$/d' "$work/plain" >"$work/body"
}

# lede: the first sentence of the page, as text
lede() {
  sed -n 's|^<p class="lede">\(.*\)</p>$|\1|p' "$work/body" | sed 's/<[^>]*>//g'
}

# links_to PATTERN: how many links of the page lead there
links_to() {
  grep -oE "href=\"[^\"]*$1[^\"]*\"" "$work/body" | wc -l
}

# -- TLS -------------------------------------------------------------------------------------------------------------------

get /tls 'domain=example.com'
"$d" tls --domain example.com --since 2026-10-25 --until 2026-11-23 --format json >"$work/tls"
check "the_page_tells_the_share_that_worked" \
  "200 OK $(jq -r '[.rows[].sessions] | add' "$work/tls" | sed 's/\(...\)$/,\1/')" \
  "$status $(lede | sed 's/^[0-9.]* % of \([0-9,]*\) TLS sessions with the mail servers of example.com worked .*/\1/')"
check "it_says_what_failed_most" 1 "$(lede | grep -c 'the certificate has expired at mx2.example.com')"
check "it_says_what_to_do" 1 "$(grep -c '<li>mx2.example.com: renew its certificate' "$work/body")"
check "its_chart_has_a_title_and_a_table" "1 1" \
  "$(grep -c '<title>TLS sessions a day, example.com</title>' "$work/body") $(grep -c '<caption>TLS sessions of each UTC day' "$work/body")"
check "unverified_reports_are_shown_as_such" yes "$([ "$(grep -o '>unverified<' "$work/body" | wc -l)" -gt 10 ] && echo yes)"
check "what_was_never_checked_is_said" 1 \
  "$(sed "s/<[^>]*>//g" "$work/body" | grep -c "is kept. dmarcstat check example.com --only mta-sts,tls-rpt,dane,tls --store")"
get /tls 'domain=example.com&format=csv&table=tls-failures'
"$d" tls-failures --domain example.com --since 2026-10-25 --until 2026-11-23 --limit all --format csv | tr -d '\r' >"$work/expected"
check "its_data_is_that_of_the_command" "" "$(diff "$work/expected" "$work/body" | head -n 3)"
for table in tls tls-timeline tls-reporters tls-reports; do
  get /tls "format=json&table=$table"
  check "${table}_is_data_too" "$table" "$(jq -r .question "$work/body")"
done
get /tls 'domain=shop.example.net'
check "a_domain_of_which_nothing_is_reported_has_a_page" "200 OK 1" "$status $(lede | grep -c '^No TLS report is about shop.example.net')"
get /tls 'domain=mx.shop.example.net'
check "a_domain_of_tls_reports_alone_leads_to_no_page_about_its_mail" "200 OK 0" "$status $(links_to '(domain|sources|advice)[?]domain=mx')"
get /tls 'domain=nowhere.example'
check "a_domain_of_no_reports_is_not_found" "404 Not Found" "$status"
get ''
check "the_overview_has_a_line_for_each" 3 "$(links_to 'tls[?]domain=')"
get /domain 'domain=example.com'
check "the_domain_tells_of_it" 1 "$(grep -c 'TLS sessions failed (.*All about TLS' "$work/body")"

sqlite3 "$DMARCSTAT_DB" <<'END'
INSERT INTO domain_check (domain, name, result, details, since, checked) VALUES
  ('example.com', 'mta-sts', 'error', '{"findings":[{"result":"error","subject":"<b>mta-sts</b>","rule":"mta-sts-test",
    "text":"<script>alert(1)</script>","evidence":"v=STSv1; id=\"><svg onload=alert(2)>","advice":"<i>mend it</i>"}]}',
    1795435200, 1795435200),
  ('example.com', 'tls', 'ok', 'no JSON', 1795435200, 1795435200);
END
get /tls 'domain=example.com'
check "the_last_check_is_on_the_page" 1 "$(grep -c 'were checked on 2026-11-23 (1 day ago): 1 error, mta-sts-test' "$work/body")"
check "with_the_records_as_they_were_found" 1 "$(grep -c '<code class="record">v=STSv1; id=&quot;&gt;&lt;svg onload=alert(2)&gt;</code>' "$work/body")"
check "and_no_markup_of_them" 0 "$(grep -cE '<script|<svg onload|<i>|<b>mta' "$work/body")"
run "$d" tls --domain example.com
check_like "the_command_tells_of_it_too" "*; its records were checked on 2026-11-23 (1 day ago): 1 error, mta-sts-test at *" "$out"

# -- failure reports -------------------------------------------------------------------------------------------------------

get /failure-reports
check "failure_reports_are_listed" "200 OK $("$d" failures --format json | jq '.rows | length')" "$status $(links_to 'failure-report[?]id=')"
id=$("$d" failures --domain example.com --format json | jq '.rows[0].id')
source=$("$d" failures --domain example.com --format json | jq -r '.rows[0].source_ip')
get /failure-report "id=$id"
check "each_has_a_page" "200 OK 1" "$status $(lede | grep -c "^Failure report $id about example.com: a message from $source failed")"
check "which_leads_to_its_source" 1 "$(links_to 'source[?]source=' | sed 's/^[1-9].*/1/')"
get /source "source=$source&domain=example.com"
check "and_its_source_back" 1 "$(links_to "failure-report[?]id=$id")"
get /failure-reports 'domain=shop.example.net'
check "a_domain_without_has_a_page" "200 OK 1" "$status $(lede | grep -c '^No failure report is about shop.example.net')"
get /failure-report 'id=999'
check "one_that_is_not_there" "404 Not Found" "$status"
get /failure-report
check "one_must_be_named" "400 Bad Request" "$status"
printf '[web]\nredact = yes\n' >"$work/redacted.conf"
for page in failure-reports "failure-report?id=$id"; do
  get "/${page%%\?*}" "$(expr "$page" : '[^?]*?\(.*\)')" "DMARCSTAT_CONFIG=$work/redacted.conf"
  check "redacted_pages_have_no_${page%%\?*}" "403 Forbidden Failure reports are not shown here." "$status $(lede)"
done
get '' '' "DMARCSTAT_CONFIG=$work/redacted.conf"
check "and_lead_to_none" 0 "$(links_to failure-report)"

# -- the published site ----------------------------------------------------------------------------------------------------

run "$d" publish --quiet "$site"
check "the_site_has_pages_about_tls" "0 yes yes yes" "$code $([ -s "$site/tls.html" ] && echo yes) \
$([ -s "$site/domain/example.com/tls.html" ] && echo yes) $([ -s "$site/domain/mx.shop.example.net/tls.html" ] && echo yes)"
check "and_their_data" yes "$([ -s "$site/domain/example.com/tls.tls-timeline.csv" ] && echo yes)"
check "it_has_none_about_failure_reports" "" "$(grep -rlE 'failure-report|Failure reports?<|hashed-' "$site" | head -n 3)"
find "$site" -name 'tls.html' | while read -r page; do
  tidy -q -e "$page" 2>&1 | sed "s|^|$page: |"
done >"$work/tidy"
check "a_validator_has_nothing_to_say" "" "$(head -n 5 "$work/tidy")"

# -- TLS reports alone -----------------------------------------------------------------------------------------------------

grep -rlE 'report-type="?tlsrpt' "$work/mail" | xargs "$d" ingest --quiet --db "$work/tls.db" 2>/dev/null
run env DMARCSTAT_DB="$work/tls.db" "$d" publish --quiet "$work/tls-site"
check "a_database_of_nothing_else_has_a_site" "0 1" "$code $(grep -c 'href="domain/example.com/tls.html"' "$work/tls-site/index.html")"

finish
