#!/bin/sh
# SPDX-License-Identifier: MIT
# tools/dist gives the same bytes each time, and what is in them can be configured.
. "$SOURCE_DIR/tests/lib/tap.sh"
if ! git -C "$SOURCE_DIR" rev-parse --verify --quiet HEAD >/dev/null 2>&1; then
  echo "1..0 # SKIP this is no git repository"
  exit 77
fi
run "$SOURCE_DIR/tools/dist"
check_like "it_is_written" "0 *build/dmarcstat-[0-9]*.tar.gz" "$code $out"
first=$out tarball=$SOURCE_DIR/${out##* }
run env TZ=Asia/Tokyo sh -c "umask 077; sleep 1; '$SOURCE_DIR/tools/dist'"
check "the_same_commit_gives_the_same_bytes" "$first" "$out"
tar -C "$work" -xzf "$tarball"
check "it_has_all_that_git_has" "$(git -C "$SOURCE_DIR" ls-tree -r --name-only HEAD)" \
  "$(cd "$work"/dmarcstat-*/ && find . -type f | sed 's,^\./,,' | LC_ALL=C sort)"
run cmake -S "$work"/dmarcstat-*/ -B "$work/build" -G Ninja -DBUILD_TESTING=OFF
check "it_can_be_configured" 0 "$code"
run "$SOURCE_DIR/tools/dist" no-such-commit
check_like "what_is_no_commit_is_refused" "66 tools/dist: 'no-such-commit' is no commit*" "$code $err"

finish
