/* SPDX-License-Identifier: MIT */
#include "base/ip_address.h"
#include <arpa/inet.h>

size_t ip_address_parse(const char *text, uint8_t bytes[IP_ADDRESS_MOST]) {
  if (inet_pton(AF_INET, text, bytes) == 1)
    return 4;
  return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

bool ip_address_is(const char *text) {
  uint8_t ignored[IP_ADDRESS_MOST];
  return ip_address_parse(text, ignored) > 0;
}
