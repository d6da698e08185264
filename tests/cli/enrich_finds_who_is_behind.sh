#!/bin/sh
# SPDX-License-Identifier: MIT
# enrich on the sample mail, with a DNS server that tells the truth, lies, fails and is silent: what is found is stored and
# shown, what is not is tried again, and nobody is believed who only claims a name.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dns.sh"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
make_samples "$work/mail"
"$DMARCSTAT" ingest --quiet "$work/mail" 2>/dev/null
all=$(number "$work/db" "SELECT count(DISTINCT source) FROM daily WHERE length(source) > 0")
# 64.100.in-addr.arpa is in trouble, 203.0.113.64 and .65 are silent
troubled=$(number "$work/db" "SELECT count(DISTINCT source) FROM daily WHERE hex(source) LIKE '6440____'
  OR source IN (x'cb007140', x'cb007141')")

dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data-ptr: "192.0.2.10 mx1.example.com"
  local-data: "mx1.example.com. A 192.0.2.10"
  local-data-ptr: "2001:db8:10::25 mx6.example.com"
  local-data: "mx6.example.com. AAAA 2001:db8:10::25"
  local-data-ptr: "198.51.100.41 a41.smtp-out.amazonses.com"
  local-data: "a41.smtp-out.amazonses.com. A 198.51.100.41"
  local-data-ptr: "198.51.100.32 mail-sor-f32.google.com"
  local-data: "mail-sor-f32.google.com. A 198.18.0.1"
  local-data: "9.77.18.198.in-addr.arpa. PTR evil\027[2J.example.com."
  local-data: "evil\027[2J.example.com. A 198.18.77.9"
  local-zone: "64.113.0.203.in-addr.arpa." deny
  local-zone: "65.113.0.203.in-addr.arpa." deny
  local-zone: "64.100.in-addr.arpa." transparent
forward-zone:
  name: "64.100.in-addr.arpa."
  forward-addr: 127.0.0.1@1
END
cat >"$work/services.csv" <<'END'
service,kind,names,dkim,envelope,networks
Invoices Ltd,invoicing,invoices.example,invoices.example,bounce.invoices.example,203.0.113.148/30
END

# configure LINE...: of [report]
configure() {
  printf '[report]\n' >"$work/conf"
  printf '%s\n' "$@" >>"$work/conf"
}
enrich() {
  run "$DMARCSTAT" enrich --config "$work/conf" "$@"
}
# known ADDRESS: "name|ptr|service|kind|failed"
known() {
  number "${2:-$work/db}" "SELECT name, ptr, service, kind, failed FROM source WHERE hex(address) = '$1'"
}
counted() {
  number "$work/db" "SELECT count(*) FROM source WHERE $1"
}

# -- what is found ---------------------------------------------------------------------------------------------------------

configure "dns_server = $dns_server" 'dns_timeout = 2' "catalogue = $work/services.csv"
enrich --limit 3
check "those_with_most_mail_come_first" "0: 3 sources: 2 names, 1 known service" "$code: $err$out"
enrich
check "all_others_follow" \
  "0: $((all - 3)) sources: 1 name, $(($(counted "service IS NOT NULL") - 1)) known services, $troubled without an answer" \
  "$code: $err$out"
check "each_source_is_known_by_then" "$all" "$(counted 1)"
check "a_confirmed_name_is_kept" "mx1.example.com||||0" "$(known C000020A)"
check "also_of_ipv6" "mx6.example.com||||0" "$(known 20010DB8001000000000000000000025)"
check "the_catalogue_knows_it" "a41.smtp-out.amazonses.com||Amazon SES|transactional|0" "$(known C6336429)"
check "a_lie_is_no_name_and_no_service" "|mail-sor-f32.google.com|||0" "$(known C6336420)"
check "a_hostile_name_is_none" "||||0" "$(known C6124D09)"
check "own_networks_are_known" "||Invoices Ltd|invoicing|0" "$(known CB007194)"
check "silence_is_a_failure" "||||1" "$(known CB007140)"
check "only_what_failed_is_marked" "$troubled" "$(counted failed)"

# -- what is shown ---------------------------------------------------------------------------------------------------------

run "$DMARCSTAT" sources --format csv --limit all
check_like "sources_have_names" "*198.51.100.41,Amazon SES,example.com,*" "$out"
check_like "and_the_name_in_dns_where_no_service_is_known" "*192.0.2.10,mx1.example.com,example.com,*" "$out"
check_like "and_no_lies" "*198.51.100.32,,example.com,*" "$out"
run "$DMARCSTAT" top-failures --domain example.com
check_like "failures_have_names" "*203.0.113.148   *Invoices Ltd *" "$out"

run "$DMARCSTAT" source "invoices ltd"
check_like "a_sender_is_asked_for_by_name" "0: Invoices Ltd is misconfigured: a known sender that passes, but for another domain. *" "$code: $out"
check_like "with_what_to_set" "*DKIM passes for d=invoices.example, SPF for bounce.invoices.example. If it is yours, have Invoices Ltd sign with DKIM as example.com and use an envelope sender below example.com; *" "$out"
run "$DMARCSTAT" source mx1.example.com
check_like "or_by_its_host" "0: mx1.example.com is aligned: *Known as *server of yours, by its name*" "$code: $out"
run "$DMARCSTAT" top-failures --by sender --format csv
check_like "failures_are_grouped_by_sender" "*Invoices Ltd,2,2212,2212,*" "$out"
refuses "who_is_not_known" 66 "no source is known by the name 'Invoice Ltd'; did you mean Invoices Ltd?" \
  "$DMARCSTAT" source "Invoice Ltd"

# -- on demand -------------------------------------------------------------------------------------------------------------

rm -f "$work/demand.db"
"$DMARCSTAT" ingest --quiet --db "$work/demand.db" "$work/mail" 2>/dev/null
# resolve QUESTION...
resolve() {
  run "$DMARCSTAT" "$@" --resolve --config "$work/conf" --db "$work/demand.db"
}
# looked_up: of that database
looked_up() {
  number "$work/demand.db" "SELECT count(*) FROM source"
}
resolve sources --domain example.com --limit 4 --format csv
check_like "resolve_finds_names_before_it_answers" "0: *,Amazon SES,example.com,*" "$code: $out"
check_like "also_those_of_dns" "*192.0.2.10,mx1.example.com,example.com,*" "$out"
check "of_the_sources_shown_and_no_others" 4 "$(looked_up)"
resolve source 203.0.113.148
check_like "the_story_of_a_source_has_its_name" "0: * a known sender that passes, but for another domain*Service *Invoices Ltd*" \
  "$code: $out"
check "which_was_looked_up_alone" 5 "$(looked_up)"
resolve top-failures --by sender --since 2026-11-22 --format csv
check_like "groups_look_up_all_that_is_in_them" "0: sender,*Invoices Ltd,2,*" "$code: $out"
check "that_is_all_of_these_days" 0 "$(number "$work/demand.db" "SELECT count(DISTINCT source) FROM daily
  WHERE day >= 20779 AND messages > 0 AND length(source) > 0 AND source NOT IN (SELECT address FROM source)")"
before=$(looked_up)
now=$DMARCSTAT_NOW
DMARCSTAT_NOW=$((now + 60))
resolve sources --domain example.com --limit 4
check "what_is_known_is_not_asked_again" "0: $before $before" \
  "$code: $(looked_up) $(number "$work/demand.db" "SELECT count(*) FROM source WHERE resolved <= $now")"
DMARCSTAT_NOW=$now
# a wrong file or no DNS costs the names and not the answer
echo "Broken" >"$work/broken.csv"
configure "dns_server = $dns_server" "catalogue = $work/broken.csv"
resolve sources --domain example.org --limit 1
check_like "a_wrong_file_costs_only_the_names" "0: dmarcstat: the sources were not looked up: $work/broken.csv:1: *" "$code: $err"
check_like "the_answer_is_there" "*sources sent * messages for example.org*" "$out"
configure "dns_server = 127.0.0.1" "dns_timeout = 1" "catalogue = $work/services.csv"
resolve sources --domain example.org --limit 3
check "no_dns_costs_only_the_names" \
  "0: dmarcstat: the sources were not looked up: no DNS server answers, so there are no names" "$code: $err"
check_like "and_there_is_an_answer" "*sources sent * messages for example.org*" "$out"
refuses "resolve_where_no_source_is_shown" 64 \
  "--resolve has no meaning for \`timeline\`. Type dmarcstat help timeline to see what has." "$DMARCSTAT" timeline --resolve
refuses "resolve_without_a_database" 66 \
  "there is no database $work/nothing yet; \`dmarcstat ingest PATH\` makes it from your report mail" \
  "$DMARCSTAT" sources --resolve --db "$work/nothing"
configure "dns_server = $dns_server" 'dns_timeout = 2' "catalogue = $work/services.csv"

# -- again -----------------------------------------------------------------------------------------------------------------

enrich
check "what_is_known_is_not_looked_up" \
  "0: nothing to look up: what is known of the sources is new enough; --all looks up all of them" "$code: $err$out"
enrich --quiet
check "quiet_is_quiet" "0: " "$code: $err$out"
now=$DMARCSTAT_NOW
DMARCSTAT_NOW=$((now + 3601))
enrich
check "failures_are_tried_again_after_an_hour" "0: $troubled sources: 0 names, 0 known services, $troubled without an answer" \
  "$code: $(echo "$err" | sed 's/, [0-9]* known/, 0 known/')$out"
enrich --all --domain EXAMPLE.com. --since 2026-11-23 --limit 5
check_like "all_are_looked_up_when_asked_for" "0: 5 sources: *" "$code: $err$out"
DMARCSTAT_NOW=$((now + 31 * 86400))
enrich --limit 1000000
check_like "everything_is_looked_up_again_after_a_month" "0: $all sources: 3 names, *" "$code: $err$out"
DMARCSTAT_NOW=$now

# -- no DNS ----------------------------------------------------------------------------------------------------------------

rm -f "$work/none.db"
"$DMARCSTAT" ingest --quiet --db "$work/none.db" "$work/mail" 2>/dev/null
configure "dns_server = 127.0.0.1@1" 'dns_timeout = 1' "catalogue = $work/services.csv"
no_dns='dmarcstat: no DNS server answers, so there are no names; what needs none is stored. Try again in an hour, or name a server: dns_server in [report] of the configuration'
enrich --db "$work/none.db"
check "no_dns_is_one_sentence" "69: $no_dns" "$code: $(echo "$err" | tail -n 1)$out"
check_like "after_what_came_of_it" "$all sources: 0 names, * known services, $all without an answer*" "$err"
check "what_needs_no_dns_is_stored" "||Invoices Ltd|invoicing|1" "$(known CB007194 "$work/none.db")"
enrich --all --limit 1
check "also_for_one_source" "69: $no_dns" "$code: $(echo "$err" | tail -n 1)$out"
check "and_its_name_is_still_there" "mx1.example.com||||1" "$(known C000020A)"

# -- stopped ---------------------------------------------------------------------------------------------------------------

dns_start deny <<'END'
  log-queries: yes
END
configure "dns_server = $dns_server" 'dns_timeout = 60'
"$DMARCSTAT" enrich --config "$work/conf" --all >"$work/out" 2>"$work/err" &
for _ in $(seq 100); do
  grep -q PTR "$dns_home/log" && break
  sleep 0.1
done
kill -TERM $!
wait $!
check "it_stops_in_order" "75: 0 sources: 0 names, 0 known services
dmarcstat: stopped before the end; the same command does the rest" "$?: $(cat "$work/err" "$work/out")"
check "and_nothing_is_lost" "ok $all" "$(number "$work/db" "PRAGMA integrity_check" | tr '\n' ' ')$(counted 1)"

# -- mistakes --------------------------------------------------------------------------------------------------------------

refuses "an_operand" 64 "enrich has no use for 'all'. Type dmarcstat help enrich to see its options." "$DMARCSTAT" enrich all
refuses "no_number" 64 "--limit: '0' is no number of sources. Try 1000, or all." "$DMARCSTAT" enrich --limit 0
refuses "a_domain_without_reports" 66 \
  "there are no reports about 'google.com' in the database. Type dmarcstat summary to see which there are." \
  "$DMARCSTAT" enrich --domain google.com
refuses "no_database" 66 \
  "there is no database $work/nothing yet; \`dmarcstat ingest PATH\` makes it from your report mail" \
  "$DMARCSTAT" enrich --db "$work/nothing"
configure 'dns_server = dns.example.com'
refuses "a_server_by_name" 78 "'dns.example.com' is no DNS server; it is an address, or an address@port" \
  "$DMARCSTAT" enrich --config "$work/conf"
echo 'Broken,invoicing,invoices.example' >>"$work/services.csv"
configure "catalogue = $work/services.csv"
refuses "a_broken_catalogue" 78 "$work/services.csv:3: it has 3 cells and not the 6 of the header" \
  "$DMARCSTAT" enrich --config "$work/conf"
configure "catalogue = $work/nothing.csv"
refuses "no_catalogue" 66 "the sender catalogue $work/nothing.csv cannot be read: No such file or directory" \
  "$DMARCSTAT" enrich --config "$work/conf"
configure "geo_database = $work/services.csv"
enrich
case $err in
*"without libmaxminddb"*) check "a_wrong_file_of_networks" 69 "$code" ;;
*)
  check "a_wrong_file_of_networks" \
    "78: dmarcstat: $work/services.csv is damaged, or no file in the format of MaxMind" "$code: $err$out"
  ;;
esac

finish
