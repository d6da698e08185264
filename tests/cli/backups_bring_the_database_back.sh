#!/bin/sh
# SPDX-License-Identifier: MIT
# db backup while another process writes, db restore, and what both refuse.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples "$work/mail"
cd "$work" || exit 1
d=$DMARCSTAT

# -- while others write -----------------------------------------------------------------------------------------------------

: >empty.eml
"$d" ingest --db live mail/cur/*1* >/dev/null 2>&1
"$d" ingest --db live mail >/dev/null 2>&1 &
pid=$!
copies=0 wrong=0
while kill -0 "$pid" 2>/dev/null && [ "$copies" -lt 40 ]; do
  run "$d" db backup --db live --force copy
  copies=$((copies + 1))
  [ "$code" -eq 0 ] || wrong=$((wrong + 1))
  run "$d" db verify --db copy
  [ "$code" -eq 0 ] || wrong=$((wrong + 1))
done
wait "$pid"
check "backups_while_others_write_are_sound" "0 of some" "$wrong of $([ "$copies" -gt 0 ] && echo some)"
run "$d" db backup --db live --force copy
check "a_backup_is_one_file" "0 copy" "$code $(echo copy*)"
dump() { sqlite3 "$1" .dump | grep -v journal; }
check "a_backup_says_the_same" "$(dump live | cksum)" "$(dump copy | cksum)"

refuses "a_file_that_is_there_is_kept" 73 "copy is there already; name another file, or replace it with --force" \
  "$d" db backup --db live copy
refuses "a_backup_is_not_the_database" 64 "live is the database itself; name another file for its backup" \
  "$d" db backup --db live --force live
refuses "a_backup_needs_a_database" 66 \
  "there is no database nothing yet; \`dmarcstat ingest PATH\` makes it from your report mail" \
  "$d" db backup --db nothing other
check "nothing_is_left_of_a_backup_that_failed" "" "$(find . -name '.*.??????')$(ls other 2>/dev/null)"

# -- back again -------------------------------------------------------------------------------------------------------------

sqlite3 live "DELETE FROM warning" >/dev/null
run "$d" db restore --db live copy
check "a_restore_says_what_it_did" "0: What was there before is $(pwd -P)/live.before
copy is the database now" "$code: $out"
check "a_restore_brings_everything_back" "$(dump copy | cksum)" "$(dump live | cksum)"
check "what_was_there_before_is_kept" 0 "$(number live.before 'SELECT count(*) FROM warning')"
refuses "what_was_kept_is_not_lost" 73 \
  "$(pwd -P)/live.before is there from an earlier restore, and would be lost; move it away or remove it" \
  "$d" db restore --db live copy
rm -f live.before
run "$d" db restore --db fresh copy
check "a_database_that_is_gone_is_restored" "0 $(dump copy | cksum)" "$code $(dump fresh 2>/dev/null | cksum)"

cp copy newer
sqlite3 newer "INSERT INTO migration VALUES (9999, 'x', 'x', 0)"
refuses "a_newer_version_is_refused" 78 \
  "newer was made by a newer version of dmarcstat; use that one, or name another database with --db" \
  "$d" db restore --db live newer
sqlite3 other "CREATE TABLE t (a); PRAGMA application_id = 7"
refuses "a_file_of_another_program_is_refused" 78 \
  "other is a database of another program; name another one with --db" "$d" db restore --db live other
cp copy unsound
sqlite3 unsound "UPDATE report SET messages = messages + 1 WHERE id = 1"
refuses "a_copy_that_is_not_sound_is_refused" 78 \
  "unsound is not sound; \`dmarcstat db verify --db\` says what is wrong with it, \`db recover\` saves what is sound" \
  "$d" db restore --db live unsound
check "nothing_has_changed_for_that" "$(dump copy | cksum) " "$(dump live | cksum) $(find . -name 'live.before*')"

mkfifo hold
sqlite3 live <hold >/dev/null &
holder=$!
exec 3>hold
echo "BEGIN; SELECT count(*) FROM report;" >&3
until "$d" db restore --db live copy >out 2>&1; [ -e live.before ] || grep -q "is in use" out; do rm -f live.before; done
check "a_database_in_use_is_not_replaced" \
  "dmarcstat: $(pwd -P)/live is in use; stop the services that use it, and run the same again" "$(cat out)"
exec 3>&-
wait "$holder"

# -- an older version -------------------------------------------------------------------------------------------------------

sqlite3 old "PRAGMA application_id = 0x646d7374; CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,
  hash TEXT NOT NULL, applied INTEGER NOT NULL) STRICT"
sqlite3 old <"$SOURCE_DIR/src/schema/migrations/0001_start.sql"
sqlite3 old "INSERT INTO migration VALUES (1, '0001_start', '$(sha256sum <"$SOURCE_DIR/src/schema/migrations/0001_start.sql" |
  cut -c1-64)', 0)"
run "$d" db backup --db old old.copy
check "an_older_version_can_be_backed_up" "0 1" "$code $(number old.copy 'SELECT max(number) FROM migration')"
run "$d" db restore --db from_old old.copy
check "an_older_version_is_restored_and_brought_up_to_date" "0 $(number live 'SELECT max(number) FROM migration')" \
  "$code $(number from_old 'SELECT max(number) FROM migration')"

finish
