# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: a web server (lighttpd) with TLS on a free port of 127.0.0.1. To be read with `.` after
# certificates.sh; whoever uses it calls lighttpd_stop at the end. What is in $web/HOST is served as that host.
: "${work:?}"
PATH=$PATH:/usr/sbin:/sbin
export PATH
if ! command -v lighttpd >/dev/null; then
  echo "1..0 # SKIP lighttpd is not installed"
  exit 77
fi
web=$work/web https_port='' lighttpd_pid=''
mkdir -p "$web"

# lighttpd_start CERTIFICATE [SETTING...]: with pki/CERTIFICATE.pem; more lines of its configuration
lighttpd_start() {
  lighttpd_certificate=$1
  shift
  for _ in 1 2 3 4 5; do
    https_port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)) # below those that clients get
    cat >"$work/lighttpd.conf" <<END
server.modules = ("mod_openssl", "mod_simple_vhost", "mod_redirect", "mod_setenv")
server.bind = "127.0.0.1"
server.port = $https_port
server.document-root = "$web"
simple-vhost.server-root = "$web/"
simple-vhost.document-root = "/"
mimetype.assign = (".txt" => "text/plain", ".html" => "text/html")
ssl.engine = "enable"
ssl.pemfile = "$work/pki/$lighttpd_certificate.pem"
ssl.privkey = "$work/pki/$lighttpd_certificate.key"
END
    printf '%s\n' "$@" >>"$work/lighttpd.conf"
    lighttpd -D -f "$work/lighttpd.conf" >"$work/lighttpd.log" 2>&1 &
    lighttpd_pid=$!
    for _ in $(seq 300); do
      grep -q 'server started' "$work/lighttpd.log" && return 0
      kill -0 "$lighttpd_pid" 2>/dev/null || break # the port is taken
      sleep 0.1
    done
    lighttpd_stop
  done
  echo "Bail out! lighttpd does not start"
  sed 's/^/# /' "$work/lighttpd.log"
  exit 1
}

lighttpd_stop() {
  [ "$lighttpd_pid" ] || return 0
  kill -9 "$lighttpd_pid" 2>/dev/null
  wait "$lighttpd_pid" 2>/dev/null
  lighttpd_pid=''
}
