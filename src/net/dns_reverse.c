/* SPDX-License-Identifier: MIT */
#include "net/dns_reverse.h"
#include "net/dns_data.h"
#include "net/host_name.h"
#include <string.h>

struct lookup {
  struct dns *dns;
  uint8_t address[16];
  size_t length;
  char *names[DNS_REVERSE_NAMES];
  unsigned int n, tried;
  bool failed;
  dns_reverse_done done;
  void *user;
};

/* Takes over the lookup. */
static void finish(struct lookup *lookup, const char *confirmed) {
  const struct dns_reverse found = {.name = confirmed,
                                    .ptr = confirmed || lookup->n == 0 ? NULL : lookup->names[0],
                                    .failed = lookup->failed && !confirmed};
  lookup->done(lookup->user, &found);
  for (unsigned int i = 0; i < lookup->n; i++)
    g_free(lookup->names[i]);
  g_free(lookup);
}

static bool holds_address(const struct dns_answer *answer, const struct lookup *lookup) {
  for (unsigned int i = 0; i < answer->n; i++)
    if (answer->records[i].length == lookup->length &&
        memcmp(answer->records[i].bytes, lookup->address, lookup->length) == 0)
      return true;
  return false;
}

static void try_next(struct lookup *lookup);

static void on_addresses(void *user, const struct dns_answer *answer) {
  struct lookup *lookup = user;
  if (holds_address(answer, lookup)) {
    finish(lookup, lookup->names[lookup->tried - 1]);
    return;
  }
  lookup->failed |= dns_has_failed(answer->status);
  try_next(lookup);
}

static void try_next(struct lookup *lookup) {
  if (lookup->tried == lookup->n)
    finish(lookup, NULL);
  else
    dns_ask(lookup->dns, lookup->names[lookup->tried++], lookup->length == 4 ? DNS_A : DNS_AAAA, on_addresses, lookup);
}

static void on_names(void *user, const struct dns_answer *answer) {
  struct lookup *lookup = user;
  lookup->failed = dns_has_failed(answer->status);
  for (unsigned int i = 0; i < answer->n && lookup->n < DNS_REVERSE_NAMES; i++) {
    char *name = host_name_from_wire(answer->records[i].bytes, answer->records[i].length);
    if (name)
      lookup->names[lookup->n++] = name;
  }
  try_next(lookup);
}

void dns_reverse(struct dns *dns, const uint8_t *address, size_t length, dns_reverse_done done, void *user) {
  struct lookup *lookup = g_new0(struct lookup, 1);
  g_assert(length == 4 || length == 16);
  memcpy(lookup->address, address, length);
  lookup->dns = dns;
  lookup->length = length;
  lookup->done = done;
  lookup->user = user;
  g_autofree char *name = dns_reverse_name(address, length);
  dns_ask(dns, name, DNS_PTR, on_names, lookup);
}
