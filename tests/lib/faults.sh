# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034 # what tests look at
# For tests: a program some of whose calls of the system fail (faults/faults.c). To be read with `.`, after tap.sh.
: "${work:?}" "${BUILD_DIR:?}"
ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-}
export ASAN_OPTIONS

# faulty CALL NUMBER ERRNO COMMAND...: the NUMBER-th call of that kind fails; $code, $out and $err as with `run`, and in $failed
# whether it came so far
faulty() {
  rm -f "$work/mark"
  FAULT_CALL=$1 FAULT_AT=$2 FAULT_ERRNO=$3
  shift 3
  FAULT_CALL=$FAULT_CALL FAULT_AT=$FAULT_AT FAULT_ERRNO=$FAULT_ERRNO FAULT_MARK=$work/mark \
    LD_PRELOAD=$BUILD_DIR/tests/faults/libfaults.so timeout 120 "$@" >"$work/out" 2>"$work/err" </dev/null
  code=$?
  out=$(cat "$work/out")
  err=$(cat "$work/err")
  failed=$([ -e "$work/mark" ] && echo yes || echo no)
}

# numbers MOST: 1, 2, 3, and then farther and farther apart
numbers() {
  awk -v most="$1" 'BEGIN { for (n = 1; n <= most; n += n < 3 ? 1 : int(n / 2) + 1) print n }'
}

# said_well: whether the end was one that is documented, with a sentence
said_well() {
  case $code in
    0 | 65 | 66 | 70 | 73 | 74 | 75 | 77 | 78) ;;
    *) return 1 ;;
  esac
  [ "$code" -eq 0 ] || [ "$(printf '%s\n' "$err" | grep -c '^dmarcstat: ')" -ge 1 ]
}
