#!/bin/sh
# SPDX-License-Identifier: MIT
# Alerts on their way: mail, webhook and command; many are one mail; what is refused, hangs or answers with an error is kept
# and delivered later; nothing is told twice, and strangers put nothing into it.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
. "$SOURCE_DIR/tests/lib/postfix.sh"
. "$SOURCE_DIR/tests/lib/lighttpd.sh"
trap 'lighttpd_stop; postfix_stop; dovecot_kill; rm -rf "$work"' EXIT
d=$DMARCSTAT
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
authority ca && certificate good ca DNS:localhost,IP:127.0.0.1
authority stranger

# -- a mail server, and a web server with a hook --------------------------------------------------------------------------

[ "$(id -u)" -ne 0 ] || chown nobody "$maildir" "$maildir"/*
postfix_delivers

mkdir -p "$web/localhost" "$work/hooked"
chmod 777 "$work/hooked"
cat >"$web/localhost/hook" <<END
n=\$(ls "$work/hooked" | wc -l)
cat >"$work/hooked/\$n.body"
printf '%s %s\n' "\$HTTP_X_DMARCSTAT_TIMESTAMP" "\$HTTP_X_DMARCSTAT_SIGNATURE" >"$work/hooked/\$n.head"
case \$(cat "$work/mode") in
hang) sleep 20 ;;
elsewhere) printf 'Status: 302 Found\r\nLocation: https://localhost/other\r\n\r\n' ;;
error) printf 'Status: 500 Internal Server Error\r\n\r\n' ;;
*) printf 'Status: 204 No Content\r\n\r\n' ;;
esac
END
# shellcheck disable=SC2016 # a variable of lighttpd
lighttpd_start good 'server.modules += ("mod_cgi")' '$HTTP["url"] == "/hook" { cgi.assign = ("" => "/bin/sh") }'
printf 'open sesame' >"$work/secret" && chmod 600 "$work/secret"

cat >"$work/command" <<END
#!/bin/sh
printf '%s|%s|' "\$DMARCSTAT_ALERT_EVENT" "\$DMARCSTAT_ALERT_RULE" >>"$work/commanded"
cat >>"$work/commanded"
[ ! -e "$work/command.fails" ]
END
chmod 755 "$work/command"

conf=$work/alerts.conf
cat >"$conf" <<END
[mail]
from = dmarcstat@example.com
host = 127.0.0.1
port = $submissions_port
ca_file = $work/pki/ca.pem
[alert forgers]
when = new-source
to = postmaster@example.com
command = $work/command
[alert unread]
when = parse-rejections
to = postmaster@example.com
webhook = https://localhost:$https_port/hook
secret_file = $work/secret
ca_file = $work/pki/ca.pem
time_limit = 2s
END
echo fine >"$work/mode"
run "$d" config check --config "$conf"
check "the_configuration_is_fine" "0" "$code"

# -- a past, and then two things happen -------------------------------------------------------------------------------------

# report DAY SOURCE COUNT RESULT: of example.com, to be ingested
report() {
  cat >"$work/report-$1-$3.xml" <<END
<feedback><report_metadata><org_name>big.example</org_name><email>a@big.example</email><report_id>$1-$3</report_id>
<date_range><begin>$(($1 * 86400))</begin><end>$(($1 * 86400 + 86399))</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
<record><row><source_ip>$2</source_ip><count>$3</count><policy_evaluated><disposition>none</disposition><dkim>$4</dkim>
<spf>$4</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><spf><domain>example.com</domain><result>$4</result></spf></auth_results></record></feedback>
END
  "$d" ingest --quiet "$work/report-$1-$3.xml"
}
today=$((DMARCSTAT_NOW / 86400))
for ago in 30 20 12 3; do
  report $((today - ago)) 192.0.2.10 200 pass
done
run "$d" alerts --config "$conf"
check "a_past_without_events_is_no_alert" "0 0 new alerts, 0 over; 0 delivered" "$code $err$out"
report $((today - 1)) 198.51.100.66 300 fail
report $((today - 1)) 198.51.100.67 301 fail
# it is named so by whoever holds its address, as no resolver would let it through
number "$DMARCSTAT_DB" "INSERT INTO source (address, service, resolved) VALUES
  (x'c6336442', 'evil' || char(13, 10) || 'Bcc: victim@example.com <script>alert(1)</script>', 1)"
echo '<feedback><report_metadata>' >"$work/broken.xml"
"$d" ingest --quiet "$work/broken.xml" 2>/dev/null

touch "$work/command.fails"
echo error >"$work/mode"
postfix_stop
run "$d" alerts --config "$conf"
check_like "what_cannot_be_delivered_is_told" "69 *127.0.0.1 port $submissions_port*" "$code $err"
check "each_way_says_why" 4 "$(echo "$err" | grep -c '^dmarcstat: ')"
check_like "the_webhook_answered" "*the webhook of [[]alert unread[]] at localhost answered 500; the alerts are kept and tried again*" "$err"
check "all_of_it_is_kept" 6 "$(number "$DMARCSTAT_DB" 'SELECT count(*) FROM alert_message')"
run "$d" alerts list --config "$conf"
check "and_seen" "3 messages: 6 messages wait to be delivered." "$(grep -c 'forgers\|unread' "$work/out") messages: $(tail -n 1 "$work/out")"
hooked=$(find "$work/hooked" -name '*.body' | wc -l)
run "$d" alerts -q --config "$conf"
check "it_is_not_tried_again_at_once" "0 $hooked" "$code $(find "$work/hooked" -name '*.body' | wc -l)"

echo hang >"$work/mode"
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 301))
run "$d" alerts -q --config "$conf"
check_like "a_webhook_that_hangs_is_left" "*localhost port $https_port: the answer did not come within 2 seconds.*" "$err"
echo elsewhere >"$work/mode"
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 601))
run "$d" alerts -q --config "$conf"
check_like "one_that_leads_elsewhere_is_not_followed" "*answered 302, which would lead elsewhere; the alerts are kept*" "$err"

# -- and then all is well again ------------------------------------------------------------------------------------------------

echo fine >"$work/mode"
rm -f "$work/command.fails" "$work/commanded" "$work"/hooked/*
postfix_delivers
DMARCSTAT_NOW=$((DMARCSTAT_NOW + 1201))
"$d" alerts -q --config "$conf" & first=$!
"$d" alerts -q --config "$conf" & second=$!
wait "$first"; codes=$?
wait "$second"; codes=$codes$?
check "two_at_a_time_deliver_it_all" "00 0" "$codes $(number "$DMARCSTAT_DB" 'SELECT count(*) FROM alert_message')"
check "three_alerts_are_one_mail" "1" "$(arrived 1)"
mail=$(newest)
check "with_nothing_strange_in_its_header" "" "$(sed '/^$/q' "$mail" | tr -d '\r' | grep -iE '^bcc|<script')"
check_like "its_subject_counts" "Subject: DMARC: 3 alerts" "$(tr -d '\r' <"$mail" | grep '^Subject:')"
check "nor_in_its_markup" "" "$(sed -n '/text\/html/,$p' "$mail" | grep -i '<script')"
check "the_command_was_run_for_each" 2 "$(grep -c '^raised|forgers|' "$work/commanded")"
check "each_on_a_line" 2 "$(wc -l <"$work/commanded")"
check "the_webhook_got_one_request" 1 "$(find "$work/hooked" -name '*.body' | wc -l)"
check "of_json" "1 raised unread parse-rejections" \
  "$(jq -r '[.version, .alerts[0].event, .alerts[0].rule, .alerts[0].when] | join(" ")' "$work/hooked/0.body")"
read -r stamp signature <"$work/hooked/0.head"
expected=$({
  printf '%s.' "$stamp"
  cat "$work/hooked/0.body"
} | openssl dgst -sha256 -hmac 'open sesame' -r | cut -d' ' -f1)
check "which_is_signed" "$DMARCSTAT_NOW sha256=$expected" "$stamp $signature"
run "$d" alerts --config "$conf"
check "nothing_is_told_twice" "0 0 new alerts, 0 over; 0 delivered 1" "$code $err$out $(mails '')"

DMARCSTAT_NOW=$((DMARCSTAT_NOW + 11 * 86400))
report $((today + 9)) 192.0.2.10 202 pass
run "$d" alerts --config "$conf"
check "what_is_over_is_told_once" "0 0 new alerts, 3 over; 6 delivered 2" "$code $err$out $(arrived 2)"
run "$d" alerts list --config "$conf"
check "and_no_longer_listed" "0 No alert is raised." "$code $out"

# -- a test, and mistakes -------------------------------------------------------------------------------------------------------

run "$d" alerts test unread --config "$conf"
check "a_test_goes_every_way" "0 mail: delivered
webhook: delivered" "$code $out$err"
check "and_arrives" 3 "$(arrived 3)"
sed -i "s,pki/ca.pem\$,pki/stranger.pem," "$conf"
run "$d" alerts test unread --config "$conf"
check_like "no_server_is_told_that_cannot_show_who_it_is" "77*dmarcstat: localhost port $https_port: *" "$code $err"
refuses "an_unknown_rule" 64 "there is no alert 'unred' in the configuration; did you mean unread?" "$d" alerts test unred --config "$conf"
refuses "an_unknown_verb" 64 "alerts: there is no 'lst'; it is list or test, or nothing, to look and tell" "$d" alerts lst --config "$conf"
refuses "no_rules" 78 "no alert is configured; \`dmarcstat config example\` shows how to write one" "$d" alerts --no-config
printf '[alert a]\nwhen = new-sauce\ncommand = x\n' >"$conf"
refuses "a_mistake_in_a_rule" 78 "$conf:2: when: 'new-sauce' is none of new-source, pass-rate-fell, policy-changed, record-changed, reporter-silent, mailbox-silent, aligned-rejected, parse-rejections, certificate-expires; did you mean new-source?" \
  "$d" alerts --config "$conf"

finish
