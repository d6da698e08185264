#!/bin/sh
# SPDX-License-Identifier: MIT
# what-if --treewalk on the sample mail, with a DNS server that has DMARC records below the domain, is silent, or is not
# there.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dns.sh"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
make_samples "$work/mail"
"$DMARCSTAT" ingest --quiet "$work/mail" 2>/dev/null

# what_if_by SERVER OPTION...
what_if_by() {
  printf '[report]\ndns_server = %s\ndns_timeout = 2\n' "$1" >"$work/conf"
  shift
  run "$DMARCSTAT" what-if example.com --config "$work/conf" "$@"
}
would_fail() { # of the JSON in $out
  echo "$out" | jq '[.rows[] | select(.change | startswith("passes")) | .messages] | add // 0'
}
same='v=DMARC1; p=quarantine'

# -- one organisation ------------------------------------------------------------------------------------------------------

dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data: '_dmarc.example.com. TXT "v=DMARC1; p=quarantine"'
END
what_if_by "$dns_server" --record "$same"
without=$out
what_if_by "$dns_server" --record "$same" --treewalk
check "one_organisation_changes_nothing" \
  "0: $without; organisational domains are by the DNS tree walk" "$code: $out"

# -- a subdomain that is an organisation of its own ------------------------------------------------------------------------

"$DMARCSTAT" what-if example.com --record "$same; adkim=s" --limit all --format json >"$work/strict"
apart=$(jq '[.rows[] | select((.change | startswith("passes")) and .header_from == "news.example.com") | .messages]
  | add' "$work/strict")
dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data: '_dmarc.example.com. TXT "v=DMARC1; p=quarantine"'
  local-data: '_dmarc.news.example.com. TXT "v=DMARC1; p=none; psd=n"'
END
what_if_by "$dns_server" --record "$same" --treewalk --limit all --format json
check "psd=n_below_the_domain_takes_its_mail_apart" "$apart" "$(would_fail)"
what_if_by "$dns_server" --record "$same" --limit all --format json
check "without_treewalk_dns_is_not_asked" 0 "$(would_fail)"
# with psd=y the domain is a public suffix: everything below is an organisation of its own
"$DMARCSTAT" what-if example.com --record "$same; adkim=s; aspf=s" --limit all --format json >"$work/strict"
what_if_by "$dns_server" --record "$same; psd=y" --treewalk --limit all --format json
check "the_record_that_is_tried_is_walked_too" \
  "$(jq '[.rows[] | select(.change | startswith("passes")) | .messages] | add' "$work/strict")" "$(would_fail)"

# -- trouble ---------------------------------------------------------------------------------------------------------------

dns_start static <<'END'
  local-data: ". NS ns.test."
  local-data: '_dmarc.example.com. TXT "v=DMARC1; p=quarantine"'
  local-zone: "_dmarc.news.example.com." deny
END
what_if_by "$dns_server" --record "$same" --treewalk
check "names_without_an_answer_are_said" \
  "0: $without; organisational domains are by the DNS tree walk, but for 1 name without an answer from DNS \
(news.example.com), where the Public Suffix List stands in" "$code: $out"

printf '[report]\ndns_server = 127.0.0.1@1\ndns_timeout = 1\n' >"$work/conf"
refuses "no_dns_is_one_sentence" 69 "--treewalk: no DNS server answers. Leave it out, or name a server: dns_server in \
[report] of the configuration." "$DMARCSTAT" what-if example.com --config "$work/conf" --treewalk
refuses "other_questions_do_not_walk" 64 \
  "--treewalk has no meaning for \`sources\`. Type dmarcstat help sources to see what has." "$DMARCSTAT" sources --treewalk

finish
