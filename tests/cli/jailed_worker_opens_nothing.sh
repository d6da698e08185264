#!/bin/sh
# SPDX-License-Identifier: MIT
# What strace sees of a worker once its jail is shut: no file, no socket, no new process. With the release build the whole
# filter is there; a build with sanitizers allows a few calls more.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples "$work/mail"
# the leak checker cannot work beside strace
ASAN_OPTIONS=detect_leaks=0 strace -f -o "$work/trace" "$DMARCSTAT" ingest --no-config --workers 2 --authserv-id mx.example.com --db "$work/db" "$work/mail" 2>"$work/err"
check "ingest_works_under_strace" 65 $?

# seccomp(SECCOMP_SET_MODE_FILTER, ...) is the moment when the jail shuts, in each process of its own
awk '/seccomp\(SECCOMP_SET_MODE_FILTER, 0, |prctl\(PR_SET_SECCOMP, SECCOMP_MODE_FILTER/ { shut[$1] = 1; next }
     shut[$1] { print $1, $2 }' "$work/trace" >"$work/inside"
workers=$(awk '{ print $1 }' "$work/inside" | sort -u | wc -l | tr -d ' ')
check_like "there_are_jailed_processes" "[3-9]" "$workers" # two workers, and the trial before them
check "they_read_items" "yes" "$(grep -q 'pread64(' "$work/inside" && echo yes)"
check_like "they_look_up_organisational_domains" "[1-9]*" "$(number "$work/db" 'SELECT count(*) FROM report WHERE trust = 3')"
for call in open openat creat socket connect bind fork vfork clone clone3 execve ptrace kill unlink rename mkdir chmod ioctl; do
  check "no_${call}_in_the_jail" "" "$(grep -m 1 " $call(" "$work/inside")"
done
check "nothing_is_written_but_answers_and_scratch" "" "$(grep ' p\{0,1\}write' "$work/inside" | grep -v -m 1 ' p\{0,1\}write\(64\)\{0,1\}([34],')"

finish
