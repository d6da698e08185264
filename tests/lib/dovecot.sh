# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: a Dovecot with one mailbox, from a configuration and certificates made on the spot, on free ports
# of 127.0.0.1. To be read with `.` after tap.sh. Nothing of the system's own Dovecot is used but its programs; it is
# ended with the test. Root has the mail processes run as nobody; anybody else runs all of it as himself.
: "${work:?}"
PATH=$PATH:/usr/sbin:/sbin # where some systems keep dovecot
export PATH
if ! command -v dovecot >/dev/null; then
  echo "1..0 # SKIP dovecot is not installed"
  exit 77
fi
. "$SOURCE_DIR/tests/lib/certificates.sh"
umask 022
chmod 711 "$work" # mail processes must get through
dovecot_home=$work/dovecot
dovecot_log=$dovecot_home/log
maildir=$dovecot_home/mail # INBOX
imap_user=dmarc@example.com imap_password='open sesame'
imap_port='' imaps_port='' dovecot_pid='' delivered=0
mkdir -p "$dovecot_home" "$maildir/cur" "$maildir/new" "$maildir/tmp"
trap 'dovecot_kill; rm -rf "$work"' EXIT

# -- the server ------------------------------------------------------------------------------------------------------------

dovecot_new_ports() {
  # shellcheck disable=SC2046 # two numbers
  set -- $(od -An -N4 -tu2 /dev/urandom)
  imap_port=$((20000 + $1 % 6000)) imaps_port=$((26000 + $2 % 6000)) # below those that clients get
}

# dovecot_configure SETTING...: writes dovecot.conf, which ends in these lines
dovecot_configure() {
  if [ "$(id -u)" -eq 0 ]; then
    dovecot_mail_user=nobody
    dovecot_users='default_internal_user = dovecot
default_login_user = dovenull'
    chown -R nobody "$maildir"
  else
    dovecot_mail_user=$(id -un)
    dovecot_users="default_internal_user = $dovecot_mail_user
default_internal_group = $(id -gn)
default_login_user = $dovecot_mail_user
service anvil {
  chroot =
}
service imap-login {
  chroot =
}
service stats {
  chroot =
}"
  fi
  cat >"$dovecot_home/conf" <<END
base_dir = $dovecot_home/run
state_dir = $dovecot_home/state
log_path = $dovecot_log
auth_debug = yes
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
protocols = imap
listen = 127.0.0.1
$dovecot_users
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <$work/pki/good.pem
ssl_key = <$work/pki/good.key
mail_location = maildir:$maildir
mail_fsync = never
mailbox_list_index = no
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  service_count = 0
  inet_listener imap {
    port = $imap_port
  }
  inet_listener imaps {
    port = $imaps_port
    ssl = yes
  }
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $dovecot_home/users
}
userdb {
  driver = static
  args = uid=$dovecot_mail_user gid=$(id -gn "$dovecot_mail_user") home=$dovecot_home
}
END
  printf '%s\n' "$@" >>"$dovecot_home/conf"
  printf '%s:{PLAIN}%s\n' "$imap_user" "$imap_password" >"$dovecot_home/users"
}

# Whether it runs and listens.
dovecot_is_up() {
  [ -s "$dovecot_home/run/master.pid" ] && kill -0 "$dovecot_pid" 2>/dev/null
}

# Starts it with the ports it has; false when they are taken.
dovecot_begin() {
  rm -f "$dovecot_home/run/master.pid"
  dovecot -c "$dovecot_home/conf" -F >>"$dovecot_home/output" 2>&1 </dev/null &
  dovecot_pid=$!
  dovecot_waits=0
  while [ "$dovecot_waits" -lt 100 ] && kill -0 "$dovecot_pid" 2>/dev/null; do
    dovecot_is_up && return 0
    dovecot_waits=$((dovecot_waits + 1))
    sleep 0.05
  done
  return 1
}

# dovecot_start [SETTING...]: on $imap_port and $imaps_port, which stay the same from one start to the next
dovecot_start() {
  dovecot_kill # stopping takes it a second
  : >"$dovecot_log"
  [ -s "$work/pki/good.pem" ] || { authority ca && certificate good ca DNS:localhost,IP:127.0.0.1; }
  for _ in 1 2 3 4 5; do
    [ "$imap_port" ] || dovecot_new_ports
    dovecot_configure "$@"
    dovecot_begin && return 0
    dovecot_kill
    imap_port=''
  done
  echo "Bail out! dovecot does not start"
  sed 's/^/# /' "$dovecot_home/output" "$dovecot_log"
  exit 1
}

# In good order, with a word to its clients.
dovecot_stop() {
  [ "$dovecot_pid" ] || return 0
  kill "$dovecot_pid" 2>/dev/null
  wait "$dovecot_pid" 2>/dev/null
  dovecot_pid=''
}

# All of it at once, in the middle of whatever it does.
dovecot_kill() {
  [ "$dovecot_pid" ] || return 0
  # shellcheck disable=SC2046 # process ids
  kill -9 "$dovecot_pid" $(pgrep -P "$dovecot_pid") 2>/dev/null
  wait "$dovecot_pid" 2>/dev/null
  dovecot_pid=''
}

# Waits until the log tells of the end of every session.
sessions_end() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ "$(grep -c 'Login:' "$dovecot_log")" -gt "$(grep -c '>: Info: Disconnected' "$dovecot_log")" ] || break
    sleep 0.1
  done
}

# What the last session read: "740 bodies".
last_read() {
  sessions_end
  sed -n 's/.*Disconnected: .* body_count=\([0-9]*\).*/\1 bodies/p' "$dovecot_log" | tail -n 1
}

# How often somebody has sent it a name and a password.
logins_tried() {
  grep -c 'client in: AUTH' "$dovecot_log"
}

# -- mail ------------------------------------------------------------------------------------------------------------------

# deliver FILE...: into the INBOX, as a mail server does
deliver() {
  for mail_file in "$@"; do
    delivered=$((delivered + 1))
    mail_name=$(printf '%010d.M%06d.test' $((1900000000 + delivered)) "$delivered")
    cp "$mail_file" "$maildir/tmp/$mail_name"
    [ "$(id -u)" -ne 0 ] || chown nobody "$maildir/tmp/$mail_name"
    mv "$maildir/tmp/$mail_name" "$maildir/new/$mail_name"
  done
}

# deliver_all FOLDER: every mail of a Maildir, without its flags
deliver_all() {
  tar -C "$1" -cf - new cur | tar -C "$maildir/new" -xf - --transform='s,:2\,.*,,;s,.*/,,'
  rm -rf "$maildir/new/new" "$maildir/new/cur"
  [ "$(id -u)" -ne 0 ] || chown -R nobody "$maildir/new"
}

# no_mail: nothing but an empty INBOX is left. Only while nobody is logged in.
no_mail() {
  rm -rf "$maildir"
  mkdir -p "$maildir/cur" "$maildir/new" "$maildir/tmp"
  [ "$(id -u)" -ne 0 ] || chown -R nobody "$maildir"
}

# mails FOLDER: how many messages are in it, "none" when it is not there; "" is the INBOX, others as they are on disk
mails() {
  if [ -d "$maildir/$1/cur" ]; then
    find "$maildir/$1/cur" "$maildir/$1/new" -type f | wc -l
  else
    echo none
  fi
}

# arrived N: waits until the mailbox has so many messages, and says how many
arrived() {
  for _ in $(seq 200); do
    [ "$(mails '')" -ge "$1" ] && break
    sleep 0.1
  done
  mails ''
}

# The file of the message that came last.
newest() {
  find "$maildir/new" "$maildir/cur" -type f -exec ls -t {} + | head -n 1
}

# different FOLDER: how many that are not the same
different() {
  find "$maildir/$1/cur" "$maildir/$1/new" -type f -exec cksum {} + | awk '{ print $1, $2 }' | sort -u | wc -l
}

# flags FOLDER: which flags its messages have, and how many have just these: "S 12"; "-" is none
flags() {
  find "$maildir/$1/cur" "$maildir/$1/new" -type f | sed 's/.*:2,/=/;s/^[^=].*/=/' | sort | uniq -c |
    awk '{ print $2 == "=" ? "-" : substr($2, 2), $1 }'
}

# not_once: sums of messages in any folder that are not there exactly once
not_once() {
  find "$maildir" -type f \( -path '*/cur/*' -o -path '*/new/*' \) -exec cksum {} + | awk '{ print $1, $2 }' | sort |
    uniq -c | awk '$1 != 1'
}

# -- dmarcstat -------------------------------------------------------------------------------------------------------------

# configure LINE...: writes $conf with [mailbox main] for this server; the lines go into it, instead of those that say
# something else about the same
configure() {
  {
    echo '[mailbox main]'
    printf '%s\n' "$@"
    for line in "host = 127.0.0.1" "port = $imaps_port" "user = $imap_user" 'password_env = IMAP_PASSWORD' \
      "ca_file = $work/pki/ca.pem"; do
      printf '%s\n' "$@" | grep -q "^${line%%=*}=" || echo "$line"
    done
  } >"$conf"
}
conf=$work/dmarcstat.conf
IMAP_PASSWORD=$imap_password
export IMAP_PASSWORD

# contents DATABASE: all that must be the same however the reports came into it
contents() {
  number "$1" "SELECT count(*), sum(records), sum(messages), sum(dmarc_pass) FROM report;
    SELECT count(*), sum(count) FROM record; SELECT count(*), sum(messages), sum(dmarc_pass) FROM daily;
    SELECT count(*), min(reason) FROM quarantine; PRAGMA integrity_check; PRAGMA foreign_key_check"
}
