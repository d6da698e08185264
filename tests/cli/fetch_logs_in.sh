#!/bin/sh
# SPDX-License-Identifier: MIT
# Where the password comes from, what is done with a wrong one, and that nobody else gets to see it.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
dovecot_start
right="0: main, INBOX: nothing new"
secret=$work/secret

# fetch: its exit code and what it said in $said
fetch() {
  run "$d" fetch --config "$conf" --db "$work/db"
  said="$code: $out$err"
}

# -- where it comes from ---------------------------------------------------------------------------------------------------

printf '%s\n' "$imap_password" >"$secret" && chmod 600 "$secret"
configure "password_file = $secret" && sed -i '/^password_env/d' "$conf"
fetch
check "from_a_file" "$right" "$said"
: >"$dovecot_log"
for mode in 640 604 660 602; do
  chmod "$mode" "$secret"
  fetch
  check_like "not_from_a_file_of_mode_$mode" "77: dmarcstat: *$secret*chmod 600*" "$said"
done
rm "$secret"
fetch
check_like "not_from_a_file_that_is_not_there" "78: dmarcstat: *$secret*" "$said"
configure 'password_env = NOT_THERE'
fetch
check_like "not_from_a_variable_that_is_not_there" "78: dmarcstat: *NOT_THERE*" "$said"
configure 'password_command = false' && sed -i '/^password_env/d' "$conf"
fetch
check_like "not_from_a_command_that_fails" "69: dmarcstat: *" "$said"
check "and_then_no_login_is_tried" 0 "$(logins_tried)"
configure "password_command = echo '$imap_password'" && sed -i '/^password_env/d' "$conf"
fetch
check "from_a_command" "$right" "$said"
mkdir "$work/credentials" && printf %s "$imap_password" >"$work/credentials/imap" && chmod 400 "$work/credentials/imap"
configure 'password_credential = imap' && sed -i '/^password_env/d' "$conf"
CREDENTIALS_DIRECTORY=$work/credentials fetch
check "from_a_credential_of_systemd" "$right" "$said"

# -- how it is told --------------------------------------------------------------------------------------------------------

for auth in plain login auto; do
  configure "auth = $auth"
  fetch
  check "by_$auth" "$right" "$said"
done
methods=$(sed -n 's/.*Login: .*method=\([A-Za-z]*\).*/\1/p' "$dovecot_log" | tail -n 3 | paste -sd' ')
check "the_server_saw_these" "PLAIN PLAIN PLAIN" "$methods" # LOGIN is PLAIN to it, too
for auth in plain login; do
  imap_password='a "b" \ {3} §€ %'
  dovecot_start
  configure "auth = $auth"
  IMAP_PASSWORD=$imap_password fetch
  check "any_character_by_$auth" "$right" "$said"
done
dovecot_start 'auth_mechanisms = login'
configure "port = $imaps_port"
IMAP_PASSWORD=$imap_password fetch
check "without_PLAIN_it_is_LOGIN" "$right" "$said"
configure 'auth = plain'
fetch
check_like "what_is_not_offered_is_not_tried" "69: dmarcstat: * does not let us log in by PLAIN; *" "$said"
configure "token_command = echo token" && sed -i '/^password_env/d' "$conf"
fetch
check_like "nor_is_a_token" "69: dmarcstat: * does not let us log in by XOAUTH2; *" "$said"

# -- wrong -----------------------------------------------------------------------------------------------------------------

dovecot_start
configure "port = $imaps_port"
IMAP_PASSWORD='open barley' fetch
check "a_wrong_password_is_one_sentence" "77: dmarcstat: 127.0.0.1 port $imaps_port: cannot log in as '$imap_user' by PLAIN: the server says: \
[AUTHENTICATIONFAILED] Authentication failed." "$said"
check "and_tried_once" 1 "$(logins_tried)"
IMAP_PASSWORD='open barley' run timeout 20 "$d" fetch --watch --config "$conf" --db "$work/db"
check_like "also_by_the_one_who_watches" "77: dmarcstat: *cannot log in as*" "$code: $out$err"
check "once" 2 "$(logins_tried)"
configure 'auth = login'
IMAP_PASSWORD='open barley' fetch
check_like "also_by_LOGIN" "77: dmarcstat: *cannot log in as '$imap_user' by LOGIN: the server says: *" "$said"
check "nobody_is_shown_a_password" "" "$(printf '%s' "$said" | grep barley)"

finish
