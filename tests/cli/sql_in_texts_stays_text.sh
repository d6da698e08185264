#!/bin/sh
# SPDX-License-Identifier: MIT
# SQL in every text of a report, in filters, and in addresses of pages: it is stored, asked for and shown as text.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
hostile_report "$work/usual.xml"
sql="x'); DROP TABLE report; DELETE FROM name; --"
sed "s/&lt;script&gt;alert(1)&lt;\/script&gt;/$sql/; s/hostile\.example/a'b%_example.org/; s/&lt;object data=x&gt;/$sql/
  s/\" onmouseover=\"alert(6)/$sql/" "$work/usual.xml" >"$work/report.xml"
run "$DMARCSTAT" ingest --db "$work/db" "$work/report.xml" "$work/usual.xml"
check "they_are_stored" "0 2" "$code $(number "$work/db" 'SELECT count(*) FROM report')"
check "the_text_is_as_it_came" "$sql" \
  "$(number "$work/db" "SELECT text FROM name JOIN report ON report.reporter = name.id WHERE text LIKE 'x%'")"
asked=0
for question in sources timeline summary reporters reports selectors spf overrides policies audit; do
  for filter in --reporter --domain; do
    for value in "$sql" "' OR 1=1 --" "%" "_" "\"; ATTACH 'x' AS y; --"; do
      run "$DMARCSTAT" "$question" --db "$work/db" --since 2026-11 "$filter" "$value" --format json
      case $code in
        0 | 64 | 66) asked=$((asked + 1)) ;;
        *) echo "# $question $filter $value: $code $err" ;;
      esac
    done
  done
done
check "filters_are_text" 100 "$asked"
run "$DMARCSTAT" reports --db "$work/db" --since 2026-11 --reporter "$sql" --format csv
check "a_filter_finds_just_that" "0 2" "$code $(echo "$out" | wc -l)"
run "$DMARCSTAT" reports --db "$work/db" --since 2026-11 --reporter "' OR 1=1 --" --format csv
check_like "a_filter_that_would_let_all_through_finds_nothing" "66*" "$code $err"
check "everything_is_still_there" "2 ok" \
  "$(number "$work/db" 'SELECT count(*) FROM report') $(number "$work/db" 'PRAGMA integrity_check')"

finish
