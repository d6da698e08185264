/* SPDX-License-Identifier: MIT */
#include "base/landlock.h"
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The newest form; the headers of the system may know only an older one. */
struct landlock_rules {
  uint64_t files, net, scopes;
};

long landlock_abi(void) {
  return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* All rights that the kernel can withhold: each ABI has added some, always at the end. */
static struct landlock_rules everything(long abi) {
  static const unsigned int file_rights[] = {0, 13, 14, 15, 15, 16};
  struct landlock_rules rules = {0};
  rules.files = (UINT64_C(1) << file_rights[MIN((size_t)abi, G_N_ELEMENTS(file_rights) - 1)]) - 1;
  if (abi >= 4)
    rules.net = 3; /* bind, connect */
  if (abi >= 6)
    rules.scopes = 3; /* abstract sockets, signals */
  return rules;
}

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define TRUNCATING (UINT64_C(1) << 14) /* ABI 3 */
/* What a database needs of its folder: the files that SQLite keeps beside it come and go. */
#define KEEPING                                                                                                        \
  (READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE | TRUNCATING)

static bool allow(int ruleset, const char *folder, uint64_t rights) {
  struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = open(folder, O_PATH | O_CLOEXEC)};
  if (rule.parent_fd < 0)
    return false;
  const long result = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  const int trouble = errno;
  close(rule.parent_fd);
  errno = trouble;
  return result == 0;
}

static bool allow_folder(int ruleset, const char *folder, uint64_t withheld) {
#ifdef DMARCSTAT_SANITIZED
  if (!allow(ruleset, "/proc", READING)) /* to look for leaks at the end */
    return false;
#endif
  return allow(ruleset, folder, withheld & KEEPING);
}

bool landlock_shut(const char *folder) {
  const long abi = landlock_abi();
  if (abi < 1)
    return true;
  const struct landlock_rules rules = everything(abi);
  const int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  const bool shut =
      fd >= 0 && (!folder || allow_folder(fd, folder, rules.files)) && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  const int trouble = errno;
  if (fd >= 0)
    close(fd);
  errno = trouble;
  return shut;
}
