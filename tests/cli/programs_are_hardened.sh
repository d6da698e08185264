#!/bin/sh
# SPDX-License-Identifier: MIT
# How programs are compiled that are not for testing: every file with the flags that harden it, and what comes of them is in the
# program, as far as the system's own start-up code lets it.
. "$SOURCE_DIR/tests/lib/tap.sh"
cmake -S "$SOURCE_DIR" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF >"$work/log" 2>&1
check "it_is_configured" 0 $?
commands=$work/build/compile_commands.json
files=$(jq length "$commands")
for flag in -fstack-protector-strong -fstack-clash-protection -fcf-protection -D_FORTIFY_SOURCE=2 -fPI; do
  check "every_file_has$flag" "$files" "$(jq -r '.[].command' "$commands" | grep -cFe "$flag")"
done

# all programs are linked in the same way: a small one is built
cmake --build "$work/build" --target dmarcstat-samples >>"$work/log" 2>&1
program=$work/build/tools/samples/dmarcstat-samples
check_like "it_may_lie_anywhere_in_memory" "*DYN*" "$(readelf -hW "$program" | grep Type)"
check_like "its_tables_are_bound_at_the_start" "*BIND_NOW*" "$(readelf -dW "$program" | tr '\n' ' ')"
check_like "and_read_only_then" "*GNU_RELRO*" "$(readelf -lW "$program" | tr '\n' ' ')"
check "its_stack_cannot_be_run" "RW" "$(readelf -lW "$program" | awk '$1 == "GNU_STACK" { print $7 }')"
check "no_part_of_it_can_be_written_and_run" "" "$(readelf -lW "$program" | grep -E 'LOAD.* RWE ')"
check_like "its_stack_is_guarded" "*__stack_chk_fail*" "$(readelf -sW "$program" | tr '\n' ' ')"
check_like "its_copies_are_checked" "*_chk@*" "$(readelf -sW "$program" | grep -v stack_chk | tr '\n' ' ')"
object=$(find "$work/build/tools/samples" -name 'main.c.o')
case $(uname -m) in
  x86_64) check_like "its_jumps_are_checked_where_the_processor_can" "*IBT, SHSTK*" "$(readelf -nW "$object" | tr '\n' ' ')" ;;
esac
check_like "the_program_itself_is_linked_like_that" "*LINK_FLAGS = *-z,relro,-z,now* -pie*" \
  "$(sed -n '/^build src\/dmarcstat: /,/^$/p' "$work/build/build.ninja" | tr '\n' ' ')"

finish
