#!/bin/sh
# SPDX-License-Identifier: MIT
# VIOLATIONS.md is whole: every number from RB-1 to RB-48 once and in order, and each names tests that are there.
. "$SOURCE_DIR/tests/lib/tap.sh"
list=$SOURCE_DIR/VIOLATIONS.md

# row NUMBER: its line of the table
row() {
  grep "^| $1 |" "$list"
}

# named NUMBER: the tests in its last column, "file: name" one a line
named() {
  row "$1" | sed 's/ *|$//; s/.*| //' | tr '`' '\n' | grep ': '
}

# missing NUMBER: what is named and not there; a test is there when it is defined and run
missing() {
  named "$1" | while IFS= read -r test; do
    file=$SOURCE_DIR/tests/${test%%: *} name=${test#*: }
    if ! grep -q "void $name(" "$file" 2>/dev/null || ! grep -q "cmocka_unit_test[a-z_]*(${name}[,)]" "$file"; then
      echo "$test"
    fi
  done
}

expected=$(i=1; while [ $i -le 48 ]; do printf 'RB-%s ' $i; i=$((i + 1)); done)
check "the_numbers_are_complete_and_in_order" "$expected" "$(sed -n 's/^| \(RB-[0-9]*\) .*/\1/p' "$list" | tr '\n' ' ')"
for number in $expected; do
  check "${number}_has_five_columns" 6 "$(row "$number" | tr -cd '|' | wc -c | tr -d ' ')"
  check "${number}_names_a_test" yes "$([ -n "$(named "$number")" ] && echo yes)"
  check "the_tests_of_${number}_are_there" "" "$(missing "$number")"
  check "${number}_is_found_in_the_tests" yes "$(grep -rqw "$number" "$SOURCE_DIR/tests/unit" && echo yes)"
done

finish
