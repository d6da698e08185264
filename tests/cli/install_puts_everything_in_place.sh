#!/bin/sh
# SPDX-License-Identifier: MIT
# What `cmake --install` writes, with DESTDIR and another prefix; that the units are hardened, and allow the program what it
# does; that a system gets its user and folders.
. "$SOURCE_DIR/tests/lib/tap.sh"
umask 022
root=$work/root

# -- files -----------------------------------------------------------------------------------------------------------------

run env DESTDIR="$root" cmake --install "$BUILD_DIR" --prefix /usr
check "it_installs_below_destdir" 0 "$code"
units=$(cd "$root/usr/lib/systemd/system" && ls)
for file in usr/bin/dmarcstat usr/lib/sysusers.d/dmarcstat.conf usr/lib/tmpfiles.d/dmarcstat.conf etc/dmarcstat.conf \
  usr/lib/systemd/system/dmarcstat-fetch.service usr/lib/systemd/system/dmarcstat-fetch.timer; do
  check "there_is_$file" yes "$([ -f "$root/$file" ] && echo yes)"
done
check "nothing_of_the_tests_is_installed" "" "$(find "$root" -name '*samples*' -o -name 'test_*' -o -name '*.a')"
check "units_run_what_is_installed" "/usr/bin/dmarcstat" \
  "$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$root"/usr/lib/systemd/system/*.service | sort -u)"
run "$DMARCSTAT" config check --config "$root/etc/dmarcstat.conf"
check "the_configuration_is_fine" 0 "$code"

echo '# mine' >>"$root/etc/dmarcstat.conf"
run env DESTDIR="$root" cmake --install "$BUILD_DIR" --prefix /usr
check "a_configuration_that_is_there_is_left_alone" "# mine" "$(tail -n 1 "$root/etc/dmarcstat.conf")"

# -- systemd ---------------------------------------------------------------------------------------------------------------

if ! command -v systemd-analyze >/dev/null; then
  echo "# systemd-analyze is not installed: units are not looked at"
  finish
  exit
fi
for unit in $units; do
  case $unit in
  *.service)
    run systemd-analyze security --offline=true --no-pager --threshold=19 "$root/usr/lib/systemd/system/$unit"
    check "${unit}_is_hardened" "0 " "$code $err"
    ;;
  esac
done
# shellcheck disable=SC2086 # several names
run systemd-analyze verify --root "$root" $units
check "units_can_be_read" "" "$(echo "$err" | grep -iE "unknown|ignoring|invalid|pars")"
run systemd-sysusers --root "$root"
check "there_is_a_user" "/var/lib/dmarcstat" "$(awk -F: '$1 == "dmarcstat" { print $6 }' "$root/etc/passwd")"
[ "$(id -u)" -ne 0 ] || systemd-tmpfiles --root "$root" --create dmarcstat.conf 2>/dev/null
[ "$(id -u)" -ne 0 ] || check "its_folder_is_closed_to_others" 750 "$(stat -c %a "$root/var/lib/dmarcstat")"

# what a filter of a unit lets through, a line each
allowed() {
  sed -n 's/^SystemCallFilter=//p' "$1" | tr ' ' '\n' >"$work/words"
  expand <"$work/words" | sort -u >"$work/yes"
  sed -n 's/^~//p' "$work/words" | expand | sort -u | comm -23 "$work/yes" -
}
# expand: groups of system calls into their members
expand() {
  while read -r word; do
    case $word in
    @*) systemd-analyze syscall-filter --no-pager "$word" | sed -n 's/^    \([@a-z].*\)/\1/p' | expand ;;
    ~*) ;;
    *) echo "$word" ;;
    esac
  done
}
make_samples "$work/mail"
ASAN_OPTIONS=detect_leaks=0 strace -f -o "$work/trace" "$DMARCSTAT" ingest --no-config --db "$work/db" "$work/mail" 2>/dev/null
sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' "$work/trace" | sort -u >"$work/calls"
allowed "$root/usr/lib/systemd/system/dmarcstat-fetch.service" >"$work/allowed"
check_like "it_makes_many_system_calls" "[2-9][0-9]" "$(wc -l <"$work/calls" | tr -d ' ')"
check "the_filter_of_the_unit_lets_them_through" "" "$(comm -23 "$work/calls" "$work/allowed" | grep -vx fchown)" # SQLite does that as root only

finish
