# SPDX-License-Identifier: MIT
# For the shell tests: results in TAP, a folder to work in, and the clock of the samples. To be read with `.`; ends with
# `finish`. Needs $DMARCSTAT (the program), $BUILD_DIR (where dmarcstat-samples was built) and $SOURCE_DIR.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
DMARCSTAT_NOW=1795521600 # 2026-11-24 12:00 UTC, the day after the newest sample reports
export DMARCSTAT_NOW
unset DMARCSTAT_DB NO_COLOR
XDG_CONFIG_HOME=$work/config # not that of whoever runs the tests
export XDG_CONFIG_HOME
tests=0 failures=0

# check NAME EXPECTED ACTUAL
check() {
  tests=$((tests + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $tests - $1"
  else
    failures=$((failures + 1))
    printf 'not ok %s - %s\n# expected: %s\n# but got:  %s\n' "$tests" "$1" "$2" "$3"
  fi
}

# check_like NAME PATTERN ACTUAL: the same with a pattern of `case`
check_like() {
  # shellcheck disable=SC2254 # it is meant to be a pattern
  case $3 in
  $2) check "$1" "$3" "$3" ;;
  *) check "$1" "$2" "$3" ;;
  esac
}

# run COMMAND...: its exit code in $code, what it printed in $out and $err
run() {
  "$@" >"$work/out" 2>"$work/err" </dev/null
  code=$?
  out=$(cat "$work/out")
  err=$(cat "$work/err")
}

# refuses NAME CODE SENTENCE COMMAND...: exit code, one sentence on stderr, nothing on stdout
refuses() {
  name=$1 wanted=$2 sentence=$3
  shift 3
  run "$@"
  check "$name" "$wanted: dmarcstat: $sentence" "$code: $err$out"
}

# needs PROGRAM...: skips the test where one of them is not installed; before anything is checked
needs() {
  for program in "$@"; do
    command -v "$program" >/dev/null && continue
    echo "1..0 # SKIP $program is not installed"
    exit 77
  done
}

make_samples() {
  "$BUILD_DIR/tools/samples/dmarcstat-samples" "$@"
}

# One number out of a database, by SQL.
number() {
  sqlite3 "$1" "$2"
}

finish() {
  echo "1..$tests"
  [ "$failures" -eq 0 ]
}
