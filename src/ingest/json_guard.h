/* SPDX-License-Identifier: MIT */
/*
 * json_guard: what a JSON text would cost, counted before a parser builds it in memory. It goes by brackets and commas
 * outside of strings alone; whether it is JSON at all, the parser says.
 */
#ifndef DMARCSTAT_INGEST_JSON_GUARD_H
#define DMARCSTAT_INGEST_JSON_GUARD_H

#include <stddef.h>
#include <stdint.h>

/* A TLS report nests six deep; its parser takes about 300 bytes a value, and a worker has 64 MiB. */
#define JSON_DEPTH_MOST 32
#define JSON_VALUES_MOST 150000

/* NULL when it may be parsed, else the sentence that says why not. */
const char *json_guard(const char *text, size_t length);

#endif
