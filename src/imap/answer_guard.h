/* SPDX-License-Identifier: MIT */
/*
 * answer_guard: looks at what a server says before libetpan does, which would take a line, a literal or a row of
 * answers without end into memory. Private to imap/.
 */
#ifndef DMARCSTAT_IMAP_ANSWER_GUARD_H
#define DMARCSTAT_IMAP_ANSWER_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_MOST (64u << 20) /* bytes of one, with its literals; large messages are read in pieces */
#define ANSWERS_MOST 250000     /* before the one to our command, not counting messages */
#define ANSWER_HEAD 256

struct answer_guard {
  char head[ANSWER_HEAD]; /* how the answer begins that is under way */
  size_t head_length;
  uint64_t bytes;   /* of it, with the literal that has been announced */
  uint64_t literal; /* bytes of that which are still to come */
  uint64_t number;  /* in braces, as far as it is read */
  enum { GUARD_TEXT, GUARD_NUMBER, GUARD_CLOSED } state;
  unsigned int answers;
  unsigned int tag;           /* of the command whose answer has just ended; 0: none has */
  char good_bye[ANSWER_HEAD]; /* what it said in its BYE; as it came */
};

/*
 * NULL when all is well, or what is too much, in words. Starts with all zero. It looks no further than the end of an
 * answer to a command (*looked), whose tag is then guard->tag, else 0: so they can be handed on one at a time.
 */
const char *answer_guard_look(struct answer_guard *guard, const char *bytes, size_t length, size_t *looked);

#endif
