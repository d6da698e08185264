/* SPDX-License-Identifier: MIT */
#include "ingest/mime_entity.h"
#include "ingest/mime_header.h"
#include <string.h>

#define FIELD_MOST 8192 /* what is longer is cut */

struct mime_entity *mime_entity_new(const char *const *authserv_ids) {
  struct mime_entity *entity = g_new0(struct mime_entity, 1);
  entity->authserv_ids = authserv_ids;
  entity->boundary = g_string_new(NULL);
  for (int i = FIELD_OTHER + 1; i < FIELD_MAX; i++)
    entity->fields[i] = g_string_new(NULL);
  return entity;
}

void mime_entity_free(struct mime_entity *entity) {
  g_string_free(entity->boundary, TRUE);
  for (int i = FIELD_OTHER + 1; i < FIELD_MAX; i++)
    g_string_free(entity->fields[i], TRUE);
  g_free(entity);
}

void mime_entity_reset(struct mime_entity *entity) {
  entity->kind = ENTITY_LEAF;
  entity->transfer = TRANSFER_NONE;
  entity->has_type = entity->feedback = entity->several_from = false;
  entity->open = FIELD_OTHER;
  entity->authentication = (struct authentication){0};
  g_string_truncate(entity->boundary, 0);
  for (int i = FIELD_OTHER + 1; i < FIELD_MAX; i++) {
    entity->has[i] = false;
    g_string_truncate(entity->fields[i], 0);
  }
}

/* -- lines ----------------------------------------------------------------------------------------------------- */

static enum entity_field field_of(const char *name, size_t length) {
  static const struct {
    const char *name;
    size_t length;
    enum entity_field field;
  } known[] = {{"content-type", 12, FIELD_CONTENT_TYPE},
               {"contenttype", 11, FIELD_CONTENT_TYPE}, /* RB-11 */
               {"content-transfer-encoding", 25, FIELD_TRANSFER},
               {"from", 4, FIELD_FROM},
               {"subject", 7, FIELD_SUBJECT},
               {"message-id", 10, FIELD_MESSAGE_ID},
               {"date", 4, FIELD_DATE},
               {"authentication-results", 22, FIELD_AUTHENTICATION}};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (known[i].length == length && g_ascii_strncasecmp(known[i].name, name, length) == 0)
      return known[i].field;
  return FIELD_OTHER;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

void mime_entity_more(struct mime_entity *entity, const char *piece, size_t length) {
  GString *field = entity->fields[entity->open];
  const bool strict = entity->open == FIELD_AUTHENTICATION; /* its reader sees what is wrong with it */
  const size_t most = strict ? AUTHENTICATION_RESULTS_MOST + 1 : FIELD_MOST;
  if (entity->open == FIELD_OTHER || field->len >= most)
    return;
  const size_t from = field->len;
  g_string_append_len(field, piece, (gssize)MIN(length, most - from));
  if (strict)
    return;
  for (char *nul; (nul = memchr(field->str + from, '\0', field->len - from));)
    *nul = ' ';
}

/* A body that begins without the empty line: a boundary, XML, or packed and base64-encoded data. */
static bool begins_body(const char *line, size_t length) {
  static const char *const starts[] = {"--", "<", "H4sI", "UEsD", "PD94", "PGZl"};
  for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
    if (length >= strlen(starts[i]) && memcmp(line, starts[i], strlen(starts[i])) == 0)
      return true;
  return false;
}

static void end_field(struct mime_entity *entity) {
  const GString *field = entity->fields[FIELD_AUTHENTICATION];
  if (entity->open == FIELD_AUTHENTICATION)
    entity->has[FIELD_AUTHENTICATION] =
        authentication_results_read(field->str, field->len, entity->authserv_ids, &entity->authentication);
  entity->open = FIELD_OTHER;
}

/* Whether the field that begins is wanted. */
static bool is_wanted(struct mime_entity *entity, enum entity_field field) {
  if (field == FIELD_AUTHENTICATION)
    return entity->authserv_ids && !entity->has[FIELD_AUTHENTICATION];
  if (field == FIELD_FROM)
    entity->several_from = entity->has[FIELD_FROM]; /* true from the second on */
  return field != FIELD_OTHER && !entity->has[field];
}

bool mime_entity_line(struct mime_entity *entity, const char *line, size_t length) {
  if (is_blank(line[0])) {
    size_t n = 1;
    while (n < length && is_blank(line[n]))
      n++;
    mime_entity_more(entity, " ", 1);
    mime_entity_more(entity, line + n, length - n);
    return true;
  }
  const char *colon = memchr(line, ':', length);
  size_t name = colon ? (size_t)(colon - line) : 0;
  while (name > 0 && is_blank(line[name - 1]))
    name--;
  end_field(entity);
  if (name == 0 || memchr(line, ' ', name) || line[0] == '<')
    return !begins_body(line, length);
  enum entity_field field = field_of(line, name);
  if (field == FIELD_AUTHENTICATION && line + name != colon)
    field = FIELD_OTHER; /* servers may not see that such a one must be removed */
  if (!is_wanted(entity, field))
    return true;
  entity->has[field] = field != FIELD_AUTHENTICATION;
  entity->open = field;
  g_string_truncate(entity->fields[field], 0);
  mime_entity_more(entity, colon + 1, length - (size_t)(colon + 1 - line));
  return true;
}

/* -- what it says ----------------------------------------------------------------------------------------------- */

static void end_type(struct mime_entity *entity, const char *type) {
  static const struct {
    const char *type;
    enum entity_kind kind;
  } known[] = {{"message/rfc822", ENTITY_MESSAGE},
               {"message/global", ENTITY_MESSAGE},
               {"text/rfc822-headers", ENTITY_MESSAGE_HEADER},
               {"message/rfc822-headers", ENTITY_MESSAGE_HEADER},
               {"message/delivery-status", ENTITY_DELIVERY_STATUS},
               {"message/global-delivery-status", ENTITY_DELIVERY_STATUS},
               {"message/disposition-notification", ENTITY_RECEIPT},
               {"message/feedback-report", ENTITY_FEEDBACK}};
  type += strspn(type, " \t");
  if (g_ascii_strncasecmp(type, "multipart/", strlen("multipart/")) == 0) {
    entity->kind = ENTITY_MULTIPART;
    g_autoptr(GString) report = g_string_new(NULL);
    if (mime_header_is(type, "multipart/report") && mime_header_parameter(type, "report-type", report)) {
      if (g_ascii_strcasecmp(report->str, "delivery-status") == 0 ||
          g_ascii_strcasecmp(report->str, "global-delivery-status") == 0)
        entity->kind = ENTITY_DELIVERY_STATUS;
      else if (g_ascii_strcasecmp(report->str, "disposition-notification") == 0)
        entity->kind = ENTITY_RECEIPT;
      entity->feedback = g_ascii_strcasecmp(report->str, "feedback-report") == 0;
    }
    if (!mime_header_parameter(type, "boundary", entity->boundary))
      g_string_truncate(entity->boundary, 0);
    return;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (mime_header_is(type, known[i].type))
      entity->kind = known[i].kind;
}

void mime_entity_end(struct mime_entity *entity) {
  end_field(entity);
  entity->has_type = entity->has[FIELD_CONTENT_TYPE];
  if (entity->has_type)
    end_type(entity, entity->fields[FIELD_CONTENT_TYPE]->str);
  const char *transfer = entity->fields[FIELD_TRANSFER]->str;
  if (mime_header_is(transfer, "base64"))
    entity->transfer = TRANSFER_BASE64;
  else if (mime_header_is(transfer, "quoted-printable"))
    entity->transfer = TRANSFER_QUOTED_PRINTABLE;
}

static const char *decoded(const struct mime_entity *entity, enum entity_field field, GString *text) {
  if (!entity->has[field])
    return NULL;
  mime_header_decode(entity->fields[field]->str, text);
  return text->str;
}

/* Whom the mail passed DMARC for. What our server does not say is in the From field, if that is beyond doubt. */
static const char *from_domain(const struct mime_entity *entity, GString *domain) {
  const GString *from = entity->fields[FIELD_FROM];
  if (entity->authentication.names_from)
    g_string_assign(domain, entity->authentication.from);
  else if (entity->several_from || from->len >= FIELD_MOST || !mime_header_address_domain(from->str, domain))
    return NULL;
  return domain->str;
}

/* Those whose signatures passed, a blank between them; NULL when our server says nothing of signatures. */
static const char *dkim_domains(const struct mime_entity *entity, GString *domains) {
  const struct authentication *authentication = &entity->authentication;
  g_string_truncate(domains, 0);
  for (unsigned int i = 0; i < authentication->n_dkim; i++)
    g_string_append_printf(domains, "%s%s", i > 0 ? " " : "", authentication->dkim[i]);
  return authentication->names_dkim ? domains->str : NULL;
}

void mime_entity_envelope(struct mime_entity *entity, struct content *content) {
  content->envelope.from = decoded(entity, FIELD_FROM, content->from);
  content->envelope.subject = decoded(entity, FIELD_SUBJECT, content->subject);
  content->envelope.message_id = decoded(entity, FIELD_MESSAGE_ID, content->message_id);
  content->envelope.date = decoded(entity, FIELD_DATE, content->date);
  content->envelope.dkim_domains = dkim_domains(entity, content->dkim_domains);
  content->envelope.trust = entity->authentication.trust;
  content->envelope.from_domain = from_domain(entity, content->from_domain);
  entity->authserv_ids = NULL;
}
