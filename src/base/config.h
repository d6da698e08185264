/* SPDX-License-Identifier: MIT */
/*
 * config: the settings of dmarcstat, from one registry of known keys.
 *
 * A value comes from, first found wins: the environment ($DMARCSTAT_<SECTION>_<KEY>, for a mailbox
 * $DMARCSTAT_MAILBOX_<NAME>_<KEY>), the user's file ($XDG_CONFIG_HOME/dmarcstat/dmarcstat.conf), the system's file
 * (/etc/dmarcstat.conf), the default in the registry. A file named with --config stands in for both files. What a
 * command's own options say goes before all of this, and is the command's business (command/settings.h). Alerts are in
 * files only.
 *
 * The files are INI files in UTF-8: [section], key = value, and comments on lines of their own that begin with # or ;.
 * They hold no secrets, only where secrets are (base/secret.h). They may name commands to run: a file is refused when
 * someone else than root or us owns it or may write to it. Text in a mistake is printable, and values of keys that name
 * commands are not in it.
 */
#ifndef DMARCSTAT_BASE_CONFIG_H
#define DMARCSTAT_BASE_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum config_type {
  CONFIG_TEXT,
  CONFIG_NAME,        /* letters, digits, '.', '_' and '-' */
  CONFIG_HOST,        /* a host name or an IP address, which is then without brackets */
  CONFIG_LIST,        /* separated by commas; by semicolons when there is one in it */
  CONFIG_NUMBER,      /* whole, from `least` to `most` */
  CONFIG_SIZE,        /* bytes; K, M, G (1024) may follow */
  CONFIG_DURATION,    /* seconds; s, m, h, d may follow */
  CONFIG_CHOICE,      /* one of `choices` */
  CONFIG_PATH,        /* ~/ is the home folder; else relative to the folder of the file that says so */
  CONFIG_COMMAND,     /* a command line in the quoting of a shell; no shell runs it */
  CONFIG_URL,         /* https, or http to a loopback address; without a user in it */
  CONFIG_ADDRESS,     /* of mail: local@domain in ASCII, without a name and without brackets */
  CONFIG_ADDRESSES,   /* several, separated by commas */
  CONFIG_FINGERPRINT, /* SHA-256 in hex, colons and case as one likes */
};

struct config_key {
  const char *section; /* "mailbox" stands for every [mailbox NAME], "alert" for every [alert NAME] */
  const char *key;
  enum config_type type;
  const char *fallback; /* as in a file; NULL: none */
  const char *choices;  /* "imaps|starttls|none", else NULL */
  uint64_t least, most; /* of a number, a size or a duration */
  const char *variable; /* a short name for the environment, which goes before the one by the rule; else NULL */
  const char *meaning;  /* one or two sentences */
  const char *example;  /* of a value */
};

/* Ended by a NULL section; the keys of a section stand together. */
extern const struct config_key config_keys[];

struct config;

struct config_mistake {
  char *file; /* path, or "$DMARCSTAT_..." */
  int line;   /* 0: none */
  char *sentence;
};

/* Which files are read. {0}: the system's and the user's. Both set: only `none` counts. */
struct config_choice {
  const char *file; /* the value of --config, which stands in for both files, or NULL */
  bool none;        /* --no-config: no file is touched; the environment still counts */
};

/*
 * Reads the configuration. NULL with *error when a file cannot be read or must not be trusted (FAULT_NO_INPUT when it
 * is the one named and does not exist, else FAULT_CONFIG); what is wrong in the files is in config_mistakes(). No file
 * at all is fine.
 */
struct config *config_read(const struct config_choice *choice, GError **error);

/* The same, and a mistake is a FAULT_CONFIG that names the first. For every command but `config check`. */
struct config *config_load(const struct config_choice *choice, GError **error);

/* As config_read, of these files, a later one over an earlier one; one that does not exist is left out. */
struct config *config_read_files(const char *const *files, GError **error);

void config_free(struct config *config); /* NULL is fine */

/* Of struct config_mistake, by file and line. Belongs to `config`. */
const GPtrArray *config_mistakes(const struct config *config);

/* "FILE:LINE: sentence". Caller frees. */
char *config_mistake_words(const struct config_mistake *mistake);

/* The files that were read, NULL-terminated, the strongest last. Belongs to `config`. */
const char *const *config_files(const struct config *config);

/*
 * The names of the mailboxes, NULL-terminated, in the order of the files, then those that only the environment knows,
 * in lower case. Letters, digits, '.', '_' and '-'. Belongs to `config`.
 */
const char *const *config_mailboxes(const struct config *config);

/* The same for alerts. */
const char *const *config_alerts(const struct config *config);

/*
 * The value of a key of the registry, or its default. `section` is as in the file: "store", "mailbox main". A key that
 * is not in the registry or is of another type is a mistake of the program. Texts belong to `config`; NULL (and 0) when
 * there is neither value nor default. All types that are not numbers or lists are texts. A path is absolute or relative
 * to the working folder, a fingerprint 64 lower-case digits.
 */
const char *config_text(const struct config *config, const char *section, const char *key);
uint64_t config_number(const struct config *config, const char *section, const char *key); /* also bytes and seconds */
char **config_list(const struct config *config, const char *section, const char *key);     /* never NULL; g_strfreev */

/* Whether a file or the environment says it. */
bool config_given(const struct config *config, const char *section, const char *key);

/*
 * What `text` is as a value of this key, for an option of the same meaning: a number, bytes or seconds. False with *why
 * ("'99' is not a number from 1 to 8"), which the caller frees. `text` may be hostile.
 */
bool config_parse_number(const char *section, const char *key, const char *text, uint64_t *number, char **why);

/* A file with every section and key, explained and commented out, as `dmarcstat config example` prints it. */
char *config_example(void);

#endif
