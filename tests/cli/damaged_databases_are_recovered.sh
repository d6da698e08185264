#!/bin/sh
# SPDX-License-Identifier: MIT
# Bytes of a database are flipped at random: db verify sees what can be seen, db recover saves what is sound, and what is saved
# is never something else than what was there.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples "$work/mail"
cd "$work" || exit 1
d=$DMARCSTAT
"$d" ingest --db whole mail >/dev/null 2>&1
"$d" db backup --db whole sound >/dev/null
size=$(wc -c <sound)

run "$d" db verify --db sound
check "a_sound_database_is_said_to_be_sound" "0: sound is sound" "$code: $out"

# What a report is known by, and its sums.
reports_of() {
  number "$1" "SELECT d.text, r.begin, r.end, o.text, r.report_id, r.records, r.messages, r.dmarc_pass, r.dkim_aligned, r.spf_aligned
    FROM report AS r JOIN name AS d ON d.id = r.domain JOIN name AS o ON o.id = r.reporter" | sort
}
reports_of sound >all
run "$d" db recover --db sound again
check "all_of_a_sound_database_is_saved" "0: 736 reports with 21,070 records saved" "$code: $(echo "$out" | head -n 1)"
reports_of again >saved
check "and_it_says_the_same" "" "$(cmp all saved 2>&1)"
number sound "INSERT INTO digest VALUES ('week', 20773, '', 0, 1);
  INSERT INTO alert VALUES ('rule', 'subject', '', '', 'text', 1, 0, 0, 0);
  INSERT INTO alert_message VALUES (1, 'rule', 'mail', '{}', 1, 1, 0, 0)"
run "$d" db recover --db sound once
check "what_was_told_is_not_told_again" "0 1 1 1" "$code $(number once "SELECT (SELECT count(*) FROM digest) || ' ' || (SELECT count(*) FROM alert) || ' ' ||
  (SELECT count(*) FROM alert_message)")"

flip() { # FILE SEED N: so many bytes behind the first page
  awk -v seed="$2" -v n="$3" -v size="$size" 'BEGIN { srand(seed); while (n-- > 0)
    printf "%d %03o\n", 4096 + int(rand() * (size - 4096)), int(rand() * 256) }' |
    while read -r at byte; do
      # shellcheck disable=SC2059 # an octal escape
      printf "\\$byte" | dd of="$1" bs=1 seek="$at" conv=notrunc status=none
    done
}

faults=0 invented=0 unsound=0 saved=0
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
  cp sound damaged
  flip damaged "$seed" $((seed * seed / 4 + 1))
  rm -f rescued
  run timeout 120 "$d" db verify --db damaged
  case $code in
    0 | 78) ;;
    *) faults=$((faults + 1)) && echo "# verify, seed $seed: $code: $err" ;;
  esac
  run timeout 120 "$d" db recover --db damaged rescued
  case $code in
    0) ;;
    78) continue ;; # its schema is damaged
    *)
      faults=$((faults + 1)) && echo "# recover, seed $seed: $code: $err"
      continue
      ;;
  esac
  run "$d" db verify --db rescued
  [ "$code" -eq 0 ] || unsound=$((unsound + 1))
  saved=$((saved + $(number rescued "SELECT count(*) FROM report")))
  reports_of rescued >"rescued.$seed"
  invented=$((invented + $(comm -13 all "rescued.$seed" | wc -l)))
done
check "no_damage_ends_the_program_otherwise" 0 "$faults"
check "what_is_saved_is_sound" 0 "$unsound"
check "something_is_saved" yes "$([ "$saved" -gt 736 ] && echo yes)"
check "no_report_is_saved_that_was_not_there" 0 "$invented"

# -- each kind of damage ----------------------------------------------------------------------------------------------------

verify_after() { # SQL: what db verify says
  cp sound damaged
  sqlite3 damaged "$1"
  run "$d" db verify --db damaged
  echo "$code $out"
}
check "a_sum_that_is_not_that_of_the_records_is_seen" \
  "78 1 report is not as it came: records are missing, wrong, or do not have its sums" \
  "$(verify_after 'UPDATE report SET messages = messages + 1 WHERE id = 7')"
check "a_roll_up_that_says_something_else_is_seen" \
  "78 1 row of the daily roll-up says something else than the records" \
  "$(verify_after "UPDATE daily SET reject = reject + 1 WHERE (domain, day, source) = (SELECT domain, day, source FROM daily LIMIT 1)")"
check_like "a_reference_to_nothing_is_seen" "78 *of the table report refers to what is not in name*" \
  "$(verify_after 'UPDATE report SET email = 999999 WHERE id = 7')"
refuses "what_is_there_is_not_written_over" 73 "sound is there already; name a new file" "$d" db recover --db damaged sound
head -c 100000 /dev/zero >zeros
refuses "what_is_no_database_cannot_be_recovered" 78 "zeros is no database of dmarcstat; name another one with --db" \
  "$d" db recover --db zeros rescued.zeros
head -c $((size / 2)) sound >half
refuses "a_file_that_was_cut_short_is_refused" 78 "half: the database is damaged; bring it back from a backup" \
  "$d" db recover --db half rescued.half
check "nothing_is_left_beside" "" "$(find . -name '.*.??????*')"

finish
