# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# packages: what must be installed, each with how to see that it is there and what it is for. The names are Debian's and
# Ubuntu's. Uses steps.sh.
: "${self:?}"

# A line is: group|package|check|what for. The groups are "build" (tools), "library", "package", "fuzz", "test", "docs" and
# "browser" (tests that are skipped without).
packages_all() {
  cat <<'EOF_PACKAGES'
build|gcc|command cc|the C11 compiler, with its sanitizers
build|libc6-dev|header linux/landlock.h|headers of the C library and of Linux
build|cmake|cmake 3.25|reads CMakeLists.txt
build|ninja-build|command ninja|runs the compiler
build|pkg-config|command pkg-config|finds the libraries
library|libglib2.0-dev|module gio-2.0 2.74|texts, tables, options, embedded files
library|libxml2-dev|module libxml-2.0 2.9|reads XML
library|zlib1g-dev|module zlib 1.2|reads gzip
library|libzip-dev|module libzip 1.7|reads zip
library|libsqlite3-dev|module sqlite3 3.40|the database
library|libjansson-dev|module jansson 2.0|JSON
library|libpsl-dev|module libpsl 0.21|organisational domains
library|libseccomp-dev|module libseccomp 2.5|the jail of the parser
library|libgnutls28-dev|module gnutls 3.7|TLS
library|libetpan-dev|module libetpan 1.9|IMAP
library|libevent-dev|module libevent 2.1|what libunbound stands on
library|libunbound-dev|module libunbound 1.13|asks DNS
library|libcurl4-gnutls-dev|module libcurl 7.85|fetches policies of MTA-STS
library|libmicrohttpd-dev|module libmicrohttpd 0.9.71|shows pages without a web server
library|libmaxminddb-dev|module libmaxminddb 1.5|countries and networks of addresses
fuzz|clang|command clang|libFuzzer
package|dpkg-dev|command dpkg-shlibdeps|finds what a package depends on
package|file|command file|tells programs from texts
package|lintian|command lintian|judges packages
test|libcmocka-dev|module cmocka 1.1|unit tests
test|sqlite3|command sqlite3|looks into databases
test|jq|command jq|looks into JSON
test|zip|command zip|packs reports in odd ways
test|strace|command strace|watches the jail
test|dovecot-imapd|command /usr/sbin/dovecot|an IMAP server
test|dovecot-pop3d|command /usr/lib/dovecot/pop3|a POP3 server
test|postfix|command postconf|an SMTP server
test|openssl|command openssl|TLS servers of another make
test|unbound|command /usr/sbin/unbound|a DNS server
test|curl|command curl|puts mail into a mailbox
test|nsd|command /usr/sbin/nsd|a DNS server with zones of its own
test|ldnsutils|command ldns-signzone|signs zones
test|lighttpd|command /usr/sbin/lighttpd|a web server
test|lighttpd-mod-openssl|file /usr/lib/lighttpd/mod_openssl.so|its TLS
test|systemd|command systemd-analyze|looks at units
test|mandoc|command mandoc|judges manual pages
test|bash|command bash|completes
test|zsh|command zsh|completes
test|fish|command fish|completes
test|bind9-dnsutils|command dig|asks DNS
test|nginx-light|command /usr/sbin/nginx|a web server
test|fcgiwrap|command /usr/sbin/fcgiwrap|runs CGI programs for nginx
test|apache2-bin|command /usr/sbin/apache2|a web server
test|apache2-utils|command htpasswd|makes passwords for web servers
test|binutils|command readelf|looks into programs
test|procps|command pgrep|finds the processes to kill
test|tidy|command tidy|judges markup
test|debootstrap|command debootstrap|makes a system to install the package in
test|systemd-container|command systemd-nspawn|runs its systemd
test|dovecot-sieve|command sieve-test|filters mail
test|procmail|command procmail|filters mail, too
docs|lowdown|command lowdown|turns Markdown into HTML
docs|mandoc|command mandoc|turns manual pages into HTML
browser|chromium|command chromium|a browser
browser|nodejs|command node|drives the browser
browser|npm|command npm|fetches what drives it
EOF_PACKAGES
}

package_is_there() {
  case $1 in
    command) command -v "$2" >/dev/null 2>&1 ;;
    file) [ -e "$2" ] ;;
    module) command -v pkg-config >/dev/null 2>&1 && pkg-config --atleast-version="$3" "$2" ;;
    header) command -v cc >/dev/null 2>&1 && echo "#include <$2>" | cc -E - >/dev/null 2>&1 ;;
    cmake)
      command -v cmake >/dev/null 2>&1 && cmake --version |
        awk -v wanted="$2" 'NR == 1 { split($3, is, "."); split(wanted, least, ".") }
          END { exit !(is[1] > least[1] || is[1] == least[1] && is[2] + 0 >= least[2]) }'
      ;;
  esac
}

# packages_missing GROUP...: the lines of those that are not there, or too old
packages_missing() {
  for packages_group in "$@"; do
    packages_all | while IFS='|' read -r group package check meaning; do
      [ "$group" = "$packages_group" ] || continue
      # shellcheck disable=SC2086 # a check is several words
      package_is_there $check || printf '%s|%s|%s|%s\n' "$group" "$package" "$check" "$meaning"
    done
  done
}

# packages_names LINES: their names on one line
packages_names() {
  printf '%s\n' "$1" | awk -F '|' '{ printf "%s%s", separator, $2; separator = " " }'
}

# packages_explained LINES: by need, with versions
packages_explained() {
  printf '%s\n' "$1" | awk -F '|' '
    BEGIN { title["build"] = "Compiler and build tools"; title["library"] = "Libraries"; title["package"] = "For packages"
      title["fuzz"] = "For fuzzing"; title["test"] = "For tests"; title["browser"] = "For tests in a browser" }
    $1 != group { group = $1; printf "\n%s\n", title[group] }
    { split($3, check, " "); least = check[1] == "module" ? check[3] : check[1] == "cmake" ? check[2] : ""
      printf "  %-16s %s%s\n", $2, $4, least == "" ? "" : " (" least " or newer)" }'
}

# [sudo] apt-get of what is named
packages_apt() {
  # without a network the lists that are there may still do
  "$@" env DEBIAN_FRONTEND=noninteractive apt-get -qq update || echo "apt-get update failed"
  # shellcheck disable=SC2046 # one word for each package
  "$@" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends \
    $(packages_names "$packages_wanted") || return 69
}

# Asks for the password before there is a line of progress to disturb.
packages_may_sudo() {
  command -v sudo >/dev/null 2>&1 || return 1
  ! sudo -n true 2>/dev/null || return 0
  echo "$packages_noun must be installed, for which sudo asks for your password."
  sudo -v
}

# packages_install GROUP...: nothing when all are there. Needs root only when something is missing.
packages_install() {
  packages_wanted=$(packages_missing "$@")
  [ -n "$packages_wanted" ] || return 0
  packages_count=$(printf '%s\n' "$packages_wanted" | wc -l | tr -d ' ')
  [ "$packages_count" -eq 1 ] && packages_noun='1 package' || packages_noun="$packages_count packages"

  if ! command -v apt-get >/dev/null 2>&1; then
    refuse 69 "this system has no apt-get. Install these in its own way (the names are Debian's) and run $self again:" \
      "$(packages_explained "$packages_wanted")"
  elif [ "$(id -u)" -eq 0 ]; then
    step "Installing $packages_noun" packages_apt
  elif packages_may_sudo; then
    step "Installing $packages_noun" packages_apt sudo
  else
    refuse 77 "$packages_noun must be installed, for which one must be root. Let root type this, and run $self again:" \
      "  apt-get install --no-install-recommends $(packages_names "$packages_wanted")"
  fi

  packages_wanted=$(packages_missing "$@")
  [ -z "$packages_wanted" ] ||
    refuse 69 "this system's packages are too old; Debian 12 and Ubuntu 24.04 are new enough. Still missing:" \
      "$(packages_explained "$packages_wanted")"
}

# packages_install_offered GROUP: those that this system has under these names, for tests that are skipped without
packages_install_offered() {
  packages_wanted=$(packages_missing "$1")
  [ -n "$packages_wanted" ] && command -v apt-cache >/dev/null 2>&1 || return 0
  # shellcheck disable=SC2046 # one word for each package
  ! apt-cache show $(packages_names "$packages_wanted") >/dev/null 2>&1 || packages_install "$1"
}
