#!/bin/sh
# SPDX-License-Identifier: MIT
# --output: the format of the ending, several files in one run, and the old file whole whatever goes wrong.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples "$work/mail"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
run "$DMARCSTAT" ingest "$work/mail"
d=$DMARCSTAT
mkdir "$work/to"
cd "$work/to" || exit 1

# -- formats ------------------------------------------------------------------------------------------------------------

printed() { # FORMAT: what goes to standard output
  "$d" summary --format "$1"
}
run "$d" summary --output a.csv --output b.TSV --output c.json --output d.ndjson --output e.md --output f.txt
check "nothing_is_said_when_all_is_well" "0: $err" "$code: $out"
check "each_file_has_the_format_of_its_ending" \
  "$(printed csv) $(printed tsv) $(printed json) $(printed ndjson) $(printed markdown) $(printed text)" \
  "$(cat a.csv) $(cat b.TSV) $(cat c.json) $(cat d.ndjson) $(cat e.md) $(cat f.txt)"
check "nothing_else_is_left_in_the_folder" "a.csv b.TSV c.json d.ndjson e.md f.txt" "$(find . -type f | sed "s,^..,," | LC_ALL=C sort | paste -sd" " -)"

run "$d" summary --output - --output a.csv
check "a_hyphen_is_standard_output" "0 $(printed text)" "$code $out"
run "$d" summary --output - --output a.csv --output "no ending" --format json
check "format_is_of_standard_output_and_of_files_without_ending" "$(printed json)" "$out"
check "format_is_of_files_without_ending" "$(printed json)" "$(cat "no ending")"
check "format_leaves_an_ending_alone" "$(printed csv)" "$(cat a.csv)"
"$d" summary --output=/dev/stdout --format csv >through_a_device
check "a_device_is_written_as_it_is" "$(printed csv)" "$(cat through_a_device)"
run "$d" help summary
check_like "help_says_which_endings" "*.txt, .csv,*" "$(echo "$out" | tr -s ' \n' ' ')"

# -- the file that was there --------------------------------------------------------------------------------------------

umask 027
rm a.csv
"$d" summary --output a.csv
check "a_new_file_follows_the_umask" 640 "$(stat -c %a a.csv)"
umask 022
chmod 604 a.csv
ln -s a.csv link.csv
"$d" sources --output link.csv
check "an_existing_file_keeps_its_permissions" 604 "$(stat -c %a a.csv)"
check "a_symbolic_link_stays_and_leads_to_the_new_file" "a.csv $("$d" sources --format csv)" "$(readlink link.csv) $(cat a.csv)"

echo old >b.csv
run "$d" summary --domain exampel.com --output b.csv
check "an_answer_that_fails_leaves_the_old_file" "66 old" "$code $(cat b.csv)"
run "$d" sources --output small.txt --output b.csv --output /dev/full --output b.json --format csv
check_like "a_device_that_is_full_is_said" "74: dmarcstat: /dev/full: the answer could not be written: No space left on device*" "$code: $err"
check "no_file_is_replaced_when_one_of_them_fails" "old no no" \
  "$(cat b.csv) $([ -e small.txt ] && echo yes || echo no) $([ -e b.json ] && echo yes || echo no)"
check "no_temporary_file_stays" "" "$(find . -name '.*' -type f)"

# -- mistakes -----------------------------------------------------------------------------------------------------------

refuses no_folder 73 "nowhere/a.csv cannot be written: No such file or directory" "$d" summary --output nowhere/a.csv
refuses a_folder 73 "$work is a folder; name a file in it" "$d" summary --output "$work" --format csv
refuses unknown_ending 64 \
  "--output: the ending of a.xls names no format; it may be $("$d" help summary | tr -s ' \n' ' ' |
    sed -n 's/.*of its ending: \(.*\); - is.*/\1/p'), or say it with --format" "$d" summary --output a.xls
refuses the_same_twice 64 "--output: ../to/a.csv is named twice" "$d" summary --output a.csv --output ../to/a.csv
refuses the_same_by_a_link 64 "--output: link.csv is named twice" "$d" summary --output a.csv --output link.csv
refuses standard_output_twice 64 "--output: standard output is named twice" "$d" summary --output - --output -
refuses format_without_use 64 \
  "--format is of no use here: the ending of each --output names its format; leave one of them out" \
  "$d" summary --output a.csv --format json
refuses bad_format 64 "--format: there is no format 'jsn'; did you mean json?" "$d" summary --output a --format jsn
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked && chmod 555 locked
  refuses no_permission 77 "locked/a.csv cannot be written: Permission denied" "$d" summary --output locked/a.csv
fi

finish
