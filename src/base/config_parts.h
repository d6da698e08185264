/* SPDX-License-Identifier: MIT */
/* config_parts: the pieces of config.c. Private to config*.c. */
#ifndef DMARCSTAT_BASE_CONFIG_PARTS_H
#define DMARCSTAT_BASE_CONFIG_PARTS_H

#include "base/config.h"

#define MAILBOX "mailbox" /* of each there may be many, which have names */
#define ALERT "alert"
#define MAIL "mail"
#define DIGEST "digest"
#define VARIABLE_PREFIX "DMARCSTAT_"

/* Where something is said. What is said in a higher layer wins over a lower one: a later file, the environment. */
struct origin {
  const char *file; /* or "$NAME" */
  int line;         /* 0: none */
  unsigned int layer;
  const char *folder; /* what paths are relative to; NULL: to the working folder */
};

/* One value that was said. */
struct setting {
  const struct config_key *key;
  char *section;
  char *value; /* canonical; NULL: wrong, which is among the mistakes already */
  char *file;
  int line;
  unsigned int layer;
};

/* A section that has a name. */
struct named {
  const char *kind; /* MAILBOX or ALERT */
  char *name, *section;
  char *file; /* where it was first named */
  int line;
};

struct config {
  GHashTable *settings; /* "section\nkey" -> struct setting */
  GPtrArray *mistakes;
  GPtrArray *files;              /* NULL-terminated once all is read */
  GPtrArray *named;              /* of struct named */
  GPtrArray *mailboxes, *alerts; /* their names; NULL-terminated once all is read */
  unsigned int layer;            /* of what is being read */
};

void config_add_mistake(struct config *config, const char *file, int line, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The entry of the registry for a section as in the file, NULL when there is none. */
const struct config_key *config_find(const char *section, const char *key);

/* NULL-terminated; those of the registry. Free with g_free. */
const char **config_key_names(const char *section);

/* Puts a value into `config`, or a mistake when it is wrong or was said in this layer already. */
void config_take(struct config *config, const char *section, const struct config_key *key, const char *value,
                 const struct origin *origin);

/* What was said, right or wrong, or NULL. */
const struct setting *config_setting(const struct config *config, const char *section, const char *key);

/* -- config_named.c --------------------------------------------------------------------------------------------------
 */

/* "mailbox" for "mailbox main"; others are themselves. */
const char *config_kind(const char *section);

/* Whether there may be many of a kind, which have names. */
bool config_is_named(const char *kind);

/*
 * The section of that kind and name, which is new when it was not named before. NULL when the name is wrong or too like
 * another one, which is then a mistake.
 */
const struct named *config_named(struct config *config, const char *kind, const char *name,
                                 const struct origin *origin);

/* How a name is written in the environment: "a-b" is "A_B". Caller frees. */
char *config_variable_part(const char *name);

void config_named_free(gpointer named);

/* -- config_file.c: one file, line by line --------------------------------------------------------------------------
 */

/* False with *error when it cannot be read, or when it is not there and was `named`. */
bool config_read_file(struct config *config, const char *path, bool named, GError **error);

/* -- config_environment.c -------------------------------------------------------------------------------------------
 */

void config_read_environment(struct config *config);

/* -- config_value.c -------------------------------------------------------------------------------------------------
 */

/*
 * The canonical form of a value: a path made absolute, a size in bytes, a fingerprint in lower case without colons.
 * `folder` is what a relative path is relative to; NULL: it stays. NULL with *why in words ("'x' is not a number from 1
 * to 65535"). Caller frees both.
 */
char *config_canonical(const struct config_key *key, const char *value, const char *folder, char **why);

/* The items of a list without the space around them, and without empty ones. g_strfreev. */
char **config_split(const char *list);

/* -- config_number.c ------------------------------------------------------------------------------------------------
 */

/* Of a number, a size or a duration. False with *why. */
bool config_number_of(const struct config_key *key, const char *value, uint64_t *number, char **why);

/* -- config_rules.c: what goes together -----------------------------------------------------------------------------
 */

/* Whether the key says where a password or a token is. */
bool config_is_secret(const struct config_key *key);

/* Where the secret of a section is, the first in the order of the registry, or NULL; *second is another one, if any. */
const struct setting *config_find_secret(const struct config *config, const char *section,
                                         const struct setting **second);

void config_check_mailbox(struct config *config, const struct named *mailbox);

/* localhost, 127.0.0.0/8 and ::1, where nobody listens in. */
bool config_is_loopback(const char *host);

/* -- config_rules_mail.c: the same for [mail], [digest] and [alert NAME]
 * ----------------------------------------------------------
 */

void config_check_mail(struct config *config);
void config_check_alert(struct config *config, const struct named *alert);

#endif
