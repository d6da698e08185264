#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever is typed or found wrong: one sentence that says what, where and what to do, and the documented exit code.
. "$SOURCE_DIR/tests/lib/tap.sh"
db=$work/db
make_samples "$work/mail"
run "$DMARCSTAT" ingest --db "$db" "$work/mail"
d=$DMARCSTAT

# -- the command line --------------------------------------------------------------------------------------------------

refuses no_command 64 'a command is missing; `dmarcstat help` lists them' "$d"
refuses unknown_command 64 "there is no command 'sumary'; did you mean summary?" "$d" sumary
refuses option_before_command 64 \
  "options come behind the command, as in \`dmarcstat summary --db FILE\`" "$d" --db "$db" summary
refuses unknown_option 64 'summary: there is no option --domian; did you mean --domain? Type dmarcstat help summary to see them.' "$d" summary --domian x
refuses option_without_value 64 \
  'summary: --limit needs a value, as in --limit=N.' "$d" summary --limit
refuses option_without_meaning 64 \
  '--reporter has no meaning for `report`. Type dmarcstat help report to see what has.' "$d" report 1 --reporter x
refuses superfluous_operand 64 \
  "\`summary\` has no use for 'extra'. Type dmarcstat help summary to see how it is asked." "$d" summary extra
refuses bad_since 64 "--since: 'tuesdya' is not a time. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'." \
  "$d" summary --since tuesdya
refuses no_such_day 64 "--until: '2026-02-30' is not a time. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'." \
  "$d" summary --until 2026-02-30
refuses until_before_since 64 '--since (2026-10-01) is after --until (2026-09-30), so no day is left.' \
  "$d" summary --since 2026-10 --until 2026-09
refuses bad_source 64 \
  "--source: '1.2.3' is no IP address or block. Try 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32." "$d" sources --source 1.2.3
refuses bad_prefix 64 "--source: '10.0.0.0/33' has no prefix length from 0 to 32 behind the slash." \
  "$d" sources --source 10.0.0.0/33
refuses bad_format 64 "--format: there is no format 'jsn'; did you mean json?" "$d" summary --format jsn
refuses bad_limit 64 "--limit: 'x' is no number of rows. Try 20, or all." "$d" summary --limit x
refuses bad_offset 64 "--offset: '-1' is no number of rows. Try 20." "$d" summary --offset -1
refuses offset_behind_the_last 66 '--offset: `summary` has no rows behind the first 3.' "$d" summary --db "$db" --offset 3
refuses bad_disposition 64 \
  "--disposition: 'bounce' is no disposition. Try none, quarantine, reject or pass." "$d" summary --disposition bounce
refuses bad_record 64 "--record: at character 13, p is 'rejct'; it may be none, quarantine, reject (RFC 9989 section 4.8)." \
  "$d" what-if example.com --record "v=DMARC1; p=rejct" --db "$db"
refuses record_elsewhere 64 "--record has no meaning for \`summary\`. Type dmarcstat help summary to see what has." \
  "$d" summary --record "v=DMARC1" --db "$db"
refuses no_domain 64 "which domain? Type dmarcstat summary to see them, then dmarcstat what-if example.com." \
  "$d" what-if --db "$db"
refuses bad_by 64 "--by: \`sources\` cannot be grouped by 'contry'; did you mean country?" \
  "$d" sources --by contry --db "$db"
refuses by_where_it_has_no_meaning 64 "--by has no meaning for \`timeline\`. Type dmarcstat help timeline to see what has." \
  "$d" timeline --by week --db "$db"
refuses bad_sort 64 "--sort: \`summary\` has no column 'mesages'; did you mean messages?" \
  "$d" summary --sort mesages --db "$db"
refuses bad_size 64 "--max-message: '12Q' is not a size such as 500000, 64M or 2G" "$d" ingest --max-message 12Q "$work/mail"
refuses bad_workers 64 "--workers: '99' is not a whole number from 0 to 8" "$d" ingest --workers 99 "$work/mail"
refuses escape_sequences_are_not_echoed 64 "there is no command '�[31mred'; \`dmarcstat help\` lists them" \
  "$d" "$(printf '\033[31mred')"
refuses invalid_text_is_not_echoed 64 "there is no command 'a�'; \`dmarcstat help\` lists them" "$d" "$(printf 'a\377')"

# -- what is asked for ---------------------------------------------------------------------------------------------------

refuses unknown_domain 66 \
  "there are no reports about 'exampel.com' in the database; did you mean example.com?" "$d" summary --db "$db" --domain exampel.com
refuses unknown_reporter 66 \
  "there are no reports from 'gogle.com' in the database; did you mean google.com?" "$d" summary --db "$db" --reporter gogle.com
refuses unknown_report 66 \
  "there is no report '999999' in the database. Type dmarcstat reports to see which there are." "$d" report 999999 --db "$db"
refuses no_report_named 64 \
  'which report? Type dmarcstat reports to see their numbers, then dmarcstat report 12.' "$d" report --db "$db"
refuses unknown_quarantine_item 66 \
  'there is no entry 77 in the quarantine; `dmarcstat quarantine list` shows which there are' "$d" quarantine show 77 --db "$db"
refuses unknown_quarantine_verb 64 \
  "quarantine: there is no 'lits'; it is list, show, retry or drop" "$d" quarantine lits --db "$db"

# -- what is read ----------------------------------------------------------------------------------------------------------

mkdir "$work/empty"
refuses missing_path 66 "cannot open '$work/none': No such file or directory" "$d" ingest --db "$db" "$work/none"
refuses empty_folder 66 "no files in '$work/empty'" "$d" ingest --db "$db" "$work/empty"
refuses show_needs_a_file 64 'show needs one file, or - for standard input' "$d" show
mkfifo "$work/pipe"
refuses a_pipe_is_no_file 66 \
  "'$work/pipe' is a pipe, neither a file nor a folder: give what comes out of it on standard input, with -" \
  "$d" ingest --db "$db" "$work/pipe"
run "$d" ingest --db "$db" "$work/none" "$work/mail"
check "one_bad_path_does_not_stop_the_others" \
  "65: dmarcstat: cannot open '$work/none': No such file or directory|0 reports stored, 788 duplicates, 3 not reports, 1 rejected, 1 unreadable" \
  "$code: $(head -n 2 "$work/err" | paste -sd'|')"

# -- the database ------------------------------------------------------------------------------------------------------------

refuses missing_database 66 \
  "there is no database $work/new.db yet; \`dmarcstat ingest PATH\` makes it from your report mail" "$d" summary --db "$work/new.db"
refuses folder_as_database 73 "$work/empty is a folder; --db wants the file of the database" "$d" summary --db "$work/empty"
refuses no_folder_for_database 73 \
  "$work/nowhere/db: the database cannot be created: No such file or directory" "$d" ingest --db "$work/nowhere/db" "$work/mail"
echo "This is not a database, and it is long enough to be looked at by whoever reads its header for one." >"$work/text"
refuses text_as_database 78 "$work/text is no database of dmarcstat; name another one with --db" "$d" summary --db "$work/text"
sqlite3 "$work/other" 'CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)'
before=$(cksum <"$work/other")
refuses database_of_another_program 78 \
  "$work/other is a database of another program; name another one with --db" "$d" ingest --db "$work/other" "$work/mail"
check "database_of_another_program_stays_as_it_is" "$before" "$(cksum <"$work/other")"
cp "$db" "$work/newer"
sqlite3 "$work/newer" "INSERT INTO migration VALUES (9999, '9999_future', 'x', 0)"
refuses newer_database 78 \
  "$work/newer was made by a newer version of dmarcstat; use that one, or name another database with --db" \
  "$d" summary --db "$work/newer"
cp "$db" "$work/altered"
sqlite3 "$work/altered" "UPDATE migration SET hash = 'x'"
run "$d" summary --db "$work/altered"
check_like altered_database "78: dmarcstat: $work/altered: its schema was changed by something else than dmarcstat*" "$code: $err"
cp "$db" "$work/damaged"
dd if=/dev/urandom of="$work/damaged" bs=4096 seek=2 count=40 conv=notrunc 2>/dev/null
run "$d" sources --db "$work/damaged"
check "damaged_database" "78: dmarcstat: $work/damaged: the database is damaged; bring it back from a backup" "$code: $err"

# -- where nothing can be written ----------------------------------------------------------------------------------------

if [ -e /dev/full ]; then
  "$d" summary --db "$db" >/dev/full 2>"$work/err"
  check "a_full_disk_behind_stdout" "74: dmarcstat: the answer could not be written: No space left on device." "$?: $(cat "$work/err")"
fi

finish
