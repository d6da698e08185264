# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: a DNS server (Unbound) on a free port of 127.0.0.1, which knows what the test tells it and asks
# nobody else. To be read with `.` after tap.sh. It is ended with the test.
: "${work:?}"
PATH=$PATH:/usr/sbin:/sbin # where some systems keep unbound
export PATH
if ! command -v unbound >/dev/null; then
  echo "1..0 # SKIP unbound is not installed"
  exit 77
fi
dns_pids='' dns_server=''
trap 'dns_stop; rm -rf "$work"' EXIT

dns_stop() {
  # shellcheck disable=SC2086 # numbers
  [ -z "$dns_pids" ] || kill -9 $dns_pids 2>/dev/null
  dns_pids=''
}

# dns_start TYPE <LINES: one more server, with lines of unbound.conf; what they do not speak of has the TYPE of a
# local-zone: static (there is no such name) or deny (silence). $dns_server is where it is.
dns_start() {
  dns_lines=$(cat)
  for dns_try in 1 2 3 4 5; do
    dns_port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)) # below those that clients get
    dns_home=$work/dns$dns_port
    mkdir -p "$dns_home"
    cat >"$dns_home/conf" <<END
server:
  interface: 127.0.0.1
  port: $dns_port
  do-daemonize: no
  chroot: ""
  username: ""
  directory: "$dns_home"
  pidfile: ""
  use-syslog: no
  logfile: "$dns_home/log"
  module-config: "iterator"
  do-not-query-localhost: no
  unblock-lan-zones: yes
  local-zone: "." $1
$dns_lines
END
    unbound -d -c "$dns_home/conf" >/dev/null 2>&1 &
    dns_pids="$dns_pids $!"
    for _ in $(seq 100); do
      if grep -q 'start of service' "$dns_home/log" 2>/dev/null; then
        # shellcheck disable=SC2034 # for the tests
        dns_server=127.0.0.1@$dns_port
        return 0
      fi
      kill -0 "$!" 2>/dev/null || break # the port is taken
      sleep 0.1
    done
  done
  echo "# no DNS server after $dns_try tries"
  return 1
}
