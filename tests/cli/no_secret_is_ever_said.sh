#!/bin/sh
# SPDX-License-Identifier: MIT
# Neither passwords nor tokens are in anything that is printed, logged, stored, or given to a program as an argument, whatever
# goes wrong, and in whatever format.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
all=$work/all
make_samples "$work/samples"
# shellcheck disable=SC2119
dovecot_start
deliver "$work"/samples/cur/*.M00000*
wrong='correct horse battery' token='eyJ0eXAi.dG9rZW4.c2ln'
right=$imap_password

# secret PASSWORD: as dmarcstat may have come to hold it
secrets() {
  for secret in "$1" "$(printf '%s' "$1" | base64 -w0)" "$(printf '\0%s\0%s' "$imap_user" "$1" | base64 -w0)" \
    "$(printf '%s' "$1" | sed 's/ /%20/g')" "$(printf '%s' "$1" | sed 's/ /+/g')"; do
    printf '%s\n' "$secret"
  done
}
{ secrets "$right" && secrets "$wrong" && secrets "$token"; } | sort -u >"$work/secrets"

# told COMMAND...: all that it prints goes to $all, and so does what it starts, with its arguments
runs=0
told() {
  runs=$((runs + 1))
  : >"$work/journal"
  stream=$(stat -c %d:%i "$work/journal")
  ASAN_OPTIONS=detect_leaks=0 JOURNAL_STREAM=$stream strace -f -qq -s 4096 -e trace=execve -o "$work/started" "$@" \
    >"$work/said" 2>"$work/journal" </dev/null
  code=$?
  # the program that is run first is given no secret either
  cat "$work/said" "$work/journal" "$work/started" >>"$all"
}

echo "$right" >"$work/password"
chmod 600 "$work/password"
printf '#!/bin/sh\necho "%s"\n' "$wrong" >"$work/prints"
chmod +x "$work/prints"
export IMAP_PASSWORD

for format in text json; do
  IMAP_PASSWORD=$right
  # shellcheck disable=SC2119
  configure
  told "$d" fetch --config "$conf" --db "$work/db.$format" --log-format "$format"
  check "it_fetches_as_$format" 0 "$code"
  told "$d" mailbox test --config "$conf" --log-format "$format"
  told "$d" doctor --config "$conf" --db "$work/db.$format" --log-format "$format"
  told "$d" config check --config "$conf"
  told "$d" config example
  IMAP_PASSWORD=$wrong
  told "$d" fetch --config "$conf" --db "$work/db2.$format" --log-format "$format"
  check "a_wrong_password_is_refused_as_$format" 77 "$code"
  configure "password_file = $work/password"
  sed -i '/password_env/d' "$conf"
  told "$d" fetch --config "$conf" --db "$work/db3.$format" --log-format "$format"
  check "it_fetches_with_a_file_as_$format" 0 "$code"
  configure "password_command = $work/prints"
  sed -i '/password_env/d' "$conf"
  told "$d" fetch --config "$conf" --db "$work/db4.$format" --log-format "$format"
  check "a_wrong_one_of_a_command_is_refused_as_$format" 77 "$code"
  # secrets where they do not belong: a mistake is told of without them
  configure "password_file = $work/password" "password = $right"
  sed -i '/password_env/d' "$conf"
  told "$d" fetch --config "$conf" --db "$work/db5.$format" --log-format "$format"
  check "a_password_in_the_configuration_is_refused_as_$format" 78 "$code"
  echo "$token" >"$work/token"
  chmod 600 "$work/token"
  configure "token_file = $work/token" "auth = xoauth2"
  sed -i '/password_env/d' "$conf"
  told "$d" fetch --config "$conf" --db "$work/db6.$format" --log-format "$format"
  chmod 644 "$work/password"
  configure "password_file = $work/password"
  sed -i '/password_env/d' "$conf"
  told "$d" fetch --config "$conf" --db "$work/db7.$format" --log-format "$format"
  check "a_file_that_others_read_is_refused_as_$format" 77 "$code"
  chmod 600 "$work/password"
done
told "$d" init --domain example.com --host 127.0.0.1 --port "$imaps_port" --user "$imap_user" --ca-file "$work/pki/ca.pem" \
  --password-file "$work/password" --nameserver 127.0.0.1@9 --config "$work/made.conf" --no-fetch
check "init_works" 0 "$code"
cat "$work/made.conf" >>"$all"
cat "$work"/db* >>"$all"

check_like "much_was_said" "[1-9][0-9]*" "$(grep -ac . "$all")"
check "no_secret_was" "" "$(grep -aoF -f "$work/secrets" "$all" | sort | uniq -c)"
check_like "what_looks_for_them_finds_them" "[1-9]*" "$(cat "$all" "$work/password" | grep -acF -f "$work/secrets")"

finish
