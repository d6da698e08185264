/* SPDX-License-Identifier: MIT */
/* xml: a report as its reporter would write it (struct dialect). */
#ifndef SAMPLES_XML_H
#define SAMPLES_XML_H

#include "traffic.h"

/* The bytes of the document; not UTF-8 where the dialect says so. */
GBytes *xml_write(const struct report *report);

#endif
