#!/bin/sh
# SPDX-License-Identifier: MIT
# A visitor with Chromium, behind a server with a strict policy, sees every page as it is meant.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/hostile.sh"
. "$SOURCE_DIR/tests/lib/browser.sh"
browser_needed
DMARCSTAT_DB=$work/samples.db
export DMARCSTAT_DB
hostile_database
"$DMARCSTAT" publish --quiet "$work/site" || exit 1
timeout 500 node "$SOURCE_DIR/tests/browser/pages.mjs" "$work/site" "$BUILD_DIR/browser"
