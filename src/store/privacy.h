/* SPDX-License-Identifier: MIT */
/*
 * privacy: local parts of mail addresses, which name people, as tokens (RFC 9991 section 7, RFC 6590):
 * "ann@example.org" becomes "hashed-0123456789abcdef@example.org". The same address has the same token in one database
 * and another in each other one: the token is the beginning of an HMAC-SHA256 with the database's own random key.
 * Whoever has the database has the key and can try guesses; what it keeps from are eyes and copies of answers.
 */
#ifndef DMARCSTAT_STORE_PRIVACY_H
#define DMARCSTAT_STORE_PRIVACY_H

#include "schema/failure_report.h"
#include <glib.h>
#include <stdint.h>

/* A copy of `text` in which every local part before an @ is a token, whatever stands around it. NULL gives NULL. */
char *privacy_hash(const uint8_t key[PRIVACY_KEY_BYTES], const char *text);

/* The token of one address "local@domain", with its domain: what privacy_hash() makes of it. */
char *privacy_address(const uint8_t key[PRIVACY_KEY_BYTES], const char *address);

#endif
