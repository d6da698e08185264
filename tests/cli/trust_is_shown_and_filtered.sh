#!/bin/sh
# SPDX-License-Identifier: MIT
# How far reports are believed: only by the word of the mail server that is named, shown with each report, and a filter of
# every question. The sample mail has Authentication-Results of mx.example.com; one reporter's mail has no DMARC record.
. "$SOURCE_DIR/tests/lib/tap.sh"
d=$DMARCSTAT
make_samples "$work/mail"

# trusts DB: how many reports there are of each class
trusts() {
  sqlite3 "$1" 'SELECT trust, count(*) FROM report GROUP BY trust ORDER BY trust' | paste -sd' '
}

# -- whom to believe -------------------------------------------------------------------------------------------------------

run "$d" ingest --no-config --db "$work/nobody" "$work/mail"
check_like "without_a_name_nobody_is_believed" "0|[1-9]*" "$(trusts "$work/nobody")"
run "$d" ingest --no-config --db "$work/other" --authserv-id mx.example.net --authserv-id example.com "$work/mail"
check "another_server_is_not_believed" "$(trusts "$work/nobody")" "$(trusts "$work/other")"
run "$d" ingest --no-config --db "$work/db" --authserv-id mx.example.net --authserv-id MX.example.com "$work/mail"
check_like "ours_is_believed" "0|[1-9] 3|[1-9]*" "$(trusts "$work/db")"
check "with_what_it_does_not_say_unverified" "regiomail.example" \
  "$(sqlite3 "$work/db" "SELECT DISTINCT n.text FROM report r JOIN name n ON n.id = r.reporter
                         WHERE r.trust = 0 AND r.nesting NOT LIKE 'mail > mail%' AND n.text LIKE 'regio%'")"
check "and_a_report_that_somebody_passes_on" 0 \
  "$(sqlite3 "$work/db" "SELECT max(trust) FROM report WHERE nesting LIKE 'mail > mail%'")"
refuses "a_name_that_cannot_be_one_is_refused" 64 \
  "'a b' is no authserv-id: it is the word at the begin of Authentication-Results, as in mx.example.org" \
  "$d" ingest --no-config --db "$work/none" --authserv-id 'a b' "$work/mail"
check "before_a_database_is_made" "" "$(ls "$work/none" 2>/dev/null)"

# -- each class, from one mail ---------------------------------------------------------------------------------------------

one=$(grep -l 'header.from=google.com' "$work"/mail/*/* | sort | head -n 1)
mkdir "$work/each"
# mail NAME SED: the same report in a mail with another header
mail() {
  sed -e "$2" "$one" >"$work/each/$1"
}
mail verified ''
mail failed 's/dmarc=pass/dmarc=fail/'
mail authenticated 's/dmarc=pass header.from=google.com/dmarc=pass header.from=other.example/'
mail unverified 's/dmarc=pass/dmarc=temperror/'
for class in verified failed authenticated unverified; do
  run "$d" show --no-config --authserv-id mx.example.com "$work/each/$class"
  check_like "show_says_$class" "0: *  Trust        $class
*" "$code: $out"
  run "$d" show --no-config --format json "$work/each/$class"
  check "show_without_a_name_says_unverified_($class)" unverified "$(echo "$out" | jq -r '.[0].report.trust')"
  # of the same report, what comes first is kept
  run "$d" ingest --no-config --db "$work/first-$class" --authserv-id mx.example.com "$work/each/$class"
  run "$d" ingest --no-config --db "$work/first-$class" --authserv-id mx.example.com "$work/each/verified"
  run "$d" reports --no-config --db "$work/first-$class" --format csv
  check_like "the_first_of_a_report_decides_($class)" "*,trust
*,$class" "$out"
  run "$d" report 1 --no-config --db "$work/first-$class" --format json
  check "report_says_$class" "$class" "$(echo "$out" | jq -r .trust)"
done

# -- the filter ------------------------------------------------------------------------------------------------------------

DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
sqlite3 "$work/db" "UPDATE report SET trust = 2 WHERE reporter IN (SELECT id FROM name WHERE text = 'Yahoo');
                    UPDATE report SET trust = 1 WHERE reporter IN (SELECT id FROM name WHERE text = 'GMX')"

# messages QUESTION OPTIONS...: in all rows
messages() {
  question=$1
  shift
  "$d" "$question" --no-config --since 2026-09-25 --until 2026-11-23 --limit all --format json "$@" |
    jq '[.rows[].messages] | add // 0'
}
all=$(messages summary)
for question in summary sources timeline reporters reports top-failures; do
  whole=$(messages $question)
  sum=0
  for class in verified failed unverified; do
    sum=$((sum + $(messages $question --trust $class)))
  done
  at_least=$(messages $question --trust authenticated)
  check "${question}_adds_up_over_the_classes" "$whole" \
    "$((sum + at_least - $(messages $question --trust verified)))"
done
check "authenticated_takes_in_verified" "$(messages summary --trust AUTHENTICATED)" \
  "$(($(messages summary --trust verified) + $(messages summary --reporter Yahoo)))"
check "failed_is_failed" "$(messages summary --reporter GMX)" "$(messages summary --trust failed)"
check "filters_go_together" 0 "$(messages summary --trust failed --reporter Yahoo)"
check_like "and_it_is_less_than_all" "[1-9]*" "$((all - $(messages summary --trust verified)))"
run "$d" reports --no-config --trust failed --limit 1
check_like "the_heading_names_it" "0: * reports, failed, 30 days to *" "$code: $out"
refuses "another_word_is_refused" 64 "--trust: 'true' is none. Try verified, authenticated, unverified or failed." \
  "$d" summary --no-config --trust true
refuses "one_report_needs_no_filter" 64 \
  "--trust has no meaning for \`report\`. Type dmarcstat help report to see what has." "$d" report 1 --no-config --trust failed

finish
