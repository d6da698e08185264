/* SPDX-License-Identifier: MIT */
/*
 * caps: how much one message may cost. Every cap is checked before memory is taken, and breaking one rejects the
 * message with a sentence that names the cap and how to raise it. Sizes in bytes.
 */
#ifndef DMARCSTAT_INGEST_CAPS_H
#define DMARCSTAT_INGEST_CAPS_H

#include <stdint.h>

struct caps {
  uint64_t message;   /* the item as it came: mail or file */
  uint64_t expanded;  /* everything unpacked from one item, in total, over all members and layers */
  uint32_t ratio;     /* expanded : packed of one container, looked at beyond the first 16 MiB expanded */
  uint32_t members;   /* members of zips and parts of mails, in total */
  uint32_t nesting;   /* containers in containers, mails in mails */
  uint64_t records;   /* of one report */
  uint32_t xml_depth; /* elements in elements */
  uint32_t text;      /* one text or one tag of the XML */
  uint64_t json;      /* of one TLS report, which is held in memory as a whole */
  uint32_t seconds;   /* without a sign of life from a worker */
};

/* 64 MiB, 1 GiB, 200, 1000, 8, 5,000,000, 32, 64 KiB, 4 MiB, 60 s */
extern const struct caps caps_default;

#endif
