/* SPDX-License-Identifier: MIT */
/*
 * intern: what repeats is stored once: names by their text, the rest by a digest of their content. The numbers are also
 * kept in memory, up to a bound, since nearly every record repeats what an earlier one said. Private to src/store/.
 *
 * Content is serialised unambiguously: a text as its length and bytes, a missing one as a length that no text has. The
 * digest of it is what the database knows it by, so the serialisation of a released version is never changed.
 */
#ifndef DMARCSTAT_STORE_INTERN_H
#define DMARCSTAT_STORE_INTERN_H

#include "store/store_parts.h"

#define DIGEST_BYTES 16 /* of SHA-256 */

struct digest {
  uint8_t bytes[DIGEST_BYTES];
};

/* Serialising: begin anew, then put what makes the content one of a kind. */
GByteArray *intern_begin_key(struct store *store);
void intern_put_number(GByteArray *key, uint32_t number);
void intern_put_text(GByteArray *key, const char *text);
void intern_put_token(GByteArray *key, struct token token);

/*
 * Looks for what was serialised, in memory and then in the file. *id is 0 when it is in neither; the caller then adds
 * it under *digest, and has it remembered.
 */
bool intern_find(struct store *store, enum interned kind, enum statement which, const char *sql, struct digest *digest,
                 int64_t *id, GError **error);
void intern_remember(struct store *store, enum interned kind, int64_t id);

#endif
