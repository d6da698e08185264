/* SPDX-License-Identifier: MIT */
/*
 * progress: one line on stderr for work that takes longer than a second, and only when stderr is a terminal.
 *
 *   20,000 mails  ██████████████████  63 %   9,840 reports/s   2 s left
 */
#ifndef DMARCSTAT_BASE_PROGRESS_H
#define DMARCSTAT_BASE_PROGRESS_H

#include <stdint.h>

struct progress;

/* `noun` in the plural ("mails"). `total` 0 when unknown. Never NULL. */
struct progress *progress_start(const char *noun, uint64_t total);

/* Cheap enough to be called for every item; draws at most ten times a second. */
void progress_step(struct progress *progress, uint64_t done);
void progress_total(struct progress *progress, uint64_t total);

/* Erases the line and frees. NULL is fine. */
void progress_end(struct progress *progress);

#endif
