#!/bin/sh
# SPDX-License-Identifier: MIT
# dmarcstat serve: the same pages as the CGI over HTTP, on this computer only, until it is told to stop.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/serve.sh"
needs curl
DMARCSTAT_DB=$work/samples.db
export DMARCSTAT_DB

refuses "without_a_database_it_does_not_begin" 66 \
  "there is no database $work/samples.db yet; \`dmarcstat ingest PATH\` makes it from your report mail" "$DMARCSTAT" serve
make_samples "$work/mail"
"$DMARCSTAT" ingest "$work/mail" >/dev/null 2>&1
refuses "an_address_that_is_none" 64 "--listen: 'nowhere at all' is no address to listen at. Try 127.0.0.1:8080 or \
[::1]:8080." "$DMARCSTAT" serve --listen 'nowhere at all'
run "$DMARCSTAT" serve --listen 192.0.2.1:8080
check_like "an_address_of_others" "69: dmarcstat: 192.0.2.1:8080 cannot be listened at: *" "$code: $err"
refuses "an_operand" 64 "serve has no use for 'x'; --listen says where." "$DMARCSTAT" serve x

serve_start
check_like "it_says_where_it_is" "http://127.0.0.1:[1-9]*/" "$url"

# fetch PATH [OPTION...]: the status, then the body in $work/body
fetch() {
  fetched=$1
  shift
  curl -s --max-time 60 -o "$work/body" -D "$work/head" -w '%{http_code}' "$@" "$url$fetched"
}

check "the_overview_is_there" "200 1" "$(fetch '') $(grep -c '<h1>DMARC</h1>' "$work/body")"
check "filters_work" "200 1" "$(fetch 'sources?domain=example.com&class=misconfigured') $(grep -c 'selected="selected">misconfigured' "$work/body")"
etag=$(fetch '' >/dev/null && sed -n 's/^ETag: \([^[:space:]]*\).*/\1/p' "$work/head")
check "what_is_known_is_not_sent_again" 304 "$(fetch '' -H "If-None-Match: $etag")"
check "no_page" 404 "$(fetch nonsense)"
check "no_such_parameter" 400 "$(fetch '?nonsense=1')"
check "no_text" 400 "$(fetch '%00')"
check "no_other_method" 405 "$(fetch '' -d 'a=b')"
check "no_large_body" 405 "$(head -c 3000000 /dev/zero | fetch '' -H 'Expect:' --data-binary @-)"
check "no_other_host" "403 1" "$(fetch '' -H 'Host: dmarc.example.net') $(grep -c 'to this computer only' "$work/body")"
check "localhost_is_this_one" 200 "$(fetch '' -H 'Host: localhost:8080')"
check "a_head_that_is_too_large_is_refused" yes "$(case $(fetch "?domain=$(head -c 60000 /dev/zero | tr '\0' a)") in
  4* | 000) echo yes ;; esac)"
check "it_still_answers" 200 "$(fetch '')"
rm "$DMARCSTAT_DB"
check "without_its_database_it_says_so" "503 1" "$(fetch '') $(grep -c 'no database here' "$work/body")"
check_like "and_logs_it" "*dmarcstat: there is no database $DMARCSTAT_DB yet*" "$(cat "$work/log")"
kill -TERM "$server"
wait "$server"
check "a_signal_ends_it_in_good_order" 0 $?

finish
