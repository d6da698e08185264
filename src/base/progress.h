/* SPDX-License-Identifier: MIT */
/*
 * progress: one line on stderr for work that takes longer than a second, and only when stderr is a terminal.
 *
 *   20,000 mails  ██████████████████  63 %   9,840 mails/s   2 s left
 *
 * The first number is the total, or what is done while the total is unknown; then there is neither bar nor share. What
 * else is said on stderr before progress_end goes through g_printerr(), which then makes room for it. One at a time.
 */
#ifndef DMARCSTAT_BASE_PROGRESS_H
#define DMARCSTAT_BASE_PROGRESS_H

#include <stdint.h>

struct progress;

/* `noun` in the plural ("mails"); it must outlive the progress. `total` 0 when unknown. Never NULL. */
struct progress *progress_start(const char *noun, uint64_t total);

/* `done` so far. Cheap enough to be called for every item; draws at most ten times a second. */
void progress_step(struct progress *progress, uint64_t done);

/* The total has become known or has grown; drawn with the next step. Less than what is done counts as that. */
void progress_total(struct progress *progress, uint64_t total);

/* Erases the line and frees. NULL is fine. Until then what else is said on stderr goes through g_printerr(). */
void progress_end(struct progress *progress);

#endif
