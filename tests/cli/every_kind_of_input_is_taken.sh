#!/bin/sh
# SPDX-License-Identifier: MIT
# Files, folders, Maildirs, mboxes, standard input, and each in the other: told apart by content, whatever the name.
. "$SOURCE_DIR/tests/lib/tap.sh"
d=$DMARCSTAT
nth=0

# report: the XML of a new report of 7 messages, 5 of which pass
report() {
  nth=$((nth + 1))
  cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<feedback><report_metadata><org_name>mx.example.net</org_name><email>postmaster@mx.example.net</email>
<report_id>kinds-$nth</report_id><date_range><begin>1795392000</begin><end>1795478399</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>5</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.com</header_from></identifiers><auth_results><dkim><domain>example.com</domain><selector>s</selector><result>pass</result></dkim><spf><domain>example.com</domain><result>fail</result></spf></auth_results></record>
<record><row><source_ip>2001:db8::25</source_ip><count>2</count><policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.com</header_from></identifiers><auth_results><spf><domain>other.example</domain><result>pass</result></spf></auth_results></record>
</feedback>
XML
}

# mail FILE: a mail with the file as its attachment
mail() {
  printf 'From: postmaster@mx.example.net\nTo: dmarc@example.com\nSubject: Report Domain: example.com\nMIME-Version: 1.0\n'
  printf 'Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n'
  base64 "$1"
}

# takes NAME REPORTS INPUT...: so many reports are stored from it, and nothing is wrong
takes() {
  name=$1 wanted=$2
  shift 2
  run "$d" ingest --db "$work/$name.db" "$@"
  check "$name" "0: $wanted stored" "$code: $err"
  check "${name}_counts" "$((${wanted%% *} * 7)) $((${wanted%% *} * 5))" \
    "$(number "$work/$name.db" 'SELECT sum(messages), sum(dmarc_pass) FROM daily' | tr '|' ' ')"
}

mkdir "$work/in" && cd "$work/in" || exit 1
report >plain
takes xml_without_a_name_for_it "1 report" plain
report | gzip >gz.zip
takes gzip_with_the_name_of_a_zip "1 report" gz.zip
report >a.xml && report >b.xml && zip -q two.gz a.xml b.xml
takes zip_with_two_members_and_a_wrong_name "2 reports" two.gz
report | gzip | gzip >twice
takes gzip_in_gzip "1 report" twice
report | gzip >c.gz && zip -q gz-in-zip c.gz
takes gzip_in_zip "1 report" gz-in-zip.zip
zip -q zip-in-zip two.gz
takes zip_in_zip "2 reports" zip-in-zip.zip
mail c.gz >mail.eml
takes mail "1 report" mail.eml
mail two.gz >mail2.eml
{
  printf 'From postmaster Mon Nov 23 00:10:00 2026\n' && cat mail.eml
  printf '\nFrom someone Mon Nov 23 00:11:00 2026\nFrom: friend@example.org\nSubject: lunch?\n\nAt noon.\n'
  printf '\nFrom postmaster Mon Nov 23 00:12:00 2026\n' && cat mail2.eml
} >mbox
run "$d" ingest --db "$work/mbox.db" mbox
check "mbox_with_other_mail_between" "0: 3 reports stored, 1 not a report" "$code: $err"
mkdir -p Maildir/cur Maildir/new Maildir/tmp
cp mail.eml 'Maildir/cur/1.mx:2,S' && cp mail2.eml Maildir/new/2.mx && report >Maildir/tmp/unfinished
takes maildir_without_what_is_being_delivered "3 reports" Maildir
mkdir -p folder/deep/deeper && cp gz.zip folder && cp plain folder/deep/deeper
takes folder_with_all_that_is_in_it "2 reports" folder
run sh -c "\"$d\" ingest --db \"$work/pipe.db\" - <mail2.eml"
check "mail_on_standard_input" "0: 2 reports stored" "$code: $err"
run sh -c "cat mbox | \"$d\" ingest --db \"$work/pipe2.db\" -"
check "mbox_through_a_pipe" "0: 3 reports stored, 1 not a report" "$code: $err"
run sh -c "cat two.gz | \"$d\" show --format ndjson --no-config - | wc -l"
check "show_from_a_pipe" "0: 2" "$code: $(echo "$out" | tr -d ' ')"
run "$d" ingest --db :memory: plain
check "a_database_in_memory" "0: 1 report stored" "$code: $err"
run env DMARCSTAT_DB="$work/named.db" "$d" ingest plain
check "the_database_that_the_environment_names" "0: 1 report stored, $work/named.db" "$code: $err, $(ls "$work/named.db")"
run env XDG_DATA_HOME="$work/xdg" "$d" ingest plain
check "the_database_in_the_data_folder" "0: 1 report stored, $work/xdg/dmarcstat/dmarcstat.db" \
  "$code: $err, $(ls "$work/xdg/dmarcstat/dmarcstat.db")"
check "the_database_is_for_its_owner_only" 600 "$(stat -c %a "$work/xdg/dmarcstat/dmarcstat.db")"
run "$d" ingest --quiet --db "$work/named.db" plain
check "quiet_says_nothing_when_all_is_well" "0: " "$code: $err$out"

# -- what is not taken -----------------------------------------------------------------------------------------------------

head -c 200 gz.zip >cut.gz
run "$d" ingest --db "$work/cut.db" cut.gz plain
check "one_bad_file_does_not_stop_the_others" \
  "65: 1 report stored, 1 rejected|  cut.gz: the gzip data ends early|dmarcstat: what was rejected is kept; \`dmarcstat quarantine list\` shows it" \
  "$code: $(paste -sd'|' "$work/err")"
run "$d" quarantine list --db "$work/cut.db" --format csv
check_like "it_is_in_quarantine" "id,at,bytes,origin,reason,nesting
1,*Z,200,cut.gz,the gzip data ends early,gzip > xml" "$out"
run "$d" quarantine show 1 --raw --db "$work/cut.db"
check "with_its_bytes" "$(cksum <cut.gz)" "$(cksum <"$work/out")"
run "$d" quarantine retry --db "$work/cut.db"
check_like "a_retry_in_vain_keeps_it" "65: 0 reports stored, 1 rejected*" "$code: $err"
sqlite3 "$work/cut.db" "UPDATE quarantine SET bytes = readfile('gz.zip'), size = 1"
run "$d" quarantine retry --db "$work/cut.db"
check "a_retry_that_succeeds_stores_the_report" "0: 1 report stored" "$code: $err"
run "$d" quarantine list --db "$work/cut.db"
check "and_drops_the_item" "0 items in quarantine" "$out"
run "$d" ingest --db "$work/cut.db" cut.gz
run "$d" quarantine drop 1 --db "$work/cut.db"
check "drop_drops_it" "0: 1 item dropped" "$code: $err"

finish
