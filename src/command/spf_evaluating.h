/* SPDX-License-Identifier: MIT */
/* spf_evaluating: the evaluator (report/evaluator.h) of a command that was asked for `spf --resolve`. */
#ifndef DMARCSTAT_COMMAND_SPF_EVALUATING_H
#define DMARCSTAT_COMMAND_SPF_EVALUATING_H

#include "base/config.h"
#include "report/evaluator.h"

/*
 * `user` is the configuration, which names DNS servers and how long they may take. With a progress line. Several
 * threads ask, so that each address costs little once the records are in the cache. FAULT_TRY_LATER when stopped by a
 * signal.
 */
bool spf_evaluating_evaluate(void *user, struct evaluator_work *work, GError **error);

#endif
