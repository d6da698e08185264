#!/bin/sh
# SPDX-License-Identifier: MIT
# SPF, DKIM and DMARC records, right and wrong, on a real name server: every finding of every rule, and no other.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/nsd.sh"
trap 'nsd_stop; rm -rf "$work"' EXIT
data=$SOURCE_DIR/tests/data

# -- keys ------------------------------------------------------------------------------------------------------------------

# strings TEXT: in quotation marks, in pieces that fit into a TXT record
strings() {
  printf '%s' "$1" | fold -w 200 | sed 's/.*/"&"/' | paste -sd' ' -
}
for bits in 512 1024 2048; do
  openssl genrsa -out "$work/rsa$bits" "$bits" 2>/dev/null
  key=$(openssl pkey -in "$work/rsa$bits" -pubout -outform DER 2>/dev/null | base64 -w0)
  echo "s|@RSA$bits@|$(strings "$key")|" >>"$work/keys"
done
key=$(openssl rsa -in "$work/rsa2048" -RSAPublicKey_out -outform DER 2>/dev/null | base64 -w0)
echo "s|@BARE2048@|$(strings "$key")|" >>"$work/keys"
openssl genpkey -algorithm ed25519 -out "$work/ed25519" 2>/dev/null
key=$(openssl pkey -in "$work/ed25519" -pubout -outform DER | tail -c 32 | base64 -w0)
echo "s|@ED25519@|$(strings "$key")|" >>"$work/keys"

# -- the server ------------------------------------------------------------------------------------------------------------

sed -f "$work/keys" "$data/check.zone" >"$work/records"
for name in example.com example.org example.net test; do
  grep -E "^[^ ;]*\\.$name\\. |^$name\\. " "$work/records" | zone "$name"
done
echo 'this is no zone' >"$nsd_home/fail.example.com.zone" # which NSD answers for with SERVFAIL
seq 1000 | sed 's/.*/d& MX 10 mx&\nmx& A 127.0.0.1\n_mta-sts.d& TXT "v=STSv1; id=1"\nmta-sts.d& A 127.0.0.1/' | zone many.example
nsd_start

checked() {
  run "$DMARCSTAT" check --no-config --nameserver "$nsd_server" "$@"
}

# -- every rule ------------------------------------------------------------------------------------------------------------

# check_rules.txt: "DOMAIN CHECK RESULT:RULE..." of each case, sorted. The lines of one check are asked for at once.
for kind in spf dkim dmarc; do
  grep " $kind " "$data/check_rules.txt" | sort >"$work/expected"
  # shellcheck disable=SC2046 # one word for each domain
  checked --only "$kind" --selector s1 --format json $(cut -d' ' -f1 "$work/expected")
  printf '%s' "$out" | jq -r '.domains[] | .domain as $domain | .checks[] |
    "\($domain) \(.check) \([.findings[] | "\(.result):\(.rule)"] | unique | join(" "))"' | sort >"$work/found"
  check "every_case_of_${kind}_has_its_findings" "" "$(diff "$work/expected" "$work/found")"
  check "every_finding_of_${kind}_names_its_rule_and_what_it_means" 0 \
    "$(printf '%s' "$out" | jq '[.. | objects | select(.rule? and ((.text // "") == "" or (.rule // "") == ""))] | length')"
done
check "the_zone_has_more_than_120_records" 1 "$(($(grep -cE '^[^;$]' "$data/check.zone") > 120))"

# -- SPF of a mail ---------------------------------------------------------------------------------------------------------

# evaluated ADDRESS SENDER HELO DOMAIN
evaluated() {
  checked --only spf --ip "$1" --sender "$2" --helo "$3" --format json "$4"
  printf '%s' "$out" | jq -r '.domains[0].checks[0].check_host'
}
check "check_host_passes" pass "$(evaluated 192.0.2.9 joe@ok.spf.example.com mail.example.com ok.spf.example.com)"
check "check_host_fails" fail "$(evaluated 198.51.100.9 joe@ok.spf.example.com mail.example.com ok.spf.example.com)"
check "without_a_sender_it_is_helo" softfail "$(evaluated 192.0.2.9 '' soft.spf.example.com soft.spf.example.com)"
check "a_mapped_address_is_ipv4" pass "$(evaluated ::ffff:192.0.2.9 joe@ok.spf.example.com x ok.spf.example.com)"
check "what_is_no_domain_has_no_record" none "$(evaluated 192.0.2.9 'joe@[192.0.2.9]' x '[192.0.2.9]')"
check "a_server_in_trouble_is_temperror" temperror "$(evaluated 192.0.2.9 joe@fail.example.com x fail.example.com)"
checked --only spf --ip 198.51.100.9 --sender joe@edge.spf.example.com edge.spf.example.com
check_like "the_path_is_shown" "*include:four.spf.example.com*a:host.example.com: no match*-all: match*" "$out"
check_like "the_tree_is_drawn" "*├─ include:four.spf.example.com  (1)*│  ├─ a:host.example.com  (2)*└─ -all*" "$out"

# -- one sentence for bad input --------------------------------------------------------------------------------------------

check_refuses() {
  name=$1 code=$2 sentence=$3
  shift 3
  refuses "$name" "$code" "$sentence" "$DMARCSTAT" check --no-config --nameserver "$nsd_server" "$@"
}
check_refuses "an_address_is_no_domain" 64 \
  "'joe@example.com' is no domain name; type only what is behind the @" joe@example.com
check_refuses "two_dots_are_no_domain" 64 "'example..com' is no domain name; one looks like example.com" example..com
check_refuses "an_unknown_check_is_named" 64 \
  "--only: there is no check 'spt'; there are $("$DMARCSTAT" check --no-config --only spt x.test 2>&1 | sed 's/.*there are //')" \
  --only spt example.com
check_refuses "an_ip_must_be_one" 64 "--ip: '192.0.2' is no IP address" --ip 192.0.2 example.com
check_refuses "a_sender_needs_an_address" 64 \
  "--sender says nothing without --ip ADDRESS, the address that the mail comes from" --sender a@example.com example.com
refuses "a_nameserver_is_an_address" 78 "'dns.example.com' is no DNS server; it is an address, or an address@port" \
  "$DMARCSTAT" check --no-config --nameserver dns.example.com example.com

# -- monitoring ------------------------------------------------------------------------------------------------------------

checked --only spf --exit-status ok.spf.example.com
check "nothing_to_see_exits_with_0" 0 "$code"
checked --only spf --exit-status --brief ok.spf.example.com plus.spf.example.com
check "an_error_exits_with_1" "1: ok.spf.example.com: all is well
plus.spf.example.com: 1 error
dmarcstat: 1 of 2 domains should be looked at" "$code: $out
$err"
checked --only spf bücher.example.com
check_like "an_idn_is_converted" "xn--bcher-kva.example.com: *" "$out"
DMARCSTAT_UNUSED_PORT=127.0.0.1@1
checked --only spf --nameserver "$DMARCSTAT_UNUSED_PORT" ok.spf.example.com
check_like "without_dns_it_is_not_known" "ok.spf.example.com: 1 question without an answer*" "$out"

# -- many ------------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2046 # one word for each domain
run sh -c "ulimit -n 256; exec $DMARCSTAT check --no-config --only dmarc,spf,dkim --brief --nameserver $nsd_server \
  $(seq -f 'd%g.example.org' 1000 | paste -sd' ' -)"
check "a_thousand_domains_need_few_descriptors" "0 1000" "$code $(printf '%s\n' "$out" | grep -c '\.example\.org: ')"

# with all that is visited: servers that refuse, which is soon over, by whatever listens here
# shellcheck disable=SC2046 # one word for each domain
run sh -c "ulimit -n 256; exec $DMARCSTAT check --no-config --brief --nameserver $nsd_server --timeout 2 \
  $(seq -f 'd%g.many.example' 1000 | paste -sd' ' -)"
check "nor_do_a_thousand_with_their_servers" "0 1000" "$code $(printf '%s\n' "$out" | grep -c '\.many\.example: ')"
check "none_of_them_runs_out" "" "$(printf '%s\n%s\n' "$out" "$err" | grep -iE 'too many open files|descriptor')"

finish
