#!/bin/sh
# SPDX-License-Identifier: MIT
# mailbox test: what it says of a server, for people; and which mailboxes it and fetch are about.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
db=$work/db
make_samples "$work/samples"
set -- "$work"/samples/cur/*.M0000[0-4]*
dovecot_start 'imap_capability = IMAP4rev1 IDLE MOVE UIDPLUS'
deliver "$1" "$2" "$3"

# -- what it says ----------------------------------------------------------------------------------------------------------

configure 'after = move' 'processed_folder = processed'
run "$d" mailbox test --config "$conf" --db "$db"
ends=$(date -u -d "$(openssl x509 -in "$work/pki/good.pem" -noout -enddate | cut -d= -f2)" +%Y-%m-%d)
# shellcheck disable=SC2001 # a line of many
check "all_there_is_to_know" "0: Mailbox      main
Server       127.0.0.1 port $imaps_port (127.0.0.1)
Protection   TLS 1.3, SOME CIPHER
Certificate  for localhost, 127.0.0.1
             from CN=ca, valid until $ends
             verified: chain, name and dates
Fingerprint  $(fingerprint_of good | tr -d : | tr '[:upper:]' '[:lower:]')
Logged in    as dmarc@example.com
New mail     is announced at once (IDLE)
Moving       in one step (MOVE)
Abilities    IDLE IMAP4REV1 MOVE UIDPLUS
Folder       INBOX: 3 messages, 3 to read" "$code: $(echo "$out$err" | sed 's/^\(Protection .*TLS 1.3, \).*/\1SOME CIPHER/')"
check "it_makes_no_database" "" "$(ls "$db" 2>/dev/null)"
run "$d" fetch -q --config "$conf" --db "$db"
deliver "$4"
before=$(cksum <"$db")
run "$d" mailbox test --config "$conf" --db "$db"
check "how_much_is_new" "Folder       INBOX: 1 message, 1 to read" "$(echo "$out" | tail -n 1)"
check "and_changes_nothing" "$before 1 3" "$(cksum <"$db") $(mails '') $(mails .processed)"
configure "port = $imap_port" 'tls = starttls' 'after = leave' 'folders = INBOX, processed'
run "$d" mailbox test --config "$conf" --db "$db"
check "each_folder" "Folder       INBOX: 1 message, 1 to read
Folder       processed: 3 messages, 3 to read" "$(echo "$out" | tail -n 2)"
configure 'folders = INBOX, nowhere'
run "$d" mailbox test --config "$conf" --db "$db"
check_like "a_folder_that_is_not_there" \
  "69: dmarcstat: 127.0.0.1 port $imaps_port: cannot open the folder 'nowhere': the server says: *doesn't exist*" "$code: $err"
configure "fingerprint = $(fingerprint_of good)"
run "$d" mailbox test --config "$conf" --db "$db"
check_like "a_pinned_certificate" "*accepted by its fingerprint*" "$out"
configure "port = $imap_port" 'tls = none'
run "$d" mailbox test --config "$conf" --db "$db"
check_like "no_protection" "*Protection   none: the connection does not leave this machine*" "$out"
dovecot_start 'imap_capability = IMAP4rev1'
configure 'after = move' 'processed_folder = processed'
run "$d" mailbox test --config "$conf" --db "$db"
check_like "a_server_that_can_do_little" "*New mail     is looked for now and then (no IDLE)
Moving       by copy; the original stays, marked as deleted (neither MOVE nor UIDPLUS)
*" "$out"
IMAP_PASSWORD=wrong run "$d" mailbox test --config "$conf" --db "$db"
check_like "a_wrong_password" "77: dmarcstat: *cannot log in as*" "$code: $err"
sed -i '/^ca_file/d' "$conf"
run "$d" mailbox test --config "$conf" --db "$db"
check_like "a_certificate_that_nobody_vouches_for" "77: dmarcstat: *the certificate comes from CN=ca*" "$code: $err"
check "and_nothing_is_found_then" "Mailbox      main" "$out"

# -- which -----------------------------------------------------------------------------------------------------------------

dovecot_start 'ssl = yes'
configure 'folders = INBOX'
sed 's/mailbox main/mailbox second/;s/^password_env.*/password_command = echo wrong/' "$conf" >"$work/second"
sed 's/mailbox main/mailbox third/;s/INBOX/processed/' "$conf" >"$work/third"
cat "$work/second" "$work/third" >>"$conf"
run "$d" mailbox test --config "$conf" --db "$db"
check "all_are_tried_even_when_one_fails" "77: Mailbox      main|Mailbox      second|Mailbox      third" \
  "$code: $(echo "$out" | grep '^Mailbox' | paste -sd'|')"
run "$d" mailbox test third --config "$conf" --db "$db"
check "or_those_named" "0: Mailbox      third" "$code: $(echo "$out" | grep '^Mailbox')"
run "$d" fetch --config "$conf" --db "$db"
check_like "fetch_goes_through_all_even_when_one_fails" "77: main, INBOX: 1 report stored
third, processed: 0 reports stored, 3 duplicates
dmarcstat: *cannot log in as*" "$code: $err"
run "$d" fetch main third --config "$conf" --db "$db"
check "or_those_named_by_name" "0: main, INBOX: nothing new
third, processed: nothing new" "$code: $err"
refuses unknown_mailbox 64 "there is no mailbox 'thrid' in the configuration; did you mean third?" \
  "$d" fetch thrid --config "$conf" --db "$db"
refuses unknown_mailbox_to_test 64 "there is no mailbox 'x' in the configuration" "$d" mailbox test x --config "$conf"
for command in "fetch" "fetch --watch" "fetch --dry-run" "mailbox test"; do
  # shellcheck disable=SC2016,SC2086 # its words
  refuses "no_mailbox_for_$command" 78 \
    'no mailbox is configured; `dmarcstat config example` shows how to write one' "$d" $command --no-config
done
refuses no_verb 64 'mailbox what? Say dmarcstat mailbox test' "$d" mailbox
refuses unknown_verb 64 "mailbox: there is no 'tset'; it is test" "$d" mailbox tset
refuses contradiction 64 'fetch: --watch and --dry-run cannot both be' "$d" fetch --watch --dry-run --config "$conf"

finish
