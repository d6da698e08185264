# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: dmarcstat.cgi behind real web servers on free ports of 127.0.0.1, with the configurations that
# docs/web-servers.md tells people to use. To be read with `.` after tap.sh; who uses it calls cgi_stop at the end.
: "${work:?}" "${DMARCSTAT:?}" "${SOURCE_DIR:?}"
PATH=$PATH:/usr/sbin:/sbin
export PATH
cgi_home=$work/server cgi_pids='' cgi_url='' cgi_user=postmaster cgi_password=not-a-secret
mkdir -p "$cgi_home/bin" "$cgi_home/root"
chmod 711 "$work" "$cgi_home"
ln -s "$DMARCSTAT" "$cgi_home/bin/dmarcstat.cgi"
htpasswd -bcB "$cgi_home/htpasswd" "$cgi_user" "$cgi_password" 2>/dev/null
printf '[store]\npath = %s\n' "$DMARCSTAT_DB" >"$cgi_home/dmarcstat.conf"
chmod 644 "$cgi_home/dmarcstat.conf"

# What docs/web-servers.md says of a server, with the places of the test.
cgi_documented() {
  sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$SOURCE_DIR/docs/web-servers.md" | sed -e '/^```/d' \
    -e "s|/usr/lib/cgi-bin|$cgi_home/bin|g" -e "s|/etc/dmarcstat/|$cgi_home/|g" -e "s|/run/fcgiwrap|$cgi_home/fcgiwrap|g"
}

# The servers drop variables that they do not know; these are for the clock and for sanitizers.
cgi_configure_lighttpd() {
  cat <<END
server.modules = ("mod_accesslog")
server.bind = "127.0.0.1"
server.port = $cgi_port
server.document-root = "$cgi_home/root"
server.errorlog = "$cgi_home/errors"
server.breakagelog = "$cgi_home/breakage"
END
  { cgi_documented lighttpd && cgi_documented 'lighttpd tlsrpt'; } | sed "s|setenv.add-environment = (|&\"DMARCSTAT_NOW\" => \"$DMARCSTAT_NOW\", |"
}

cgi_configure_apache() {
  for module in mpm_event authn_core authn_file authz_core authz_user auth_basic alias env cgid; do
    echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
  done
  cat <<END
ServerName localhost
ServerRoot $cgi_home
Listen 127.0.0.1:$cgi_port
PidFile $cgi_home/pid
ErrorLog $cgi_home/errors
DefaultRuntimeDir $cgi_home
ScriptSock $cgi_home/cgisock
DocumentRoot $cgi_home/root
$([ "$(id -u)" -ne 0 ] || printf 'User www-data\nGroup www-data\n')
END
  { cgi_documented apache && cgi_documented 'apache tlsrpt'; } | sed "s|^  SetEnv .*|&\n  SetEnv DMARCSTAT_NOW $DMARCSTAT_NOW|"
}

cgi_configure_nginx() {
  cat <<END
daemon off;
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
pid $cgi_home/pid;
error_log $cgi_home/errors;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path $cgi_home/t1; proxy_temp_path $cgi_home/t2; fastcgi_temp_path $cgi_home/t3;
  uwsgi_temp_path $cgi_home/t4; scgi_temp_path $cgi_home/t5;
  server {
    listen 127.0.0.1:$cgi_port;
    root $cgi_home/root;
END
  { cgi_documented nginx && cgi_documented 'nginx tlsrpt'; } | sed -e "s|include fastcgi_params|include /etc/nginx/fastcgi_params|" \
    -e "s|^  fastcgi_pass|  fastcgi_param DMARCSTAT_NOW $DMARCSTAT_NOW;\n&|"
  printf '  }\n}\n'
}

cgi_run_lighttpd() {
  lighttpd -D -f "$cgi_home/conf" >"$cgi_home/output" 2>&1 &
  cgi_pids=$!
}

cgi_run_apache() {
  apache2 -X -f "$cgi_home/conf" >"$cgi_home/output" 2>&1 &
  cgi_pids=$!
}

cgi_run_nginx() {
  fcgiwrap -c 8 -s "unix:$cgi_home/fcgiwrap.socket" >"$cgi_home/fcgiwrap.log" 2>&1 &
  cgi_pids=$!
  nginx -p "$cgi_home" -c "$cgi_home/conf" >"$cgi_home/output" 2>&1 &
  cgi_pids="$cgi_pids $!"
}

cgi_answers() {
  curl -s -o /dev/null --max-time 10 "http://127.0.0.1:$cgi_port/"
}

# cgi_start lighttpd|apache|nginx: the pages are then below $cgi_url, which has no slash at its end
cgi_start() {
  for _ in 1 2 3 4 5; do
    cgi_port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)) # below those that clients get
    "cgi_configure_$1" >"$cgi_home/conf"
    rm -f "$cgi_home/fcgiwrap.socket" "$cgi_home/cgisock"* "$cgi_home/pid"
    "cgi_run_$1"
    for _ in $(seq 100); do
      if cgi_answers; then
        # shellcheck disable=SC2034 # for the tests
        cgi_url=http://127.0.0.1:$cgi_port/dmarc
        return 0
      fi
      kill -0 "${cgi_pids##* }" 2>/dev/null || break # the port is taken
      sleep 0.1
    done
    cgi_stop
  done
  echo "Bail out! $1 does not start"
  sed 's/^/# /' "$cgi_home/output" "$cgi_home/errors"
  exit 1
}

cgi_stop() {
  for cgi_pid in $cgi_pids; do
    # shellcheck disable=SC2046 # process ids
    kill -9 "$cgi_pid" $(pgrep -P "$cgi_pid") 2>/dev/null # the master first: it would start another worker
    wait "$cgi_pid" 2>/dev/null
  done
  cgi_pids=''
}
