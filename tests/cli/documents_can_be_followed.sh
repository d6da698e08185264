#!/bin/sh
# SPDX-License-Identifier: MIT
# Every fenced block of README.md and docs/ does what it says: commands run, what they print is what is shown, configurations
# are in order. A block or command of a kind that is not known here fails, so that none is overlooked.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/nsd.sh"
. "$SOURCE_DIR/tools/lib/documents.sh"
trap 'dovecot_kill; nsd_stop; rm -rf "$work"' EXIT
documents="$SOURCE_DIR/README.md $SOURCE_DIR/docs/*.md"

# -- what the documents take for granted -----------------------------------------------------------------------------------

HOME=$work/home root=$work/root
export HOME
mkdir -p "$HOME" "$root/var/mail" "$root/var/www" "$root/var/lib/dmarcstat" "$root/srv/dmarc" "$root/etc/dmarcstat" \
  "$root/usr/lib/cgi-bin" "$work/bin" "$XDG_CONFIG_HOME/dmarcstat"
ln -s "$DMARCSTAT" "$work/bin/dmarcstat"
PATH=$work/bin:$PATH
export PATH
cd "$HOME" || exit 1
make_samples "$work/reports"
good=$(find "$work/reports" -name '*.M000000*') damaged=$(find "$work/reports" -name '*.M000534*')
cp -r "$work/reports" "$HOME/Maildir"
cp -r "$work/reports" "$HOME/reports"
cp "$good" mail.eml
cat >report.xml <<'END'
<feedback><report_metadata><org_name>example.net</org_name><email>dmarc@example.net</email><report_id>1</report_id>
<date_range><begin>1795392000</begin><end>1795478399</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none</disposition>
<dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><spf><domain>example.com</domain><result>pass</result></spf></auth_results></record></feedback>
END
zip -q more.zip report.xml
gzip report.xml
{ echo "From dmarc Mon Nov 23 00:00:00 2026" && sed 's/^From />From /' mail.eml && echo; } >"$root/var/mail/dmarc"
DMARCSTAT_DB=$HOME/dmarcstat.db
export DMARCSTAT_DB
dmarcstat ingest --quiet reports/ >/dev/null 2>&1
cp "$DMARCSTAT_DB" "$root/var/lib/dmarcstat/dmarcstat.db"
echo "$imap_password" >"$root/etc/dmarcstat/password"
chmod 600 "$root/etc/dmarcstat/password"

for name in example.com example.net; do
  zone "$name" <<END
@ MX 10 mx
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"
*._report._dmarc TXT "v=DMARC1"
mx A 127.0.0.1
imap A 127.0.0.1
mail A 127.0.0.1
END
done
for name in in-addr.arpa ip6.arpa; do
  zone "$name" </dev/null
done
nsd_start
# shellcheck disable=SC2119
dovecot_start
deliver "$work"/reports/cur/*.M0000[0-2]*
conf=$XDG_CONFIG_HOME/dmarcstat/dmarcstat.conf
# shellcheck disable=SC2119
configure
printf '\n[report]\ndns_server = %s\n' "$nsd_server" >>"$conf"
cat >>"$conf" <<END
[mail]
from = dmarcstat@example.com
via = sendmail
sendmail = true
[digest]
to = postmaster@example.com
[alert forgers]
when = new-source
to = postmaster@example.com
END

# -- commands --------------------------------------------------------------------------------------------------------------

# Paths of the system are below $root, servers on this computer, and as root it is anyway.
here() {
  printf '%s\n' "$1" | sed "s,\([ =]\)/\(var\|etc\|srv\|usr/lib/cgi-bin\),\1$root/\2,g;s/^sudo -u dmarcstat //;s/^sudo //
    s/192\.0\.2\.7:25/127.0.0.1:25/;s/ --host imap\.example\.com/ --host 127.0.0.1 --port $imaps_port/
    s/\(dmarcstat serve\)/\1 --listen 127.0.0.1:0/"
}
# lives COMMAND CONDITION: whether it runs until it is asked to end, which it is once the condition holds
lives() {
  sh -c "exec $1" >"$work/lives" 2>&1 </dev/null &
  lives_pid=$!
  for _ in $(seq 100); do
    ! eval "$2" || break
    sleep 0.2
  done
  kill "$lives_pid"
  wait "$lives_pid"
  check "$1" 0 "$?"
}
# follows COMMAND: whether it ends as it should
follows() {
  wanted='0 '
  command=$(here "$1")
  case $command in
  dmarcstat\ ingest* | *quarantine\ retry*) wanted='[06]*' ;; # one of the samples is damaged: 65
  dmarcstat\ doctor*) wanted='[01] ' ;;                       # 1 when something is to be mended, as here
  *--exit-status*) wanted='[01] ' ;;
  dmarcstat\ fetch\ --watch*)
    before=$(logins_tried)
    lives "$command" "[ \"\$(logins_tried)\" -gt $before ]"
    return
    ;;
  dmarcstat\ serve*)
    lives "$command" "grep -q http: \"\$work/lives\""
    return
    ;;
  dmarcstat\ init*) command="$command --ca-file $work/pki/ca.pem --nameserver $nsd_server --config $work/made.conf" ;;
  ln\ -s*) rm -f "$root"/usr/lib/cgi-bin/* ;; # another document has made it
  chgrp*) getent group www-data >/dev/null || return ;;
  esac
  run sh -c "$command"
  check_like "$1" "$wanted" "$code $(printf '%s' "$err" | grep -v '^main, \|stored\|duplicate\|pages\|known service\|dropped\|nothing new\|nothing to look up\|should be looked at\|to be mended\|No journal files\|the digest of\|http://')"
}
# Units that are named are there.
names_units() {
  for word in $1; do
    case $word in
    dmarcstat-*.service | dmarcstat-*.timer)
      check "$1: $word" yes "$([ -f "$SOURCE_DIR/packaging/systemd/$word" ] || [ -f "$SOURCE_DIR/packaging/systemd/$word.in" ] && echo yes)"
      ;;
    esac
  done
}
# runs_elsewhere TEST COMMAND: that test does
runs_elsewhere() {
  check "$2 is run by $1" yes "$([ -f "$SOURCE_DIR/tests/cli/$1.sh" ] && echo yes)"
}
one_command() {
  bare=${1%%  #*} bare=${bare%% # *}
  case $bare in
  '') ;;
  tools/*) check "$bare" 0 "$("$SOURCE_DIR/${bare%% *}" --help >/dev/null 2>&1 && echo 0)" ;; # it builds: too long for here
  cmake\ --preset* | cmake\ --build*) check "$bare" 1 "$(grep -c '"name": "release", "generator"' "$SOURCE_DIR/CMakePresets.json")" ;;
  sudo\ cmake\ --install*) runs_elsewhere install_puts_everything_in_place "$bare" ;;
  sudo\ systemd-sysusers*) runs_elsewhere install_puts_everything_in_place "$bare" ;;
  sudo\ apt\ install*) runs_elsewhere package_installs_upgrades_and_purges "$bare" ;;
  sudo\ dmarcstat\ init) runs_elsewhere init_sets_up_a_mailbox "$bare" ;; # it asks
  sudo\ systemctl*) names_units "$bare" ;;
  journalctl*)
    names_units "$bare"
    mkdir -p "$work/journal"
    ! command -v journalctl >/dev/null || follows "$bare --no-pager -D $work/journal"
    ;;
  sudo\ install*) check "$bare" "600" "$(sh -c "$(here "$bare" | sed 's/ -o dmarcstat//')" && stat -c %a "$root/etc/dmarcstat/password" && echo "$imap_password" >"$root/etc/dmarcstat/password")" ;;
  sudo\ editor*) ;;
  sudo\ /usr/libexec/dmarcstat/token-google*) runs_elsewhere tokens_are_fetched "$bare" ;;
  podman\ *) check "$bare: what it builds is there" yes "$([ -f "$SOURCE_DIR/packaging/Containerfile" ] && echo yes)" ;; # not run
  *) follows "$bare" ;;
  esac
}

# -- other blocks ----------------------------------------------------------------------------------------------------------

configuration() {
  cp "$1" "$work/example.conf"
  chmod 600 "$work/example.conf"
  run dmarcstat config check --config "$work/example.conf"
  check "$2 is a configuration that can be read" "0 " "$code $err"
}
cron() {
  grep -v '^#\|^[A-Z]*=' "$1" >"$work/lines"
  while read -r minute hour day month weekday command; do
    check_like "$2: it runs every day" "[0-9]* [0-9*]* \* \* \*" "$minute $hour $day $month $weekday"
    case $command in dmarcstat\ dmarcstat*) command=${command#dmarcstat } ;; esac # the user first
    follows "$command"
  done <"$work/lines"
}
reports_in() {
  number "$1" 'SELECT count(*) FROM report'
}
# of the mail server: `dmarcstat` is ours, and has a database of its own
mail_server() {
  sed "s,/usr/bin/dmarcstat,$DMARCSTAT,;s,/usr/lib/dovecot/sieve-pipe,$work/sieve-pipe," "$1"
}
forward() {
  line=$(mail_server "$1" | sed 's/^"|\(.*\)"$/\1/')
  rm -f "$work/forward.db"
  check "$2: a report is taken in" "0 1" "$(DMARCSTAT_DB=$work/forward.db sh -c "$line" <"$good" >/dev/null 2>&1; echo "$? $(reports_in "$work/forward.db")")"
  check "$2: a damaged one does not come back" 0 "$(DMARCSTAT_DB=$work/forward.db sh -c "$line" <"$damaged" >/dev/null 2>&1; echo $?)"
  check "$2: without a database it is tried again" 75 "$(DMARCSTAT_DB=$work/no/where/db sh -c "$line" <"$good" >/dev/null 2>&1; echo $?)"
}
procmail_recipe() {
  command -v procmail >/dev/null || { echo "# procmail is not installed" && return; }
  { printf 'SHELL=/bin/sh\nDMARCSTAT_DB=%s\nDEFAULT=%s\n' "$work/procmail.db" "$work/box" && mail_server "$1"; } >"$work/procmailrc"
  procmail "$work/procmailrc" <"$good" >/dev/null 2>&1
  check "$2: a report is taken in, and not in the mailbox" "1 no" "$(reports_in "$work/procmail.db") $([ -f "$work/box" ] && echo yes || echo no)"
  procmail "$work/procmailrc" <"$damaged" >/dev/null 2>&1
  check "$2: a damaged one is in the mailbox" 1 "$(grep -c '^Subject: ' "$work/box")"
}
sieve_parts() { # the three blocks about it belong together
  mkdir -p "$work/sieve-pipe"
  case $1 in
  *.script) mail_server "$1" | sed "s,exec ,exec env DMARCSTAT_DB=$work/sieve/db ," >"$work/sieve-pipe/dmarcstat-ingest" && chmod 755 "$work/sieve-pipe/dmarcstat-ingest" ;;
  *.dovecot) mail_server "$1" >"$work/sieve.conf" ;;
  *.sieve)
    command -v sieve-test >/dev/null || { echo "# dovecot-sieve is not installed" && return; }
    user=$(id -un) # root may not have mail
    [ "$(id -u)" -ne 0 ] || user=nobody
    mkdir "$work/sieve" && cp "$1" "$work/sieve/script.sieve" && chown -R "$user" "$work/sieve"
    cat >>"$work/sieve.conf" <<END
base_dir = $work/sieve/run
state_dir = $work/sieve/run
mail_location = maildir:$work/sieve/mail
ssl = no
first_valid_uid = 0
first_valid_gid = 0
mail_uid = $user
mail_gid = $(id -gn "$user")
END
    sieve-test -c "$work/sieve.conf" -e -l "maildir:$work/sieve/mail" "$work/sieve/script.sieve" "$good" >"$work/sieve.log" 2>&1 ||
      sed 's/^/# /' "$work/sieve.log"
    check "$2: a report is taken in" 1 "$(reports_in "$work/sieve/db")"
    check "$2: a copy stays" 1 "$(find "$work/sieve/mail" -type f -path '*/new/*' | wc -l)"
    ;;
  esac
}

# -- all of them -----------------------------------------------------------------------------------------------------------

for document in $documents; do
  name=${document#"$SOURCE_DIR"/}
  document_blocks "$document" "$work/blocks/$name"
  for block in "$work/blocks/$name"/*; do
    [ -f "$block" ] || continue
    case $block in
    *.sh) while read -r line; do one_command "$line"; done <"$block" ;;
    *.ini) configuration "$block" "$name ${block##*/}" ;;
    *.cron) cron "$block" "$name ${block##*/}" ;;
    *.csv)
      run env DMARCSTAT_REPORT_CATALOGUE="$block" dmarcstat enrich --limit 1
      check "$name ${block##*/} is a catalogue" 0 "$code"
      ;;
    *.forward) forward "$block" "$name ${block##*/}" ;;
    *.procmail) procmail_recipe "$block" "$name ${block##*/}" ;;
    *.script | *.dovecot | *.sieve) sieve_parts "$block" "$name ${block##*/}" ;;
    *.lighttpd | *.apache | *.nginx) runs_elsewhere pages_behind_web_servers "$name ${block##*/}" ;;
    *.lighttpd\ tlsrpt | *.apache\ tlsrpt | *.nginx\ tlsrpt) runs_elsewhere tls_reports_are_posted "$name ${block##*/}" ;;
    *.dns)
      run dmarcstat what-if example.com --record "$(sed 's/^[^"]*"//;s/"$//' "$block")"
      check "$name ${block##*/} is a DMARC record" "0 " "$code $err"
      ;;
    *.text)
      check "$name ${block##*/}: its keys are known" "" "$(sed -n 's/^\([a-z]*\)=.*/\1/p' "$block" | while read -r key; do
        grep -q "value $key)" "$SOURCE_DIR"/packaging/tokens/* || echo "$key"
      done)"
      ;;
    *.http) runs_elsewhere alerts_reach_people "$name ${block##*/}" ;;
    *.powershell) ;; # Microsoft's
    *.plain) check_like "$name ${block##*/} shows what a command prints" '$ dmarcstat *' "$(head -n 1 "$block")" ;;
    *) check "$name ${block##*/}" "a kind of block that tests/cli/documents_can_be_followed.sh knows" "${block##*.}" ;;
    esac
  done
done
check_like "there are many commands in them" "[5-9][0-9]" "$(cat "$work"/blocks/*/*.sh "$work"/blocks/*/*/*.sh | wc -l | tr -d ' ')"

# what commands print, from the samples alone and without a configuration
rm -f "$conf" "$DMARCSTAT_DB"*
dmarcstat ingest --quiet reports/ >/dev/null 2>&1
for document in $documents; do
  document_refresh "$document" >"$work/refreshed"
  check "what is shown in ${document#"$SOURCE_DIR"/} is what is printed (tools/docs --refresh brings it up to date)" "" \
    "$(diff "$document" "$work/refreshed" | head -n 20)"
done

finish
