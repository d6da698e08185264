/* SPDX-License-Identifier: MIT */
/*
 * json_read: the members of a JSON object of strangers, one by one, so that none is overlooked. Private to exchange/.
 *
 * The first mistake is kept as a sentence about it and every further value is 0 or NULL, so it is asked once, at the
 * end. Texts belong to the object.
 */
#ifndef DMARCSTAT_EXCHANGE_JSON_READ_H
#define DMARCSTAT_EXCHANGE_JSON_READ_H

#include "schema/report.h"
#include "schema/words.h"
#include <jansson.h>

struct json_read {
  const json_t *object;
  size_t taken;   /* members that somebody asked for */
  char **mistake; /* "messages is no whole number from 0 to 9"; shared, made when it is still NULL */
};

/* `object` may be NULL or something else: a mistake. `name` is what it is called in that. */
struct json_read json_read_begin(const json_t *object, const char *name, char **mistake);
/* Any member that nobody asked for is a mistake. */
void json_read_end(struct json_read *read);

/* NULL when there is none; `needed`: then it is a mistake. */
const char *json_read_text(struct json_read *read, const char *key, bool needed);
/* From `least` to `most`; a mistake when there is none. */
int64_t json_read_number(struct json_read *read, const char *key, int64_t least, int64_t most);
bool json_read_has(const struct json_read *read, const char *key);
bool json_read_bool(struct json_read *read, const char *key);
/* Of at most `most` elements; NULL, which has none, when it is missing or none. */
const json_t *json_read_array(struct json_read *read, const char *key, size_t most);
const json_t *json_read_object(struct json_read *read, const char *key);
/* Of length 0 when there is none. */
struct source_address json_read_address(struct json_read *read, const char *key);
/* The bytes of a text in base64, NULL when there is none; ends in a NUL that is not counted. Caller frees. */
uint8_t *json_read_base64(struct json_read *read, const char *key, size_t *length);

/* The number of a word. With `raw`, what stands behind KEY_raw is read, too. */
struct token json_read_token(struct json_read *read, const char *key, const struct words *words, bool raw);

#endif
