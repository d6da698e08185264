#!/bin/sh
# SPDX-License-Identifier: MIT
# The HTML part of a digest, with what strangers wrote in it, is read with Chromium.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
. "$SOURCE_DIR/tests/lib/browser.sh"
browser_needed
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
hostile_database
"$DMARCSTAT" digest --print --format html >"$work/digest.html" || exit 1
timeout 300 node "$SOURCE_DIR/tests/browser/letter.mjs" "$work/digest.html" "$BUILD_DIR/browser"
