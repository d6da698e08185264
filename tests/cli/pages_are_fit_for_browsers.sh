#!/bin/sh
# SPDX-License-Identifier: MIT
# A visitor with Chromium, behind a server with a strict policy, sees every page as it is meant.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
. "$SOURCE_DIR/tests/lib/browser.sh"
browser_install || {
  echo "1..0 # SKIP there is no node, npm or Chromium, or the packages for them could not be fetched"
  exit 77
}
DMARCSTAT_DB=$work/samples.db
export DMARCSTAT_DB
make_samples "$work/mail"
"$DMARCSTAT" ingest --quiet "$work/mail" >/dev/null 2>&1
hostile_report "$work/hostile.xml"
"$DMARCSTAT" ingest --quiet "$work/hostile.xml" >/dev/null 2>&1
hostile_names "$DMARCSTAT_DB"
"$DMARCSTAT" publish --quiet "$work/site" || exit 1
timeout 500 node "$SOURCE_DIR/tests/browser/pages.mjs" "$work/site" "$BUILD_DIR/browser"
