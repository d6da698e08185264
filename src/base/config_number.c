/* SPDX-License-Identifier: MIT */
/* Numbers, sizes and durations in the configuration: digits, and a unit behind them where the type has some. */
#include "base/config_parts.h"
#include "base/text.h"
#include <string.h>

struct unit {
  char letter; /* lower case; sizes take either */
  uint64_t worth;
};

/* Rising; ended by no letter. */
static const struct unit none[] = {{0}};
static const struct unit sizes[] = {{'k', 1u << 10}, {'m', 1u << 20}, {'g', 1u << 30}, {0}};
static const struct unit durations[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {0}};

static const struct unit *units_of(enum config_type type) {
  return type == CONFIG_SIZE ? sizes : type == CONFIG_DURATION ? durations : none;
}

static const char *kind_words(enum config_type type) {
  return type == CONFIG_SIZE ? "a size such as 500000, 64M or 2G" : "a time such as 90, 30s, 5m, 2h or 30d";
}

/* "2G", "5m", "200": with the largest unit that leaves it whole. Caller frees. */
static char *number_words(enum config_type type, uint64_t number) {
  const struct unit *best = NULL;
  for (const struct unit *unit = units_of(type); unit->letter; unit++)
    if (number >= unit->worth && number % unit->worth == 0)
      best = unit;
  if (!best)
    return g_strdup_printf("%" G_GUINT64_FORMAT, number);
  return g_strdup_printf("%" G_GUINT64_FORMAT "%c", number / best->worth,
                         type == CONFIG_SIZE ? g_ascii_toupper(best->letter) : best->letter);
}

static const struct unit *find_unit(enum config_type type, char letter) {
  for (const struct unit *unit = units_of(type); unit->letter; unit++)
    if (unit->letter == (type == CONFIG_SIZE ? g_ascii_tolower(letter) : letter))
      return unit;
  return NULL;
}

/* What is too large for 64 bits becomes the largest number there is. False when it is no number. */
static bool parse(enum config_type type, const char *value, uint64_t *number) {
  const size_t digits = strspn(value, "0123456789");
  const struct unit *unit = value[digits] ? find_unit(type, value[digits]) : NULL;
  if (digits == 0 || (value[digits] && (!unit || value[digits + 1])))
    return false;
  *number = g_ascii_strtoull(value, NULL, 10); /* saturates */
  if (unit)
    *number = *number > UINT64_MAX / unit->worth ? UINT64_MAX : *number * unit->worth;
  return true;
}

bool config_number_of(const struct config_key *key, const char *value, uint64_t *number, char **why) {
  uint64_t parsed = 0;
  g_autofree char *shown = text_printable(value);
  const bool is_number = parse(key->type, value, &parsed);
  if (is_number && parsed >= key->least && parsed <= key->most) {
    *number = parsed;
    return true;
  }
  g_autofree char *least = number_words(key->type, key->least), *most = number_words(key->type, key->most);
  if (key->type == CONFIG_NUMBER)
    *why = g_strdup_printf("'%s' is not a whole number from %s to %s", shown, least, most);
  else if (is_number)
    *why = g_strdup_printf("'%s' is not from %s to %s", shown, least, most);
  else
    *why = g_strdup_printf("'%s' is not %s", shown, kind_words(key->type));
  return false;
}
