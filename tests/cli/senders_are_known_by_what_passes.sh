#!/bin/sh
# SPDX-License-Identifier: MIT
# Senders that are known by the domains that pass for their mail, with a catalogue of the test's own and without DNS.
. "$SOURCE_DIR/tests/lib/tap.sh"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB

# row ADDRESS MESSAGES DKIM-DOMAIN RESULT SPF-DOMAIN RESULT ALIGNED
row() {
  cat <<END
<record><row><source_ip>$1</source_ip><count>$2</count><policy_evaluated><disposition>none</disposition>
<dkim>fail</dkim><spf>$7</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><dkim><domain>$3</domain><result>$4</result></dkim>
<spf><domain>$5</domain><scope>mfrom</scope><result>$6</result></spf></auth_results></record>
END
}
{
  cat <<END
<feedback><report_metadata><org_name>reporter.example</org_name><email>x@reporter.example</email><report_id>1</report_id>
<date_range><begin>1795392000</begin><end>1795478399</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
END
  row 192.0.2.1 60 mailer.example pass bounce.mailer.example pass fail
  row 192.0.2.1 40 mailer.example fail srs.other.example pass fail
  row 192.0.2.2 10 desk.example pass example.com pass pass
  row 192.0.2.3 10 mailer.example pass srs.other.example pass fail   # a forwarder: the signature survives
  row 192.0.2.4 10 mailer.example fail bounce.mailer.example fail fail
  row 192.0.2.5 40 mailer.example pass bounce.mailer.example pass fail
  row 192.0.2.5 60 other.example pass other.example pass fail
  row 192.0.2.6 10 mailer.example pass bounce.mailer.example pass fail # its network says otherwise
  echo '</feedback>'
} >"$work/report.xml"
"$DMARCSTAT" ingest --quiet "$work/report.xml"
cat >"$work/services.csv" <<'END'
service,kind,names,dkim,envelope,networks
Example Mailer,bulk,,mailer.example,mailer.example,
Example Desk,helpdesk,,desk.example,,
Example Host,hosting,,,,192.0.2.6/32
END
cat >"$work/conf" <<END
[report]
dns_server = 127.0.0.1@1
dns_timeout = 1
catalogue = $work/services.csv
END
source_of() { # ADDRESS
  "$DMARCSTAT" source "$1" --format json | jq -c '[.services, .known_by, .known_as]'
}
class_of() { # ADDRESS
  "$DMARCSTAT" sources --source "$1" --format json | jq -r '.rows[0] | "\(.name) \(.class): \(.reason)"'
}
run "$DMARCSTAT" enrich --config "$work/conf"
check "it_works_without_dns" "69" "$code"
check "by_the_envelope_that_spf_passes_for" '[["Example Mailer"],["its envelope domain"],"sender for its customers"]' "$(source_of 192.0.2.1)"
check "which_makes_it_a_sender_to_mend" \
  "Example Mailer misconfigured: a known sender that passes, but for another domain" "$(class_of 192.0.2.1)"
check "by_a_signature_where_spf_passes_for_the_owner" '[["Example Desk"],["its DKIM signature"],"sender for its customers"]' \
  "$(source_of 192.0.2.2)"
check "a_signature_that_survives_forwarding_says_nothing" '[[],[],null]' "$(source_of 192.0.2.3)"
check "what_fails_says_nothing" '[[],[],null]' "$(source_of 192.0.2.4)"
check "less_than_half_says_nothing" '[[],[],null]' "$(source_of 192.0.2.5)"
check "the_network_says_more" '[["Example Host"],["its network"],null]' "$(source_of 192.0.2.6)"
check "groups_have_the_name" "100" "$("$DMARCSTAT" sources --by sender --format json |
  jq '.rows[] | select(.sender == "Example Mailer") | .messages')"
"$DMARCSTAT" export --output "$work/all.ndjson" >/dev/null 2>&1 || "$DMARCSTAT" export >"$work/all.ndjson" 2>/dev/null
check "export_keeps_how" "dkim envelope network" "$(grep -o '"known_by":"[a-z]*"' "$work/all.ndjson" | cut -d'"' -f4 | sort -u | paste -sd' ')"

finish
