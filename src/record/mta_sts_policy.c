/* SPDX-License-Identifier: MIT */
#include "record/mta_sts_policy.h"
#include "record/findings.h"
#include "record/span.h"
#include <string.h>

#define RULE "RFC 8461 section 3.2"
#define DIGITS_MOST 10
#define LABEL_MOST 63
#define NAME_MOST 253
#define WEEK (7 * 24 * 3600)

enum key { KEY_VERSION, KEY_MODE, KEY_MAX_AGE, KEY_MX, KEYS };
static const char *const keys[KEYS] = {"version", "mode", "max_age", "mx"};
static const char *const modes[] = {"", "none", "testing", "enforce"};

struct reader {
  struct mta_sts_policy *policy;
  const char *text;
  bool seen[KEYS];
};

#define WRONG(reader, where, ...)                                                                                      \
  findings_add((reader)->policy->findings, FINDING_ERROR, (size_t)((where) - (reader)->text), RULE, __VA_ARGS__)

const char *mta_sts_mode_word(enum mta_sts_mode mode) {
  return modes[mode];
}

/* -- values -------------------------------------------------------------------------------------------------------- */

static bool read_version(struct reader *reader, struct span value) {
  g_autofree char *given = span_shown(value);
  return span_is(value, "STSv1") || WRONG(reader, value.at, "version is '%s'; it must be STSv1", given);
}

static bool read_mode(struct reader *reader, struct span value) {
  g_autofree char *given = span_shown(value);
  for (enum mta_sts_mode mode = MTA_STS_NONE; mode <= MTA_STS_ENFORCE; mode++)
    if (span_is(value, modes[mode]))
      reader->policy->mode = mode;
  return reader->policy->mode || WRONG(reader, value.at, "mode is '%s'; it may be enforce, testing or none", given);
}

static bool read_max_age(struct reader *reader, struct span value) {
  g_autofree char *given = span_shown(value);
  int64_t seconds = 0;
  bool good = value.length > 0 && value.length <= DIGITS_MOST;
  for (size_t i = 0; i < value.length && good; i++) {
    good = g_ascii_isdigit(value.at[i]);
    seconds = seconds * 10 + (value.at[i] - '0');
  }
  if (!good || seconds > MTA_STS_MAX_AGE_MOST)
    return WRONG(reader, value.at, "max_age is '%s'; it must be a number of seconds up to %d", given,
                 MTA_STS_MAX_AGE_MOST);
  reader->policy->max_age = seconds;
  if (seconds < WEEK)
    findings_add(reader->policy->findings, FINDING_WARNING, (size_t)(value.at - reader->text), RULE,
                 "max_age is less than a week, so senders soon forget the policy; weeks or more are usual");
  return true;
}

/* A domain of RFC 5321, whose labels are letters, digits and inner hyphens. */
static bool is_domain(const char *name) {
  size_t label = 0;
  if (strlen(name) > NAME_MOST)
    return false;
  for (const char *c = name; *c; c++) {
    if (*c == '.' ? label == 0 || c[-1] == '-' : !g_ascii_isalnum(*c) && (*c != '-' || label == 0))
      return false;
    label = *c == '.' ? 0 : label + 1;
    if (label > LABEL_MOST)
      return false;
  }
  return label > 0 && name[strlen(name) - 1] != '-';
}

static bool read_mx(struct reader *reader, struct span value) {
  g_autofree char *given = span_shown(value), *pattern = g_ascii_strdown(value.at, (gssize)value.length);
  const char *domain = g_str_has_prefix(pattern, "*.") ? pattern + 2 : pattern;
  if (g_str_has_suffix(pattern, "."))
    return WRONG(reader, value.at, "mx is '%s'; a host is written without a dot at the end here", given);
  if (!is_domain(domain))
    return WRONG(reader, value.at,
                 "mx is '%s', which is no host name, nor one with *. in front; a name that is not ASCII must be "
                 "written in A-labels (xn--)",
                 given);
  if (reader->policy->mx->len < MTA_STS_PATTERNS_MOST)
    g_ptr_array_add(reader->policy->mx, g_steal_pointer(&pattern));
  return true;
}

/* -- lines --------------------------------------------------------------------------------------------------------- */

static void read_field(struct reader *reader, struct span line, const char *colon) {
  static bool (*const readers[KEYS])(struct reader *, struct span) = {read_version, read_mode, read_max_age, read_mx};
  const struct span key = {line.at, (size_t)(colon - line.at)};
  const struct span value = span_trimmed((struct span){colon + 1, line.length - key.length - 1});
  g_autofree char *name = span_shown(key);
  GPtrArray *findings = reader->policy->findings;
  const size_t at = (size_t)(line.at - reader->text);
  enum key i = 0;
  while (i < KEYS && !span_is(key, keys[i]))
    i++;
  if (i == KEYS)
    findings_add(findings, FINDING_NOTE, at, RULE, "the field '%s' is unknown and ignored", name);
  else if (reader->seen[i] && i != KEY_MX)
    findings_add(findings, FINDING_WARNING, at, RULE, "%s comes again and is ignored", keys[i]);
  else
    readers[i](reader, value);
  if (i < KEYS)
    reader->seen[i] = true;
}

static bool read_line(struct reader *reader, struct span line) {
  const char *colon = memchr(line.at, ':', line.length);
  const struct span bare = span_trimmed(line);
  g_autofree char *given = span_shown(line);
  if (bare.length == 0)
    return WRONG(reader, line.at, "there is an empty line, which may not be");
  if (bare.at != line.at)
    return WRONG(reader, line.at, "a line begins with a blank");
  return colon ? (read_field(reader, bare, colon), true)
               : WRONG(reader, line.at, "'%s' is no line of the form key: value", given);
}

static void read_lines(struct reader *reader, size_t length) {
  const char *at = reader->text, *end = at + length;
  while (at < end) {
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    const char *stop = feed ? feed : end;
    read_line(reader, (struct span){at, (size_t)(stop - at) - (stop > at && stop[-1] == '\r')});
    at = feed ? feed + 1 : end;
  }
}

void mta_sts_policy_parse(const char *bytes, size_t length, struct mta_sts_policy *policy) {
  *policy =
      (struct mta_sts_policy){.max_age = -1, .mx = g_ptr_array_new_with_free_func(g_free), .findings = findings_new()};
  struct reader reader = {.policy = policy, .text = bytes};
  if (memchr(bytes, '\0', length) || !g_utf8_validate_len(bytes, length, NULL)) {
    findings_add(policy->findings, FINDING_ERROR, 0, RULE, "the file is no text in UTF-8");
    return;
  }
  read_lines(&reader, length);
  for (enum key i = 0; i < KEYS; i++)
    if (!reader.seen[i] && (i != KEY_MX || policy->mode != MTA_STS_NONE))
      findings_add(policy->findings, FINDING_ERROR, length, RULE, "there is no %s", keys[i]);
  policy->valid = !findings_have_error(policy->findings);
}

void mta_sts_policy_clear(struct mta_sts_policy *policy) {
  g_clear_pointer(&policy->mx, g_ptr_array_unref);
  g_clear_pointer(&policy->findings, g_ptr_array_unref);
  *policy = (struct mta_sts_policy){0};
}

/* -- patterns ------------------------------------------------------------------------------------------------------ */

bool mta_sts_pattern_matches(const char *pattern, const char *host) {
  if (!g_str_has_prefix(pattern, "*."))
    return g_ascii_strcasecmp(pattern, host) == 0;
  const char *dot = strchr(host, '.');
  return dot && dot != host && g_ascii_strcasecmp(pattern + 1, dot) == 0;
}

bool mta_sts_policy_allows(const struct mta_sts_policy *policy, const char *host) {
  for (unsigned int i = 0; i < policy->mx->len; i++)
    if (mta_sts_pattern_matches(policy->mx->pdata[i], host))
      return true;
  return false;
}
