/* SPDX-License-Identifier: MIT */
/*
 * program: another program, run without a shell, that must be through by a time.
 *
 *   struct program program = {.deadline = g_get_monotonic_time() + seconds * G_USEC_PER_SEC};
 *   program_start(&program, words, NULL, PROGRAM_OUTPUT, &trouble) ... program_wait(&program); program_end(&program);
 */
#ifndef DMARCSTAT_BASE_PROGRAM_H
#define DMARCSTAT_BASE_PROGRAM_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

struct program {
  gint64 deadline;   /* monotonic, microseconds */
  pid_t pid;         /* 0: it has ended */
  int status;        /* as of waitpid(2), then */
  int input, output; /* pipes to its stdin and from its stdout, for the caller to close; -1: none */
};

enum program_pipe { PROGRAM_INPUT = 1, PROGRAM_OUTPUT = 2 };

/*
 * `environment` NULL: ours. Without PROGRAM_INPUT its stdin is /dev/null; its stderr is ours, and so is its stdout
 * without PROGRAM_OUTPUT. False with *why in words that go behind "cannot be run: ".
 */
bool program_start(struct program *program, char **words, char **environment, unsigned int pipes, const char **why);

bool program_has_ended(struct program *program);
bool program_is_late(const struct program *program);

/* Waits until it has ended, or is late: false. */
bool program_wait(struct program *program);

/* Ends it when it runs, with a moment to do so in order. */
void program_end(struct program *program);

/* "ended with exit code 1", "was ended by signal 9"; NULL: all is well. Caller frees. */
char *program_trouble(const struct program *program);

/*
 * Runs it from beginning to end with `length` bytes on its stdin. False with *why ("ended with exit code 1", "took more
 * than 30 s", "cannot be run: there is no such program"), which the caller frees.
 */
bool program_run(char **words, char **environment, const char *bytes, size_t length, unsigned int seconds, char **why);

#endif
