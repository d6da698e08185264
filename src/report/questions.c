/* SPDX-License-Identifier: MIT */
#include "report/questions.h"

#define QUESTION_LISTED(NAME) &question_##NAME,
const struct question *const questions[] = {QUESTIONS(QUESTION_LISTED) NULL};

const struct question *question_find(const char *id) {
  for (const struct question *const *question = questions; *question; question++)
    if (g_str_equal((*question)->id, id))
      return *question;
  return NULL;
}
