/* SPDX-License-Identifier: MIT */
/*
 * JSON by POST: {"version":1,"alerts":[...]}. With a secret it is signed: X-Dmarcstat-Signature is "sha256=" and, in
 * hexadecimal digits, the HMAC of X-Dmarcstat-Timestamp, a dot and the body.
 */
#include "base/fault.h"
#include "base/secret.h"
#include "base/text.h"
#include "net/https.h"
#include "tell/delivery.h"
#include "tell/delivery_parts.h"

#define ANSWER_MOST 65536 /* bytes; nothing of it is needed */

/* "X-Dmarcstat-Signature: sha256=..."; NULL without a secret, or with *error. Caller frees. */
static char *sign(const struct bundle *bundle, const char *stamp, const char *body, GError **error) {
  struct secret_source source;
  if (!secret_source_named(bundle->config, bundle->section, "secret_", &source))
    return NULL;
  struct secret *secret = secret_read(&source, error);
  if (!secret)
    return NULL;
  g_autofree char *signed_text = g_strdup_printf("%s.%s", stamp, body);
  g_autofree char *digest = g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)secret_text(secret),
                                                      secret_length(secret), signed_text, -1);
  secret_free(secret);
  return g_strconcat("X-Dmarcstat-Signature: sha256=", digest, NULL);
}

static bool post(const struct bundle *bundle, const char *const *headers, const char *body, GError **error) {
  const char *address = config_text(bundle->config, bundle->section, "webhook");
  g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_ENCODED, NULL);
  if (!uri)
    return fault(error, FAULT_CONFIG, "webhook in [%s] is no address", bundle->section);
  const bool clear = g_str_equal(g_uri_get_scheme(uri), "http");
  const int port = g_uri_get_port(uri);
  g_autofree char *path = g_strconcat(*g_uri_get_path(uri) ? g_uri_get_path(uri) : "/",
                                      g_uri_get_query(uri) ? "?" : NULL, g_uri_get_query(uri), NULL);
  const struct https_request request = {.host = g_uri_get_host(uri),
                                        .port = (uint16_t)(port > 0 ? port
                                                           : clear  ? 80
                                                                    : 443),
                                        .clear = clear,
                                        .path = path,
                                        .ca_file = config_text(bundle->config, bundle->section, "ca_file"),
                                        .seconds =
                                            (unsigned int)config_number(bundle->config, bundle->section, "time_limit"),
                                        .most = ANSWER_MOST,
                                        .body = body,
                                        .headers = headers};
  struct https_answer *answer = https_get(&request, error);
  if (!answer)
    return false;
  const unsigned int status = answer->status;
  https_answer_free(answer);
  return status / 100 == 2 ||
         fault(error, status / 100 == 5 || status == 429 ? FAULT_TRY_LATER : FAULT_UNAVAILABLE,
               "the webhook of [%s] at %s answered %u%s; the alerts are kept and tried again", bundle->section,
               request.host, status, status / 100 == 3 ? ", which would lead elsewhere" : "");
}

bool delivery_webhook(const struct bundle *bundle, GError **error) {
  GError *trouble = NULL;
  g_autofree char *body = delivery_json(json_pack("{s:i, s:O}", "version", 1, "alerts", bundle->events)),
                  *stamp = g_strdup_printf("%" G_GINT64_FORMAT, bundle->now);
  g_autofree char *signature = sign(bundle, stamp, body, &trouble);
  if (trouble) {
    g_propagate_error(error, trouble);
    return false;
  }
  g_autofree char *time_header = g_strconcat("X-Dmarcstat-Timestamp: ", stamp, NULL);
  g_autofree char *id_header = g_strconcat("X-Dmarcstat-Delivery: ", bundle->id, NULL);
  const char *const headers[] = {"Content-Type: application/json", time_header, id_header, signature, NULL};
  return post(bundle, headers, body, error);
}
