#!/bin/sh
# SPDX-License-Identifier: MIT
# init: from nothing to the first answers, with what DNS has and what it should have; and nothing is left when it fails.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/nsd.sh"
trap 'nsd_stop; dovecot_kill; rm -rf "$work"' EXIT
d=$DMARCSTAT
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
mine=$XDG_CONFIG_HOME/dmarcstat/dmarcstat.conf
make_samples "$work/samples"
# shellcheck disable=SC2119
dovecot_start
deliver "$work"/samples/cur/*.M0000[0-2]*
zone example.com <<'END'
_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
END
zone example.net <<'END'
_dmarc TXT "v=DMARC1; p=none; rua=mailto:other@example.net; fo=1"
END
zone example.org <<'END'
@ TXT "nothing about DMARC"
END
nsd_start
umask 077
echo "$imap_password" >"$work/password"
# init_with CONFIG DOMAIN [OPTION...]
init() {
  conf=$1 domain=$2
  shift 2
  run "$d" init --config "$conf" --domain "$domain" --host 127.0.0.1 --port "$imaps_port" --user "$imap_user" \
    --ca-file "$work/pki/ca.pem" --nameserver "$nsd_server" --password-file "$work/password" "$@"
}

# -- all of it -------------------------------------------------------------------------------------------------------------

init "$mine" Example.COM.
check "it_works" 0 "$code"
check_like "it_says_what_the_mailbox_is" "*Logged in    as dmarc@example.com*" "$out"
check_like "it_sees_what_is_published" "*_dmarc.example.com asks for reports to dmarc@example.com already*" "$out"
check_like "it_writes_where_it_says" "*Written      $mine*" "$out"
check_like "it_prints_the_first_answers" "*example.com *" "$(echo "$out" | sed -n '/Written/,$p')"
check_like "it_says_how_to_go_on" "*dmarcstat fetch --quiet --config *" "$out"
check_like "reports_are_in_the_database" "[1-9]*" "$(number "$work/db" 'SELECT count(*) FROM report')"
run "$d" config check
check_like "the_configuration_is_fine" "0 *1 mailbox (main)*" "$code $out"
check "messages_stay" 0 "$(grep -c '^after' "$mine")"
run "$d" fetch
check "fetch_goes_on_with_it" 0 "$code"

# -- what DNS should have --------------------------------------------------------------------------------------------------

init "$work/net.conf" example.net --no-fetch
check_like "a_record_is_changed_and_nothing_else_in_it" \
  '*_dmarc.example.net. TXT "v=DMARC1; p=none; rua=mailto:other@example.net,mailto:dmarc@example.com; fo=1"*' "$out"
check_like "the_other_domain_must_permit_it" '*example.net._report._dmarc.example.com. TXT "v=DMARC1"*' "$out"
init "$work/org.conf" example.org --no-fetch
check_like "a_record_is_proposed_that_does_nothing_else" '*_dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"*' "$out"

# -- what goes wrong -------------------------------------------------------------------------------------------------------

init "$mine" example.com
check_like "a_mailbox_that_is_there_is_not_overwritten" "64 dmarcstat: init: $mine has a mailbox main already; --name gives another name" "$code $err"
init "$mine" example.com --name second --no-fetch
check_like "another_is_added" "0 2" "$code $(grep -c '^\[mailbox' "$mine")"
echo wrong >"$work/password"
init "$work/none/x.conf" example.com
check_like "a_refused_password_ends_it" "77 *cannot log in*mailbox test did not work, as was said above" "$code $(echo "$err" | paste -sd' ')"
check "then_nothing_is_left" "" "$(ls -A "$work/none")"
init "$work/x.conf" 'exa mple'
check "a_domain_that_is_none_is_refused" 64 "$code"
init "$work/x.conf" example.com --name 'a
[store]'
check_like "a_value_of_two_lines_is_refused" "64 *more than one line" "$code $err"
refuses "it_does_not_wait_where_nobody_can_answer" 64 "init: --host is missing, and there is no terminal to ask for it" \
  "$d" init --domain example.com --config "$work/x.conf"

# -- a terminal ------------------------------------------------------------------------------------------------------------

shown() { # PATTERN: waits until the screen shows it, for 20 seconds at most
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    sleep 1
    ! grep -qE "$1" "$work/screen" 2>/dev/null || return 0
  done
}

if command -v script >/dev/null; then
  # the questions come one after the other; a terminal keeps what is typed ahead
  { printf 'example.org\n127.0.0.1\n%s\n' "$imap_user"; shown "Its password"; printf '%s\n' "$imap_password"; shown "COMMAND_EXIT_CODE|To go on|dmarcstat:"; } |
    timeout 60 script -qec "'$d' init --config '$work/asked.conf' --port $imaps_port --ca-file '$work/pki/ca.pem' --nameserver '$nsd_server' --no-fetch" -f "$work/screen" >/dev/null
  check_like "it_asks_on_a_terminal" "*Your domain*The IMAP server*The name to log in with*Its password*" "$(paste -sd' ' "$work/screen")"
  check "a_password_is_put_into_a_file_of_its_own" "600 $imap_password" "$(stat -c %a "$work/main.password") $(cat "$work/main.password")"
  check "it_is_not_shown" 0 "$(grep -c "$imap_password" "$work/screen")"
  check "it_is_not_in_the_configuration" 0 "$(grep -c "$imap_password" "$work/asked.conf")"
else
  echo "# script is not installed: questions are not tried"
fi

finish
