# SPDX-License-Identifier: MIT
# For tests: a report all of whose texts try to be markup, and more of it where DNS answers are kept. To be read with `.`.

# hostile_report FILE: its reporter is called "<script>alert(1)</script>"
hostile_report() {
  cat >"$1" <<'EOF_REPORT'
<?xml version="1.0" encoding="UTF-8"?>
<feedback>
  <report_metadata>
    <org_name>&lt;script&gt;alert(1)&lt;/script&gt;</org_name>
    <email>"&gt;&lt;img src=x onerror=alert(2)&gt;@example.net</email>
    <extra_contact_info>javascript:alert(3)</extra_contact_info>
    <report_id>../../&lt;/title&gt;&lt;script&gt;alert(4)&lt;/script&gt;"'&amp;</report_id>
    <date_range><begin>1795392000</begin><end>1795478399</end></date_range>
    <error>&lt;iframe src="//example.net/"&gt;&lt;/iframe&gt;</error>
  </report_metadata>
  <policy_published>
    <domain>hostile.example</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct>
    <fo>&lt;b&gt;</fo>
  </policy_published>
  <record>
    <row>
      <source_ip>192.0.2.66</source_ip><count>1000</count>
      <policy_evaluated>
        <disposition>none</disposition><dkim>fail</dkim><spf>fail</spf>
        <reason><type>other</type><comment>--&gt;&lt;/style&gt;&lt;svg onload=alert(5)&gt;</comment></reason>
      </policy_evaluated>
    </row>
    <identifiers>
      <header_from>" onmouseover="alert(6)</header_from><envelope_from>&lt;a href='javascript:alert(7)'&gt;</envelope_from>
    </identifiers>
    <auth_results>
      <dkim>
        <domain>&lt;/td&gt;&lt;script&gt;alert(8)&lt;/script&gt;</domain><selector>&lt;object data=x&gt;</selector>
        <result>pass</result><human_result>&lt;embed src=x&gt;</human_result>
      </dkim>
      <spf><domain>&lt;base href="//example.net/"&gt;</domain><scope>mfrom</scope><result>pass</result></spf>
    </auth_results>
  </record>
</feedback>
EOF_REPORT
}

# hostile_names DATABASE: the names of its sources, as no resolver would let them through
hostile_names() {
  sqlite3 "$1" "INSERT OR REPLACE INTO source (address, name, service, as_name, resolved)
    VALUES (x'c0000242', '<script>alert(9)</script>.example', '<link rel=stylesheet href=//example.net>', '\"><b>', 1)"
}

# hostile_database: the sample mail and all of this, in $DMARCSTAT_DB
hostile_database() {
  make_samples "$work/mail"
  "$DMARCSTAT" ingest --quiet "$work/mail" >/dev/null 2>&1
  hostile_report "$work/hostile.xml"
  "$DMARCSTAT" ingest --quiet "$work/hostile.xml" >/dev/null 2>&1
  hostile_names "$DMARCSTAT_DB"
}
