#!/bin/sh
# SPDX-License-Identifier: MIT
# Name servers that are silent about the root: the rest is checked all the same, soon, and DNSSEC is said to be unknown.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dns.sh"
zone="local-zone: com. static
local-data: 'example.com. MX 10 mx.example.com.'
local-data: 'example.com. TXT \"v=spf1 mx -all\"'
local-data: '_dmarc.example.com. TXT \"v=DMARC1; p=reject\"'
local-data: 'mx.example.com. A 192.0.2.25'"

# said RULE: the text of its first finding
said() {
  printf '%s' "$out" | jq -r --arg rule "$1" '[.. | objects | select(.rule? == $rule)][0].text'
}
checked() {
  run "$DMARCSTAT" check --no-config --nameserver "$dns_server" --only mx,dane,spf,dmarc --format json example.com
}

dns_start deny <<END
$zone
END
fastest=999999999999
for _ in 1 2 3 4 5; do # on a loaded machine one of them may be slow
  began=$(date +%s%N)
  checked
  took=$((($(date +%s%N) - began) / 1000000))
  [ "$took" -gt "$fastest" ] || fastest=$took
done
check "it_takes_less_than_two_seconds" yes "$([ "$fastest" -lt 2000 ] && echo yes || echo "$fastest ms")"
check_like "dnssec_is_not_known" "DNSSEC is not known: the name servers did not answer for the root in time*" "$(said dane-no-dnssec)"
check_like "nor_whether_it_proves_the_mx" "*is not known, as the name servers did not answer for the root in time" \
  "$(said mx-records)"
check "the_rest_is_as_ever" "there is one SPF record" "$(said spf-record)"

dns_start static <<END
$zone
END
checked
check_like "where_there_is_no_root_that_is_said" "no trust anchor worked with these name servers*" "$(said dane-no-dnssec)"
finish
