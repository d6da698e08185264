/* SPDX-License-Identifier: MIT */
#include "command/screen.h"
#include "base/terminal.h"
#include <unistd.h>

void screen_look(struct print_options *options) {
  const char *no_colour = g_getenv("NO_COLOR"), *terminal = g_getenv("TERM");
  options->width = terminal_columns(STDOUT_FILENO);
  options->colour = options->width > 0 && !(no_colour && *no_colour) && g_strcmp0(terminal, "dumb") != 0;
}
