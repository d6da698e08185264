#!/bin/sh
# SPDX-License-Identifier: MIT
# An administrator with Chromium finds the way through the CGI behind lighttpd: filters, orders, reports, data.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/browser.sh"
PATH=$PATH:/usr/sbin:/sbin
browser_needed
needs curl htpasswd lighttpd
mkdir "$work/data"
DMARCSTAT_DB=$work/data/samples.db
make_samples "$work/mail"
"$DMARCSTAT" ingest --db "$DMARCSTAT_DB" --quiet "$work/mail" >/dev/null 2>&1
. "$SOURCE_DIR/tests/lib/cgi_servers.sh"
cgi_start lighttpd
timeout 500 node "$SOURCE_DIR/tests/browser/cgi.mjs" "$cgi_url/" "$cgi_user" "$cgi_password" "$BUILD_DIR/browser"
code=$?
cgi_stop
exit "$code"
