#!/bin/sh
# SPDX-License-Identifier: MIT
# Servers that are not who they should be, or not safe: each is refused in a sentence of its own, before anything secret
# was sent; the log of the server says so.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
here='DNS:localhost,IP:127.0.0.1'
authority ca
authority other
certificate good ca "$here"
certificate elsewhere ca 'DNS:imap.example.net,IP:192.0.2.1'
certificate localhost ca 'DNS:imap.example.net' # only its common name is right
certificate expired ca "$here" 20200101000000Z 20210101000000Z
certificate future ca "$here" 20990101000000Z 20990201000000Z
certificate own '' "$here"
certificate foreign other "$here"
: >"$work/sentences"

# shows CERTIFICATE: the setting for it
shows() {
  printf 'ssl_cert = <%s\nssl_key = <%s\n' "$work/pki/$1.pem" "$work/pki/$1.key"
}

# refused NAME CODE SENTENCE: fetch says so, with nothing logged in and nothing tried
refused() {
  run "$d" fetch --config "$conf" --db "$work/db"
  check_like "$1" "$2: dmarcstat: * port *: $3" "$code: $err"
  check "$1: nothing secret was sent" "0 0" "$(logins_tried) $(grep -c 'Login:' "$dovecot_log")"
  printf '%s\n' "$err" | sed 's/.* port [0-9]*: //' >>"$work/sentences"
}

# accepted NAME: it logs in
accepted() {
  run "$d" fetch --config "$conf" --db "$work/db"
  check "$1" "0: main, INBOX: nothing new, 1" "$code: $err, $(logins_tried)"
}

# -- what is good ----------------------------------------------------------------------------------------------------------

dovecot_start
configure 'after = leave'
accepted "a_verified_server_is_told_the_password"
check_like "by_an_encrypted_connection" "*TLS*" "$(grep -m 1 'Login:' "$dovecot_log")"
dovecot_start
configure 'host = localhost'
accepted "also_by_name"
dovecot_start
configure "port = $imap_port" 'tls = starttls'
accepted "and_after_STARTTLS"
check_like "which_is_encrypted_too" "*TLS*" "$(grep -m 1 'Login:' "$dovecot_log")"
dovecot_start "$(shows own)"
configure "fingerprint = $(fingerprint_of own)"
accepted "a_pinned_certificate_needs_no_authority"

# -- certificates ----------------------------------------------------------------------------------------------------------

dovecot_start "$(shows own)"
configure "fingerprint = $(fingerprint_of good)"
refused "not_the_pinned_certificate" 77 'the certificate is not the pinned one*'
dovecot_start "$(shows elsewhere)"
configure "port = $imaps_port"
refused "a_certificate_for_another_host" 77 'the certificate is for imap.example.net*'
dovecot_start "$(shows localhost)"
configure 'host = localhost'
refused "a_common_name_counts_for_nothing" 77 'the certificate is for imap.example.net*'
dovecot_start "$(shows expired)"
configure "port = $imaps_port"
refused "an_expired_certificate" 77 'the certificate expired on 2021-01-01*'
dovecot_start "$(shows future)"
configure "port = $imaps_port"
refused "a_certificate_of_the_future" 77 'the certificate is not valid before 2099-01-01*'
dovecot_start "$(shows own)"
configure "port = $imaps_port"
refused "a_self_signed_certificate" 77 '*self-signed*'
dovecot_start "$(shows foreign)"
configure "port = $imaps_port"
refused "an_unknown_authority" 77 '*other*'
dovecot_start "$(shows foreign)"
configure "port = $imap_port" 'tls = starttls'
refused "also_after_STARTTLS" 77 '*other*'
sed -i '$d' "$work/sentences" # the same as before
dovecot_start
configure "port = $imaps_port"
sed -i '/^ca_file/d' "$conf"
refused "the_authorities_of_the_system_do_not_know_it" 77 '*'

# -- protection ------------------------------------------------------------------------------------------------------------

# Dovecot breaks off without a word, others say why
cat >"$work/old.cnf" <<'END'
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = old
[old]
MinProtocol = TLSv1.1
MaxProtocol = TLSv1.1
CipherString = DEFAULT:@SECLEVEL=0
END
OPENSSL_CONF=$work/old.cnf
export OPENSSL_CONF
dovecot_start 'import_environment = TZ OPENSSL_CONF' 'ssl_min_protocol = TLSv1.1' 'ssl_cipher_list = ALL:@SECLEVEL=0'
unset OPENSSL_CONF
check_like "the_server_speaks_TLS_1_1_only" "*TLSv1.1*" "$(openssl s_client -connect "127.0.0.1:$imaps_port" \
  -cipher 'ALL:@SECLEVEL=0' -tls1_1 </dev/null 2>/dev/null | grep -m 1 'Protocol')"
configure "port = $imaps_port"
refused "TLS_1_1_without_a_word" 77 'the server speaks only TLS 1.1 or older*'
dovecot_kill
openssl s_server -accept "127.0.0.1:$imaps_port" -cert "$work/pki/good.pem" -key "$work/pki/good.key" \
  -tls1_1 -cipher 'ALL:@SECLEVEL=0' -quiet >"$work/heard" 2>/dev/null </dev/zero &
old=$!
until openssl s_client -connect "127.0.0.1:$imaps_port" -tls1_1 -cipher 'ALL:@SECLEVEL=0' </dev/null >/dev/null 2>&1; do
  kill -0 "$old" || break
  sleep 0.1
done
refused "TLS_1_1" 77 'the server speaks only TLS 1.1 or older*'
sed -i '$d' "$work/sentences" # the same as before
kill "$old" && wait "$old" 2>/dev/null
check "TLS_1_1: nothing was heard" "" "$(cat "$work/heard")"
dovecot_start 'ssl = no'
configure "port = $imap_port" 'tls = starttls'
refused "a_server_that_offers_no_STARTTLS" 77 'the server offers no STARTTLS*'
dovecot_start
configure "port = $imap_port"
refused "no_TLS_on_the_port" 69 'the server speaks no TLS on this port*'

check "each_has_a_sentence_of_its_own" "$(sort "$work/sentences" | wc -l) sentences" "$(sort -u "$work/sentences" | wc -l) sentences"
configure 'host = imap.example.net' 'tls = none'
run "$d" fetch --config "$conf" --db "$work/db"
check_like "no_clear_text_to_other_machines" "78: *tls = none would send the password*" "$code: $err"

finish
