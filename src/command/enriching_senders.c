/* SPDX-License-Identifier: MIT */
#include "command/enriching_senders.h"
#include "base/period.h"

struct senders {
  const struct catalogue *catalogue;
  GPtrArray *services;   /* of struct catalogue_service, not owned; numbered from 1 */
  GHashTable *addresses; /* GBytes to struct sender */
};

struct sender {
  const struct catalogue_service *service;
  bool by_dkim;
};

static int know(void *user, const char *domain, bool dkim) {
  struct senders *senders = user;
  const struct catalogue_service *service =
      dkim ? catalogue_by_dkim(senders->catalogue, domain) : catalogue_by_envelope(senders->catalogue, domain);
  guint place;
  if (!service)
    return 0;
  if (g_ptr_array_find(senders->services, service, &place))
    return (int)place + 1;
  g_ptr_array_add(senders->services, (gpointer)(uintptr_t)service);
  return (int)senders->services->len;
}

static void keep(void *user, const struct source_address *address, int service, bool by_dkim) {
  struct senders *senders = user;
  struct sender *sender = g_new(struct sender, 1);
  *sender = (struct sender){senders->services->pdata[service - 1], by_dkim};
  g_hash_table_replace(senders->addresses, g_bytes_new(address->bytes, address->length), sender);
}

struct senders *senders_read(struct store *store, const struct catalogue *catalogue, GError **error) {
  struct senders *senders = g_new(struct senders, 1);
  *senders = (struct senders){
      .catalogue = catalogue,
      .services = g_ptr_array_new(),
      .addresses = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free)};
  if (store_each_sender(store, period_day(period_now()) - SENDERS_DAYS, know, keep, senders, error))
    return senders;
  senders_free(senders);
  return NULL;
}

void senders_free(struct senders *senders) {
  if (!senders)
    return;
  g_ptr_array_unref(senders->services);
  g_hash_table_unref(senders->addresses);
  g_free(senders);
}

const struct catalogue_service *senders_find(const struct senders *senders, const struct source_address *address,
                                             const char **known_by) {
  g_autoptr(GBytes) key = g_bytes_new_static(address->bytes, address->length);
  const struct sender *found = g_hash_table_lookup(senders->addresses, key);
  if (!found)
    return NULL;
  *known_by = found->by_dkim ? "dkim" : "envelope";
  return found->service;
}
