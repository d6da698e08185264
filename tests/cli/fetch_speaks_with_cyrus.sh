#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch from a server of another make, whose folders are below INBOX and apart by dots: the same as from a Maildir, and
# put away, also while it waits for mail.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/cyrus.sh"
d=$DMARCSTAT
watcher=''
trap '[ -z "$watcher" ] || kill -9 "$watcher" 2>/dev/null; cyrus_stop; rm -rf "$work"' EXIT
make_samples "$work/samples"
mkdir "$work/some"
find "$work/samples/cur" -name '*M000*' | sort | head -n 60 | while read -r mail; do cp "$mail" "$work/some/"; done
run "$d" ingest --db "$work/ingested" "$work/some"
ingested=$(contents "$work/ingested")
all=$(find "$work/some" -type f | wc -l)

cyrus_start
configure 'host = localhost' "port = $imaps_port" "user = $imap_user" 'after = move' 'processed_folder = DMARC/done'
run "$d" mailbox test --config "$conf"
check_like "it_says_what_is_there" "0:*INBOX*" "$code:$out$err"
cyrus_deliver "$work"/some/*
check "the_mail_is_there" "$all" "$(cyrus_mails INBOX)"
run "$d" fetch --config "$conf" --db "$work/db"
check "the_database_is_that_of_ingest" "$ingested" "$(contents "$work/db")"
check "and_all_is_put_away" "0: 0 $all" "$code: $(cyrus_mails INBOX) $(cyrus_mails INBOX.DMARC.done)"
run "$d" fetch --config "$conf" --db "$work/db"
check_like "then_there_is_nothing_new" "0:*nothing new" "$code:$err"

"$d" fetch --watch --quiet --config "$conf" --db "$work/db" >"$work/said" 2>&1 </dev/null &
watcher=$!
before=$(number "$work/db" 'SELECT count(*) FROM report')
sleep 1
cyrus_deliver "$(find "$work/samples/cur" -type f | sort | sed -n 100p)"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ "$(number "$work/db" 'SELECT count(*) FROM report')" -gt "$before" ] && break
  sleep 0.5
done
check "what_comes_while_it_waits_is_taken" "$((before + 1))" "$(number "$work/db" 'SELECT count(*) FROM report')"
kill "$watcher"
wait "$watcher"
check "and_it_ends_well" "0: " "$?: $(cat "$work/said")"
watcher=''

finish
