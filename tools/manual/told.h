/* SPDX-License-Identifier: MIT */
/* told: every command and question with its options, as their own --help tells of them. */
#ifndef DMARCSTAT_MANUAL_TOLD_H
#define DMARCSTAT_MANUAL_TOLD_H

#include "report/question.h"
#include <glib.h>

struct told_option {
  char letter;                  /* '\0': none */
  char *name, *value, *meaning; /* value NULL: takes none */
  bool is_file;                 /* the value is the name of one */
};

struct told {
  char *name, *arguments, *summary, *purpose;
  const struct question *question; /* NULL: it is a command */
  GPtrArray *options;              /* of struct told_option, in the order of help; the hidden ones are left out */
  GPtrArray *verbs;                /* of char *: the words that can stand first behind the name: "check", "example" */
};

/* Of struct told, questions first. NULL with *error when one cannot tell of itself. g_ptr_array_unref. */
GPtrArray *told_all(GError **error);

/* The line in help for the one word that is neither command nor question. */
#define TOLD_HELP "All about a command or a question"

#endif
