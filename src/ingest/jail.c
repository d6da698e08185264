/* SPDX-License-Identifier: MIT */
#include "ingest/jail.h"
#include "base/fault.h"
#include "base/landlock.h"
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SENTENCE 512

static bool cannot(GError **error, const char *what) {
  return fault(error, FAULT_UNAVAILABLE,
               "this system cannot jail the report parser (%s): use a system that can, or --no-sandbox to read "
               "reports without protection from what is in them",
               what);
}

/* -- rlimits --------------------------------------------------------------------------------------------------- */

static bool limit(__rlimit_resource_t resource, uint64_t most) {
  const struct rlimit value = {.rlim_cur = most, .rlim_max = most};
  return setrlimit(resource, &value) == 0;
}

#ifndef DMARCSTAT_SANITIZED
/* Bytes of address space that this process has; 0 when it cannot be known. */
static uint64_t address_space(void) {
  FILE *statm = fopen("/proc/self/statm", "re");
  unsigned long long pages = 0;
  if (!statm)
    return 0;
  if (fscanf(statm, "%llu", &pages) != 1)
    pages = 0;
  fclose(statm);
  return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
#endif

/* First of all, while /proc can still be read. */
static bool limit_memory(uint64_t memory, GError **error) {
#ifdef DMARCSTAT_SANITIZED
  (void)memory, (void)error;
  return true;
#else
  const uint64_t used = address_space();
  if (used > 0 && limit(RLIMIT_AS, used + memory))
    return true;
  return cannot(error, "its memory cannot be limited");
#endif
}

static bool limit_rest(uint64_t file, GError **error) {
  if (limit(RLIMIT_NOFILE, JAIL_DESCRIPTORS) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) &&
      limit(RLIMIT_FSIZE, file))
    return true;
  return cannot(error, "its limits cannot be set");
}

/* -- seccomp --------------------------------------------------------------------------------------------------- */

static const int allowed[] = {
    /* descriptors that it has or is passed */
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(recvmsg),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(ftruncate),
    /* memory; mmap and mprotect have conditions, see below */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    /* the C library's own */
    SCMP_SYS(futex),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getrandom),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
#ifdef DMARCSTAT_SANITIZED
    SCMP_SYS(sigaltstack),
    SCMP_SYS(sched_yield),
#endif
};

static bool allow_all(scmp_filter_ctx filter) {
  for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) < 0)
      return false;
  const struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable) >= 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable) >= 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, itself) >= 0; /* abort() */
}

static bool seccomp_shut(GError **error) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter)
    return cannot(error, "libseccomp cannot make a filter for it");
  int result = -EINVAL;
  if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && allow_all(filter))
    result = seccomp_load(filter);
  seccomp_release(filter);
  return result == 0 || cannot(error, "seccomp is missing");
}

/* -------------------------------------------------------------------------------------------------------------- */

bool jail_shut(uint64_t memory, uint64_t file, GError **error) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    return cannot(error, "privileges cannot be given up");
  return limit_memory(memory, error) && (landlock_shut(NULL) || cannot(error, "Landlock is there and does not work")) &&
         limit_rest(file, error) && seccomp_shut(error);
}

/* The child shuts itself in and then does what the jail forbids: it must die of it. */
static G_NORETURN void try_in_child(int pipe_end) {
  g_autoptr(GError) error = NULL;
  if (jail_shut(1u << 20, 0, &error))
    syscall(SYS_getppid);
  else if (write(pipe_end, error->message, strlen(error->message)) < 0)
    _exit(2);
  _exit(1);
}

bool jail_possible(GError **error) {
  int ends[2];
  char sentence[SENTENCE] = "";
  if (pipe2(ends, O_CLOEXEC) < 0)
    return fault(error, FAULT_TRY_LATER, "cannot try the jail: %s", g_strerror(errno));
  const pid_t child = fork();
  if (child == 0)
    try_in_child(ends[1]);
  const int trouble = errno;
  close(ends[1]);
  ssize_t length = 0;
  int status = 0;
  if (child > 0) {
    length = TEMP_FAILURE_RETRY(read(ends[0], sentence, sizeof sentence - 1));
    TEMP_FAILURE_RETRY(waitpid(child, &status, 0));
  }
  close(ends[0]);
  if (child < 0)
    return fault(error, FAULT_TRY_LATER, "cannot try the jail: %s", g_strerror(trouble));
  if (length > 0)
    return fault(error, FAULT_UNAVAILABLE, "%s", sentence);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
    return true;
  return cannot(error, "its seccomp lets everything through");
}

char *jail_describe(void) {
  g_autoptr(GError) error = NULL;
  if (!jail_possible(&error))
    return g_strdup("none");
  const long abi = landlock_abi();
  if (abi < 1)
    return g_strdup("seccomp, rlimits (the kernel has no Landlock)");
  return g_strdup_printf("seccomp, Landlock ABI %ld, rlimits", abi);
}
