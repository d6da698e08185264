/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "tell/delivery_parts.h"
#include "tell/letter.h"
#include "tell/message.h"
#include "tell/post.h"

#define SUBJECT_MOST 120 /* characters of an alert in the subject */

static uint64_t count(const json_t *events, const char *event) {
  uint64_t n = 0;
  size_t i;
  json_t *each;
  json_array_foreach(events, i, each) n += g_str_equal(delivery_text(each, "event"), event);
  return n;
}

/* Of one alert what it says, of several how many they are. Caller frees. */
static char *subject_of(const json_t *events) {
  const json_t *one = json_array_get(events, 0);
  const size_t n = json_array_size(events);
  const uint64_t over = count(events, "cleared"), lasting = n - over;
  if (n == 1) {
    g_autofree char *text = g_utf8_substring(delivery_text(one, "text"), 0,
                                             MIN(SUBJECT_MOST, g_utf8_strlen(delivery_text(one, "text"), -1)));
    return g_strdup_printf("DMARC alert%s: %s", over ? " is over" : "", text);
  }
  g_autofree char *alerts = text_plural(lasting, "alert", "alerts"), *gone = text_count(over);
  if (over == 0)
    return g_strdup_printf("DMARC: %s", alerts);
  return lasting == 0 ? g_strdup_printf("DMARC: %s alerts are over", gone)
                      : g_strdup_printf("DMARC: %s, %s over", alerts, gone);
}

static void write_events(struct letter *letter, const json_t *events, const char *event, const char *heading) {
  if (count(events, event) == 0)
    return;
  letter_heading(letter, heading);
  size_t i;
  json_t *each;
  json_array_foreach(events, i, each) {
    if (!g_str_equal(delivery_text(each, "event"), event))
      continue;
    g_autofree char *words =
        g_strdup_printf("%s (since %s)", delivery_text(each, "text"), delivery_text(each, "since"));
    letter_item(letter, delivery_text(each, "rule"), words);
  }
}

static void write_letter(const json_t *events, char **plain, char **html) {
  struct letter *letter = letter_begin("DMARC alerts");
  write_events(letter, events, "test", "A test");
  write_events(letter, events, "raised", "New");
  write_events(letter, events, "changed", "Changed");
  write_events(letter, events, "cleared", "Over");
  letter_foot(letter,
              "dmarcstat tells each once until it changes, and once when it is over. `dmarcstat alerts list` shows "
              "what is raised; [alert NAME] in its configuration says what is told to whom.");
  letter_end(letter, plain, html);
}

bool delivery_mail(const struct bundle *bundle, GError **error) {
  g_auto(GStrv) to = config_list(bundle->config, bundle->section, "to");
  g_autofree char *subject = subject_of(bundle->events), *plain = NULL, *html = NULL;
  write_letter(bundle->events, &plain, &html);
  const json_t *first = json_array_get(bundle->events, 0);
  g_autofree char *seed =
      g_strdup_printf("alert %s %s %s", bundle->id, delivery_text(first, "rule"), delivery_text(first, "at"));
  g_autoptr(GString) message = message_write(&(struct message){.from = post_from(bundle->config),
                                                               .to = (const char *const *)to,
                                                               .subject = subject,
                                                               .seed = seed,
                                                               .date = bundle->now,
                                                               .plain = plain,
                                                               .html = html});
  return post_send(bundle->config, (const char *const *)to, message, error);
}
