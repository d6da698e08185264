#!/bin/sh
# SPDX-License-Identifier: MIT
# Each write, sync and truncation of an ingest, of a migration and of a publish fails in turn: a documented end with a sentence,
# nothing half, and the next run makes it whole. Numbers of calls farther and farther apart, so that it takes a minute.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/faults.sh"
make_samples "$work/samples"
mkdir -p "$work/mail"
for file in $(find "$work/samples" -type f | sort | awk 'NR % 120 == 1'); do cp "$file" "$work/mail/"; done
cd "$work" || exit 1
d=$DMARCSTAT
EIO=5 ENOSPC=28

state_of() {
  number "$1" "SELECT count(*), sum(records), sum(messages) FROM report; SELECT count(*), sum(count) FROM record;
    SELECT count(*), sum(messages) FROM daily; SELECT count(*) FROM tls_report; SELECT count(*) FROM quarantine" 2>&1 | tr '\n' ' '
}
# half DATABASE: reports without all of their records
half() {
  number "$1" "SELECT count(*) FROM report AS r WHERE r.records <> (SELECT count(*) FROM record WHERE report = r.id)" 2>/dev/null
}
"$d" ingest --no-config --db whole mail >/dev/null 2>&1
whole=$(state_of whole)
check_like "there_is_something_to_lose" "[1-9]*" "$whole"

# -- ingest -----------------------------------------------------------------------------------------------------------------

badly=0 halves=0 lost=0
for fault in "write $ENOSPC" "sync $EIO" "truncate $EIO"; do
  runs=0
  for n in $(numbers 400); do
    rm -f db db-wal db-shm
    # shellcheck disable=SC2086 # two words
    faulty ${fault% *} "$n" ${fault#* } "$d" ingest --no-config --workers 1 --db db mail
    [ "$failed" = yes ] || break
    runs=$((runs + 1))
    said_well || { badly=$((badly + 1)) && echo "# ingest, $fault, $n: $code: $err"; }
    [ ! -s db ] || case $(half db) in 0 | '') ;; *) halves=$((halves + 1)) ;; esac
    run "$d" ingest --no-config --db db mail
    [ "$(state_of db)" = "$whole" ] || { lost=$((lost + 1)) && echo "# ingest, $fault, $n: $(state_of db): $err"; }
  done
  check "ingest_meets_failures_of_${fault% *}_${fault#* }" yes "$([ "$runs" -ge 1 ] && echo yes)"
done
check "ingest_ends_well_when_calls_fail" 0 "$badly"
check "no_report_is_half_then" 0 "$halves"
check "the_next_ingest_makes_it_whole" 0 "$lost"

# -- migration --------------------------------------------------------------------------------------------------------------

sqlite3 old "PRAGMA application_id = 0x646d7374; CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,
  hash TEXT NOT NULL, applied INTEGER NOT NULL) STRICT"
sqlite3 old <"$SOURCE_DIR/src/schema/migrations/0001_start.sql"
sqlite3 old "INSERT INTO migration VALUES (1, '0001_start', '$(sha256sum <"$SOURCE_DIR/src/schema/migrations/0001_start.sql" |
  cut -c1-64)', 0); INSERT INTO name VALUES (1, 'kept.example')"
newest=$(number whole "SELECT max(number) FROM migration")
badly=0 between=0 lost=0 runs=0
for fault in "write $ENOSPC" "sync $EIO"; do
  for n in $(numbers 30); do
    rm -f db db-wal db-shm db-journal
    cp old db
    # shellcheck disable=SC2086
    faulty ${fault% *} "$n" ${fault#* } "$d" ingest --no-config --workers 1 --db db mail
    [ "$failed" = yes ] || break
    runs=$((runs + 1))
    said_well || { badly=$((badly + 1)) && echo "# migration, $fault, $n: $code: $err"; }
    case $(number db "SELECT max(number) FROM migration") in
      1 | "$newest") ;;
      *) between=$((between + 1)) ;;
    esac
    run "$d" ingest --no-config --db db mail
    [ "$(state_of db) $(number db "SELECT text FROM name WHERE id = 1")" = "$whole kept.example" ] || lost=$((lost + 1))
  done
done
check "migrations_meet_failures" yes "$([ "$runs" -ge 5 ] && echo yes)"
check "a_migration_ends_well_when_calls_fail" 0 "$badly"
check "a_migration_is_done_or_not" 0 "$between"
check "the_next_run_migrates_and_loses_nothing" 0 "$lost"

# -- publish ----------------------------------------------------------------------------------------------------------------

pages_of() { (cd "$1" 2>/dev/null && find . -type f -exec cksum {} + | sort -k 3 | cksum); }
"$d" ingest --no-config --db part "$(find mail -type f | sort | head -n 1)" >/dev/null 2>&1
run "$d" publish --no-config --db part site
before=$(pages_of site)
cp -a site site.before
run "$d" publish --no-config --db whole after
after=$(pages_of after)
badly=0 half=0 lost=0
for call in write sync rename; do
  runs=0
  for n in $(numbers 40); do
    rm -rf site
    cp -a site.before site
    faulty "$call" "$n" $ENOSPC "$d" publish --no-config --db whole site
    [ "$failed" = yes ] || break
    runs=$((runs + 1))
    said_well || { badly=$((badly + 1)) && echo "# publish, $call, $n: $code: $err"; }
    case $(pages_of site) in
      "$before" | "$after") ;;
      *) half=$((half + 1)) && echo "# publish, $call, $n: half a site" ;;
    esac
    run "$d" publish --no-config --db whole site
    [ "$(pages_of site)" = "$after" ] || lost=$((lost + 1))
  done
  check "publish_meets_failures_of_$call" yes "$([ "$runs" -ge 1 ] && echo yes)"
done
check "publish_ends_well_when_calls_fail" 0 "$badly"
check "a_site_is_the_old_one_or_the_new_one" 0 "$half"
check "the_next_publish_makes_the_new_one" 0 "$lost"

# -- backup -----------------------------------------------------------------------------------------------------------------

badly=0 half=0
for call in write sync rename; do
  for n in $(numbers 30); do
    rm -f copy
    faulty "$call" "$n" $ENOSPC "$d" db backup --no-config --db whole copy
    [ "$failed" = yes ] || break
    said_well || { badly=$((badly + 1)) && echo "# backup, $call, $n: $code: $err"; }
    [ ! -e copy ] || [ "$(state_of copy)" = "$whole" ] || half=$((half + 1))
  done
done
check "a_backup_ends_well_when_calls_fail" 0 "$badly"
check "a_backup_is_whole_or_not_there" 0 "$half"
check "nothing_is_left_beside_it" "" "$(find . -maxdepth 1 -name '.copy*')"

finish
