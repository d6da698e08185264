/* SPDX-License-Identifier: MIT */
/*
 * xml_prologue: the part of xml_repair.c that stands outside of documents: it looks for <feedback and reads the
 * encoding declaration on the way.
 */
#ifndef DMARCSTAT_INGEST_XML_PROLOGUE_H
#define DMARCSTAT_INGEST_XML_PROLOGUE_H

#include "ingest/xml_repair.h"

/* One step of the states XML_REPAIR_BETWEEN*; returns where it stopped, as the steps of xml_repair.c do. */
const uint8_t *xml_prologue_step(struct xml_repair *repair, const uint8_t *p, const uint8_t *end);

#endif
