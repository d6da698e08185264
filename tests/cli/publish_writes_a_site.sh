#!/bin/sh
# SPDX-License-Identifier: MIT
# dmarcstat publish: a whole site or none, the same for the same data, and nobody's files but its own.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
DMARCSTAT_DB=$work/samples.db
export DMARCSTAT_DB
d=$DMARCSTAT site=$work/www/dmarc

# Every file with what is in it.
sums() {
  (cd "$1" && find . -type f -exec cksum {} + | LC_ALL=C sort -k 3)
}

# Pages in which a pattern is found.
pages_with() {
  grep -rlE --include='*.html' "$1" "$site" | head -n 3
}

run "$d" publish "$site"
check_like "without_a_database_it_says_so" "66: dmarcstat: there is no database *" "$code: $err"
check "and_makes_no_folder" no "$([ -e "$site" ] && echo yes || echo no)"

make_samples "$work/mail"
"$d" ingest "$work/mail" >"$work/talk" 2>&1
hostile_report "$work/hostile.xml"
"$d" ingest --quiet "$work/hostile.xml" >/dev/null 2>&1
hostile_names "$DMARCSTAT_DB"
run "$d" publish "$site"
check_like "it_says_what_it_wrote" "0 [0-9]* pages, * files, 0 of them unchanged, in $site" "$code $err"
check "the_start_page_is_there" yes "$([ -s "$site/index.html" ] && echo yes)"
for page in index failures sources reporters policies advice reports 2026-10 source/203.0.113.148; do
  check "a_domain_has_$page" yes "$([ -s "$site/domain/example.com/$page.html" ] && echo yes)"
done

# -- the same again --
sums "$site" >"$work/first"
run "$d" publish "$work/other"
sums "$work/other" >"$work/second"
check "two_sites_of_the_same_data_are_the_same" "" "$(diff "$work/first" "$work/second" | head -n 5)"
touch -d '2026-01-01 00:00' "$site/guide.html"
before=$(ls -i "$site/guide.html")
run "$d" publish "$site"
sums "$site" >"$work/second"
check "a_second_run_writes_the_same" "" "$(diff "$work/first" "$work/second" | head -n 5)"
check "what_has_not_changed_is_the_very_same_file" "$before" "$(ls -i "$site/guide.html")"
# what is past is not made again, unless it would be another
old=$site/domain/example.com/2026-10.html
inode=$(ls -i "$old")
run env DMARCSTAT_NOW=1795525200 "$d" publish "$site"
check "the_page_of_a_month_stays" "$inode" "$(ls -i "$old")"
check "an_hour_later_too" "$before" "$(ls -i "$site/guide.html")"
check_like "and_that_is_said" "0 [0-9]* pages, * files, [1-9]* of them unchanged, in *" "$code $err"

# -- how far back it goes --
months() {
  (cd "$1/domain/example.com" && echo 20??-??.html)
}
check "there_is_a_page_for_each_month" "2026-09.html 2026-10.html 2026-11.html" "$(months "$site")"
run "$d" publish --keep 30d "$work/kept"
check "and_with_keep_for_those_in_reach" "0 2026-10.html 2026-11.html" "$code $(months "$work/kept")"
printf '[web]\nkeep = 30d\n' >"$work/keep.conf"
chmod 600 "$work/keep.conf"
run "$d" publish --config "$work/keep.conf" --keep 400d "$work/kept"
check "the_option_goes_before_the_configuration" "0 2026-09.html 2026-10.html 2026-11.html" "$code $(months "$work/kept")"
run "$d" publish --config "$work/keep.conf" "$work/kept"
check "what_is_out_of_reach_is_removed" "0 2026-10.html 2026-11.html" "$code $(months "$work/kept")"
check "and_not_linked" "" "$(grep -rl '2026-09.html' "$work/kept" | head -n 3)"
refuses "a_time_that_is_none" 64 "--keep: 'long' is no number of days; try 400d" "$d" publish --keep long "$work/kept"

# -- markup --
check "no_page_has_a_script" "" "$(pages_with '<script')"
check "no_page_has_a_style_of_its_own" "" "$(pages_with '<[^>]* (style|on[a-z]+)=|<style')"
check "no_page_leads_or_asks_elsewhere" "" "$(pages_with '<[^>]* (href|src|action)="?([a-z]*:|/)')"
# shown_as_text PAGE TEXT: in the page of the hostile report's domain, escaped
shown_as_text() {
  check "$1_shows_hostile_text_as_text" yes "$(grep -qFe "$2" "$site/domain/hostile.example/$1.html" && echo yes)"
}
shown_as_text reporters "&lt;script&gt;alert(1)&lt;/script&gt;"
shown_as_text sources "&lt;link rel=stylesheet href=//example.net&gt;"
shown_as_text sources "&lt;object data=x&gt;"
shown_as_text failures "&lt;/td&gt;&lt;script&gt;alert(8)&lt;/script&gt;"
shown_as_text failures "&lt;base href=&quot;//example.net/&quot;&gt;"
shown_as_text failures "--&gt;&lt;/style&gt;&lt;svg onload=alert(5)&gt;"
shown_as_text policies "&lt;b&gt;"
shown_as_text reports "../../&lt;/title&gt;&lt;script&gt;alert(4)"
find "$site" -name '*.html' | LC_ALL=C sort | while read -r page; do
  tidy -q -e "$page" 2>&1 | sed "s|^|$page: |"
done >"$work/tidy"
check "a_validator_has_nothing_to_say" "" "$(head -n 5 "$work/tidy")"

# -- data --
"$d" summary --format csv --limit 500 --since 2026-10-25 --until 2026-11-23 >"$work/summary.csv"
check "the_data_is_what_the_command_prints" "" "$(diff "$work/summary.csv" "$site/index.summary.csv" | head -n 3)"
check "json_can_be_read" example.com "$(jq -r '.rows[0].domain' "$site/index.summary.json")"

# -- killed --
echo "Require all granted" >"$site/.htaccess"
mkdir "$site/logo" && echo logo >"$site/logo/logo.svg" && ln -s logo/logo.svg "$site/favicon.svg"
sums "$site" >"$work/first"
DMARCSTAT_NOW=1796300000 "$d" publish "$site" >/dev/null 2>&1 &
victim=$!
while kill -0 "$victim" 2>/dev/null &&
  [ "$(find "$work/www/.dmarc.new" -type f 2>/dev/null | wc -l)" -lt 20 ]; do :; done
kill -KILL "$victim" 2>/dev/null
wait "$victim" 2>/dev/null
check "it_was_killed_on_the_way" 137 $?
sums "$site" >"$work/second"
check "a_killed_run_leaves_the_old_site_whole" "" "$(diff "$work/first" "$work/second" | head -n 5)"
run "$d" publish --quiet "$site"
check "the_next_one_works" "0 " "$code $err"
check "and_takes_away_what_was_left" "./.dmarc.lock ./dmarc " "$(cd "$work/www" && find . -mindepth 1 -maxdepth 1 | LC_ALL=C sort | tr '\n' ' ')"

# -- what is not ours --
check "what_others_put_there_is_kept" "Require all granted logo logo" \
  "$(cat "$site/.htaccess") $(cat "$site/logo/logo.svg") $(cat "$site/favicon.svg")"
mkdir "$work/strange" && echo mine >"$work/strange/index.html"
refuses "a_folder_of_others_is_refused" 73 "$work/strange holds files that dmarcstat did not write, so nothing is put \
there; name a new or an empty folder." "$d" publish "$work/strange"
check "and_left_as_it_is" "mine" "$(cat "$work/strange/"*)"
echo text >"$work/file"
refuses "a_file_is_refused" 73 "$work/file is no folder; name one that is to hold the pages." "$d" publish "$work/file"
run "$d" publish /proc/dmarcstat
check_like "where_nothing_can_be_written_it_says_so" "7[37]: dmarcstat: /proc/dmarcstat: *" "$code: $err"
# shellcheck disable=SC2016 # for the inner shell
flock "$work/www/.dmarc.lock" sh -c '"$1" publish "$2" 2>"$3"; echo $? >>"$3"' sh "$d" "$site" "$work/locked"
check "two_at_once_are_one" "dmarcstat: $site is being written by another \`dmarcstat publish\`; try again when it is \
done. 75" "$(tr '\n' ' ' <"$work/locked" | sed 's/ $//')"

# -- one domain, and redacted --
run "$d" publish --quiet --domain Example.ORG --title 'Mail of <us>' --base-url https://www.example.com/dmarc "$work/one"
check "one_domain_tells_of_no_other" "" "$(grep -rlE 'shop\.example\.net' "$work/one" | head -n 3)"
check "its_page_is_the_start" yes "$(grep -q '<h1>example.org</h1>' "$work/one/index.html" && echo yes)"
check "the_title_is_text" yes "$(grep -q '<title>example.org: Mail of &lt;us&gt;</title>' "$work/one/index.html" && echo yes)"
check "pages_know_their_address" yes \
  "$(grep -q '<link rel="canonical" href="https://www.example.com/dmarc/index.html"/>' "$work/one/index.html" && echo yes)"
mkdir "$work/public" # an empty folder is taken
run "$d" publish --quiet --redact "$work/public"
check "redacted_pages_are_written_into_an_empty_folder" "0 " "$code $err"
check "they_name_no_address" "" \
  "$(grep -rnoE '(203\.0\.113|198\.51\.100|192\.0\.2|198\.1[89]\.[0-9]+)\.[0-9]+|2001:db8:[0-9a-f:]*::?[0-9a-f]+' "$work/public" | head -n 3)"
check "they_name_no_person" "" "$(grep -rnoE '[A-Za-z0-9._-]+@[a-z]' "$work/public" | grep -v "u2026@" | head -n 3)"
check "they_tell_the_figures" yes "$(grep -q '129,875' "$work/public/index.html" && echo yes)"

# -- odd wishes --
refuses "without_a_folder" 64 "publish where? Name a folder of its own: dmarcstat publish /var/www/html/dmarc." "$d" publish
refuses "with_two" 64 "publish writes into one folder; what is 'b' for?" "$d" publish a b
refuses "an_unknown_domain" 66 "there are no reports about 'example.con' in the database; did you mean example.com?" \
  "$d" publish --domain example.con "$work/none"
refuses "an_address_that_is_none" 64 "--base-url: 'javascript:1' is no address of a site. Try https://example.com/dmarc/." \
  "$d" publish --base-url javascript:1 "$work/none"
check "nothing_is_left_of_these" "" "$(ls -d "$work/none" "$work"/.none* 2>/dev/null)"

# -- nothing yet --
echo hello >"$work/hello"
run "$d" ingest --db "$work/empty.db" "$work/hello"
run "$d" publish --quiet --db "$work/empty.db" "$work/nothing"
check "without_reports_it_says_what_to_do" "0 yes" \
  "$code $(grep -q 'There are no reports in the database yet' "$work/nothing/index.html" && echo yes)"

finish
