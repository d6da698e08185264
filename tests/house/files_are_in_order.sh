#!/bin/sh
# SPDX-License-Identifier: MIT
# What every file of ours has, and what none has.
. "$SOURCE_DIR/tests/lib/tap.sh"
cd "$SOURCE_DIR" || exit 1
sources=$(find src tests tools cmake .ci -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.sql' -o -name '*.cmake' \
  -o -name CMakeLists.txt \) -o -path 'tools/*' -type f ! -name '*.*' | sort)

missing() { # PATTERN FILES: those that do not have it
  for file in $2; do
    head -n 2 "$file" | grep -q "$1" || echo "$file"
  done
}
check "every_file_names_its_licence" "" "$(missing 'SPDX-License-Identifier: MIT\( \*/\)\{0,1\}$' "$sources")"
# shellcheck disable=SC2086 # a list of files
check "no_file_is_too_long_to_hold_in_the_head" "" "$(wc -l $sources | awk '$1 > 600 && $2 != "total"')"
# shellcheck disable=SC2086
check "nothing_is_left_for_later" "" "$(grep -nE 'TODO|FIXME' $sources | grep -v house/files_are_in_order)"
for header in $(find src -name '*.h'); do
  guard=DMARCSTAT_$(echo "${header#src/}" | tr 'a-z/.' 'A-Z__')
  grep -q "^#ifndef $guard$" "$header" || echo "$header" >>"$work/guards"
  sed -n 2p "$header" | grep -q '^/\*' || echo "$header" >>"$work/contracts"
done
check "every_header_is_guarded_by_its_name" "" "$(cat "$work/guards" 2>/dev/null)"
check "every_header_begins_with_what_it_is_for" "" "$(cat "$work/contracts" 2>/dev/null)"
for statement in src/report/sql/*.sql; do
  grep -q "[\"/]$(basename "$statement")\"" src/report/*.c || echo "$statement" >>"$work/unused"
done
check "every_statement_is_asked_by_someone" "" "$(cat "$work/unused" 2>/dev/null)"
check "every_document_begins_with_its_title" "" \
  "$(for document in ./*.md docs/*.md; do head -n 1 "$document" | grep -q "^# " || echo "$document"; done)"

finish
