#!/bin/sh
# SPDX-License-Identifier: MIT
# The CGI behind lighttpd, Apache and nginx, configured as the documentation says.
. "$SOURCE_DIR/tests/lib/tap.sh"
PATH=$PATH:/usr/sbin:/sbin
needs curl htpasswd lighttpd apache2 nginx fcgiwrap
if [ "$(id -u)" -ne 0 ]; then
  echo "1..0 # SKIP it takes root to let servers run as their own users"
  exit 77
fi
mkdir "$work/data"
DMARCSTAT_DB=$work/data/samples.db
export DMARCSTAT_DB
make_samples "$work/mail"
"$DMARCSTAT" ingest "$work/mail" >/dev/null 2>&1
. "$SOURCE_DIR/tests/lib/cgi_servers.sh"
chgrp -R www-data "$work/data"
chmod 2770 "$work/data"
chmod 660 "$DMARCSTAT_DB"
unset DMARCSTAT_DB

# fetch PATH [OPTION...]: the status, then $work/head and $work/body
fetch() {
  fetched=$1
  shift
  curl -s --max-time 60 -o "$work/body" -D "$work/head" -w '%{http_code}' -u "$cgi_user:$cgi_password" "$@" "$cgi_url$fetched"
}

header() {
  tr -d '\r' <"$work/head" | sed -n "s/^$1: //Ip" | tail -n 1
}

"$DMARCSTAT" sources --db "$work/data/samples.db" --domain example.com --class misconfigured --limit all --format csv |
  tr -d '\r' >"$work/expected"

for server in lighttpd apache nginx; do
  cgi_start "$server"
  check "${server}_wants_a_password" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$cgi_url/")"
  check "${server}_shows_the_overview" "200 1" "$(fetch /) $(grep -c '<h1>DMARC</h1>' "$work/body")"
  check "${server}_shows_it_without_a_slash_too" "200 1" "$(fetch '') $(grep -c 'href="dmarc/sources"' "$work/body")"
  check "${server}_lets_the_policy_through" "nosniff" "$(fetch / >/dev/null && header X-Content-Type-Options)"
  check "${server}_shows_a_page_by_filter" "200 1" \
    "$(fetch '/sources?domain=example.com&class=misconfigured') $(grep -c '203.0.113.148</a>' "$work/body")"
  check "${server}_gives_csv" "200 text/csv; charset=utf-8; header=present" \
    "$(fetch '/sources?domain=example.com&class=misconfigured&format=csv') $(header Content-Type)"
  check "${server}_csv_is_that_of_the_command" "" "$(diff "$work/expected" "$work/body" | head -n 3)"
  check "${server}_gives_json" "200 example.com" "$(fetch '/?format=json') $(jq -r '.rows[0].domain' "$work/body")"
  check "${server}_gives_the_style_sheet" "200 text/css; charset=utf-8" "$(fetch '/style.css?v=1') $(header Content-Type)"
  fetch '/reports' >/dev/null
  check "${server}_is_told_what_is_known" 304 "$(fetch '/reports' -H "If-None-Match: $(header ETag)")"
  check "${server}_sends_no_body_with_a_head" "200 0" \
    "$(fetch /reports -X HEAD --http1.0 --ignore-content-length) $(wc -c <"$work/body")"
  check "${server}_bad_request" "400 1" "$(fetch '/sources?colour=red') $(grep -c "no parameter 'colour'" "$work/body")"
  check "${server}_not_found" "404 1" "$(fetch '/nonsense') $(grep -c "no page 'nonsense' here" "$work/body")"
  check "${server}_no_post" 405 "$(fetch '/sources' -d a=b)"
  # shellcheck disable=SC2016 # it is not for this shell
  for query in '%00' "'%22%3E%3Cscript%3E" 'a=%0d%0aX:1' '%s%n' '--help' 'domain=..%2f..%2fetc%2fpasswd' \
    'source=$(id)' "$(head -c 3000 /dev/zero | tr '\0' '&')x=1"; do
    fetch "/sources?$query"
    echo
    grep -iE '<script|uid=|root:' "$work/head" "$work/body"
  done | sort | uniq -c | awk '{ print $2 }' | tr '\n' ' ' >"$work/statuses"
  check "${server}_hostile_queries" "400 404 " "$(cat "$work/statuses")"
  for path in '/%00' '/..%2f..%2fetc%2fpasswd' '/%2e%2e/' '//' '/%ff' '/sources/../../x' '/style.css/x'; do
    case $(fetch "$path" --path-as-is) in 40? | 200) grep -c 'root:' "$work/body" ;; *) echo "$path" ;; esac
  done | sort -u >"$work/statuses"
  check "${server}_hostile_paths" 0 "$(cat "$work/statuses")"
  mv "$work/data/samples.db" "$work/data/away.db"
  check "${server}_without_a_database" "503 1 30" "$(fetch '/') $(grep -c 'no database here' "$work/body") $(header Retry-After)"
  mv "$work/data/away.db" "$work/data/samples.db"
  check_like "${server}_has_it_in_its_log" "*there is no database*" "$(cat "$cgi_home"/errors "$cgi_home"/fcgiwrap.log \
    "$cgi_home"/breakage 2>/dev/null)"
  cgi_stop
done

# -- many at once, while reports come in --
full=$(number "$work/data/samples.db" "SELECT count(*), sum(messages) FROM report")
cgi_start lighttpd
find "$work/mail" -type f -name "*[05]*" | head -n 5 | while read -r mail; do
  "$DMARCSTAT" ingest --db "$work/data/new.db" "$mail" >/dev/null 2>&1
done
chmod 660 "$work/data/new.db"
mv "$work/data/new.db" "$work/data/samples.db"
"$DMARCSTAT" ingest --db "$work/data/samples.db" "$work/mail" >/dev/null 2>"$work/talk" &
ingest=$!
seq 200 | xargs -P 16 -I '{}' curl -s --max-time 300 -o "$work/parallel.{}" -w '%{http_code}\n' -u "$cgi_user:$cgi_password" \
  "$cgi_url/reports?limit=20&page=1" >"$work/codes"
wait "$ingest"
check "the_ingest_is_not_disturbed" "$full" "$(number "$work/data/samples.db" "SELECT count(*), sum(messages) FROM report")"
check "all_of_200_at_once_get_a_page" "200 200" "$(sort "$work/codes" | uniq -c | awk '{ print $1, $2 }')"
check "and_it_is_whole" 200 "$(grep -l '</html>' "$work"/parallel.* | wc -l)"
cgi_stop

finish
