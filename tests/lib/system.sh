# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For tests of the package: a fresh system in $root, which is thrown away, and what runs in it. To be read with `.` after
# tap.sh. It is laid over the one that $DMARCSTAT_ROOT names, or else $BUILD_DIR/../root, which is made with debootstrap when
# there is none yet; that one is never changed.
: "${work:?}"
root=$work/root system_leader='' system_nspawn=''

system_skip() {
  echo "1..0 # SKIP $1"
  exit 77
}

# Sets $package: $DMARCSTAT_PACKAGE, or what tools/package has made of the source as it is.
system_package() {
  package=${DMARCSTAT_PACKAGE:-}
  [ "$package" ] && return
  for package in "$SOURCE_DIR"/build/package/dmarcstat_*.deb; do
    [ -f "$package" ] || system_skip "there is no package: tools/package makes one"
    [ -z "$(find "$SOURCE_DIR/src" "$SOURCE_DIR/packaging" "$SOURCE_DIR/man" -newer "$package" -type f | head -n 1)" ] ||
      system_skip "the package is older than the source: tools/package makes another"
  done
}

# Debian's release that this system is, which the package was made for.
system_release() {
  sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

system_make() { # FOLDER
  command -v debootstrap >/dev/null || system_skip "debootstrap is not installed"
  echo "# making a system in $1; it is kept"
  rm -rf "$1.new"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates "$(system_release)" "$1.new" >"$work/log" 2>&1 ||
    system_skip "debootstrap has made no system: $(tail -n 1 "$work/log")"
  mv "$1.new" "$1"
}

system_begin() {
  [ "$(id -u)" -eq 0 ] || system_skip "it takes root to make a system"
  system_package
  system_below=${DMARCSTAT_ROOT:-$SOURCE_DIR/build/root}
  [ -d "$system_below/etc" ] || system_make "$system_below"
  mkdir -p "$root" "$work/upper" "$work/layer"
  mount -t overlay overlay -o "lowerdir=$system_below,upperdir=$work/upper,workdir=$work/layer" "$root" 2>/dev/null ||
    cp -a "$system_below/." "$root" || exit 1
  cp /etc/resolv.conf "$root/etc/resolv.conf"
}

# Starts its systemd as process 1 of a container that shares the network. False where that is not possible.
system_boot() {
  command -v systemd-nspawn >/dev/null && [ -x "$root/lib/systemd/systemd" ] || return 1
  systemd-nspawn -q -D "$root" --boot --register=no --keep-unit --console=pipe </dev/null >"$work/console" 2>&1 &
  system_nspawn=$!
  for _ in $(seq 150); do
    system_leader=$(pgrep -P "$system_nspawn" | head -n 1)
    case $([ "$system_leader" ] && in_root systemctl is-system-running 2>/dev/null) in
    running | degraded) return 0 ;;
    esac
    kill -0 "$system_nspawn" 2>/dev/null || break
    sleep 0.2
  done
  sed 's/^/# /' "$work/console"
  system_end_boot
  return 1
}

system_end_boot() {
  [ "$system_nspawn" ] || return 0
  kill "$system_nspawn" 2>/dev/null # which ends all of it
  for _ in $(seq 50); do
    kill -0 "$system_nspawn" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$system_nspawn" 2>/dev/null
  wait "$system_nspawn" 2>/dev/null
  system_nspawn='' system_leader=''
}

system_end() {
  system_end_boot
  umount "$root/proc" 2>/dev/null
  umount "$root" 2>/dev/null || umount -l "$root" 2>/dev/null
}

# in_root COMMAND...: as root of it; beside its systemd when that runs
in_root() {
  if [ "$system_leader" ]; then
    set -- nsenter -t "$system_leader" -m -u -i -p -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
      LC_ALL=C.UTF-8 DMARCSTAT_NOW="$DMARCSTAT_NOW" "$@"
  else
    set -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
      DMARCSTAT_NOW="$DMARCSTAT_NOW" chroot "$root" "$@"
  fi
  "$@"
}
apt() {
  in_root apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" >"$work/log" 2>&1 || sed 's/^/# /' "$work/log"
}
as_service() { # as the units run it
  in_root setpriv --reuid dmarcstat --regid dmarcstat --clear-groups "$@"
}
# unit NAME PROPERTY: what systemd knows of it
unit() {
  in_root systemctl show --property "$2" --value "$1"
}
# becomes VALUE COMMAND...: waits until it prints that; what it prints in the end
becomes() {
  wanted=$1
  shift
  for _ in $(seq 150); do
    now=$("$@")
    [ "$now" != "$wanted" ] || break
    sleep 0.2
  done
  echo "$now"
}
