# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: an authoritative DNS server (NSD) on a free port of 127.0.0.1, with zones of the test's own, also
# signed ones. To be read with `.` after tap.sh; whoever uses it calls nsd_stop at the end.
: "${work:?}"
PATH=$PATH:/usr/sbin:/sbin # where some systems keep nsd
export PATH
for nsd_program in nsd ldns-keygen ldns-signzone; do
  if ! command -v "$nsd_program" >/dev/null; then
    echo "1..0 # SKIP $nsd_program is not installed"
    exit 77
  fi
done
nsd_home=$work/nsd nsd_pid='' nsd_server=''
mkdir -p "$nsd_home"

# zone NAME <LINES: records of a zone, whose SOA and NS are made here
zone() {
  {
    # shellcheck disable=SC2016 # the words of zone files
    printf '$ORIGIN %s.\n$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.53\n' "$1"
    cat
  } >"$nsd_home/$1.zone"
}

# zone_sign NAME: signs it; its key is what $nsd_home/anchors gets more of, for --trust-anchor
zone_sign() {
  nsd_key=$(cd "$nsd_home" && ldns-keygen -a ECDSAP256SHA256 -k "$1" 2>/dev/null) &&
    (cd "$nsd_home" && ldns-signzone -f "$1.signed" "$1.zone" "$nsd_key" >/dev/null) &&
    mv "$nsd_home/$1.signed" "$nsd_home/$1.zone" && cat "$nsd_home/$nsd_key.key" >>"$nsd_home/anchors"
}

# nsd_start: with all zones there are; $nsd_server is where it is
nsd_start() {
  for _ in 1 2 3 4 5; do
    nsd_port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)) # below those that clients get
    {
      cat <<END
server:
  ip-address: 127.0.0.1@$nsd_port
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "$nsd_home"
  pidfile: "$nsd_home/pid"
  logfile: "$nsd_home/log"
  xfrdfile: "$nsd_home/xfrd"
  xfrdir: "$nsd_home"
  zonelistfile: "$nsd_home/list"
  database: ""
  rrl-ratelimit: 0
remote-control:
  control-enable: no
END
      for nsd_zone in "$nsd_home"/*.zone; do
        nsd_name=${nsd_zone##*/}
        printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' "${nsd_name%.zone}" "$nsd_zone"
      done
    } >"$nsd_home/conf"
    : >"$nsd_home/log"
    nsd -d -c "$nsd_home/conf" >"$nsd_home/output" 2>&1 &
    nsd_pid=$!
    for _ in $(seq 300); do
      if grep -q 'nsd started' "$nsd_home/log"; then
        # shellcheck disable=SC2034 # for the tests
        nsd_server=127.0.0.1@$nsd_port
        return 0
      fi
      kill -0 "$nsd_pid" 2>/dev/null || break # the port is taken
      sleep 0.1
    done
    nsd_stop
  done
  echo "Bail out! nsd does not start"
  sed 's/^/# /' "$nsd_home/output" "$nsd_home/log"
  exit 1
}

nsd_stop() {
  [ "$nsd_pid" ] || return 0
  # shellcheck disable=SC2046 # process ids
  kill -9 $(pgrep -P "$nsd_pid") "$nsd_pid" 2>/dev/null
  wait "$nsd_pid" 2>/dev/null
  nsd_pid=''
}
