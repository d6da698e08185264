#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages that the build makes: clean mdoc, nothing left out, no reference to nowhere, and every example in them
# does what it says.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
pages=$BUILD_DIR/man

# -- form ------------------------------------------------------------------------------------------------------------------

if command -v mandoc >/dev/null; then
  # mandoc looks for pages that are referred to among those that are installed; we look ourselves, below
  # apart, as what is written to both gets mixed within lines
  check "they_are_clean" "" "$(mandoc -T lint -W style "$pages"/*.[1578] 2>"$work/trouble" | grep -v 'referenced manual not found'
    grep -v mandoc.db "$work/trouble")"
else
  echo "# mandoc is not installed: form is not looked at"
fi
check "they_refer_to_pages_that_are_there" "" "$(sed -n 's/^\.\(It \)\{0,1\}Xr \(dmarcstat[a-z.-]*\) \([1578]\).*/\2.\3/p' "$pages"/*.[1578] |
  sort -u | while read -r page; do [ -f "$pages/$page" ] || echo "$page"; done)"
for unit in "$SOURCE_DIR"/packaging/systemd/*; do
  sed -n 's/^Documentation=//p' "$unit" | tr ' ' '\n' | sed -n 's/^man:\(.*\)(\(.\))$/\1.\2/p'
done | sort -u | while read -r page; do [ -f "$pages/$page" ] || echo "$page"; done >"$work/missing"
check "units_refer_to_pages_that_are_there" "" "$(cat "$work/missing")"

run "$DMARCSTAT" help
check "every_question_and_command_is_in_them" "" "$(echo "$out" |
  awk '/^(Questions|Commands)/ { on = $1; next } /^$/ { on = "" } on && $1 !~ /^(help|-)/ { print on, $1 }' |
  while read -r kind name; do
    [ "$kind" = Commands ] || grep -q "^\.Ss $name$" "$pages/dmarcstat-questions.1" || echo "$name"
    [ "$kind" = Questions ] || grep -q "^\.Cm $name$" "$pages/dmarcstat-$name.1" || echo "$name"
  done)"
run "$DMARCSTAT" config example
check "every_key_is_in_them" "$(echo "$out" | sed -n 's/^#\([a-z_]*\) = .*/\1/p' | sort)" \
  "$(sed -n 's/^\.It Va \([a-z_]*\)$/\1/p' "$pages/dmarcstat.conf.5" | sort)"
run "$DMARCSTAT" help fetch
check "every_option_of_a_command_is_in_its_page" "$(echo "$out" | sed -n 's/.* --\([a-z-]*\).*/\1/p' | sort -u)" \
  "$(sed -n 's/^\.It .*Fl .-\([a-z-]*\).*/\1/p' "$pages/dmarcstat-fetch.1" | sort -u)"
check "every_page_is_in_them" "$(sed -n 's/^    \.id = "\(.*\)",$/\1/p' "$SOURCE_DIR"/src/web/page*.c | sort)" \
  "$(sed -n '/^\.Sh ADDRESSES/,/^\.Pp/{s,^\.It Pa /$,overview,p;s,^\.It Pa \([a-z].*\),\1,p;}' "$pages/dmarcstat-cgi.8" | sort)"
make_samples "$work/reports"
run "$DMARCSTAT" ingest --no-config --db "$work/dmarcstat.db" "$work/reports"
check "every_table_is_in_them" "" "$(sqlite3 "$work/dmarcstat.db" "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'" |
  while read -r table; do grep -q "^CREATE TABLE $table (\|^\.Li $table$" "$pages/dmarcstat-schema.7" || echo "$table"; done)"

# -- examples --------------------------------------------------------------------------------------------------------------

literal() { # PAGE: what is in it to be typed or copied
  sed -n '/^\.Bd -literal/,/^\.Ed/p' "$1" | sed '/^\.[BE]d/d;s/\\-/-/g;s/\\(aq/'"'"'/g;s/\\(dq/"/g;s/\\(ti/~/g;s/\\e/\\/g'
}
literal "$pages/dmarcstat.conf.5" | sed -n '/^\[/,/^$/p' | grep -v '^dmarcstat' >"$work/example.conf"
check_like "there_is_an_example_of_a_configuration" "[5-9]" "$(wc -l <"$work/example.conf" | tr -d ' ')"
run "$DMARCSTAT" config check --config "$work/example.conf"
check "the_example_of_a_configuration_is_fine" "0 " "$code $err"

# shellcheck disable=SC2119
dovecot_start
deliver "$work"/reports/cur/*.M0000[0-4]*
mkdir -p "$XDG_CONFIG_HOME/dmarcstat" "$work/bin"
conf=$XDG_CONFIG_HOME/dmarcstat/dmarcstat.conf
# shellcheck disable=SC2119
configure
ln -s "$DMARCSTAT" "$work/bin/dmarcstat"
ln -s "$DMARCSTAT" "$work/bin/dmarcstat.cgi"
cp "$work/dmarcstat.db" "$work/a.db"
PATH=$work/bin:$PATH
DMARCSTAT_DB=$work/dmarcstat.db
export PATH DMARCSTAT_DB
cd "$work" || exit 1
for page in "$pages"/*.[1578]; do
  literal "$page" | grep '^dmarcstat \|^sqlite3 \| dmarcstat.cgi$'
done >examples
check_like "there_are_many_examples" "[3-9][0-9]" "$(wc -l <examples | tr -d ' ')"
while read -r example; do
  wanted='0 '
  case $example in
  *' ingest '*) wanted='65 *' ;; # some of the samples are damaged
  *' check '*) example="$example --help" ;; # it asks the real DNS: only its words are looked at
  esac
  run sh -c "$example"
  check_like "$example" "$wanted" "$code $(echo "$err" | grep -v '^main, \|stored\|^[0-9,]* \(reports\|files\|pages\)')"
done <examples

finish
