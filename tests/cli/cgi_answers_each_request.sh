#!/bin/sh
# SPDX-License-Identifier: MIT
# dmarcstat.cgi by itself: what a web server gives it and gets, without one in between.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
DMARCSTAT_DB=$work/data/samples.db
export DMARCSTAT_DB
mkdir "$work/data" "$work/bin"
make_samples "$work/mail"
"$DMARCSTAT" ingest "$work/mail" >/dev/null 2>&1
hostile_report "$work/hostile.xml"
"$DMARCSTAT" ingest "$work/hostile.xml" >/dev/null 2>&1
hostile_names "$DMARCSTAT_DB"
ln -s "$DMARCSTAT" "$work/bin/dmarcstat.cgi"

# get PATH [QUERY [VARIABLE=VALUE...]]: $status, $head and $body
get() {
  get_path=$1 get_query=${2:-}
  shift
  [ $# -eq 0 ] || shift
  env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SCRIPT_NAME=/cgi-bin/dmarcstat.cgi "PATH_INFO=$get_path" \
    "QUERY_STRING=$get_query" "$@" "$work/bin/dmarcstat.cgi" >"$work/response" 2>"$work/err" </dev/null
  code=$?
  err=$(cat "$work/err")
  tr -d '\r' <"$work/response" >"$work/plain"
  status=$(sed -n '1s/^Status: //p' "$work/plain")
  head=$(sed '/^$/q' "$work/plain")
  sed '1,/^$/d' "$work/plain" >"$work/body"
  body=$(cat "$work/body")
}

# header NAME: its value in the last response
header() {
  printf '%s\n' "$head" | sed -n "s/^$1: //p"
}

# sentence: what a refusal says
sentence() {
  sed -n 's|^<p class="lede">\(.*\)</p>$|\1|p' "$work/body"
}

# -- pages --
for page in '' sources failures reporters policies reports guide 'domain?domain=example.com' 'advice?domain=example.com' \
  'source?source=203.0.113.148' 'source?source=203.0.113.0/24&domain=example.com' 'report?id=12'; do
  get "/${page%%\?*}" "$(expr "$page" : '[^?]*?\(.*\)')"
  check "the_page_${page}_is_there" "0 200 OK 1" "$code $status $(grep -c '<h1>' "$work/body")"
done
get / '' && header Content-Length >"$work/length"
check "the_length_is_told" "$(sed '1,/^.$/d' "$work/response" | wc -c)" "$(cat "$work/length")"
check "pages_have_a_strict_policy" "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
base-uri 'none'; frame-ancestors 'none'" "$(header Content-Security-Policy)"
check "and_are_not_sniffed_nor_tell_where_they_were" "nosniff no-referrer private, no-cache" \
  "$(header X-Content-Type-Options) $(header Referrer-Policy) $(header Cache-Control)"
get ''
check_like "without_a_path_links_lead_through_the_script" '*href="dmarcstat.cgi/sources"*' "$body"
get /style.css 'v=1'
check "the_style_sheet_may_be_kept" "text/css; charset=utf-8 public, max-age=31536000, immutable" \
  "$(header Content-Type) $(header Cache-Control)"

# -- filters: the same figures as on the command line --
get /sources 'domain=example.com&class=misconfigured&format=csv'
"$DMARCSTAT" sources --domain example.com --class misconfigured --limit all --format csv >"$work/expected"
check "filters_and_csv_are_those_of_the_command" "" "$(tr -d '\r' <"$work/expected" | diff - "$work/body" | head -n 3)"
check "data_has_a_name_to_be_saved_by" 'attachment; filename="sources.sources.csv"' "$(header Content-Disposition)"
get /failures 'since=2026-11-01&until=2026-11-07&sort=-messages&format=json&table=top-failures'
"$DMARCSTAT" top-failures --since 2026-11-01 --until 2026-11-07 --sort=-messages --limit all --format json >"$work/expected"
check "so_are_range_order_and_json" "$(jq -c .rows "$work/expected")" "$(jq -c .rows "$work/body")"
get /reports 'reporter=google.com&limit=5&page=2&format=csv'
"$DMARCSTAT" reports --reporter google.com --limit 10 --format csv | tr -d '\r' | tail -n 5 >"$work/expected"
check "the_second_page_goes_on_where_the_first_ends" "$(cat "$work/expected")" "$(tail -n +2 "$work/body")"
get /reports 'limit=5&page=2'
check "steps_lead_to_the_pages_around" "reports?limit=5 reports?limit=5&amp;page=3" \
  "$(sed -n 's/.*<a href="\([^"]*\)">Previous.*<a href="\([^"]*\)">Next.*/\1 \2/p' "$work/body")"
# the command below a table gives the rows of that page
for page in 'reports limit=5&page=2' 'sources domain=example.com&limit=7&page=3&sort=-messages' 'failures limit=9&page=3'; do
  get "/${page%% *}" "${page#* }"
  command=$(sed -n 's|.*<p class="below">.*<code>\(.*\)</code></p>.*|\1|p' "$work/body" | head -n 1 | sed 's/<[^>]*>//g')
  (PATH=${DMARCSTAT%/*}:$PATH && eval "$command --format csv") >"$work/expected" 2>"$work/err"
  get "/${page%% *}" "${page#* }&format=csv"
  check "the_command_of_${page%% *}_gives_the_same_page" "" "$(tr -d '\r' <"$work/expected" | diff - "$work/body" | head -n 3)"
done
get /reports 'limit=5&page=9999'
check "behind_the_last_there_is_none" "404 Not Found There are no rows on this page." "$status $(sentence)"
get /domain 'domain=example.com&format=csv&table=sources'
check_like "tables_of_a_page_are_data_by_name" "source_ip,*" "$body"

# -- not modified --
get /sources 'domain=example.com'
etag=$(header ETag) modified=$(header Last-Modified)
get /sources 'domain=example.com' "HTTP_IF_NONE_MATCH=W/\"x\", $etag"
check "what_is_known_is_not_sent_again" "304 Not Modified  $etag" "$status $body $(header ETag)"
get /sources 'domain=example.com' "HTTP_IF_MODIFIED_SINCE=$modified"
check "nor_by_date" "304 Not Modified" "$status"
get /sources 'domain=example.org' "HTTP_IF_NONE_MATCH=$etag"
check "another_request_is_another_page" "200 OK" "$status"
sed 's/<report_id>[^<]*/&-again/' "$work/hostile.xml" >"$work/again.xml"
"$DMARCSTAT" ingest "$work/again.xml" >/dev/null 2>&1
get /sources 'domain=example.com' "HTTP_IF_NONE_MATCH=$etag"
check "new_data_is_another_page_too" "200 OK" "$status"
get /sources 'domain=example.com' REQUEST_METHOD=HEAD
check_like "a_head_has_no_body" "200 OK [1-9]* 0" "$status $(header Content-Length) $(printf %s "$body" | wc -c)"

# -- no --
get /sources 'domain=example.com' REQUEST_METHOD=POST
check "other_methods_are_refused" "405 Method Not Allowed GET, HEAD" "$status $(header Allow)"
get /nonsense
check "an_unknown_page" "404 Not Found There is no page 'nonsense' here." "$status $(sentence)"
get /sources 'domain=example.con'
check_like "an_unknown_domain" "404 Not Found *did you mean example.com?*" "$status $(sentence)"
get /sources 'sort=colour'
check_like "an_unknown_column" "400 Bad Request Sort: \`sources\` has no column 'colour'*" "$status $(sentence)"
get /sources 'colour=red'
check "an_unknown_parameter" "400 Bad Request There is no parameter 'colour'." "$status $(sentence)"
get /sources 'format=csv&domain=%ff'
check "who_wants_data_is_told_in_a_line" "400 Bad Request text/plain; charset=utf-8 Domain: the value is no text in UTF-8 \
on one line." "$status $(header Content-Type) $body"
for hostile in '%3Cscript%3Ealert(1)%3C/script%3E' '"><script>alert(1)</script>' "';DROP TABLE report;--" '%0d%0aSet-Cookie:%20a=b' \
  '../../../../etc/passwd' '%2e%2e%2f' '%s%s%n' '--export' 'a b' '%u0041'; do
  for name in domain source reporter class disposition trust sort limit page days since id table format "$hostile"; do
    get /sources "$name=$hostile"
    printf '%s %s\n' "$code" "$status"
    grep -iE '<script|^set-cookie' "$work/plain"
  done
done | sort | uniq -c | awk '{ $1 = ""; print }' | tr '\n' ',' >"$work/statuses"
# one of them is the name of a reporter
check "hostile_queries_get_a_no_and_no_markup" " 0 200 OK, 0 400 Bad Request, 0 404 Not Found," "$(cat "$work/statuses")"

# -- what others must not find out --
get / '' HTTP_COOKIE=secret-of-a-visitor HTTP_X_TOKEN=secret-of-a-visitor SECRET_OF_THE_SERVER=secret
check "nothing_of_the_environment_is_shown" 0 "$(grep -c secret "$work/plain")"
# A server makes arguments of a query without "=" (RFC 3875 section 4.4).
env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SCRIPT_NAME=/cgi-bin/dmarcstat.cgi PATH_INFO=/ QUERY_STRING=export \
  "$work/bin/dmarcstat.cgi" export --output "$work/stolen" >"$work/response"
check_like "arguments_are_not_read" "Status: 400 Bad Request*no" "$(head -n 1 "$work/response")$([ -e "$work/stolen" ] || echo no)"
env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET "SCRIPT_FILENAME=$DMARCSTAT" SCRIPT_NAME=/cgi-bin/dmarcstat PATH_INFO=/ \
  "$DMARCSTAT" export >"$work/response"
check_like "nor_under_its_own_name" "Status: 200 OK*" "$(head -n 1 "$work/response")"
env GATEWAY_INTERFACE=CGI/1.1 SCRIPT_FILENAME=/srv/page.sh "$DMARCSTAT" summary --format csv >"$work/response"
check_like "a_script_can_call_it_all_the_same" "domain,*" "$(head -n 1 "$work/response")"

# -- the database --
get / '' "DMARCSTAT_DB=$work/nothing/none.db"
check "without_a_database_it_says_so" "503 Service Unavailable There is no database here yet; dmarcstat ingest and \
dmarcstat fetch make it." "$status $(sentence)"
check_like "and_the_log_says_where" "dmarcstat: there is no database $work/nothing/none.db yet*" "$err"
echo 'this is no database, and long enough to be taken for one' | awk '{ for (i = 0; i < 40; i++) print }' >"$work/data/odd.db"
get / '' "DMARCSTAT_DB=$work/data/odd.db"
check "a_bad_one_is_told_without_its_path" "503 Service Unavailable 0" "$status $(grep -c "$work" "$work/plain")"
printf '[store]\npath = %s\n[web]\ntitle = Mail & more\nredact = yes\n' "$DMARCSTAT_DB" >"$work/data/dmarcstat.conf"
get / '' DMARCSTAT_DB= "DMARCSTAT_CONFIG=$work/data/dmarcstat.conf"
check "a_configuration_is_taken" "200 OK <h1>Mail &amp; more</h1>" "$status $(grep -o '<h1>.*</h1>' "$work/body")"
get /sources 'source=203.0.113.148' "DMARCSTAT_CONFIG=$work/data/dmarcstat.conf"
check "redacted_pages_do_not_answer_about_addresses" "403 Forbidden Source addresses are not shown here." "$status $(sentence)"
get / '' "DMARCSTAT_CONFIG=$work/none.conf"
check_like "without_its_configuration_it_says_so" "503 Service Unavailable The configuration is not in order*" "$status $(sentence)"
sum=$(number "$DMARCSTAT_DB" .dump | cksum)
get /sources
check "reading_changes_nothing" "$sum" "$(number "$DMARCSTAT_DB" .dump | cksum)"

# -- empty --
echo hello >"$work/hello"
"$DMARCSTAT" ingest --db "$work/data/empty.db" "$work/hello" >/dev/null 2>&1
for page in '' sources failures reporters policies reports guide; do
  get "/$page" '' "DMARCSTAT_DB=$work/data/empty.db"
  check "without_reports_${page:-overview}_is_a_page" "0 200 OK" "$code $status"
done

finish
