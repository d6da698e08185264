# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests: `dmarcstat serve` at a free port. To be read with `.` after tap.sh.

# serve_start OPTION...: its process in $server, its address in $url, what it says in $work/talk and $work/log
serve_start() {
  "$DMARCSTAT" serve --listen 127.0.0.1:0 "$@" >"$work/talk" 2>"$work/log" &
  server=$!
  for _ in $(seq 300); do
    [ -s "$work/talk" ] && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  url=$(sed -n 's| shows the pages until Ctrl-C ends it$||p' "$work/talk")
}
