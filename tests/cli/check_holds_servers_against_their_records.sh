#!/bin/sh
# SPDX-License-Identifier: MIT
# MX, MTA-STS, DANE, TLS-RPT and BIMI: records right and wrong on a real DNS server, signed and not, policies on a real web
# server, and a real Postfix, which they fit or do not.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/certificates.sh"
. "$SOURCE_DIR/tests/lib/postfix.sh"
. "$SOURCE_DIR/tests/lib/nsd.sh"
. "$SOURCE_DIR/tests/lib/lighttpd.sh"
trap 'postfix_stop; nsd_stop; lighttpd_stop; rm -rf "$work"' EXIT

authority ca
authority stranger
certificate good ca 'DNS:*.example.com,DNS:*.example.org'
sts_names='two none id redirect missing html large syntax other testing off wildcard cname short'
certificate web ca "DNS:*.good.example.com$(for name in $sts_names; do printf ',DNS:mta-sts.%s.sts.example.com' "$name"; done)"
certificate expired ca 'DNS:*.example.com' 20200101000000Z 20200201000000Z
cat "$work/pki/ca.pem" >>"$work/pki/good.pem" # a TLSA record may mean the authority only when it is shown

# -- records -----------------------------------------------------------------------------------------------------------------

# digest CERTIFICATE SELECTOR MATCHING: the data of a TLSA record, as openssl computes it
digest() {
  if [ "$2" -eq 1 ]; then
    openssl x509 -in "$work/pki/$1.pem" -noout -pubkey | openssl pkey -pubin -outform der
  else
    openssl x509 -in "$work/pki/$1.pem" -outform der
  fi | case $3 in
    0) od -An -v -tx1 | tr -d ' \n' ;;
    1) sha256sum | cut -d' ' -f1 ;;
    2) sha512sum | cut -d' ' -f1 ;;
  esac
}
none=0000000000000000000000000000000000000000000000000000000000000000

dane_hosts='m311 m301 m302 m312 m310 m201 m211 mwrong mtwo mpkix mshort mstranger mnone'
tlsa_records() {
  for try in "m311 3 1 1 $(digest good 1 1)" "m301 3 0 1 $(digest good 0 1)" "m302 3 0 2 $(digest good 0 2)" \
    "m312 3 1 2 $(digest good 1 2)" "m310 3 1 0 $(digest good 1 0)" "m201 2 0 1 $(digest ca 0 1)" \
    "m211 2 1 1 $(digest ca 1 1)" "mwrong 3 1 1 $none" "mtwo 3 1 1 $(digest good 1 1)" "mtwo 3 1 1 $none" \
    "mpkix 1 1 1 $(digest good 1 1)" "mshort 3 1 1 abcdef" "mstranger 2 0 1 $(digest stranger 0 1)"; do
    echo "_25._tcp.${try%% *} TLSA ${try#* }"
  done
}

# records NAME: a domain with one MX, mx.example.com
mx_records() {
  for name in "$@"; do
    echo "$name MX 10 mx.example.com."
  done
}

{
  # shellcheck disable=SC2046,SC2086 # words
  mx_records good nohost.sts $(printf '%s.sts ' $sts_names)
  for host in mx $dane_hosts; do
    echo "$host A 192.0.2.25"
    echo "by-$host MX 10 $host"
  done
  tlsa_records
  echo 'sub A 192.0.2.25'
  echo "_465._tcp.sub TLSA 3 1 1 $(digest good 1 1)"
  echo "_587._tcp.sub TLSA 3 1 1 $none"
  echo "_995._tcp.sub TLSA 1 1 1 $(digest good 1 1)"
  for name in good redirect.sts missing.sts html.sts large.sts syntax.sts other.sts testing.sts off.sts wildcard.sts \
    short.sts; do
    echo "_mta-sts.$name TXT \"v=STSv1; id=20260101\""
    echo "mta-sts.$name A 192.0.2.80"
  done
  cat <<'END'
_mta-sts.two.sts TXT "v=STSv1; id=1"
_mta-sts.two.sts TXT "v=STSv1; id=2"
_mta-sts.two.sts TXT "something else"
_mta-sts.id.sts TXT "v=STSv1; id=2026-01-01"
_mta-sts.nohost.sts TXT "v=STSv1; id=1"
_mta-sts.cname.sts CNAME _mta-sts.good
mta-sts.cname.sts A 192.0.2.80
_mta-sts.cert TXT "v=STSv1; id=1"
mta-sts.cert A 192.0.2.80
cert MX 10 mx

_smtp._tls.good TXT "v=TLSRPTv1; rua=mailto:tls@example.com,https://example.com/tls"
_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
_smtp._tls.two TXT "v=TLSRPTv1; rua=mailto:tls@example.net"
_smtp._tls.http TXT "v=TLSRPTv1; rua=http://example.com/tls"
_smtp._tls.bare TXT "v=TLSRPTv1; rua=tls@example.com"
_smtp._tls.norua TXT "v=TLSRPTv1;"
_smtp._tls.strings TXT "v=TLSRPTv1; rua=mailto:" "tls@example.com"
_smtp._tls.unknown TXT "v=TLSRPTv1; x=y; rua=mailto:tls@example.com"

default._bimi.good TXT "v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem"
default._bimi.bare TXT "v=BIMI1; l=https://example.com/logo.svg"
default._bimi.declines TXT "v=BIMI1; l=; a="
default._bimi.http TXT "v=BIMI1; l=http://example.com/logo.svg; a=https://example.com/vmc.pem"
default._bimi.nol TXT "v=BIMI1; a=https://example.com/vmc.pem"

null MX 0 .
null TXT "v=spf1 -all"
_dmarc.null TXT "v=DMARC1; p=reject"
nullopen MX 0 .
nullrua MX 0 .
nullrua TXT "v=spf1 -all"
_dmarc.nullrua TXT "v=DMARC1; p=reject; rua=mailto:reports@nullrua.example.com"
nullten MX 10 .
nullten TXT "v=spf1 -all"
_dmarc.nullten TXT "v=DMARC1; p=reject"
nullamong MX 0 .
nullamong MX 10 mx
implicit A 192.0.2.1
nothing TXT "nothing"
alias MX 10 aliased
aliased CNAME mx
noaddress MX 10 nowhere
local MX 10 localhost
localhost A 127.0.0.1
local MX 20 mixed
mixed A 192.168.1.1
mixed A 192.0.2.25
literal MX 10 192.0.2.25.
word MX 10 mailserver.
END
} | zone example.com
zone_sign example.com

zone example.net <<END
@ MX 10 mx
mx A 192.0.2.25
_25._tcp.mx TLSA 3 1 1 $(digest good 1 1)
other MX 10 m311.example.com.
END
zone example.org <<END
@ MX 10 mx
mx A 192.0.2.25
_25._tcp.mx TLSA 3 1 1 $(digest good 1 1)
badmx MX 10 mx
aliased MX 10 alias
alias CNAME good
good A 192.0.2.25
_25._tcp.good TLSA 3 1 1 $(digest good 1 1)
END
zone_sign example.org
sed -i "s/^\(_25._tcp.mx.*TLSA.*3 1 1 \)....\(.*\)/\1ffff\2/" "$nsd_home/example.org.zone" # after it was signed
sed -i "s/^\(badmx.*IN.MX.10.\)mx\(.*\)/\1xx\2/" "$nsd_home/example.org.zone"
nsd_start

# -- policies ----------------------------------------------------------------------------------------------------------------

# policy DOMAIN <LINES
policy() {
  mkdir -p "$web/mta-sts.$1.example.com/.well-known"
  cat >"$web/mta-sts.$1.example.com/.well-known/${2:-mta-sts.txt}"
}
fine='version: STSv1
mode: enforce
mx: mx.example.com
max_age: 604800'
for name in good cname.sts html.sts; do
  printf '%s\n' "$fine" | policy "$name"
done
printf '%s\n' "$fine" | policy cert
printf '%s\n' "$fine" | sed 's/mx.example.com/*.example.com/;s/$/\r/' | policy wildcard.sts
printf '%s\n' "$fine" | sed 's/mx.example.com/other.example.com/' | policy other.sts
printf '%s\n' "$fine" | sed 's/mx.example.com/other.example.com/;s/enforce/testing/' | policy testing.sts
printf 'version: STSv1\nmode: none\nmax_age: 604800\n' | policy off.sts
printf '%s\n' "$fine" | sed 's/604800/60/' | policy short.sts
printf 'version: STSv1\nmode: force\nmx: mx.example.com\nmax_age: 1000000\n' | policy syntax.sts
{
  printf '%s\n' "$fine"
  yes 'mx: many.example.com' | head -n 4000
} | policy large.sts
mkdir -p "$web/mta-sts.missing.sts.example.com" "$web/mta-sts.redirect.sts.example.com"

postfix_start
# shellcheck disable=SC2016 # the words of lighttpd
lighttpd_start web '$HTTP["host"] =~ "^mta-sts.redirect" { url.redirect = ("" => "https://mta-sts.good.example.com/") }' \
  '$HTTP["host"] =~ "^mta-sts.html" { mimetype.assign = (".txt" => "text/html") }'

# -- what is found -------------------------------------------------------------------------------------------------------------

set --
# shellcheck disable=SC2086 # words
for name in good cert $(printf '%s.sts ' $sts_names); do
  set -- "$@" --connect-to "mta-sts.$name.example.com:443:127.0.0.1:$https_port"
done
for name in mx $dane_hosts; do
  set -- "$@" --connect-to "$name.example.com:25:127.0.0.1:$smtp_port"
done
set -- "$@" --connect-to "mx.example.org:25:127.0.0.1:$smtp_port" --connect-to "alias.example.org:25:127.0.0.1:$smtp_port"

# found CHECK DOMAIN ARGUMENT...: "result rule" of what is not ok, sorted, on one line
found() {
  check=$1 domain=$2
  shift 2
  run "$DMARCSTAT" check --no-config --only "$check" --nameserver "$nsd_server" --trust-anchor "$nsd_home/anchors" \
    --ca-file "$work/pki/ca.pem" --format json "$@" "$domain"
  printf '%s' "$out" >"$work/found.json"
  [ "$code" -eq 0 ] || echo "exit code $code: $err"
  jq -r '.. | objects | select(.rule? and .result != "ok") | .result + " " + .rule' "$work/found.json" | sort -u |
    paste -sd, -
}

# said RULE WHAT: the WHAT (text, evidence, advice) of the finding of this rule
said() {
  jq -r --arg rule "$1" --arg what "$2" '[.. | objects | select(.rule? == $rule)][0][$what]' "$work/found.json"
}

while IFS='|' read -r check name wanted; do
  check "${check}_of_$name" "$wanted" "$(found "$check" "$name.example.com" "$@")"
done <<'END'
mx|good|
mx|null|
mx|nullopen|note parked-open
mx|nullrua|error rua-without-mail
mx|nullten|note mx-null-preference
mx|nullamong|error mx-null-among
mx|implicit|warning mx-implicit
mx|nothing|note mx-none,note parked-open
mx|no-such-name|note mx-none,note parked-open
mx|alias|warning mx-cname
mx|noaddress|error mx-no-address
mx|local|error mx-local-address,warning mx-local-address
mx|literal|error mx-no-host-name
mx|word|error mx-no-host-name
mta-sts|good|
mta-sts|wildcard.sts|
mta-sts|cname.sts|
mta-sts|none.sts|note mta-sts-missing
mta-sts|two.sts|error mta-sts-multiple
mta-sts|id.sts|error mta-sts-syntax
mta-sts|nohost.sts|error mta-sts-no-host
mta-sts|cert|error mta-sts-certificate
mta-sts|redirect.sts|error mta-sts-redirect
mta-sts|missing.sts|error mta-sts-http-status
mta-sts|html.sts|warning mta-sts-media-type
mta-sts|large.sts|error mta-sts-too-large
mta-sts|other.sts|error mta-sts-mx-not-allowed,note mta-sts-pattern-unused
mta-sts|testing.sts|note mta-sts-mode,note mta-sts-pattern-unused,warning mta-sts-mx-not-allowed
mta-sts|off.sts|note mta-sts-mode
mta-sts|short.sts|warning mta-sts-doubtful
mta-sts|syntax.sts|error mta-sts-syntax
tls-rpt|good|
tls-rpt|strings|
tls-rpt|none.sts|note tls-rpt-missing
tls-rpt|two|error tls-rpt-multiple
tls-rpt|http|error tls-rpt-nowhere,error tls-rpt-syntax
tls-rpt|bare|error tls-rpt-nowhere,error tls-rpt-syntax
tls-rpt|norua|error tls-rpt-nowhere,error tls-rpt-syntax
tls-rpt|unknown|note tls-rpt-note
bimi|good|
bimi|bare|note bimi-no-evidence
bimi|declines|
bimi|http|error bimi-syntax
bimi|nol|error bimi-syntax
bimi|two|note bimi-missing
dane|by-m311|
dane|by-m301|
dane|by-m302|
dane|by-m312|
dane|by-m310|note dane-full
dane|by-m201|
dane|by-m211|
dane|by-mwrong|error dane-mismatch
dane|by-mtwo|note dane-other-records
dane|by-mpkix|warning dane-all-unusable,warning dane-unusable
dane|by-mshort|warning dane-all-unusable,warning dane-unusable
dane|by-mstranger|error dane-mismatch
dane|by-mnone|note dane-missing
dane|null|
END

found mta-sts syntax.sts.example.com "$@" >/dev/null
check "a_mistake_in_a_policy_has_its_place" \
  "in line 2, at character 7, mode is 'force'; it may be enforce, testing or none" "$(said mta-sts-syntax text)"
found mta-sts large.sts.example.com "$@" >/dev/null
check_like "a_policy_that_is_too_large_is_not_read" "*the file is larger than 64.0 KiB." "$(said mta-sts-too-large evidence)"
found mta-sts redirect.sts.example.com "$@" >/dev/null
check "a_redirect_is_not_followed" "https://mta-sts.good.example.com/" "$(said mta-sts-redirect evidence)"
found mta-sts cert.example.com "$@" >/dev/null
check_like "a_web_server_with_the_wrong_certificate_is_not_asked" \
  "*the certificate is for \*.good.example.com,* and not for mta-sts.cert.example.com*" \
  "$(said mta-sts-certificate evidence)"

# -- DNSSEC ------------------------------------------------------------------------------------------------------------------

found dane by-m311.example.com "$@" >/dev/null
check "the_record_that_matches_is_the_one_that_dig_shows" \
  "$(dig +short "@${nsd_server%@*}" -p "${nsd_server#*@}" TLSA _25._tcp.m311.example.com | tr 'A-F' 'a-f' |
    sed 's/ \([0-9a-f]*\)$/\1/')" "$(said dane-match evidence)"
found dane by-mwrong.example.com "$@" >/dev/null
check "the_record_to_publish_is_given" "publish 3 1 1 $(digest good 1 1), if this is the right server" \
  "$(said dane-mismatch advice)"
check "records_in_a_zone_without_dnssec_are_not_heeded" "warning dane-insecure" "$(found dane example.net "$@")"
check "mx_records_with_wrong_signatures_stop_mail" "error mx-bogus" "$(found mx badmx.example.org "$@")"
check "tlsa_records_behind_an_alias_are_found" "" "$(found dane aliased.example.org "$@")"
check "an_mx_that_is_not_proven_is_told_beside_a_match" "warning dane-mx-insecure" "$(found dane other.example.net "$@")"
check "records_with_wrong_signatures_stop_mail" "error dane-bogus" "$(found dane example.org "$@")"

# named SCHEME PORT TO: what DANE has to say of this server, which is no MX
named() {
  found dane null.example.com --server "$1://sub.example.com" --connect-to "sub.example.com:$2:127.0.0.1:$3"
}
check "records_of_named_servers_are_held_against_them" ": _465._tcp.sub.example.com" \
  "$(named submissions 465 "$submissions_port"): $(said dane-match subject)"
check "those_that_mean_another_are_told" "error dane-mismatch" "$(named submission 587 "$submission_port")"
check_like "with_what_clients_do" "*so clients with DANE do not connect to it" "$(said dane-mismatch text)"
check "those_for_authorities_are_not_compared" "note dane-pkix" "$(named pop3s 995 "$submissions_port")"
check "named_servers_need_none" "" "$(named imaps 993 "$submissions_port")"

run "$DMARCSTAT" check --no-config --only dane --nameserver "$nsd_server" --format json by-m311.example.com
check "without_dnssec_nothing_is_said" "unknown dane-no-dnssec" \
  "$(printf '%s' "$out" | jq -r '.. | objects | select(.rule?) | .result + " " + .rule')"

# -- servers that are not as their records say -------------------------------------------------------------------------------------

postfix_start "smtpd_tls_chain_files = $work/pki/expired.key, $work/pki/expired.pem"
check "an_expired_certificate_breaks_mta_sts" "error mta-sts-server-certificate" "$(found mta-sts good.example.com "$@")"
check "and_dane" "error dane-mismatch" "$(found dane by-m311.example.com "$@")"
postfix_start 'smtpd_tls_security_level = none'
check "no_starttls_breaks_mta_sts" "error mta-sts-no-starttls" "$(found mta-sts good.example.com "$@")"
check "and_dane_without_starttls" "error dane-no-tls" "$(found dane by-m311.example.com "$@")"
postfix_start 'smtpd_tls_protocols = TLSv1.1'
check "old_tls_breaks_mta_sts" "error mta-sts-old-tls" "$(found mta-sts good.example.com "$@")"
postfix_stop
lighttpd_stop
check "a_web_server_that_is_down_is_told" "error mta-sts-no-file" "$(found mta-sts good.example.com "$@")"
check "a_mail_server_that_is_down_leaves_dane_unknown" "unknown dane-server-unknown" \
  "$(found dane by-m311.example.com "$@")"
nsd_stop
check "without_dns_nothing_is_known" "unknown mx-no-answer" "$(found mx good.example.com)"
finish
