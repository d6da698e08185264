#!/bin/sh
# SPDX-License-Identifier: MIT
# doctor: each thing that can be wrong is found, with a command that mends it, and what is right is not.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
d=$DMARCSTAT
db=$work/data/dmarcstat.db
mkdir "$work/data"
make_samples "$work/samples"
# shellcheck disable=SC2119
dovecot_start
# shellcheck disable=SC2119
configure
doctor() {
  run "$d" doctor --config "$conf" --db "$db" "$@"
}
line() { # SUBJECT: what is said about it, with what mends it
  echo "$out" | sed -n "/^[a-zA-Z]* *$1: /{p;n;/^ /p;}" | paste -sd' ' | sed "s/  */ /g;s/'//g"
}
options="--config $conf --db $db"

# -- in good order ---------------------------------------------------------------------------------------------------------

doctor --offline
check_like "a_database_that_is_not_there_yet_is_no_fault" "0 note database: * is not there yet: nothing was taken in Mend it with: dmarcstat fetch $options" "$code $(line database)"
run "$d" ingest --no-config --db "$db" "$work/samples"
doctor --offline
check "all_is_well" "0 " "$code $err"
check_like "the_database_is_sound" "good database: $db, sound, * reports" "$(line database)"
check_like "reports_are_new" "good reports: *" "$(line reports)"
check_like "what_is_in_quarantine_is_told" "note quarantine: * Mend it with: dmarcstat quarantine list $options" "$(line quarantine)"

# -- reports ---------------------------------------------------------------------------------------------------------------

later=$((DMARCSTAT_NOW + 4 * 86400))
DMARCSTAT_NOW=$later doctor --offline
check "it_exits_with_1_when_something_is_wrong" "1 dmarcstat: 1 thing to be mended" "$code $err"
check_like "old_data_is_found" "BAD reports: the newest was taken in on * 4 days ago Mend it with: dmarcstat fetch $options" "$(line reports)"
cp "$db" "$work/data/silent.db"
reporter=$(sqlite3 "$db" "SELECT text FROM name WHERE id = (SELECT reporter FROM report GROUP BY reporter ORDER BY count(DISTINCT first_day) DESC LIMIT 1)")
sqlite3 "$work/data/silent.db" "DELETE FROM report WHERE reporter = (SELECT id FROM name WHERE text = '$reporter')
  AND first_day > (SELECT max(first_day + days) FROM report) - 9"
run "$d" doctor --offline --no-config --db "$work/data/silent.db"
check_like "a_silent_reporter_is_found" "0 note silent reporters: *$reporter*: regular before*Mend it with: dmarcstat coverage *" "$code $(line 'silent reporters')"
doctor --offline
check "the_reporter_is_not_silent_before" "" "$(line 'silent reporters' | grep -F "$reporter")"

# -- files -----------------------------------------------------------------------------------------------------------------

chmod o+w "$db"
doctor --offline
check_like "a_database_that_all_may_write_is_found" "1 BAD permissions: everybody may write to $db Mend it with: chmod o-w $db" "$code $(line permissions)"
eval "$(line permissions | sed 's/.*Mend it with: //')"
doctor --offline
check "what_is_to_be_typed_mends_it" 0 "$code"
if [ "$(id -u)" -eq 0 ]; then
  chown nobody "$work/data"
  doctor --offline
  check_like "a_database_of_another_than_its_folder_is_found" "1 BAD permissions: * does not belong to *" "$code $(line permissions)"
  eval "$(line permissions | sed 's/.*Mend it with: //')"
  doctor --offline
  check "what_is_to_be_typed_mends_that" "0 nobody" "$code $(stat -c %U "$db")"
  chown root "$work/data" "$db"
fi
cp "$db" "$work/data/broken.db"
size=$(stat -c %s "$db")
dd if=/dev/urandom of="$work/data/broken.db" bs=4096 seek=$((size / 8192)) count=8 conv=notrunc 2>/dev/null
run "$d" doctor --offline --no-config --db "$work/data/broken.db"
check_like "a_damaged_database_is_found" "1 BAD database: *" "$code $(line database)"
printf '[store]\npathh = x\n' >"$work/bad.conf"
run "$d" doctor --offline --config "$work/bad.conf"
check_like "a_mistake_in_the_configuration_is_found" "1 BAD configuration: *bad.conf:2:* Mend it with: dmarcstat config check --config $work/bad.conf" "$code $(line configuration)"

# -- mailboxes and DNS -----------------------------------------------------------------------------------------------------

echo '[report]
dns_server = 127.0.0.1@9
dns_timeout = 1s' >>"$conf"
doctor
check "a_mailbox_is_tried" "good mailbox main: logged in, its folders are there" "$(line 'mailbox main')"
check_like "a_certificate_is_looked_at" "good certificate of 127.0.0.1: valid until *" "$(line 'certificate of 127.0.0.1')"
check_like "dns_that_is_silent_is_found" "1 BAD DMARC record of example.com: * Mend it with: dmarcstat check example.com $options" "$code $(line 'DMARC record of example.com')"
IMAP_PASSWORD=wrong doctor
check_like "a_refused_password_is_found" "BAD mailbox main: * Mend it with: dmarcstat mailbox test main $options" "$(line 'mailbox main')"
certificate soon ca DNS:localhost,IP:127.0.0.1 '' "$(date -u -d '5 days' +%Y%m%d%H%M%SZ)"
dovecot_start "ssl_cert = <$work/pki/soon.pem" "ssl_key = <$work/pki/soon.key"
doctor
check_like "a_certificate_that_ends_soon_is_found" "BAD certificate of 127.0.0.1: it ends on * Mend it with: *" "$(line 'certificate of 127.0.0.1')"
refuses "an_operand_is_refused" 64 "doctor has no use for 'x'" "$d" doctor x

finish
