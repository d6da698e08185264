#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian package in a fresh system: it brings all it needs, upgrades keep data and configuration, removing keeps data, and
# only purging does not. Needs root, the network, and two variables:
#   DMARCSTAT_PACKAGE  the package, as tools/package makes it
#   DMARCSTAT_ROOT     a folder that `debootstrap --variant=minbase bookworm FOLDER` has made; it is copied, not changed
. "$SOURCE_DIR/tests/lib/tap.sh"
if [ -z "${DMARCSTAT_PACKAGE:-}" ] || [ -z "${DMARCSTAT_ROOT:-}" ] || [ "$(id -u)" -ne 0 ]; then
  echo "1..0 # SKIP DMARCSTAT_PACKAGE and DMARCSTAT_ROOT do not say what to test, or this is not root"
  exit 77
fi
. "$SOURCE_DIR/tests/lib/dovecot.sh"
root=$work/root
cp -a "$DMARCSTAT_ROOT" "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
trap 'dovecot_kill; umount "$root/proc" 2>/dev/null; rm -rf "$work"' EXIT
mount -t proc proc "$root/proc" 2>/dev/null || echo "# without /proc"
in_root() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 DMARCSTAT_NOW="$DMARCSTAT_NOW" \
    chroot "$root" "$@"
}
apt() {
  in_root apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" >"$work/log" 2>&1 || sed 's/^/# /' "$work/log"
}
as_service() { # as the units run it
  in_root setpriv --reuid dmarcstat --regid dmarcstat --clear-groups "$@"
}

# -- install ---------------------------------------------------------------------------------------------------------------

cp "$DMARCSTAT_PACKAGE" "$root/tmp/first.deb"
apt update
apt install --no-install-recommends /tmp/first.deb
# shellcheck disable=SC2016 # dpkg-query expands it
check "it_is_installed" "install ok installed" "$(in_root dpkg-query -W -f='${Status}' dmarcstat)"
run in_root dmarcstat --version
check_like "it_runs" "0 dmarcstat [0-9]*/var/lib/dmarcstat/dmarcstat.db" "$code $out"
check "libraries_are_all_there" "" "$(in_root ldd /usr/bin/dmarcstat | grep 'not found')"
check "the_user_has_no_shell" "/usr/sbin/nologin" "$(awk -F: '$1 == "dmarcstat" { print $7 }' "$root/etc/passwd")"
check "its_data_is_closed_to_others" "750 dmarcstat" "$(in_root stat -c '%a %U' /var/lib/dmarcstat)"
check "nobody_else_changes_the_folder_of_passwords" "750 root dmarcstat" "$(in_root stat -c '%a %U %G' /etc/dmarcstat)"
check "there_is_a_manual_page" "yes" "$([ -f "$root/usr/share/man/man1/dmarcstat.1.gz" ] && echo yes)"

make_samples "$work/reports"
make_samples "$root/tmp/mail"
chmod -R go+rX "$root/tmp/mail"
run as_service dmarcstat ingest /tmp/mail
check "it_takes_reports" 65 "$code" # one of the samples is damaged
run as_service dmarcstat summary
check_like "it_answers" "0 *example.com*" "$code $out"
echo '# mine' >>"$root/etc/dmarcstat.conf"

# -- set up ----------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2119
dovecot_start
deliver "$work"/reports/cur/*.M0000[0-2]*
cp "$work/pki/ca.pem" "$root/etc/dmarcstat/ca.pem"
echo "$imap_password" >"$root/etc/dmarcstat/imap.password"
in_root chown dmarcstat /etc/dmarcstat/imap.password
chmod 600 "$root/etc/dmarcstat/imap.password"
run in_root dmarcstat init --domain example.com --host 127.0.0.1 --port "$imaps_port" --user "$imap_user" --ca-file /etc/dmarcstat/ca.pem \
  --password-file /etc/dmarcstat/imap.password --nameserver 127.0.0.1@9
check_like "root_sets_up_the_service" "0 *Logged in*Written      /etc/dmarcstat.conf*example.com*systemctl enable --now dmarcstat-fetch.service*" "$code $out"
check "what_root_has_fetched_is_of_the_service" dmarcstat "$(in_root stat -c %U /var/lib/dmarcstat/dmarcstat.db)"
run as_service dmarcstat fetch
check "the_service_goes_on" 0 "$code"
run as_service dmarcstat doctor --offline
check "the_doctor_is_content" "0 " "$code $err"
for command in fetch "mailbox test" "doctor --offline"; do
  # shellcheck disable=SC2086 # several words
  run in_root dmarcstat $command
  check "root_can_${command}_too" "0 " "$code $(echo "$err" | grep -v "nothing new")"
done
check "and_leaves_nothing_that_the_service_cannot_write" "" "$(in_root find /var/lib/dmarcstat ! -user dmarcstat)"

# -- upgrade ---------------------------------------------------------------------------------------------------------------

before=$(number "$root/var/lib/dmarcstat/dmarcstat.db" 'SELECT count(*), sum(messages) FROM report')
dpkg-deb -R "$DMARCSTAT_PACKAGE" "$work/next"
sed -i 's/^Version: .*/Version: 99-1/' "$work/next/DEBIAN/control"
dpkg-deb --root-owner-group -b "$work/next" "$root/tmp/next.deb" >/dev/null
apt install --no-install-recommends /tmp/next.deb
# shellcheck disable=SC2016
check "it_is_upgraded" "99-1" "$(in_root dpkg-query -W -f='${Version}' dmarcstat)"
check "an_upgrade_keeps_the_data" "$before" "$(number "$root/var/lib/dmarcstat/dmarcstat.db" 'SELECT count(*), sum(messages) FROM report')"
check "an_upgrade_keeps_the_configuration" 1 "$(grep -cx "# mine" "$root/etc/dmarcstat.conf")"

# -- remove and purge ------------------------------------------------------------------------------------------------------

echo secret >"$root/etc/dmarcstat/main.password"
apt remove dmarcstat
check "removing_takes_the_program" "" "$(ls "$root/usr/bin/dmarcstat" 2>/dev/null)"
check "removing_keeps_the_data" "$before" "$(number "$root/var/lib/dmarcstat/dmarcstat.db" 'SELECT count(*), sum(messages) FROM report')"
check "removing_keeps_the_configuration" 1 "$(grep -cx "# mine" "$root/etc/dmarcstat.conf")"
apt purge dmarcstat
check "purging_leaves_nothing" "" "$(find "$root/etc" "$root/usr" "$root/var/lib" -name '*dmarcstat*' ! -path '*/apt/*')"
check "purging_takes_the_user" "" "$(grep dmarcstat "$root/etc/passwd" "$root/etc/group")"

finish
