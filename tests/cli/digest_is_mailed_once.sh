#!/bin/sh
# SPDX-License-Identifier: MIT
# The digest through a real mail server into a real mailbox: it is a mail that is in order, comes once, survives that the
# server refuses it, and nothing that strangers wrote into reports gets into its header or its markup.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/postfix.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
trap 'postfix_stop; dovecot_kill; rm -rf "$work"' EXIT
d=$DMARCSTAT
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
authority ca && certificate good ca DNS:localhost,IP:127.0.0.1
authority stranger

sasl_port=$((32000 + $(od -An -N2 -tu2 /dev/urandom) % 700))
dovecot_start "service auth {
  inet_listener {
    port = $sasl_port
    address = 127.0.0.1
  }
}" 'auth_mechanisms = plain login'
postfix_takes_mail() {
  postfix_delivers "smtpd_sasl_auth_enable = yes" "smtpd_sasl_type = dovecot" "smtpd_sasl_path = inet:127.0.0.1:$sasl_port" \
    "smtpd_relay_restrictions = permit_sasl_authenticated, reject" "$@"
}
postfix_takes_mail

# mail_configure LINE...: $conf with [mail] for this server; the lines go before those of the same key
mail_configure() {
  {
    echo '[mail]'
    for line in 'from = dmarcstat@example.com' 'host = 127.0.0.1' "port = $submissions_port" "user = $imap_user" \
      'password_env = IMAP_PASSWORD' "ca_file = $work/pki/ca.pem"; do
      printf '%s\n' "$@" | grep -q "^${line%%=*}=" || echo "$line"
    done
    printf '%s\n' "$@"
    printf '[digest]\nto = postmaster@example.com, security@example.com\n'
  } >"$conf"
}

# part TYPE FILE: the decoded text of a part
part() {
  awk -v type="$1" 'index($0, "Content-Type: " type) == 1 { mine = 1 } /^--=_/ { mine = 0; body = 0 }
    mine && body { print } mine && /^\r?$/ { body = 1 }' "$2" |
    awk '{ sub(/\r$/, ""); if (sub(/=$/, "")) printf "%s", $0; else print }' |
    perl -pe 's/=([0-9A-F]{2})/chr hex $1/ge'
}

# -- into the mailbox ----------------------------------------------------------------------------------------------------

mail_configure
make_samples "$work/mail"
"$d" ingest --quiet "$work/mail" 2>/dev/null
run "$d" digest --config "$conf"
check "the_digest_is_sent" "0 the digest of all domains, 7 days to 22 November 2026, went to postmaster@example.com, security@example.com" \
  "$code $err$out"
check "each_recipient_has_it" 2 "$(arrived 2)"
mail=$work/first.eml # IMAP moves it elsewhere
cp "$(newest)" "$mail"
sed -n '/^$/q;p' "$mail" | tr -d '\r' >"$work/header"
check "its_header_is_that_of_a_mail" "From: dmarcstat@example.com
To: postmaster@example.com,
 security@example.com
Date: Tue, 24 Nov 2026 12:00:00 +0000
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/alternative;" "$(sed -n '/^From: /,$p' "$work/header" | sed '/^Subject:/d;/^ =?/d;/^Message-ID:/d;/^ boundary/d')"
check "no_line_is_longer_than_a_mail_may_have" "" "$(awk 'length > 998' "$mail")"
check "it_is_in_seven_bits" "" "$(LC_ALL=C grep -n '[^ -~	]' "$mail" | tr -d '\r' | grep -v ':$' | LC_ALL=C grep '[^ -~	]')"
subject=$(sed -n '/^Subject:/,/^Date:/s/.*=?UTF-8?B?\(.*\)?=$/\1/p' "$work/header" | while read -r word; do echo "$word" | base64 -d; done)
check "its_subject_says_how_things_stand" "DMARC of all domains: 96.7 % of 32,642 messages passed, 1 important change" "$subject"
part text/plain "$mail" >"$work/plain"
part text/html "$mail" >"$work/html"
"$d" digest --print --config "$conf" | sed 1,2d >"$work/printed"
"$d" digest --print --format html --config "$conf" >"$work/printed.html"
check "its_plain_part_is_what_print_shows" "" "$(diff "$work/printed" "$work/plain" | grep '^[<>] .')"
check "and_so_is_its_html" "" "$(diff "$work/printed.html" "$work/html" | grep '^[<>] .')"
check "the_imap_server_sees_both_parts" 1 "$(curl -s --cacert "$work/pki/ca.pem" --user "$imap_user:$imap_password" \
  "imaps://localhost:$imaps_port/INBOX" -X 'FETCH 1 BODYSTRUCTURE' |
  grep -c '("text" "plain" .*("text" "html" .*"alternative"')"
check "tidy_finds_nothing_wrong" "" "$(sed 's/<meta charset="utf-8"\/>//' "$work/html" | tidy -q -e 2>&1 | grep -v '<title>')"
check "it_asks_for_nothing_from_elsewhere" "" "$(grep -ioE '(src|href|action|background)=|url\(|@import|<(img|link|script|iframe|object|form)' "$work/html")"

# -- once --------------------------------------------------------------------------------------------------------------

run "$d" digest --config "$conf"
check "the_same_again_is_not_sent" "0 the digest of all domains, 7 days to 22 November 2026, was sent already 2" \
  "$code $err$out $(mails '')"
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 7 * 86400))
"$d" digest -q --config "$conf" & first=$!
"$d" digest -q --config "$conf" & second=$!
"$d" digest -q --config "$conf" & third=$!
wait "$first"; codes=$?
wait "$second"; codes=$codes$?
wait "$third"; codes=$codes$?
check "three_at_a_time_send_one" "000 4" "$codes $(arrived 4)"
check "and_it_is_not_the_one_from_before" 2 "$(find "$maildir/new" "$maildir/cur" -type f -exec grep -h '^Message-ID:' {} + | sort -u | wc -l)"
run "$d" digest --config "$conf" --force
check "force_sends_it_again" "0 6" "$code $(arrived 6)"
check "a_day_is_another_period" "0 8" "$("$d" digest -q --period day --config "$conf"; echo $?) $(arrived 8)"
check "and_a_domain_another_digest" "0 10" "$("$d" digest -q --domain example.com --config "$conf"; echo $?) $(arrived 10)"

# -- refused, and sent later ---------------------------------------------------------------------------------------------

DMARCSTAT_NOW=$((DMARCSTAT_NOW + 7 * 86400))
echo "security@example.com 451 4.7.1 not today" >"$work/refused"
postfix_takes_mail "smtpd_recipient_restrictions = check_recipient_access texthash:$work/refused, permit"
run "$d" digest --config "$conf"
check_like "one_recipient_that_is_refused_keeps_it_back" \
  "75 dmarcstat: 127.0.0.1 port $submissions_port: the server takes no mail for security@example.com, so it was sent to nobody; it says: 451 *" \
  "$code $err"
postfix_stop
run "$d" digest --config "$conf"
check_like "so_does_a_server_that_is_away" "69 dmarcstat: 127.0.0.1 port $submissions_port: *" "$code $err"
check "nobody_got_it" 10 "$(mails '')"
postfix_takes_mail
run "$d" digest -q --config "$conf"
check "the_next_run_sends_it" "0 12" "$code $(arrived 12)"
number "$DMARCSTAT_DB" "UPDATE digest SET sent = NULL, claimed = $DMARCSTAT_NOW - 60 WHERE first_day = (SELECT max(first_day) FROM digest)"
run "$d" digest --config "$conf"
check "one_that_is_being_sent_is_left_alone" "0 the digest of all domains, 7 days to 6 December 2026, is being sent by another run" "$code $err"
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 1800))
run "$d" digest -q --config "$conf"
check "until_whoever_did_is_dead_for_sure" "0 14" "$code $(arrived 14)"
check "it_then_has_the_same_name" 1 "$(find "$maildir/new" -newer "$work/printed" -type f -exec grep -h '^Message-ID:' {} + |
  sort | uniq -c | awk '$1 == 4' | wc -l)"

# -- ways -----------------------------------------------------------------------------------------------------------------

mail_configure "port = $submission_port" 'tls = starttls'
run "$d" digest -q --force --config "$conf"
check "starttls_is_another_way" "0 16" "$code $(arrived 16)"
mail_configure "ca_file = $work/pki/stranger.pem"
run "$d" digest --force --config "$conf"
check_like "no_mail_goes_to_a_server_that_cannot_show_who_it_is" "77 dmarcstat: 127.0.0.1 port $submissions_port: *" "$code $err"
mail_configure 'password_env = WRONG_PASSWORD'
run env WRONG_PASSWORD=nonsense "$d" digest --force --config "$conf"
check_like "a_wrong_password_is_told" "77 dmarcstat: *: cannot log in as '$imap_user'; it says: 535 *" "$code $err"
cat >"$work/sendmail" <<END
#!/bin/sh
printf '%s|' "\$@" >"$work/arguments"
cat >"$work/taken"
END
chmod 755 "$work/sendmail"
mail_configure 'via = sendmail' "sendmail = $work/sendmail -i"
run "$d" digest -q --force --config "$conf"
check "a_program_is_another_way" "0 -i|-f|dmarcstat@example.com|--|postmaster@example.com|security@example.com|" "$code $(cat "$work/arguments")"
check "it_gets_the_same_message" "" "$(sed 1,/^$/d "$mail" | tr -d '\r' | head -n 3 | diff - "$work/taken" | grep '^<')"
mail_configure 'via = sendmail' 'sendmail = false'
run "$d" digest --force --config "$conf"
check "a_program_that_fails_is_told" "75 dmarcstat: false: the mail was not taken: it ended with exit code 1" "$code $err"
printf '#!/bin/sh\nexec sleep 60\n' >"$work/hangs"
chmod 755 "$work/hangs"
mail_configure 'via = sendmail' "sendmail = $work/hangs" 'time_limit = 1s'
run "$d" digest --force --config "$conf"
check "and_one_that_hangs" "75 dmarcstat: $work/hangs: the mail was not taken: it took more than 1 s" "$code $err"

# -- what strangers wrote ----------------------------------------------------------------------------------------------------

DMARCSTAT_DB=$work/hostile.db
no_mail
mail_configure
hostile_report "$work/hostile.xml"
sed -i 's/<domain>hostile.example</<domain>example.com\&#13;\&#10;Bcc: victim@example.com</' "$work/hostile.xml"
"$d" ingest --quiet "$work/hostile.xml" >/dev/null 2>&1
hostile_report "$work/other.xml"
"$d" ingest --quiet "$work/other.xml" >/dev/null 2>&1
hostile_names "$DMARCSTAT_DB"
DMARCSTAT_NOW=1795521600
run "$d" digest -q --config "$conf" --period day
check "hostile_names_do_not_keep_it_back" "0 2" "$code $(arrived 2)"
mail=$(newest)
check "and_put_nothing_into_the_header" "" "$(sed '/^$/q' "$mail" | grep -i '^bcc')"
part text/html "$mail" >"$work/html"
part text/plain "$mail" >"$work/plain"
check "they_are_in_it" yes "$(grep -q 'hostile.example' "$work/plain" && echo yes)"
check "and_are_no_markup" "" "$(grep -ioE '<(script|img|iframe|link|base|object|embed|a |b>\"|meta http)' "$work/html" | sort -u)"
check "nor_lines_of_their_own" "" "$(grep -i '^bcc' "$work/plain")"

# -- mistakes ---------------------------------------------------------------------------------------------------------------

refuses "without_a_configuration_it_says_what_is_missing" 78 \
  "no digest is configured: [digest] needs to, and [mail] how mail is sent; \`dmarcstat config example\` shows them, and --print shows the digest without sending it" \
  "$d" digest --no-config
refuses "an_unknown_period" 64 "--period: 'year' is neither day nor week" "$d" digest --period year
refuses "an_operand" 64 "digest has no use for 'example.com'; a domain is named with --domain" "$d" digest example.com
refuses "a_format_without_print" 64 "--format goes with --print: a mail has both parts" "$d" digest --format html

finish
