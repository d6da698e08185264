/* SPDX-License-Identifier: MIT */
#include "base/terminal.h"
#include <sys/ioctl.h>
#include <unistd.h>

unsigned int terminal_columns(int fd) {
  struct winsize size;
  if (!isatty(fd))
    return 0;
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : TERMINAL_USUAL;
}
