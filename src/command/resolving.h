/* SPDX-License-Identifier: MIT */
/*
 * resolving: --resolve, the looking up of the sources that an answer shows, before it is given.
 */
#ifndef DMARCSTAT_COMMAND_RESOLVING_H
#define DMARCSTAT_COMMAND_RESOLVING_H

#include "base/config.h"
#include "report/question.h"

/*
 * As question_ask(), after looking up those of its sources that nothing is known of, or nothing that still counts.
 * Where that cannot be done (no DNS, a wrong file in the configuration, a database that may only be read), one sentence
 * on stderr says so and the answer is given as it is. FAULT_TRY_LATER when stopped by a signal.
 */
struct answer *resolving_ask(const struct question *question, const char *database, const struct config *config,
                             const struct filter *filter, GError **error);

#endif
