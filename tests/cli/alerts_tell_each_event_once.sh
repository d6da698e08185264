#!/bin/sh
# SPDX-License-Identifier: MIT
# A year of reports in which ten things happen, looked at every fourth day: ten alerts, each once, and each is over when it
# is.
. "$SOURCE_DIR/tests/lib/tap.sh"
d=$DMARCSTAT
DMARCSTAT_DB=$work/db conf=$work/conf
export DMARCSTAT_DB
first_day=20416 # 2025-11-24

# -- the year, a folder for each four days -----------------------------------------------------------------------------

mkdir -p "$work/mail"
awk -v folder="$work/mail" -v first="$first_day" '
  function record(ip, count, disposition, dkim, spf, dkim_domain, spf_domain) {
    printf "<record><row><source_ip>%s</source_ip><count>%d</count><policy_evaluated><disposition>%s</disposition>" \
      "<dkim>%s</dkim><spf>%s</spf></policy_evaluated></row><identifiers><header_from>%s</header_from></identifiers>" \
      "<auth_results>", ip, count, disposition, dkim, spf, domain >file
    if (dkim_domain != "")
      printf "<dkim><domain>%s</domain><selector>s1</selector><result>%s</result></dkim>", dkim_domain,
        dkim_domain != domain || dkim == "pass" ? "pass" : "fail" >file
    printf "<spf><domain>%s</domain><result>%s</result></spf></auth_results></record>\n", spf_domain,
      spf_domain != domain || spf == "pass" ? "pass" : "fail" >file
  }
  function some(least, most) { return least + int(rand() * (most - least + 1)) }
  function report(who) {
    file = sprintf("%s/%02d/%s-%s-%03d.xml", folder, day / 4, who, domain, day)
    printf "<feedback><report_metadata><org_name>%s</org_name><email>a@%s</email><report_id>%s-%s-%d</report_id>" \
      "<date_range><begin>%d</begin><end>%d</end></date_range></report_metadata><policy_published><domain>%s</domain>" \
      "<p>%s</p></policy_published>\n", who, who, who, domain, day, (first + day) * 86400, (first + day) * 86400 + 86399,
      domain, domain == "example.com" && day >= 180 ? "quarantine" : "none" >file
    if (domain == "example.org") {
      record("192.0.2.80", some(3, 6), "none", "pass", "pass", domain, domain)
    } else {
      record("192.0.2.10", some(80, 120), "none", "pass", "pass", domain, domain)
      record("192.0.2.10", some(0, 2), "none", "fail", "fail", "", domain)
      record("192.0.2.20", some(20, 30), "none", broken ? "fail" : "pass", broken ? "fail" : "pass", domain, domain)
      record("203.0.113." some(100, 250), some(1, 2), "none", "fail", "fail", "", domain)
      if (day >= 60 && day < 100) record("198.51.100.20", some(15, 25), "none", "fail", "fail", "invoices.example", "invoices.example")
      if (day >= 120 && day < 123) record("198.51.100.99", some(40, 60), "none", "fail", "fail", "", domain)
      if (day == 300 && who == "big.example") record("192.0.2.10", 3, "reject", "pass", "pass", domain, domain)
    }
    print "</feedback>" >file
    close(file)
  }
  BEGIN {
    srand(7)
    for (day = 0; day < 364; day++) {
      if (day % 4 == 0) system(sprintf("mkdir %s/%02d", folder, day / 4))
      broken = day >= 150 && day < 172
      domain = "example.com"
      report("big.example"); report("other.example")
      if (day < 230 || day >= 262) report("shy.example")
      domain = "example.org"
      report("big.example")
    }
  }'
check "there_is_a_year_of_reports" 1424 "$(find "$work/mail" -name '*.xml' | wc -l)"

# -- the rules ----------------------------------------------------------------------------------------------------------

cat >"$work/told" <<END
#!/bin/sh
printf '%s|%s|%s|%s\n' "\$DAY" "\$DMARCSTAT_ALERT_EVENT" "\$DMARCSTAT_ALERT_RULE" "\$DMARCSTAT_ALERT_SUBJECT" >>"$work/log"
cat >>"$work/texts"
END
chmod 755 "$work/told"
for kind in new-source pass-rate-fell policy-changed record-changed reporter-silent mailbox-silent aligned-rejected \
  parse-rejections certificate-expires; do
  printf '[alert %s]\nwhen = %s\ncommand = %s\n' "$kind" "$kind" "$work/told"
done >"$conf"
: >"$work/log"

# checked NAME RESULT FINDINGS: what `check --store` would keep, today
checked() {
  sqlite3 "$DMARCSTAT_DB" "INSERT INTO domain_check (domain, name, since, checked, result, details)
    VALUES ('example.com', '$1', $DMARCSTAT_NOW - 60, $DMARCSTAT_NOW - 60, '$2', '{\"findings\":[$3]}')"
}
spf_record='{"subject":"example.com","rule":"spf-record","result":"ok","text":"it is there","evidence":"v=spf1 '

# -- the year goes by ------------------------------------------------------------------------------------------------------

step=0
while [ "$step" -lt 91 ]; do
  DAY=$((step * 4))
  DMARCSTAT_NOW=$(((first_day + DAY + 4) * 86400 + 43200))
  export DAY
  folder=$(printf '%s/mail/%02d' "$work" "$step")
  case $step in
  70 | 71) ;; # the mailbox is not read
  72) "$d" ingest --quiet "$work/mail/70" "$work/mail/71" "$folder" ;;
  80)
    echo '<feedback><report_metadata>' >"$folder/broken.xml"
    "$d" ingest --quiet "$folder" 2>/dev/null
    ;;
  *) "$d" ingest --quiet "$folder" ;;
  esac
  case $step in
  10) checked spf ok "$spf_record-all\"}" ;;
  50) checked spf ok "$spf_record ~all\"}" ;;
  84) checked tls warning '{"subject":"mx.example.com","rule":"tls-certificate-expires-soon","result":"warning","text":"the certificate expires on 2026-11-02, in 5 days"}' ;;
  87) checked tls ok '{"subject":"mx.example.com","rule":"tls-good","result":"ok","text":"all is well"}' ;;
  esac
  "$d" alerts --quiet --config "$conf" || echo "alerts failed on day $DAY" >>"$work/log"
  step=$((step + 1))
done

check "ten_events_are_ten_alerts" 'raised|aligned-rejected|example.com
raised|certificate-expires|example.com mx.example.com
raised|mailbox-silent|mailbox
raised|new-source|example.com 198.51.100.20
raised|new-source|example.com 198.51.100.99
raised|parse-rejections|quarantine
raised|pass-rate-fell|example.com 192.0.2.20
raised|policy-changed|example.com p=quarantine (was none)
raised|record-changed|example.com example.com: v=spf1  ~all (was v=spf1 -all)
raised|reporter-silent|shy.example' "$(grep '|raised|' "$work/log" | cut -d'|' -f2- | sort)"
check "what_is_not_an_event_is_over_at_its_time" 'cleared|aligned-rejected|example.com
cleared|certificate-expires|example.com mx.example.com
cleared|mailbox-silent|mailbox
cleared|new-source|example.com 198.51.100.20
cleared|new-source|example.com 198.51.100.99
cleared|parse-rejections|quarantine
cleared|pass-rate-fell|example.com 192.0.2.20
cleared|reporter-silent|shy.example' "$(grep '|cleared|' "$work/log" | cut -d'|' -f2- | sort)"
check "nothing_else_is_told" "" "$(grep -v '|raised|\||cleared|' "$work/log")"
# told OF EVENT FROM TO: whether that was on one of these days
told() {
  awk -F'|' -v what="$1" -v event="$2" -v from="$3" -v to="$4" \
    '$2 == event && $3 "|" $4 == what && $1 >= from && $1 <= to { print "in time" }' "$work/log"
}
check "a_new_sender_is_told_within_its_first_days" "in time" "$(told 'new-source|example.com 198.51.100.20' raised 60 64)"
check "and_is_over_a_week_after_it_stopped" "in time" "$(told 'new-source|example.com 198.51.100.20' cleared 100 112)"
check "a_pass_rate_that_stays_low_is_not_over" "in time" "$(told 'pass-rate-fell|example.com 192.0.2.20' cleared 172 184)"
check "a_reporter_is_silent_after_some_days" "in time" "$(told 'reporter-silent|shy.example' raised 232 244)"
check "and_is_not_once_it_reports" "in time" "$(told 'reporter-silent|shy.example' cleared 260 264)"
check "a_mailbox_is_silent_on_the_third_day" "in time" "$(told 'mailbox-silent|mailbox' raised 280 280)"
run "$d" alerts list --config "$conf"
check "at_the_end_all_is_well" "0 No alert is raised." "$code $out$err"

finish
