/* SPDX-License-Identifier: MIT */
#include "report/address.h"
#include "base/fault.h"
#include "base/ip_address.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <string.h>

char *address_text(const void *bytes, size_t length) {
  char text[INET6_ADDRSTRLEN];
  if (length != 4 && length != 16)
    return NULL;
  inet_ntop(length == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text);
  return g_strdup(text);
}

static bool parse_address(const char *text, struct source_address *address) {
  address->length = (uint8_t)ip_address_parse(text, address->bytes);
  return address->length > 0;
}

/* ::ffff:0:0/96 holds the IPv4 addresses, RFC 4291 section 2.5.5.2 */
static void unmap(struct source_address *address, uint64_t *prefix) {
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (address->length != 16 || *prefix < 96 || memcmp(address->bytes, mapped, sizeof mapped) != 0)
    return;
  memmove(address->bytes, address->bytes + 12, 4);
  address->length = 4;
  *prefix -= 96;
}

bool address_parse_range(const char *option, const char *text, struct source_address *first,
                         struct source_address *last, GError **error) {
  g_auto(GStrv) parts = g_strsplit(text, "/", 2);
  struct source_address address = {0};
  g_autofree char *shown = text_printable(text);
  if (!parts[0] || !parse_address(parts[0], &address))
    return fault(error, FAULT_USAGE,
                 "%s: '%s' is no IP address or block. Try 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.", option, shown);
  uint64_t prefix = address.length * 8u;
  if (parts[1] && !g_ascii_string_to_unsigned(parts[1], 10, 0, prefix, &prefix, NULL))
    return fault(error, FAULT_USAGE, "%s: '%s' has no prefix length from 0 to %u behind the slash.", option, shown,
                 address.length * 8u);
  unmap(&address, &prefix);
  *first = *last = address;
  for (unsigned int i = 0; i < address.length; i++) {
    unsigned int kept = prefix >= 8 * (i + 1) ? 8 : prefix <= 8 * i ? 0 : (unsigned int)(prefix - 8 * i);
    uint8_t host = (uint8_t)(0xffu >> kept);
    first->bytes[i] &= (uint8_t)~host;
    last->bytes[i] |= host;
  }
  return true;
}
