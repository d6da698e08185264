/* SPDX-License-Identifier: MIT */
#include "report/network.h"
#include "base/fault.h"
#include "base/text.h"

#ifdef WITH_MAXMINDDB
#include <arpa/inet.h>
#include <errno.h>
#include <maxminddb.h>
#include <string.h>

#define AS_NAME_MOST 200 /* bytes */

struct file {
  MMDB_s database;
  char *name; /* printable; NULL: not open */
};

struct network {
  struct file geo, asn;
  GStringChunk *texts;
};

/* What the types of databases that have such data are called: "GeoLite2-Country", "DBIP-ASN-Lite (...)". */
static const char *const geo_types[] = {"Country", "City", "Enterprise", NULL};
static const char *const asn_types[] = {"ASN", "ISP", "Enterprise", NULL};

static bool is_type(const char *type, const char *const *words) {
  for (; *words; words++)
    if (strstr(type, *words))
      return true;
  return false;
}

static bool open_file(struct file *file, const char *path, const char *const *types, const char *what, GError **error) {
  if (!path)
    return true;
  g_autofree char *shown = text_printable(path);
  const int trouble = MMDB_open(path, MMDB_MODE_MMAP, &file->database);
  if (trouble == MMDB_FILE_OPEN_ERROR || trouble == MMDB_IO_ERROR)
    return fault(error, FAULT_NO_INPUT, "%s cannot be read: %s", shown, g_strerror(errno));
  if (trouble != MMDB_SUCCESS)
    return fault(error, FAULT_CONFIG, "%s is damaged, or no file in the format of MaxMind", shown);
  file->name = g_steal_pointer(&shown);
  const char *type = file->database.metadata.database_type;
  g_autofree char *printable = text_printable(type);
  return (type && is_type(type, types)) ||
         fault(error, FAULT_CONFIG, "%s holds no %s: its type is '%s'", file->name, what, printable);
}

struct network *network_open(const char *geo_database, const char *asn_database, GError **error) {
  struct network *network = g_new0(struct network, 1);
  network->texts = g_string_chunk_new(1024);
  if (open_file(&network->geo, geo_database, geo_types, "countries", error) &&
      open_file(&network->asn, asn_database, asn_types, "autonomous systems", error))
    return network;
  network_close(network);
  return NULL;
}

static void close_file(struct file *file) {
  if (file->name)
    MMDB_close(&file->database);
  g_free(file->name);
}

void network_close(struct network *network) {
  if (!network)
    return;
  close_file(&network->geo);
  close_file(&network->asn);
  g_string_chunk_free(network->texts);
  g_free(network);
}

/* *found is false when the file does not know the address. */
static bool find(struct file *file, const struct source_address *address, MMDB_entry_s *entry, bool *found,
                 GError **error) {
  struct sockaddr_in four = {.sin_family = AF_INET};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6};
  memcpy(address->length == 4 ? (void *)&four.sin_addr : (void *)&six.sin6_addr, address->bytes, address->length);
  int trouble;
  const MMDB_lookup_result_s result = MMDB_lookup_sockaddr(
      &file->database, address->length == 4 ? (struct sockaddr *)&four : (struct sockaddr *)&six, &trouble);
  *found = trouble == MMDB_SUCCESS && result.found_entry;
  *entry = result.entry;
  return trouble == MMDB_SUCCESS || trouble == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR ||
         fault(error, FAULT_CONFIG, "%s is damaged", file->name);
}

/* What is not there, or of another type, is nothing: types of databases differ. */
static bool get(MMDB_entry_s *entry, const char *const *path, uint32_t type, MMDB_entry_data_s *data) {
  return MMDB_aget_value(entry, data, path) == MMDB_SUCCESS && data->has_data && data->type == type;
}

static const char *country_of(struct network *network, MMDB_entry_s *entry) {
  static const char *const located[] = {"country", "iso_code", NULL}, *const registered[] = {"registered_country",
                                                                                             "iso_code", NULL};
  MMDB_entry_data_s data;
  if (!get(entry, located, MMDB_DATA_TYPE_UTF8_STRING, &data) &&
      !get(entry, registered, MMDB_DATA_TYPE_UTF8_STRING, &data))
    return NULL;
  const char *code = data.utf8_string;
  if (data.data_size != 2 || !g_ascii_isupper(code[0]) || !g_ascii_isupper(code[1]))
    return NULL;
  const char text[] = {code[0], code[1], '\0'};
  return g_string_chunk_insert_const(network->texts, text);
}

static void read_system(struct network *network, MMDB_entry_s *entry, struct source_facts *facts) {
  static const char *const number[] = {"autonomous_system_number", NULL};
  static const char *const organization[] = {"autonomous_system_organization", NULL};
  MMDB_entry_data_s data;
  if (get(entry, number, MMDB_DATA_TYPE_UINT32, &data))
    facts->asn = data.uint32;
  if (!get(entry, organization, MMDB_DATA_TYPE_UTF8_STRING, &data) || data.data_size == 0)
    return;
  g_autofree char *name = g_utf8_make_valid(data.utf8_string, MIN(data.data_size, AS_NAME_MOST));
  facts->as_name = g_string_chunk_insert_const(network->texts, name);
}

bool network_look_up(struct network *network, struct source_facts *facts, GError **error) {
  MMDB_entry_s entry;
  bool found;
  if (network->geo.name) {
    if (!find(&network->geo, &facts->address, &entry, &found, error))
      return false;
    facts->country = found ? country_of(network, &entry) : NULL;
  }
  if (network->asn.name) {
    if (!find(&network->asn, &facts->address, &entry, &found, error))
      return false;
    if (found)
      read_system(network, &entry, facts);
  }
  return true;
}

#else

struct network {
  char nothing;
};

struct network *network_open(const char *geo_database, const char *asn_database, GError **error) {
  if (!geo_database && !asn_database)
    return g_new0(struct network, 1);
  g_autofree char *shown = text_printable(geo_database ? geo_database : asn_database);
  fault(error, FAULT_UNAVAILABLE, "this dmarcstat was built without libmaxminddb, so it cannot read %s", shown);
  return NULL;
}

void network_close(struct network *network) {
  g_free(network);
}

bool network_look_up(struct network *network, struct source_facts *facts, GError **error) {
  (void)network;
  (void)facts;
  (void)error;
  return true;
}

#endif
