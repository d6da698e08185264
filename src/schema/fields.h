/* SPDX-License-Identifier: MIT */
/*
 * fields: what reports and records consist of, as data. One row of fields.c is a field of the structs in *report.h; all
 * that goes through every field of a report, such as frames, goes through these rows and need not know them.
 *
 * A row holds its place in the struct, so that a field is read and written by field_get_*() and field_set_*().
 */
#ifndef DMARCSTAT_SCHEMA_FIELDS_H
#define DMARCSTAT_SCHEMA_FIELDS_H

#include "schema/words.h"
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FIELD_COUNT_MAX (UINT64_C(1) << 53)  /* of messages or sessions that one count may claim */
#define FIELD_SECONDS_MAX (INT64_C(1) << 47) /* either side of 1970; its day fits 32 bits */

enum field_kind {
  FIELD_TEXT,    /* const char *; at most `most` bytes, 0 for any number */
  FIELD_TOKEN,   /* struct token; its words are `words` */
  FIELD_CHOICE,  /* an enumeration; its words are `words` */
  FIELD_NUMBER,  /* uint16_t, uint32_t or uint64_t, as `size` says; at most `most` */
  FIELD_PERCENT, /* int16_t, 0 to 100, -1 when absent */
  FIELD_SECONDS, /* int64_t, UTC */
  FIELD_MOMENT,  /* int64_t, UTC; `beside` is a bool: whether it is known, 0 when it is not */
  FIELD_ADDRESS, /* struct source_address; `beside` is a const char *: what the report has instead of one */
  FIELD_PART,    /* a struct of `of` within the struct */
  FIELD_LIST,    /* a pointer to structs of `of`, `most` of them; `beside` is a uint32_t: how many there are */
};

enum {
  FIELD_NEEDED = 1, /* a text that is never NULL */
  FIELD_FILLED = 2, /* nor "" */
};

struct fields;

struct field {
  const char *key; /* its name for people and programs: "header_from"; a part without one is no object of its own */
  enum field_kind kind;
  uint8_t flags, size;
  uint16_t offset, beside;
  uint64_t most;
  const struct words *words;
  const struct fields *of;
};

struct fields {
  size_t size; /* of the struct */
  unsigned int n;
  const struct field *list;
};

extern const struct fields record_fields, report_fields;
/* tls_report_head_fields is without policies and failures, tls_failure_detail_fields without the number of the policy
 */
extern const struct fields tls_report_fields, tls_report_head_fields, tls_policy_fields, tls_failure_fields,
    tls_failure_detail_fields;
/* failure_report_head_fields is what failed and from where, failed_message_fields what is said of the message */
extern const struct fields failure_report_fields, failure_report_head_fields, failed_message_fields;
extern const struct fields report_mail_fields;

/* memcpy, because the type of what is pointed to is known to the row alone; compilers make one move of it */
static inline void field_load(const void *of, size_t offset, void *value, size_t size) {
  memcpy(value, (const char *)of + offset, size);
}
static inline void field_store(void *of, size_t offset, const void *value, size_t size) {
  memcpy((char *)of + offset, value, size);
}

static inline const char *field_get_text(const struct field *field, const void *of) {
  const char *text;
  field_load(of, field->offset, &text, sizeof text);
  return text;
}

static inline uint64_t field_get_number(const struct field *field, const void *of) {
  uint16_t number16;
  uint32_t number32;
  uint64_t number64;
  switch (field->size) {
  case sizeof number16:
    return field_load(of, field->offset, &number16, sizeof number16), number16;
  case sizeof number32:
    return field_load(of, field->offset, &number32, sizeof number32), number32;
  default:
    return field_load(of, field->offset, &number64, sizeof number64), number64;
  }
}

/* `number` must fit. */
static inline void field_set_number(const struct field *field, void *of, uint64_t number) {
  const uint16_t number16 = (uint16_t)number;
  const uint32_t number32 = (uint32_t)number;
  if (field->size == sizeof number16)
    field_store(of, field->offset, &number16, sizeof number16);
  else if (field->size == sizeof number32)
    field_store(of, field->offset, &number32, sizeof number32);
  else
    field_store(of, field->offset, &number, sizeof number);
}

/* The elements of a list; *n is how many. */
static inline const void *field_get_list(const struct field *field, const void *of, uint32_t *n) {
  const void *list;
  field_load(of, field->offset, &list, sizeof list);
  field_load(of, field->beside, n, sizeof *n);
  return list;
}

static inline void field_set_list(const struct field *field, void *of, void *list, uint32_t n) {
  field_store(of, field->offset, &list, sizeof list);
  field_store(of, field->beside, &n, sizeof n);
}

/* Every text in it but those of lists: also what stands beside tokens and addresses. They may be replaced. */
void fields_each_text(const struct fields *fields, void *of, void (*each)(void *user, const char **text), void *user);

#endif
