#!/bin/sh
# SPDX-License-Identifier: MIT
# TLS reports posted over HTTP: to the CGI by itself, behind lighttpd, Apache and nginx, and to dmarcstat serve.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/serve.sh"
PATH=$PATH:/usr/sbin:/sbin
d=$DMARCSTAT
mkdir "$work/data" "$work/bin"
DMARCSTAT_DB=$work/data/tls.db
db=$DMARCSTAT_DB
ln -s "$d" "$work/bin/dmarcstat.cgi"
echo hello >"$work/hello"
chmod 711 "$work"

# report ID: a TLS report of that name
report() {
  cat <<END
{"organization-name":"Poster <b>","contact-info":"smtp@example.net","report-id":"$1","date-range":{"start-datetime":
"2026-11-22T00:00:00Z","end-datetime":"2026-11-22T23:59:59Z"},"policies":[{"policy":{"policy-type":"sts","policy-domain":
"example.com"},"summary":{"total-successful-session-count":5,"total-failure-session-count":1}}]}
END
}
stored() {
  number "$db" "SELECT count(*) FROM tls_report"
}

report one >"$work/one.json"
report two | gzip >"$work/two.gz"
report three >"$work/three.json"
printf '{"organization-name":"x","report-id":' >"$work/broken.json"
echo '["no report"]' >"$work/other.json"
{ printf '{"organization-name":"' && head -c 100000000 /dev/zero | tr '\0' a; } | gzip >"$work/bomb.gz"
head -c 1100000 /dev/zero | tr '\0' ' ' >"$work/large.json"
truncate -s 2G "$work/huge"
cat >"$work/aggregate.xml" <<'END'
<?xml version="1.0"?><feedback><report_metadata><org_name>forger</org_name><email>f@example.net</email><report_id>f</report_id>
<date_range><begin>1795392000</begin><end>1795478399</end></date_range></report_metadata><policy_published><domain>example.com</domain>
<p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none
</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from>
</identifiers><auth_results></auth_results></record></feedback>
END
json=application/tlsrpt+json gzip=application/tlsrpt+gzip

# -- the program by itself -------------------------------------------------------------------------------------------------

printf '[store]\npath = %s\n[web]\ntls_report_path = /tlsrpt\n' "$db" >"$work/on.conf"
printf '[store]\npath = %s\n' "$db" >"$work/off.conf"
config=$work/on.conf

# post FILE TYPE [VARIABLE=VALUE]: $status, $said, $work/plain
post() {
  posted=$1
  env -u DMARCSTAT_DB GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=POST SCRIPT_NAME=/dmarcstat.cgi PATH_INFO=/tlsrpt \
    "CONTENT_LENGTH=$(wc -c <"$posted")" "DMARCSTAT_CONFIG=$config" REMOTE_ADDR=192.0.2.7 "CONTENT_TYPE=$2" \
    "${3:-POSTED=yes}" "$work/bin/dmarcstat.cgi" <"$posted" 2>"$work/err" | tr -d '\r' >"$work/plain"
  status=$(sed -n '1s/^Status: //p' "$work/plain")
  said=$(sed '1,/^$/d' "$work/plain")
}

post "$work/one.json" $json
check "without_a_database_nothing_is_taken" "503 Service Unavailable no 1" \
  "$status $([ -e "$db" ] && echo yes || echo no) $(grep -c '^Retry-After: ' "$work/plain")"
"$d" ingest --no-config --quiet --db "$db" "$work/hello"
post "$work/one.json" $json
check "json_is_taken" "201 Created The report has been taken. 1" "$status $said $(stored)"
post "$work/two.gz" "$gzip; charset=x"
check "gzip_is_taken" "201 Created 2" "$status $(stored)"
post "$work/one.json" $json
check "so_is_a_duplicate_which_is_stored_once" "201 Created 2" "$status $(stored)"
check "it_says_nothing_to_the_log" "" "$(cat "$work/err")"
check "it_is_unverified_and_says_where_from" "unverified HTTPS POST from 192.0.2.7" "$("$d" tls-reports --no-config --db "$db" \
  --format json | jq -r '.rows[0].trust') $(number "$db" "SELECT DISTINCT origin FROM tls_report")"
post "$work/three.json" $json 'REMOTE_ADDR=<b>'
check "a_sender_that_is_no_address_is_not_told" "201 Created HTTPS POST" \
  "$status $(number "$db" "SELECT origin FROM tls_report ORDER BY id DESC LIMIT 1")"
post "$work/broken.json" $json
check_like "broken_json_is_refused" "400 Bad Request This is no TLS report: *" "$status $said"
post "$work/other.json" $json
check_like "other_json_too" "400 Bad Request This is no TLS report: *" "$status $said"
post "$work/hello" $json
check_like "and_nonsense" "400 Bad Request This is no TLS report: *" "$status $said"
post "$work/bomb.gz" $gzip
check_like "a_bomb_is_refused" "400 Bad Request This is no TLS report: *" "$status $said"
post "$work/aggregate.xml" $json
check "an_aggregate_report_is_not_let_in" \
  "400 Bad Request This is no TLS report: an aggregate report, and only TLS reports are taken here. 0" \
  "$status $said $(number "$db" "SELECT count(*) FROM report")"
check "what_is_refused_is_in_the_quarantine" 1 "$(number "$db" "SELECT count(*) FROM quarantine WHERE reason LIKE 'an aggregate%'")"
post "$work/one.json" text/plain
check "another_type" "415 Unsupported Media Type" "$status"
post "$work/one.json" $json CONTENT_TYPE=
check "no_type" "415 Unsupported Media Type" "$status"
post "$work/one.json" $json CONTENT_LENGTH=
check "no_length" "411 Length Required" "$status"
post "$work/one.json" $json CONTENT_LENGTH=-1
check "no_such_length" "400 Bad Request" "$status"
for length in 1048577 2147483648 18446744073709551616 99999999999999999999999; do
  post "$work/one.json" $json "CONTENT_LENGTH=$length"
  check "a_body_of_$length" "413 Content Too Large A report must not be larger than 1.0 MiB." "$status $said"
done
post "$work/one.json" $json CONTENT_LENGTH=5000
check "a_body_that_ends_early" "400 Bad Request The report ends before its length is reached." "$status $said"
for method in GET HEAD PUT; do
  post "$work/one.json" $json "REQUEST_METHOD=$method"
  check "by_$method" "405 Method Not Allowed POST" "$status $(sed -n 's/^Allow: //p' "$work/plain")"
done
post "$work/one.json" $json PATH_INFO=/sources
check "nothing_is_posted_to_a_page" "405 Method Not Allowed GET, HEAD" "$status $(sed -n 's/^Allow: //p' "$work/plain")"
config=$work/off.conf
post "$work/one.json" $json
check "nor_where_it_is_not_configured" "405 Method Not Allowed GET, HEAD" "$status $(sed -n 's/^Allow: //p' "$work/plain")"
config=$work/odd.conf
for path in /tls /sources tlsrpt / /a/../b '/a b' /a//b; do
  printf '[store]\npath = %s\n[web]\ntls_report_path = %s\n' "$db" "$path" >"$config"
  post "$work/one.json" $json
  check_like "the_path_$path" "503 Service Unavailable *tls_report_path: *" "$status $(cat "$work/err")"
done
printf '[store]\npath = %s\n[web]\ntls_report_path = /tlsrpt\ntls_reports_a_day = 4\ntime_limit = 2s\n' "$db" >"$config"
report four >"$work/four.json"
post "$work/four.json" $json
check_like "a_day_has_only_so_many" "503 Service Unavailable *as many as tls_reports_a_day lets in*" "$status $(cat "$work/err")"
sed -i s/a_day.*/a_day=9/ "$config"
mkfifo "$work/held"
sqlite3 "$db" <"$work/held" >/dev/null 2>&1 &
holder=$!
exec 7>"$work/held"
printf 'BEGIN IMMEDIATE;\n.shell touch %s\n' "$work/begun" >&7
until [ -e "$work/begun" ] || ! kill -0 "$holder" 2>/dev/null; do sleep 0.1; done
post "$work/four.json" $json
exec 7>&-
wait "$holder"
check "a_database_that_another_writes_to_is_waited_for_a_while" "503 Service Unavailable" "$status"
post "$work/four.json" $json
check "and_then_it_is_taken" "201 Created 4" "$status $(stored)"
config=$work/on.conf

# -- dmarcstat serve -------------------------------------------------------------------------------------------------------

# send URL FILE TYPE [OPTION...]: the status, then the body in $work/body
send() {
  sent=$1 file=$2 type=$3
  shift 3
  curl -s --max-time 60 -o "$work/body" -D "$work/head" -w '%{http_code}' -X POST -T "$file" -H 'Expect:' \
    -H "Content-Type: $type" "$@" "$sent"
}

# sends_well NAME URL: what is the same for all servers
sends_well() {
  report "$1" >"$work/new.json"
  report "$1-gzip" | gzip >"$work/new.gz"
  before=$(stored)
  check "$1_takes_json" 201 "$(send "$2" "$work/new.json" $json)"
  check "$1_takes_gzip" 201 "$(send "$2" "$work/new.gz" $gzip)"
  check "$1_takes_a_duplicate" "201 2" "$(send "$2" "$work/new.json" $json) $(($(stored) - before))"
  check "$1_refuses_broken_json" "400 1" "$(send "$2" "$work/broken.json" $json) $(grep -c 'This is no TLS report: ' "$work/body")"
  check "$1_refuses_a_bomb" 400 "$(send "$2" "$work/bomb.gz" $gzip)"
  check "$1_refuses_what_is_too_large" 413 "$(send "$2" "$work/large.json" $json)"
  check "$1_refuses_2_gib_before_they_come" 413 "$(send "$2" "$work/huge" $gzip)"
  check "$1_refuses_another_method" "405" "$(curl -s --max-time 60 -o "$work/body" -w '%{http_code}' "$2")"
  check "$1_refuses_another_type" 415 "$(send "$2" "$work/new.json" application/json)"
  for i in 1 2 3 4 5 6; do
    report "$1-$i" >"$work/parallel.$i.json"
  done
  printf '%s\n' 1 2 3 4 5 6 1 2 3 4 5 6 | xargs -P 6 -I '{}' curl -s --max-time 120 -o /dev/null -w '%{http_code}\n' \
    -X POST -T "$work/parallel.{}.json" -H "Content-Type: $json" "$2" | sort | uniq -c | awk '{ print $1, $2 }' >"$work/codes"
  check "$1_takes_many_at_once_each_once" "12 201 8" "$(cat "$work/codes") $(($(stored) - before))"
}

if command -v curl >/dev/null; then
  serve_start --config "$work/on.conf"
  sends_well serve "${url}tlsrpt"
  check "serve_wants_a_length" 411 "$(send "${url}tlsrpt" "$work/new.json" $json -H 'Transfer-Encoding: chunked')"
  check "serve_takes_nothing_by_another_name" 403 "$(send "${url}tlsrpt" "$work/new.json" $json -H 'Host: dmarc.example.net')"
  pkill -KILL -P "$server"
  report after >"$work/new.json"
  send "${url}tlsrpt" "$work/new.json" $json >/dev/null
  check "a_parser_that_was_killed_is_replaced" "201" "$(send "${url}tlsrpt" "$work/new.json" $json)"
  check "and_shows_pages" 200 "$(curl -s -o /dev/null -w '%{http_code}' "$url")"
  kill -TERM "$server"
  wait "$server"
  check "a_signal_ends_it_in_good_order" 0 $?
fi

# -- behind web servers ----------------------------------------------------------------------------------------------------

servers=yes
for program in curl htpasswd lighttpd apache2 nginx fcgiwrap; do
  command -v "$program" >/dev/null || servers=''
done
if [ "$servers" ] && [ "$(id -u)" -eq 0 ]; then
  . "$SOURCE_DIR/tests/lib/cgi_servers.sh"
  printf '[web]\ntls_report_path = /tlsrpt\n' >>"$cgi_home/dmarcstat.conf"
  chgrp -R www-data "$work/data"
  chmod 2770 "$work/data"
  chmod 660 "$db"
  unset DMARCSTAT_DB
  for server in lighttpd apache nginx; do
    cgi_start "$server"
    check "${server}_still_wants_a_password_for_pages" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$cgi_url/tls")"
    sends_well "$server" "$cgi_url/tlsrpt"
    cgi_stop
  done
else
  echo "# web servers are not tried: it takes root, curl, htpasswd, lighttpd, apache2, nginx and fcgiwrap"
fi

finish
