/* SPDX-License-Identifier: MIT */
/*
 * Two layers, the user's and ours. In each, suffixes are in a hash table that is asked for the whole domain, then for
 * what is behind each dot; networks are sorted, and as CIDR blocks either nest or are apart, each knows the one around
 * it.
 */
#include "report/catalogue.h"
#include "base/fault.h"
#include "base/text.h"
#include "report/address.h"
#include "report/catalogue_csv.h"
#include "report/resource.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FILE_MOST (16u << 20) /* bytes */

const char *const catalogue_kinds[] = {
    "mailbox", "hosting", "transactional", "bulk",         "crm",      "helpdesk",  "invoicing", "documents", "hr",
    "survey",  "events",  "shop",          "notification", "security", "forwarder", "list",      NULL};

enum suffix { SUFFIX_NAME, SUFFIX_DKIM, SUFFIX_ENVELOPE, SUFFIX_MAX };

struct block {
  struct source_address first, last;
  const struct catalogue_service *service;
  unsigned int line; /* of the file that says so */
  int around;        /* index of the block that this one is in, -1: none */
};

struct layer {
  GPtrArray *services;
  GHashTable *suffixes[SUFFIX_MAX]; /* text -> service */
  GArray *networks;                 /* of struct block */
};

struct catalogue {
  struct layer *layers[2]; /* the user's or NULL, ours */
  GStringChunk *texts;
};

/* -- making one ---------------------------------------------------------------------------------------------------- */

static struct layer *layer_new(void) {
  struct layer *layer = g_new0(struct layer, 1);
  layer->services = g_ptr_array_new_with_free_func(g_free);
  layer->networks = g_array_new(FALSE, FALSE, sizeof(struct block));
  for (int i = 0; i < SUFFIX_MAX; i++)
    layer->suffixes[i] = g_hash_table_new(g_str_hash, g_str_equal);
  return layer;
}

static void layer_free(struct layer *layer) {
  if (!layer)
    return;
  for (int i = 0; i < SUFFIX_MAX; i++)
    g_hash_table_unref(layer->suffixes[i]);
  g_array_unref(layer->networks);
  g_ptr_array_unref(layer->services);
  g_free(layer);
}

/* Four bytes before sixteen; of blocks that begin together the larger first. */
static gint compare(gconstpointer one, gconstpointer other) {
  const struct block *a = one, *b = other;
  if (a->first.length != b->first.length)
    return a->first.length - b->first.length;
  const int order = memcmp(a->first.bytes, b->first.bytes, a->first.length);
  return order ? order : memcmp(b->last.bytes, a->last.bytes, a->last.length);
}

static bool is_in(const struct source_address *address, const struct block *network) {
  return address->length == network->first.length &&
         memcmp(address->bytes, network->first.bytes, address->length) >= 0 &&
         memcmp(address->bytes, network->last.bytes, address->length) <= 0;
}

/* False when one block is there twice; then *error names the later line. */
static bool sort_networks(struct layer *layer, const char *file, GError **error) {
  g_array_sort(layer->networks, compare);
  struct block *networks = (struct block *)(void *)layer->networks->data;
  for (int i = 0, open = -1; i < (int)layer->networks->len; open = i++) {
    if (i > 0 && compare(&networks[i - 1], &networks[i]) == 0) {
      const struct catalogue_row row = {.file = file, .line = MAX(networks[i - 1].line, networks[i].line)};
      g_autofree char *address = address_text(networks[i].first.bytes, networks[i].first.length);
      return catalogue_csv_fault(&row, error, "the network that begins with %s is in line %u already", address,
                                 MIN(networks[i - 1].line, networks[i].line));
    }
    while (open >= 0 && !is_in(&networks[i].first, &networks[open]))
      open = networks[open].around;
    networks[i].around = open;
  }
  return true;
}

/* What a row is being read into, for its mistakes. */
struct reading {
  struct catalogue *catalogue;
  struct layer *layer;
  const struct catalogue_row *row;
};

static bool add_suffix(const struct reading *reading, enum suffix which, const char *text, GError **error) {
  g_autofree char *lower = g_ascii_strdown(text, -1), *shown = text_printable(text);
  g_autofree char *domain = g_hostname_is_non_ascii(lower) ? g_hostname_to_ascii(lower) : g_steal_pointer(&lower);
  const bool letters = domain && strspn(domain, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(domain);
  if (!letters || *domain == '.' || !strchr(domain, '.') || g_str_has_suffix(domain, ".") || strstr(domain, ".."))
    return catalogue_csv_fault(reading->row, error, "'%s' is no domain with a dot in it", shown);
  const struct catalogue_service *other = g_hash_table_lookup(reading->layer->suffixes[which], domain);
  if (other) {
    g_autofree char *name = text_printable(other->service);
    return catalogue_csv_fault(reading->row, error, "'%s' stands for %s already", shown, name);
  }
  g_hash_table_insert(reading->layer->suffixes[which], g_string_chunk_insert(reading->catalogue->texts, domain),
                      g_ptr_array_index(reading->layer->services, reading->layer->services->len - 1));
  return true;
}

static bool add_network(const struct reading *reading, const char *text, GError **error) {
  struct block network = {.service = g_ptr_array_index(reading->layer->services, reading->layer->services->len - 1),
                          .line = reading->row->line};
  g_autofree char *shown = text_printable(text);
  if (!address_parse_range("", text, &network.first, &network.last, NULL))
    return catalogue_csv_fault(reading->row, error, "'%s' is no network, such as 192.0.2.0/24 or 2001:db8::/32", shown);
  g_array_append_val(reading->layer->networks, network);
  return true;
}

static bool check_kind(const struct catalogue_row *row, GError **error) {
  const char *kind = row->cells[CATALOGUE_KIND];
  if (g_strv_contains(catalogue_kinds, kind))
    return true;
  const char *nearest = text_nearest(kind, catalogue_kinds);
  g_autofree char *shown = text_printable(kind), *all = g_strjoinv(", ", (char **)(uintptr_t)catalogue_kinds);
  if (nearest)
    return catalogue_csv_fault(row, error, "there is no kind '%s'; did you mean %s?", shown, nearest);
  return catalogue_csv_fault(row, error, "there is no kind '%s'; it is one of %s", shown, all);
}

static bool add_row(void *user, const struct catalogue_row *row, GError **error) {
  struct reading reading = *(struct reading *)user;
  reading.row = row;
  if (!*row->cells[CATALOGUE_SERVICE])
    return catalogue_csv_fault(row, error, "the service has no name");
  if (!check_kind(row, error))
    return false;
  struct catalogue_service *service = g_new(struct catalogue_service, 1);
  service->service = g_string_chunk_insert(reading.catalogue->texts, row->cells[CATALOGUE_SERVICE]);
  service->kind = g_string_chunk_insert_const(reading.catalogue->texts, row->cells[CATALOGUE_KIND]);
  g_ptr_array_add(reading.layer->services, service);
  for (int column = CATALOGUE_NAMES; column <= CATALOGUE_NETWORKS; column++) {
    g_auto(GStrv) items = g_strsplit_set(row->cells[column], " \t", -1);
    for (char **item = items; *item; item++)
      if (**item &&
          !(column == CATALOGUE_NETWORKS ? add_network(&reading, *item, error)
                                         : add_suffix(&reading, (enum suffix)(column - CATALOGUE_NAMES), *item, error)))
        return false;
  }
  return true;
}

static struct layer *read_layer(struct catalogue *catalogue, const char *name, const char *text, GError **error) {
  struct layer *layer = layer_new();
  struct reading reading = {.catalogue = catalogue, .layer = layer};
  if (catalogue_csv_read(name, text, add_row, &reading, error) && sort_networks(layer, name, error))
    return layer;
  layer_free(layer);
  return NULL;
}

static struct layer *read_file(struct catalogue *catalogue, const char *file, GError **error) {
  g_autoptr(GError) trouble = NULL;
  g_autofree char *text = NULL, *shown = text_printable(file);
  gsize length;
  if (access(file, R_OK) != 0 || !g_file_get_contents(file, &text, &length, &trouble)) {
    fault(error, FAULT_NO_INPUT, "the sender catalogue %s cannot be read: %s", shown,
          trouble ? trouble->message : g_strerror(errno));
    return NULL;
  }
  if (length > FILE_MOST || !g_utf8_validate(text, (gssize)length, NULL)) {
    fault(error, FAULT_CONFIG, "the sender catalogue %s is no CSV in UTF-8", shown);
    return NULL;
  }
  return read_layer(catalogue, shown, text, error);
}

struct catalogue *catalogue_load(const char *file, GError **error) {
  struct catalogue *catalogue = g_new0(struct catalogue, 1);
  catalogue->texts = g_string_chunk_new(4096);
  catalogue->layers[1] = read_layer(catalogue, "catalogue.csv", resource_text("catalogue.csv"), error);
  if (catalogue->layers[1] && (!file || (catalogue->layers[0] = read_file(catalogue, file, error))))
    return catalogue;
  catalogue_free(catalogue);
  return NULL;
}

void catalogue_free(struct catalogue *catalogue) {
  if (!catalogue)
    return;
  layer_free(catalogue->layers[0]);
  layer_free(catalogue->layers[1]);
  g_string_chunk_free(catalogue->texts);
  g_free(catalogue);
}

unsigned int catalogue_size(const struct catalogue *catalogue) {
  return catalogue->layers[1]->services->len;
}

/* -- looking up ---------------------------------------------------------------------------------------------------- */

static const struct catalogue_service *by_suffix(const struct catalogue *catalogue, enum suffix which,
                                                 const char *domain) {
  if (!domain)
    return NULL;
  g_autofree char *lower = g_ascii_strdown(domain, -1);
  const size_t length = strlen(lower);
  if (length > 0 && lower[length - 1] == '.')
    lower[length - 1] = '\0';
  for (unsigned int i = 0; i < G_N_ELEMENTS(catalogue->layers); i++)
    for (const char *at = lower; catalogue->layers[i] && at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL) {
      const struct catalogue_service *found = g_hash_table_lookup(catalogue->layers[i]->suffixes[which], at);
      if (found)
        return found;
    }
  return NULL;
}

const struct catalogue_service *catalogue_by_name(const struct catalogue *catalogue, const char *host) {
  return by_suffix(catalogue, SUFFIX_NAME, host);
}

const struct catalogue_service *catalogue_by_dkim(const struct catalogue *catalogue, const char *domain) {
  return by_suffix(catalogue, SUFFIX_DKIM, domain);
}

const struct catalogue_service *catalogue_by_envelope(const struct catalogue *catalogue, const char *domain) {
  return by_suffix(catalogue, SUFFIX_ENVELOPE, domain);
}

/* The last block that does not begin behind the address, or one around it, holds it; else none does. */
static const struct catalogue_service *by_network(const struct layer *layer, const struct source_address *address) {
  const struct block *networks = (const struct block *)(const void *)layer->networks->data;
  const struct block wanted = {.first = *address, .last = *address};
  int begin = 0, end = (int)layer->networks->len;
  while (begin < end) {
    const int middle = begin + (end - begin) / 2;
    if (compare(&networks[middle], &wanted) <= 0)
      begin = middle + 1;
    else
      end = middle;
  }
  int at = begin - 1;
  while (at >= 0 && !is_in(address, &networks[at]))
    at = networks[at].around;
  return at >= 0 ? networks[at].service : NULL;
}

const struct catalogue_service *catalogue_by_address(const struct catalogue *catalogue,
                                                     const struct source_address *address) {
  for (unsigned int i = 0; i < G_N_ELEMENTS(catalogue->layers); i++) {
    const struct catalogue_service *found = catalogue->layers[i] ? by_network(catalogue->layers[i], address) : NULL;
    if (found)
      return found;
  }
  return NULL;
}
