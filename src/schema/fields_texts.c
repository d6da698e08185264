/* SPDX-License-Identifier: MIT */
#include "schema/fields.h"
#include "schema/report.h"

static void each_at(void *of, size_t offset, void (*each)(void *user, const char **text), void *user) {
  const char *text;
  field_load(of, offset, &text, sizeof text);
  each(user, &text);
  field_store(of, offset, &text, sizeof text);
}

void fields_each_text(const struct fields *fields, void *of, void (*each)(void *user, const char **text), void *user) {
  for (unsigned int i = 0; i < fields->n; i++) {
    const struct field *field = &fields->list[i];
    if (field->kind == FIELD_TEXT)
      each_at(of, field->offset, each, user);
    else if (field->kind == FIELD_TOKEN)
      each_at(of, field->offset + offsetof(struct token, raw), each, user);
    else if (field->kind == FIELD_ADDRESS)
      each_at(of, field->beside, each, user);
    else if (field->kind == FIELD_PART)
      fields_each_text(field->of, (char *)of + field->offset, each, user);
  }
}
