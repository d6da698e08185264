/* SPDX-License-Identifier: MIT */
/* Why a server that breaks off the handshake without a word may have done so. */
#include "net/connection_parts.h"
#include "net/tls_hello.h"
#include "net/tls_suites.h"

#define SECONDS 5 /* a server that has just taken a connection takes another one at once */

bool connection_speaks_old_tls(const struct connection *broken) {
  const struct connection_target target = {.host = broken->host ? broken->host : broken->reference,
                                           .addresses = (const char *const *)broken->addresses,
                                           .port = broken->port,
                                           .tls = CONNECTION_TLS_LATER,
                                           .connect_timeout = SECONDS,
                                           .idle_timeout = SECONDS};
  if (broken->tls != CONNECTION_TLS_NOW) /* the dialogue before STARTTLS is not ours */
    return false;
  struct connection *connection = connection_new(&target);
  g_autoptr(GArray) suites = tls_suites_all();
  const struct tls_hello hello = {.version = TLS_HELLO_1_1, .suites = (const uint16_t *)suites->data, .n = suites->len};
  struct tls_hello_result result = {.answer = TLS_HELLO_SILENT};
  if (connection_open(connection, NULL))
    result = tls_hello(connection, &hello, g_get_monotonic_time() + SECONDS * G_USEC_PER_SEC);
  connection_close(connection);
  return result.answer == TLS_HELLO_TAKEN && result.version <= TLS_HELLO_1_1;
}
