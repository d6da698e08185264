#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package in a fresh system, whose systemd runs as process 1 of a container where that is possible: it brings all
# it needs, `dmarcstat init` leads to answers, a service and a page, upgrades keep data and configuration, removing keeps
# data, and only purging does not. Needs root, the network, and a package (tools/package makes one).
. "$SOURCE_DIR/tests/lib/tap.sh"
. "$SOURCE_DIR/tests/lib/system.sh"
system_begin
. "$SOURCE_DIR/tests/lib/dovecot.sh"
trap 'system_end; dovecot_kill; rm -rf "$work"' EXIT
system_boot && booted=yes || booted=
[ "$booted" ] || mount -t proc proc "$root/proc" 2>/dev/null || echo "# without /proc"
[ "$booted" ] || echo "# no systemd can be run here: the service is not looked at"
database=$root/var/lib/dmarcstat/dmarcstat.db
began=$(date +%s)

# -- install ---------------------------------------------------------------------------------------------------------------

cp "$package" "$root/root/first.deb"
apt update
apt install --no-install-recommends /root/first.deb
# shellcheck disable=SC2016 # dpkg-query expands it
check "it_is_installed" "install ok installed" "$(in_root dpkg-query -W -f='${Status}' dmarcstat)"
run in_root dmarcstat --version
check_like "it_runs" "0 dmarcstat [0-9]*/var/lib/dmarcstat/dmarcstat.db" "$code $out"
check "libraries_are_all_there" "" "$(in_root ldd /usr/bin/dmarcstat | grep 'not found')"
check "the_user_has_no_shell" "/usr/sbin/nologin" "$(awk -F: '$1 == "dmarcstat" { print $7 }' "$root/etc/passwd")"
check "its_data_is_closed_to_others" "750 dmarcstat" "$(in_root stat -c '%a %U' /var/lib/dmarcstat)"
check "nobody_else_changes_the_folder_of_passwords" "750 root dmarcstat" "$(in_root stat -c '%a %U %G' /etc/dmarcstat)"
for page in man1/dmarcstat.1 man8/dmarcstat-cgi.8; do
  check "there_is_a_manual_page_$page" "yes" "$([ -f "$root/usr/share/man/$page.gz" ] && echo yes)"
done
check "programs_that_print_tokens_can_be_run" 2 "$(find "$root/usr/libexec/dmarcstat" -name 'token-*' -perm 755 | wc -l)"
[ ! "$booted" ] || check "nothing_is_started_that_knows_no_mailbox" "inactive disabled" \
  "$(unit dmarcstat-fetch.service ActiveState) $(unit dmarcstat-fetch.service UnitFileState)"
echo '# mine' >>"$root/etc/dmarcstat.conf"

# -- set up ----------------------------------------------------------------------------------------------------------------

make_samples "$work/reports"
# shellcheck disable=SC2119
dovecot_start
deliver "$work"/reports/cur/*.M0000[0-2]*
cp "$work/pki/ca.pem" "$root/etc/dmarcstat/ca.pem"
echo "$imap_password" >"$root/etc/dmarcstat/imap.password"
in_root chown dmarcstat /etc/dmarcstat/imap.password
chmod 600 "$root/etc/dmarcstat/imap.password"
[ ! "$booted" ] || in_root systemctl set-environment DMARCSTAT_NOW="$DMARCSTAT_NOW"
run in_root dmarcstat init --domain example.com --host 127.0.0.1 --port "$imaps_port" --user "$imap_user" --ca-file /etc/dmarcstat/ca.pem \
  --password-file /etc/dmarcstat/imap.password --nameserver 127.0.0.1@9
check_like "init_ends_in_answers" "0 *Logged in*Written      /etc/dmarcstat.conf*example.com*" "$code $out"
[ "$booted" ] || check_like "it_says_how_to_go_on" "*systemctl enable --now dmarcstat-fetch.service*" "$out"
check "what_root_has_fetched_is_of_the_service" dmarcstat "$(in_root stat -c %U /var/lib/dmarcstat/dmarcstat.db)"
echo "# $(($(date +%s) - began)) s from the package to the first answers"

# -- the service -----------------------------------------------------------------------------------------------------------

main_pid() {
  unit dmarcstat-fetch.service MainPID
}
status_of() { # a line of what the kernel knows of the service
  in_root sed -n "s/^$1:[[:space:]]*//p" "/proc/$(main_pid)/status"
}
reports() {
  number "$database" 'SELECT count(*) FROM report' 2>/dev/null
}
if [ "$booted" ]; then
  check "it_runs_as_a_service" "active enabled" \
    "$(becomes active unit dmarcstat-fetch.service ActiveState) $(unit dmarcstat-fetch.service UnitFileState)"
  check "the_timer_of_the_pages_runs" "active enabled" "$(unit dmarcstat-publish.timer ActiveState) $(unit dmarcstat-publish.timer UnitFileState)"
  check "it_can_do_nothing_that_root_can" "0000000000000000 1 2" "$(status_of CapEff) $(status_of NoNewPrivs) $(status_of Seccomp)"
  before=$(reports)
  deliver "$work"/reports/cur/*.M0000[3-4]*
  check "it_takes_what_comes" $((before + 20)) "$(becomes $((before + 20)) reports)"
  in_root journalctl --sync
  in_root journalctl --unit dmarcstat-fetch.service --output json --no-pager >"$work/journal"
  check "the_journal_knows_the_mailbox" '["6","fetch","main","dmarcstat"]' \
    "$(jq -c 'select(.MESSAGE | test("stored")) | [.PRIORITY, .DMARCSTAT_COMMAND, .DMARCSTAT_MAILBOX, .SYSLOG_IDENTIFIER]' <"$work/journal" | sort -u)"
  check "and_no_password" "" "$(grep -F "$imap_password" "$work/journal")"
  pid=$(main_pid)
  run in_root systemctl reload dmarcstat-fetch.service
  check "it_reads_its_configuration_anew" "0 active $pid" "$code $(becomes active unit dmarcstat-fetch.service ActiveState) $(main_pid)"
  run in_root systemctl start dmarcstat-fetch-once.service
  check "the_work_of_the_hour_is_done" "0 success" "$code $(unit dmarcstat-fetch-once.service Result)"
  run in_root systemctl start dmarcstat-publish.service
  check "pages_are_written" "0 success dmarcstat" \
    "$code $(unit dmarcstat-publish.service Result) $(in_root stat -c %U /var/lib/dmarcstat/site/index.html)"
  check "nothing_has_failed" "" "$(in_root systemctl --failed --no-legend --plain | grep dmarcstat)"
  echo "# $(($(date +%s) - began)) s from the package to a page"
  cp -p "$root/etc/dmarcstat/imap.password" "$root/root/right"
  echo wrong >"$root/etc/dmarcstat/imap.password"
  run in_root systemctl restart dmarcstat-fetch.service
  check "with_a_wrong_password_it_stops_and_does_not_try_again" "failed 77 0" \
    "$(becomes failed unit dmarcstat-fetch.service ActiveState) $(unit dmarcstat-fetch.service ExecMainStatus) $(unit dmarcstat-fetch.service NRestarts)"
  cp -p "$root/root/right" "$root/etc/dmarcstat/imap.password"
  run in_root systemctl restart dmarcstat-fetch.service
  check "with_the_right_one_it_goes_on" "0 active" "$code $(unit dmarcstat-fetch.service ActiveState)"
else
  run as_service dmarcstat fetch
  check "the_service_goes_on" 0 "$code"
fi
run as_service dmarcstat doctor --offline
check "the_doctor_is_content" "0 " "$code $err"
for command in fetch "mailbox test" "doctor --offline" summary; do
  # shellcheck disable=SC2086 # several words
  run in_root dmarcstat $command
  check "root_can_${command}_too" "0 " "$code $(echo "$err" | grep -v "nothing new\|the newest data is")"
done
check "and_leaves_nothing_that_the_service_cannot_write" "" "$(in_root find /var/lib/dmarcstat ! -user dmarcstat)"

# -- upgrade ---------------------------------------------------------------------------------------------------------------

totals() {
  number "$database" 'SELECT count(*), sum(messages) FROM report'
}
before=$(totals) pid=$([ ! "$booted" ] || main_pid)
dpkg-deb -R "$package" "$work/next"
sed -i 's/^Version: .*/Version: 99-1/' "$work/next/DEBIAN/control"
dpkg-deb --root-owner-group -b "$work/next" "$root/root/next.deb" >/dev/null
apt install --no-install-recommends /root/next.deb
# shellcheck disable=SC2016
check "it_is_upgraded" "99-1" "$(in_root dpkg-query -W -f='${Version}' dmarcstat)"
check "an_upgrade_keeps_the_data" "$before" "$(totals)"
check "an_upgrade_keeps_the_configuration" 1 "$(grep -cx "# mine" "$root/etc/dmarcstat.conf")"
[ ! "$booted" ] || check "an_upgrade_starts_the_service_anew" "active yes" \
  "$(becomes active unit dmarcstat-fetch.service ActiveState) $([ "$(main_pid)" = "$pid" ] || echo yes)"

# -- remove and purge ------------------------------------------------------------------------------------------------------

apt remove dmarcstat
check "removing_takes_the_program" "" "$(ls "$root/usr/bin/dmarcstat" 2>/dev/null)"
check "removing_keeps_the_data" "$before" "$(totals)"
check "removing_keeps_the_configuration" 1 "$(grep -cx "# mine" "$root/etc/dmarcstat.conf")"
[ ! "$booted" ] || check "removing_stops_the_service" "" "$(in_root sh -c 'grep -sx dmarcstat /proc/[0-9]*/comm')"
apt purge dmarcstat
check "purging_leaves_nothing" "" "$(find "$root/etc" "$root/usr" "$root/var/lib" -name '*dmarcstat*' ! -path '*/apt/*')"
check "purging_takes_the_user" "" "$(grep dmarcstat "$root/etc/passwd" "$root/etc/group")"

finish
