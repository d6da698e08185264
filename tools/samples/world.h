/* SPDX-License-Identifier: MIT */
/*
 * world: the story that the sample mail tells, as tables. To change the story, edit the rows in world.c (domains and
 * days), world_senders.c (who sends as these domains) and world_reporters.c (who reports). Numbers of messages come out
 * exactly as the tables say; chance only decides on which day and at which reporter they are seen.
 *
 * All domains end in .example or are example.com, .net and .org; addresses of services are from the documentation
 * ranges (RFC 5737, RFC 3849), those of crowds from the benchmarking range (RFC 2544) and the shared range (RFC 6598).
 */
#ifndef SAMPLES_WORLD_H
#define SAMPLES_WORLD_H

#include <stdbool.h>
#include <stdint.h>

/* -- days ------------------------------------------------------------------------------------------------------- */

#define WORLD_BEGIN INT64_C(1790294400) /* 2026-09-25 00:00 UTC, a Friday */
#define WORLD_DAYS 60                   /* the last one is 23 November */
#define WORLD_HALF 30                   /* days 0 .. 29 are the first half; 25 October is the first day of the second */
#define DAY_SECONDS 86400

/* Day numbers as dates: OCT(24) is 24 October 2026. */
#define SEP(day) ((day)-25)
#define OCT(day) ((day) + 5)
#define NOV(day) ((day) + 36)

/* -- domains ---------------------------------------------------------------------------------------------------- */

enum { EXAMPLE_COM, SHOP, EXAMPLE_ORG, DOMAINS };

struct domain {
  const char *name;
  const char *p;       /* policy at the start */
  const char *later_p; /* NULL: it never changes */
  int64_t change;      /* UTC seconds when the record was changed */
};

extern const struct domain world_domains[DOMAINS];

/* -- senders ---------------------------------------------------------------------------------------------------- */

/* How many messages a day brings, relative to others. */
struct rhythm {
  unsigned weekday[7]; /* Sunday first */
  int first_day, last_day;
  bool burst; /* each source is seen once: one day, one reporter */
};

struct dkim_seen {
  const char *domain, *selector, *result, *human_result;
};

/*
 * What a receiver sees of a message: identifiers and results; whether it aligns follows from them. A `$` in a domain
 * stands for the host of the source. envelope_from "" is the null reverse-path.
 */
struct route {
  const char *header_from, *envelope_from;
  struct dkim_seen dkim[3];
  const char *spf_domain, *spf_scope, *spf_result;
  const char *reason, *comment; /* override */
};

/* Sources that are too many to name: `sources` addresses somewhere in `networks`. */
struct crowd {
  const char *name, *networks;
  unsigned sources;
  const char *hosts; /* source i is at the i-th of these names, round and round; NULL when no route has a `$` */
};

struct share {
  unsigned parts; /* of the sum of parts of the sender */
  const struct route *route;
};

struct sender {
  const char *name;
  int domain;
  const char *addresses;     /* either these, */
  const struct crowd *crowd; /* or these */
  unsigned messages[2];      /* in the first and in the second half */
  const struct rhythm *rhythm;
  struct share shares[7];
};

extern const struct sender world_senders[];
extern const unsigned world_n_senders;

/* -- reporters -------------------------------------------------------------------------------------------------- */

enum dialect_bit {
  XML_VERSION = 1, /* <version>1.0</version> */
  XML_MODES = 2,   /* adkim, aspf */
  XML_SP = 4,
  XML_SP_EMPTY = 8, /* <sp></sp> */
  XML_PCT = 16,
  XML_FO = 32,
  XML_NP = 64,
  XML_ENVELOPE_FROM = 128,
  XML_ENVELOPE_TO = 256,
  XML_SELECTOR = 512,
  XML_SELECTOR_LAST = 1024, /* result before selector */
  XML_SCOPE = 2048,
  XML_HUMAN_RESULT = 4096,
  XML_CAPITALS = 8192, /* Pass, None */
  XML_RFC9990 = 16384, /* namespace, testing, discovery_method, generator, disposition pass */
  XML_BOM = 32768,
  XML_COMMENT = 65536, /* a remark on every record */
};

/* How a reporter writes XML. */
struct dialect {
  const char *declaration, *root; /* up to and with <feedback> */
  const char *indent, *line_end;
  const char *charset; /* what the bytes are in; NULL: UTF-8. The declaration may say something else. */
  unsigned bits;
};

enum packing { PACK_PLAIN, PACK_GZIP, PACK_GZIP_CRLF, PACK_ZIP };

enum shape {
  SHAPE_WHOLE,      /* the mail is the attachment */
  SHAPE_TEXT,       /* multipart/mixed: text, attachment */
  SHAPE_HTML,       /* multipart/mixed: multipart/related with a page, attachment */
  SHAPE_SPLIT_NAME, /* as SHAPE_TEXT, the file name in pieces (RFC 2231) */
};

enum id_style { ID_DECIMAL, ID_HEX, ID_UUID, ID_STAMP, ID_AT, ID_DIGEST };

struct reporter {
  const char *org_name, *email, *contact, *generator;
  const char *host;       /* submitter in subject and file name */
  const char *subject;    /* {domain}, {submitter}, {id}; NULL: as in RFC 9990 section 3.5.2 */
  const char *recipients; /* domains that it receives mail for: envelope_to; needed with XML_ENVELOPE_TO */
  const char *text;       /* of the mail; NULL: none */
  const struct dialect *dialect;
  enum packing packing;
  enum shape shape;
  const char *media_type;
  enum id_style id;
  bool id_in_name;          /* the file name ends in the id */
  unsigned weight[DOMAINS]; /* which share of a domain's messages it sees, relative to others */
  unsigned chance;          /* per cent of days on which it reports */
  int last_day;             /* of its reports; 0: it goes on */
  int shift;                /* seconds from 00:00 UTC to the begin of its day */
  int span;                 /* days a report covers; 0: one */
  bool end_exclusive;       /* date_range/end is 00:00:00 */
  bool splits;              /* a policy change begins a new report */
  const char *dmarc;        /* result for its own mail; NULL: pass */
};

extern const struct reporter world_reporters[];
extern const unsigned world_n_reporters;

#endif
