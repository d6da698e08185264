#!/bin/sh
# SPDX-License-Identifier: MIT
# Certificates, TLS versions and STARTTLS of real servers, each finding held against what openssl s_client shows.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/postfix.sh"
. "$SOURCE_DIR/tests/lib/nsd.sh"
s_server=''
trap 'dovecot_kill; postfix_stop; nsd_stop; [ -z "$s_server" ] || kill -9 "$s_server" 2>/dev/null; rm -rf "$work"' EXIT
OPENSSL_CONF=/dev/null # Debian's forbids old TLS
export OPENSSL_CONF

authority ca
for name in mx.example.com other.example.net; do
  certificate "${name%%.*}" ca "DNS:$name"
done
mv "$work/pki/mx.pem" "$work/pki/good.pem"
mv "$work/pki/mx.key" "$work/pki/good.key"
certificate expired ca DNS:mx.example.com 20200101000000Z 20200201000000Z
certificate soon ca DNS:mx.example.com "$(date -u -d yesterday +%Y%m%d%H%M%SZ)" "$(date -u -d '5 days' +%Y%m%d%H%M%SZ)"
certificate self '' DNS:mx.example.com
authority stranger
certificate strange stranger DNS:mx.example.com
certificate_key='-newkey rsa:1024'
certificate weak ca DNS:mx.example.com
certificate_key='-newkey rsa:2048'
certificate rsa ca DNS:mx.example.com
openssl dhparam -out "$work/pki/dh.pem" 1024 2>/dev/null

zone example.com <<END
@ MX 10 mx
mx A 192.0.2.25
null MX 0 .
pair A 127.0.0.1
pair A 127.0.0.2
pair AAAA ::1
END
nsd_start

# checked ARGUMENT...: findings about TLS that are not ok, "result rule" of each, sorted, on one line
checked() {
  run "$DMARCSTAT" check --no-config --only tls --nameserver "$nsd_server" --ca-file "$work/pki/ca.pem" --format json "$@"
  printf '%s' "$out" >"$work/checked.json"
  jq -r '.. | objects | select(.rule? and .result != "ok") | .result + " " + .rule' "$work/checked.json" | sort -u |
    paste -sd, -
}

# said RULE WHAT: the WHAT (text, evidence, advice) of the finding of this rule
said() {
  jq -r --arg rule "$1" --arg what "$2" '[.. | objects | select(.rule? == $rule)][0][$what]' "$work/checked.json"
}

# smtp: the same of Postfix as its MX, where nothing else is looked at
smtp() {
  checked --connect-to "mx.example.com:25:127.0.0.1:$smtp_port" example.com
}

# named SCHEME ADDRESS PORT [ARGUMENT...]: the same of one server, for a domain without MX
named() {
  named_server=$1://mx.example.com:$3 named_route=mx.example.com:$3:$2:$3
  shift 3
  checked --server "$named_server" --connect-to "$named_route" "$@" null.example.com
}

# -- openssl ---------------------------------------------------------------------------------------------------------------

# s_client ADDRESS:PORT ARGUMENT...
s_client() {
  address=$1
  shift
  echo QUIT | timeout 20 openssl s_client -connect "$address" -CAfile "$work/pki/ca.pem" -no-CApath "$@" 2>&1
}

# takes ADDRESS:PORT ARGUMENT...: whether a handshake goes through
takes() {
  s_client "$@" | grep -q '^SSL handshake has read [0-9]* bytes and written.*' && s_client "$@" | grep -q 'Cipher is [^(]'
}

# versions ADDRESS:PORT ARGUMENT...: those that openssl gets
versions() {
  for try in '-tls1 TLS 1.0' '-tls1_1 TLS 1.1' '-tls1_2 TLS 1.2' '-tls1_3 TLS 1.3'; do
    takes "$@" "${try%% *}" -cipher ALL:@SECLEVEL=0 && printf '%s, ' "${try#* }"
  done | sed 's/, $//'
}

# suites ADDRESS:PORT ARGUMENT...: kinds of weak suites that openssl gets with TLS 1.2
suites() {
  for try in aNULL+kDHE+AES:anonymous kDHE+aRSA:dhe eNULL+aRSA:null kRSA+AES:static-rsa; do
    takes "$@" -tls1_2 -cipher "${try%:*}:@SECLEVEL=0" && echo "tls-suite-${try#*:}"
  done | sort | paste -sd, -
}

# what dmarcstat has found of the same
our_suites() {
  jq -r '.. | objects | .rule? // empty | select(startswith("tls-suite-"))' "$work/checked.json" | sort -u | paste -sd, -
}

# verdict ADDRESS:PORT ARGUMENT...: what openssl says of the certificate
verdict() {
  s_client "$@" -verify_hostname mx.example.com | sed -n 's/^Verify return code: //p;s/^    Verify return code: //p' |
    tail -n 1
}

# -- Postfix ---------------------------------------------------------------------------------------------------------------

strict_protocols='smtpd_tls_protocols = >=TLSv1.2' strict_mandatory='smtpd_tls_mandatory_protocols = >=TLSv1.2'
strict_suites='smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, 3DES, RC4, MD5, kRSA, kDHE'

postfix_start
check "postfix_as_it_comes_takes_old_versions" "note tls-suite-anonymous,warning tls-old-versions" "$(smtp)"
check "the_versions_are_those_that_openssl_gets" "$(versions "127.0.0.1:$smtp_port" -starttls smtp)" \
  "$(said tls-old-versions evidence)"
check "the_suites_are_those_that_openssl_gets" "$(suites "127.0.0.1:$smtp_port" -starttls smtp)" "$(our_suites)"
check_like "the_setting_of_postfix_is_named" "in main.cf of Postfix set smtpd_tls_protocols = >=TLSv1.2 *" \
  "$(said tls-old-versions advice)"
check "a_good_certificate_is_good_for_both" "0 (ok): tls-certificate" \
  "$(verdict "127.0.0.1:$smtp_port" -starttls smtp): $(said tls-certificate rule)"

certificate_of() { # NAME: as a setting
  echo "smtpd_tls_chain_files = $work/pki/$1.key, $work/pki/$1.pem"
}
postfix_start "$strict_protocols" "$strict_mandatory" "$strict_suites"
check "what_is_advised_leaves_nothing_to_say" "" "$(smtp)"
check "the_same_of_submission" "" "$(named submission 127.0.0.1 "$submission_port")"
check "the_same_of_submissions" "" "$(named submissions 127.0.0.1 "$submissions_port")"
check "openssl_sees_the_same_versions" "$(versions "127.0.0.1:$submissions_port")" "$(said tls-versions evidence)"

for try in "expired|warning tls-certificate-expired|10 (certificate has expired)" \
  "other|note tls-certificate-wrong-name|62 (hostname mismatch)" \
  "self|note tls-certificate-self-signed|18 (self-signed certificate)" \
  "strange|note tls-certificate-unknown-authority|21 (unable to verify the first certificate)"; do
  IFS='|' read -r name wanted theirs <<END
$try
END
  postfix_start "$strict_protocols" "$strict_mandatory" "$strict_suites" "$(certificate_of "$name")"
  check "certificate_${name}_is_told_as_openssl_does" "$theirs: $wanted" \
    "$(verdict "127.0.0.1:$smtp_port" -starttls smtp): $(smtp)"
  check "certificate_${name}_is_an_error_for_people" "error ${wanted#* }" \
    "$(named submissions 127.0.0.1 "$submissions_port")"
done
postfix_start "$strict_protocols" "$strict_mandatory" "$strict_suites" "$(certificate_of weak)"
check "a_weak_key_is_told" "warning tls-key-weak: RSA 1024 bits" \
  "$(smtp): $(said tls-key-weak text | sed 's/.*: //')"
check "openssl_sees_the_same_key" "Server public key is 1024 bit" \
  "$(s_client "127.0.0.1:$smtp_port" -starttls smtp -cipher ALL:@SECLEVEL=0 | grep 'Server public key')"
postfix_start "$strict_protocols" "$strict_mandatory" "$strict_suites" "$(certificate_of soon)"
check "an_end_that_is_near_is_told" "warning tls-certificate-expires-soon" "$(smtp)"

postfix_start 'smtpd_tls_security_level = none'
check "missing_starttls_is_told" "error starttls-missing" "$(smtp)"
check_like "and_how_postfix_offers_it" "in main.cf of Postfix set smtpd_tls_security_level = may *" \
  "$(said starttls-missing advice)"
check "openssl_sees_none_either" 1 "$(s_client "127.0.0.1:$smtp_port" -starttls smtp | grep -c "Didn't find STARTTLS")"
postfix_start "smtpd_tls_chain_files = $work/pki/good.key, $work/pki/expired.pem"
check "starttls_that_fails_for_now_is_told_from_missing" "error starttls-not-now: 454" \
  "$(smtp): $(said starttls-not-now evidence | cut -c 1-3)"
postfix_stop
check "a_server_that_is_down_is_told" "error server-not-listening" "$(smtp)"

# -- Dovecot ---------------------------------------------------------------------------------------------------------------

dovecot_new_ports
pop3_port=$((imap_port + 1)) pop3s_port=$((imaps_port + 1))
dovecot_pop3="protocols = imap pop3
listen = 127.0.0.1, 127.0.0.2
service pop3-login {
  inet_listener pop3 {
    port = $pop3_port
  }
  inet_listener pop3s {
    port = $pop3s_port
    ssl = yes
  }
}"
dovecot_start "$dovecot_pop3" 'ssl_cipher_list = ECDHE+AESGCM:ECDHE+CHACHA20'
check "dovecot_by_imap" "" "$(named imap 127.0.0.2 "$imap_port")"
check "dovecot_by_imaps" "" "$(named imaps 127.0.0.1 "$imaps_port")"
check "dovecot_by_pop3" "" "$(named pop3 127.0.0.2 "$pop3_port")"
check "dovecot_by_pop3s" "" "$(named pop3s 127.0.0.1 "$pop3s_port")"

checked --server "imaps://pair.example.com:$imaps_port" null.example.com >/dev/null
check "each_address_of_a_server_is_looked_at" "pair.example.com:$imaps_port [::1]" "$(said server-not-listening subject)"
check "what_is_the_same_is_said_once" "pair.example.com:$imaps_port [127.0.0.1, 127.0.0.2]" \
  "$(jq -r '[.. | objects | select(.rule? == "tls-certificate-wrong-name") | .subject] | sort | join("; ")' "$work/checked.json")"

dovecot_start "$dovecot_pop3" 'disable_plaintext_auth = no' 'ssl_min_protocol = TLSv1' \
  'ssl_cipher_list = ALL:eNULL:@SECLEVEL=0' "ssl_cert = <$work/pki/rsa.pem" "ssl_key = <$work/pki/rsa.key" \
  "ssl_dh = <$work/pki/dh.pem"
check "dovecot_with_all_that_openssl_can_do" \
  "error tls-dh-weak,error tls-suite-null,note tls-suite-anonymous,warning tls-old-versions,warning tls-suite-dhe,warning tls-suite-static-rsa" \
  "$(named imaps 127.0.0.1 "$imaps_port")"
check "openssl_gets_the_same_versions" "$(versions "127.0.0.1:$imaps_port")" "$(said tls-old-versions evidence)"
check "openssl_gets_the_same_suites" "$(suites "127.0.0.1:$imaps_port")" "$(our_suites)"
check "openssl_sees_the_same_prime" "$(s_client "127.0.0.1:$imaps_port" -tls1_2 -cipher kDHE+aRSA:@SECLEVEL=0 |
  sed -n 's/^Server Temp Key: DH, \([0-9]*\) bits/\1/p')" \
  "$(said tls-dh-weak text | sed 's/[^0-9]//g')"
check "the_setting_of_dovecot_is_named" "in the configuration of Dovecot (10-ssl.conf) set ssl_min_protocol = TLSv1.2" \
  "$(said tls-old-versions advice)"
check_like "passwords_in_the_clear_are_told_by_imap" "error login-in-the-clear,*" "$(named imap 127.0.0.2 "$imap_port")"
check_like "and_by_pop3" "error login-in-the-clear,*" "$(named pop3 127.0.0.2 "$pop3_port")"
check_like "but_not_of_this_computer_alone" "error tls-*" "$(named imap 127.0.0.1 "$imap_port")"
dovecot_kill

# -- a server that has only finite fields, and a short one -------------------------------------------------------------------

openssl s_server -accept 127.0.0.1:0 -cert "$work/pki/rsa.pem" -key "$work/pki/rsa.key" -dhparam "$work/pki/dh.pem" \
  -tls1_2 -cipher kDHE+aRSA:@SECLEVEL=0 -rev >"$work/s_server" 2>&1 &
s_server=$!
for _ in $(seq 100); do
  s_port=$(sed -n 's/^ACCEPT .*://p' "$work/s_server")
  [ -z "$s_port" ] || break
  sleep 0.1
done
check "a_short_prime_is_told_when_there_is_nothing_else" \
  "error tls-dh-weak,note tls-no-1.3,warning tls-no-strong-suite,warning tls-suite-dhe" \
  "$(named imaps 127.0.0.1 "$s_port" --timeout 2)"
check "and_the_certificate_is_seen_all_the_same" "tls-certificate" "$(said tls-certificate rule)"
check "openssl_sees_that_prime" "$(s_client "127.0.0.1:$s_port" -tls1_2 -cipher kDHE+aRSA:@SECLEVEL=0 |
  sed -n 's/^Server Temp Key: DH, \([0-9]*\) bits/\1/p')" "$(said tls-dh-weak text | sed 's/[^0-9]//g')"
kill -9 "$s_server"
s_server=''

# -- what is typed -----------------------------------------------------------------------------------------------------------

refuses "a_server_that_is_none" 64 "'gopher://mx.example.com' is no mail server; write smtp://, submission://, \
submissions://, imap://, imaps://, pop3:// or pop3s:// and a host, and after a colon its port if that is not the usual \
one" "$DMARCSTAT" check --no-config --server gopher://mx.example.com example.com
refuses "a_detour_that_is_none" 64 "'mx.example.com:25' says not where to connect to; write HOST:PORT:ADDRESS:PORT, as \
in mx.example.com:25:192.0.2.1:2525" "$DMARCSTAT" check --no-config --connect-to mx.example.com:25 example.com
refuses "a_file_of_authorities_that_is_not_there" 66 "--ca-file: cannot read $work/none: No such file or directory" \
  "$DMARCSTAT" check --no-config --ca-file "$work/none" example.com
refuses "a_time_that_is_none" 64 "--timeout: 301 is not between 1 and 300 seconds" \
  "$DMARCSTAT" check --no-config --timeout 301 example.com
finish
