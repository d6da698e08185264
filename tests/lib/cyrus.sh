# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: a Cyrus IMAP server with one mailbox, on a free port of 127.0.0.1. To be read with `.` after
# dovecot.sh, whose certificates and whose configure it uses. Debian installs only one IMAP server at a time, so its
# packages are fetched and unpacked into the build folder, once; what they need of libraries must be there.
: "${work:?}" "${BUILD_DIR:?}" "${imaps_port?}" "${imap_user:?}" "${imap_password:?}"
cyrus_root=$BUILD_DIR/cyrus
cyrus_bin=$cyrus_root/usr/lib/cyrus/bin
cyrus_home=$work/cyrus
cyrus_pid=''
trap 'cyrus_stop; rm -rf "$work"' EXIT

cyrus_skip() {
  echo "1..0 # SKIP $1"
  exit 77
}

# -- its programs ----------------------------------------------------------------------------------------------------------

cyrus_unpack() {
  [ ! -d "$cyrus_root" ] || return 0
  command -v apt-get >/dev/null || cyrus_skip "there is no apt-get to fetch Cyrus with"
  mkdir -p "$work/packages" "$cyrus_root.new"
  (cd "$work/packages" && apt-get -q download cyrus-imapd cyrus-common sasl2-bin) >"$work/packages/log" 2>&1 ||
    cyrus_skip "Cyrus cannot be fetched: $(tail -n 1 "$work/packages/log")"
  for package in "$work"/packages/*.deb; do
    dpkg -x "$package" "$cyrus_root.new"
  done
  mv "$cyrus_root.new" "$cyrus_root"
}

cyrus_unpack
LD_LIBRARY_PATH=$(dirname "$(find "$cyrus_root/usr/lib" -name 'libcyrus.so.0' | head -n 1)")
[ -x "$cyrus_bin/master" ] || cyrus_skip "this Cyrus has its programs elsewhere"
[ "$(id -u)" -eq 0 ] || cyrus_skip "Cyrus begins as root"
# shellcheck disable=SC2086 # no words in it
cyrus_missing=$(for program in master imapd idled reconstruct ctl_cyrusdb; do
  LD_LIBRARY_PATH=$LD_LIBRARY_PATH ldd "$cyrus_bin/$program"
done | sed -n 's/ => not found//p' | sort -u | tr -d '\t' | tr '\n' ' ')
[ -z "$cyrus_missing" ] || cyrus_skip "Cyrus needs $cyrus_missing"

# cyrus PROGRAM ARGUMENT...: with its own libraries
cyrus() {
  cyrus_program=$1
  shift
  LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$cyrus_bin/$cyrus_program" -C "$cyrus_home/imapd.conf" "$@"
}

# -- the server ------------------------------------------------------------------------------------------------------------

cyrus_configure() {
  mkdir -p "$cyrus_home/run" "$cyrus_home/conf" "$cyrus_home/spool"
  cat >"$cyrus_home/imapd.conf" <<END
cyrus_user: nobody
configdirectory: $cyrus_home/conf
partition-default: $cyrus_home/spool
defaultpartition: default
admins: admin
sasl_mech_list: PLAIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $cyrus_home/sasldb
virtdomains: off
autocreate_quota: 0
altnamespace: no
unixhierarchysep: no
idlesocket: $cyrus_home/run/idle
imapidlepoll: 1
proc_path: $cyrus_home/run/proc
mboxname_lockpath: $cyrus_home/run/lock
duplicate_db_path: $cyrus_home/run/deliver.db
statuscache_db_path: $cyrus_home/run/statuscache.db
tls_server_cert: $work/pki/good.pem
tls_server_key: $work/pki/good.key
END
  cat >"$cyrus_home/cyrus.conf" <<END
START {
  recover cmd="$cyrus_bin/ctl_cyrusdb -C $cyrus_home/imapd.conf -r"
  idled cmd="$cyrus_bin/idled -C $cyrus_home/imapd.conf"
}
SERVICES {
  imaps cmd="$cyrus_bin/imapd -C $cyrus_home/imapd.conf -s" listen="127.0.0.1:$imaps_port" prefork=0
}
EVENTS {
}
END
  printf '%s' "$imap_password" |
    "$cyrus_root/usr/sbin/saslpasswd2" -p -f "$cyrus_home/sasldb" -u "$(uname -n)" -c "$imap_user"
  chmod 644 "$work/pki/good.key"
  chown -R nobody "$cyrus_home"
}

cyrus_listens() {
  openssl s_client -connect "127.0.0.1:$imaps_port" -brief </dev/null >/dev/null 2>&1
}

# cyrus_start: on $imaps_port
cyrus_start() {
  imap_user=dmarc # names of mailboxes are part of it
  authority ca && certificate good ca DNS:localhost,IP:127.0.0.1
  dovecot_new_ports
  cyrus_configure
  LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$cyrus_bin/master" -M "$cyrus_home/cyrus.conf" -C "$cyrus_home/imapd.conf" \
    -p "$cyrus_home/run/master.pid" >"$cyrus_home/output" 2>&1 </dev/null &
  cyrus_pid=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    cyrus_listens && return 0
    sleep 0.5
  done
  echo "Bail out! Cyrus does not start"
  sed 's/^/# /' "$cyrus_home/output"
  exit 1
}

cyrus_stop() {
  [ "$cyrus_pid" ] || return 0
  kill "$cyrus_pid" 2>/dev/null
  wait "$cyrus_pid" 2>/dev/null
  cyrus_pid=''
}

# -- mail ------------------------------------------------------------------------------------------------------------------

# cyrus_deliver FILE...: by IMAP
cyrus_deliver() {
  for mail_file in "$@"; do
    sed 's/\r$//;s/$/\r/' "$mail_file" >"$work/letter"
    curl -sS --cacert "$work/pki/ca.pem" --user "$imap_user:$imap_password" -T "$work/letter" \
      "imaps://localhost:$imaps_port/INBOX" || echo "# not delivered: $mail_file"
  done
}

# cyrus_mails FOLDER: how many messages are in it
cyrus_mails() {
  curl -sS --cacert "$work/pki/ca.pem" --user "$imap_user:$imap_password" "imaps://localhost:$imaps_port/" \
    -X "STATUS $1 (MESSAGES)" | sed -n 's/.*(MESSAGES \([0-9]*\)).*/\1/p'
}
