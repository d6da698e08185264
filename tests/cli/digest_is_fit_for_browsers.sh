#!/bin/sh
# SPDX-License-Identifier: MIT
# The HTML part of a digest, with what strangers wrote in it, is read with Chromium.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
. "$SOURCE_DIR/tests/lib/browser.sh"
browser_install || {
  echo "1..0 # SKIP there is no node, npm or Chromium, or the packages for them could not be fetched"
  exit 77
}
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
make_samples "$work/mail"
"$DMARCSTAT" ingest --quiet "$work/mail" >/dev/null 2>&1
hostile_report "$work/hostile.xml"
"$DMARCSTAT" ingest --quiet "$work/hostile.xml" >/dev/null 2>&1
hostile_names "$DMARCSTAT_DB"
"$DMARCSTAT" digest --print --format html >"$work/digest.html" || exit 1
timeout 300 node "$SOURCE_DIR/tests/browser/letter.mjs" "$work/digest.html" "$BUILD_DIR/browser"
