/* SPDX-License-Identifier: MIT */
/*
 * question: runs any question of the registry (report/question.h) as a subcommand.
 */
#ifndef DMARCSTAT_COMMAND_QUESTION_H
#define DMARCSTAT_COMMAND_QUESTION_H

#include "report/question.h"

/*
 * argv[0] is the question's id; argv ends in NULL. The answer goes to stdout, its warning to stderr. With --help it
 * prints what the question is for, its columns with their meaning, its options and examples.
 */
bool question_command_run(const struct question *question, int argc, char **argv, GError **error);

#endif
