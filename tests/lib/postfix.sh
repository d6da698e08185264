# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: a Postfix that takes connections, and no mail unless told whose, from a configuration of the test's own, on free
# ports of 127.0.0.1. To be read with `.` after certificates.sh; whoever uses it calls postfix_stop at the end. Nothing
# of the system's own Postfix is used but its programs. Its master must be root.
: "${work:?}"
PATH=$PATH:/usr/sbin:/sbin
export PATH
if ! command -v postconf >/dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "1..0 # SKIP Postfix is not installed, or the test is not run by root"
  exit 77
fi
chmod 711 "$work" # its processes must get through
postfix_home=$work/postfix postfix_pid='' smtp_port='' submission_port='' submissions_port=''
postfix_programs=$(postconf -dh daemon_directory)
mkdir -p "$postfix_home/conf" "$postfix_home/queue" "$postfix_home/data"
chown postfix "$postfix_home/data"
for postfix_folder in pid private public active incoming deferred defer bounce hold corrupt trace flush saved maildrop; do
  mkdir -p "$postfix_home/queue/$postfix_folder"
done
for postfix_folder in private public active incoming deferred defer bounce hold corrupt trace flush saved; do
  chown postfix "$postfix_home/queue/$postfix_folder"
done

# postfix_configure SETTING...: lines of main.cf besides those that it must have
postfix_configure() {
  cat >"$postfix_home/conf/main.cf" <<END
compatibility_level = 3.6
queue_directory = $postfix_home/queue
data_directory = $postfix_home/data
myhostname = mx.example.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_tls_security_level = may
smtpd_tls_chain_files = $work/pki/good.key, $work/pki/good.pem
alias_maps =
END
  printf '%s\n' "$@" >>"$postfix_home/conf/main.cf"
  cat >"$postfix_home/conf/master.cf" <<END
127.0.0.1:$smtp_port inet n - n - - smtpd
127.0.0.1:$submission_port inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
127.0.0.1:$submissions_port inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
virtual unix - n n - - virtual
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
END
}

# It runs and answers.
postfix_is_up() {
  kill -0 "$postfix_pid" 2>/dev/null && echo QUIT | openssl s_client -starttls smtp -connect "127.0.0.1:$smtp_port" 2>/dev/null |
    grep -q CONNECTED
}

# postfix_start [SETTING...]: on $smtp_port, $submission_port and $submissions_port, the same from one start to the next
postfix_start() {
  postfix_stop
  for _ in 1 2 3 4 5; do
    if [ -z "$smtp_port" ]; then
      # shellcheck disable=SC2046 # three numbers
      set -- $(od -An -N6 -tu2 /dev/urandom) "$@"
      smtp_port=$((20000 + $1 % 4000)) submission_port=$((24000 + $2 % 4000)) submissions_port=$((28000 + $3 % 4000))
      shift 3
    fi
    postfix_configure "$@"
    "$postfix_programs/master" -c "$postfix_home/conf" -d >"$postfix_home/output" 2>&1 </dev/null &
    postfix_pid=$!
    for _ in $(seq 300); do
      postfix_is_up && return 0
      kill -0 "$postfix_pid" 2>/dev/null || break
      sleep 0.1
    done
    postfix_stop
    smtp_port=''
  done
  echo "Bail out! postfix does not start"
  sed 's/^/# /' "$postfix_home/output"
  exit 1
}

# postfix_delivers SETTING...: starts it as one that takes mail for example.com into the mailbox of dovecot.sh
postfix_delivers() {
  postfix_start "virtual_mailbox_domains = example.com" "virtual_mailbox_base = $dovecot_home" \
    "virtual_mailbox_maps = static:mail/" "virtual_uid_maps = static:$(id -u nobody)" \
    "virtual_gid_maps = static:$(id -g nobody)" "virtual_minimum_uid = 1" "virtual_transport = virtual" "$@"
}

postfix_stop() {
  [ "$postfix_pid" ] || return 0
  # shellcheck disable=SC2046 # process ids
  kill -9 "$postfix_pid" $(pgrep -P "$postfix_pid") 2>/dev/null
  wait "$postfix_pid" 2>/dev/null
  postfix_pid=''
}
