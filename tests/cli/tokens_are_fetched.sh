#!/bin/sh
# SPDX-License-Identifier: MIT
# token-google and token-microsoft get an access token as RFC 6749 says, with no secret in the arguments of a program, and
# dmarcstat logs in with it.
. "$SOURCE_DIR/tests/lib/tap.sh"
needs curl jq strace
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/lighttpd.sh"
trap 'dovecot_kill; lighttpd_stop; rm -rf "$work"' EXIT
tokens=$SOURCE_DIR/packaging/tokens

# -- a server that gives tokens --------------------------------------------------------------------------------------------

authority ca && certificate good ca DNS:localhost,IP:127.0.0.1
cat >"$web/token" <<END
cat >"$work/form"
printf 'Content-Type: application/json\r\n\r\n'
cat "$work/answer"
END
lighttpd_start good 'server.modules += ("mod_cgi")' 'cgi.assign = ("token" => "/bin/sh")'
CURL_CA_BUNDLE=$work/pki/ca.pem
export CURL_CA_BUNDLE
answer() {
  printf '%s' "$1" >"$work/answer"
}
# the form that came, a field a line
form() {
  tr '&' '\n' <"$work/form" | sort
}
# traced COMMAND...: as run does, with what it starts in $work/trace
traced() {
  run strace -f -qq -s 4096 -e trace=execve -o "$work/trace" "$@"
}

# -- Microsoft 365 ---------------------------------------------------------------------------------------------------------

secret='a"b\c d&e=f'
printf 'tenant=common\nclient=1234\nsecret=%s\nurl=https://127.0.0.1:%s/token\n' "$secret" "$https_port" >"$work/microsoft"
answer '{"token_type":"Bearer","expires_in":3599,"access_token":"eyJ0.a-b_c"}'
traced "$tokens/token-microsoft" "$work/microsoft"
check "microsoft_gives_a_token" "0 eyJ0.a-b_c" "$code $out$err"
check "microsoft_is_asked_as_an_application" "client_id=1234
client_secret=a%22b%5Cc+d%26e%3Df
grant_type=client_credentials
scope=https%3A%2F%2Foutlook.office365.com%2F.default" "$(form)"
check "its_secret_is_no_argument" 0 "$(grep -cF 'a\"b' "$work/trace")"
answer '{"error":"invalid_client","error_description":"The secret has ended."}'
run "$tokens/token-microsoft" "$work/microsoft"
check_like "what_microsoft_says_is_told" "[1-9]* *The secret has ended.*" "$code $err"
check "and_no_token" "" "$out"
run env CURL_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt "$tokens/token-microsoft" "$work/microsoft"
check_like "a_server_with_another_certificate_gets_nothing" "[1-9]* *certificate*" "$code $err"

# -- Google ----------------------------------------------------------------------------------------------------------------

printf 'client=1234.apps.example\nsecret=%s\nurl=https://127.0.0.1:%s/token\n' "$secret" "$https_port" >"$work/google"
chmod 600 "$work/google"
answer '{"access_token":"first","refresh_token":"1//again-and_again"}'
echo 'http://127.0.0.1:1/?code=4%2F0Ab_c-d&scope=https://mail.google.com/' >"$work/pasted"
"$tokens/token-google" --authorize "$work/google" <"$work/pasted" >"$work/out" 2>"$work/err"
check "the_owner_allows_it_once" "0 1 1" \
  "$? $(grep -c 'https://accounts.google.com/.*client_id=1234.apps.example$' "$work/err") $(grep -cx 'refresh=1//again-and_again' "$work/google")"
check "the_code_is_given_back_as_it_came" "code=4%2F0Ab_c-d" "$(form | grep '^code=')"
check "the_file_stays_closed" 600 "$(stat -c %a "$work/google")"
"$tokens/token-google" --authorize "$work/google" <"$work/pasted" >/dev/null 2>&1
check "another_time_takes_the_place_of_the_first" 1 "$(grep -c '^refresh=' "$work/google")"
answer '{"access_token":"ya29.a0","expires_in":3599}'
traced "$tokens/token-google" "$work/google"
check "google_gives_a_token" "0 ya29.a0" "$code $out$err"
check "google_is_asked_with_what_the_owner_allowed" "client_id=1234.apps.example
client_secret=a%22b%5Cc+d%26e%3Df
grant_type=refresh_token
refresh_token=1%2F%2Fagain-and_again" "$(form)"
check "no_secret_is_an_argument" 0 "$(grep -c 'again-and\|a\\"b' "$work/trace")"

# -- and dmarcstat uses it ------------------------------------------------------------------------------------------------

make_samples "$work/samples"
rm "$work/form"
dovecot_start "auth_mechanisms = plain xoauth2"
deliver "$work"/samples/cur/*.M00000*
configure "token_command = $tokens/token-google $work/google" "auth = xoauth2"
sed -i "/password_env/d" "$conf"
run "$DMARCSTAT" fetch --config "$conf" --db "$work/db"
check "dmarcstat_runs_it_to_log_in" "refresh_token=1%2F%2Fagain-and_again" "$(form | grep ^refresh_token=)"

finish
