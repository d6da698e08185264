#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch --watch under a service manager: it is ready once it has logged in, or knows that it must try again, and gives the
# signs of life that a watchdog wants. What it tells is seen with strace; nobody needs to listen.
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/dovecot.sh"
trap 'end_watcher; dovecot_kill; rm -rf "$work"' EXIT
watcher=''
make_samples "$work/samples"

# watch: in the background, with what it tells in $work/trace
watch() {
  : >"$work/trace"
  # the leak checker cannot work beside strace
  ASAN_OPTIONS=detect_leaks=0 NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=2000000 strace -f -s 300 -e trace=sendto \
    -o "$work/trace" "$DMARCSTAT" fetch --watch --config "$conf" --db "$work/db" >/dev/null 2>&1 </dev/null &
  watcher=$!
}
end_watcher() {
  [ "$watcher" ] || return 0
  pkill -TERM -P "$watcher" 2>/dev/null
  wait "$watcher"
  code=$?
  watcher=''
}
# told PATTERN [TIMES]: whether it is told so often, within 20 seconds
told() {
  for _ in $(seq 100); do
    [ "$(grep -c "sendto(.*$1" "$work/trace")" -lt "${2:-1}" ] || { echo yes; return; }
    sleep 0.2
  done
}

# shellcheck disable=SC2119
dovecot_start
deliver "$work"/samples/cur/*.M0000[0-1]*
configure 'connect_timeout = 2s'
watch
check "it_is_ready_once_it_waits" yes "$(told 'READY=1.*Waiting for reports')"
check "it_was_ready_before_it_had_read_all" "Reading what waits in the mailbox" \
  "$(sed -n 's/.*READY=1\\nSTATUS=\([^\\"]*\).*/\1/p' "$work/trace" | head -n 1)"
check "it_gives_signs_of_life" yes "$(told 'WATCHDOG=1' 5)"
end_watcher
check "it_ends_in_order" 0 "$code"

dovecot_kill
watch
check "a_server_that_is_away_does_not_hold_it_up" yes "$(told 'READY=1.*127.0.0.1')"
check "it_gives_signs_of_life_while_it_rests" yes "$(told 'WATCHDOG=1' 3)"
end_watcher
check "it_ends_in_order_then_too" 0 "$code"

finish
