#!/bin/sh
# SPDX-License-Identifier: MIT
# tools/docs makes a site of docs/ and the manual pages: whole, clean, without a link to nowhere, and asking nobody else for
# anything.
. "$SOURCE_DIR/tests/lib/tap.sh"
needs lowdown mandoc tidy
site=$work/site
run env DMARCSTAT_BUILD="$BUILD_DIR" "$SOURCE_DIR/tools/docs" "$site"
check_like "it_is_written" "0 *$site/index.html" "$code $out$err"

# -- pages -----------------------------------------------------------------------------------------------------------------

(cd "$SOURCE_DIR/docs" && ls ./*.md) | sed 's,^\./\(.*\)\.md$,\1.html,' | sort >"$work/documents"
check "every_document_has_a_page" "$(cat "$work/documents")" "$(cd "$site" && echo ./*.html | tr " " "\n" | sed 's,^\./,,' | grep -v '^manual.html$' | sort)"
{ echo index.html && sed -n 's/^- \[.*\](\([a-z-]*\)\.md).*/\1.html/p' "$SOURCE_DIR/docs/index.md"; } | sort >"$work/told"
check "the_index_tells_of_every_document" "$(cat "$work/documents")" "$(cat "$work/told")"
check "every_manual_page_has_a_page" "$(cd "$BUILD_DIR/man" && echo ./*.[1578])" "$(cd "$site/man" && echo ./*.html | sed 's/\.html//g')"
find "$site" -path "$site/demo" -prune -o -name '*.html' -print | sort >"$work/pages"
while read -r page; do
  tidy -q -e --drop-empty-elements no "$page" 2>&1 | sed "s,^,${page#"$site"/}: ,"
done <"$work/pages" >"$work/tidied"
check "tidy_finds_nothing" "" "$(head -n 5 "$work/tidied")"
check "a_table_is_a_table" 1 "$(grep -c '<th>class</th>' "$site/reading-reports.html")"
check "what_commands_print_is_in_it" 1 "$(grep -c '^30 days to 23 November 2026, 3 domains' "$site/quick-start.html")"
check "manual_pages_that_are_named_are_linked" 1 "$(grep -c '<a href="man/dmarcstat-schema.7.html">dmarcstat-schema(7)</a>' "$site/faq.html")"

# -- links -----------------------------------------------------------------------------------------------------------------

while read -r page; do
  grep -oE '(href|src|srcset)="[^"]*"' "$page" | sed 's/^[^"]*"//;s/"$//;s/&amp;/\&/g' | sort -u |
    while read -r address; do
      file=${address%%#*} fragment=${address#"${address%%#*}"}
      case $address in
      *:*) echo "${page#"$site"/}: $address is not ours" ;;
      *)
        [ "$file" ] && target=$(dirname "$page")/$file || target=$page
        [ -f "$target" ] || echo "${page#"$site"/}: there is no $address"
        [ -z "$fragment" ] || grep -qF "id=\"${fragment#\#}\"" "$target" || echo "${page#"$site"/}: there is no $address"
        ;;
      esac
    done
done <"$work/pages" >"$work/broken"
if command -v chromium >/dev/null; then
  check "every_link_leads_somewhere_here" "" "$(head -n 5 "$work/broken")"
else
  check "every_link_leads_somewhere_here" "" "$(grep -v ' pictures/' "$work/broken" | head -n 5)"
fi
check_like "there_are_many" "[1-9][0-9][0-9]*" "$(xargs grep -ohE 'href="[^"]*"' <"$work/pages" | wc -l | tr -d ' ')"
check "the_style_sheet_asks_for_nothing" "" "$(grep -E 'url\(|@import' "$site/style.css")"
check "there_is_no_script" "" "$(xargs grep -lE '<script|<iframe|<object|[ "]on[a-z]+="|style=' <"$work/pages")"

# -- pictures --------------------------------------------------------------------------------------------------------------

if command -v chromium >/dev/null; then
  sed -n 's/^<!-- picture: \([a-z-]*\) | .*/\1/p' "$SOURCE_DIR"/docs/*.md | sort -u >"$work/pictures"
  check_like "documents_ask_for_pictures" "[3-9]" "$(wc -l <"$work/pictures" | tr -d ' ')"
  while read -r name; do
    for picture in "$name" "$name-dark"; do
      # width and height stand at byte 16 of a PNG
      check "${picture}_is_a_picture" "1200 800" \
        "$(od -An -j16 -N8 -tu1 "$site/pictures/$picture.png" | awk '{ print $3 * 256 + $4, $7 * 256 + $8 }')"
    done
    check "${name}_is_dark_in_the_dark" yes "$(cmp -s "$site/pictures/$name.png" "$site/pictures/$name-dark.png" || echo yes)"
    check_like "${name}_has_words_for_who_does_not_see_it" "[1-9]*" \
      "$(cat "$site"/*.html | grep -c "src=\"pictures/$name.png\".* alt=\"[A-Z][^\"]\{20,\}" )"
  done <"$work/pictures"
else
  echo "# Chromium is not installed: there are no pictures to look at"
fi

# -- what is not overwritten -----------------------------------------------------------------------------------------------

mkdir "$work/mine" && echo precious >"$work/mine/file"
run env DMARCSTAT_BUILD="$BUILD_DIR" "$SOURCE_DIR/tools/docs" "$work/mine"
check "a_folder_of_somebody_else_is_left_alone" precious "$(cat "$work/mine/file")"

finish
