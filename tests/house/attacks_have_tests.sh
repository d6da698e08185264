#!/bin/sh
# SPDX-License-Identifier: MIT
# SECURITY.md is true: every attack names tests, and each of these is there and is run.
# shellcheck disable=SC2016 # backquotes are what is looked for
. "$SOURCE_DIR/tests/lib/tap.sh"
list=$SOURCE_DIR/SECURITY.md
sed -n '/^## From attack to test/,$p' "$list" | grep '^| ' | sed '1d' >"$work/rows"

missing() {
  tr '`' '\n' <"$work/rows" | grep -E '^(unit|cli|house)/[a-z_/]*\.(c|sh): ' | while IFS= read -r test; do
    file=$SOURCE_DIR/tests/${test%%: *} name=${test#*: }
    case $file in
      *.c) grep -q "void $name(" "$file" 2>/dev/null && grep -qE "(cmocka_unit_test[a-z_]*|TEST_IN[A-Z_]*)\(${name}[,)]" "$file" ;;
      # the last word of a name may be a variable of a loop
      *) grep -qE "(check|check_like|refuses) \"?$name\"?" "$file" 2>/dev/null ||
        grep -qF "check \"${name%%_*}_\$"  "$file" 2>/dev/null ;;
    esac || echo "$test"
  done
}
check "there_are_attacks" yes "$([ "$(wc -l <"$work/rows")" -ge 30 ] && echo yes)"
check "every_attack_names_a_test" "" "$(grep -vE '`(unit|cli|house)/[a-z_/]*\.(c|sh): [a-z0-9_]*`' "$work/rows")"
check "every_row_has_three_columns" "" "$(awk -F '|' 'NF != 5' "$work/rows")"
check "the_tests_are_there" "" "$(missing)"

finish
