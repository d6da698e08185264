/* SPDX-License-Identifier: MIT */
/* What could not be taken is kept; and the runs are. */
#include "store_sample.h"

static struct quarantined entry_of(const char *origin, const char *bytes) {
  return (struct quarantined){.at = NOW,
                              .origin = origin,
                              .reason = "is broken",
                              .nesting = "mail > zip",
                              .size = strlen(bytes),
                              .bytes = (const uint8_t *)bytes,
                              .n_bytes = strlen(bytes)};
}

static void keep(struct store *store, struct quarantined entry) {
  GError *error = NULL;
  ok(store_put_quarantine(store, &entry, &error), &error);
}

/* A line for each: number, time, origin, reason, nesting, size, bytes. */
static bool describe(void *user, const struct quarantined *entry, GError **error) {
  (void)error;
  GString *text = user;
  g_string_append_printf(text, "%d|%d|%s|%s|%s|%d|", (int)entry->id, (int)(entry->at - NOW), entry->origin,
                         entry->reason, entry->nesting, (int)entry->size);
  if (entry->bytes)
    g_string_append_len(text, (const char *)entry->bytes, (gssize)entry->n_bytes);
  else
    g_string_append(text, "not kept");
  g_string_append_c(text, '\n');
  return true;
}

static void expect_entries(struct store *store, int64_t id, bool with_bytes, const char *expected) {
  GError *error = NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  ok(store_quarantine(store, id, with_bytes, describe, text, &error), &error);
  assert_string_equal(text->str, expected);
}

static void entries_come_back_with_their_bytes_when_asked_for(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  expect_entries(store, 0, true, "");
  keep(store, entry_of("a.eml", "the first"));
  keep(store, entry_of("b.eml", "the second"));
  expect_entries(store, 0, false,
                 "1|0|a.eml|is broken|mail > zip|9|not kept\n2|0|b.eml|is broken|mail > zip|10|not kept\n");
  expect_entries(store, 0, true,
                 "1|0|a.eml|is broken|mail > zip|9|the first\n2|0|b.eml|is broken|mail > zip|10|the second\n");
  expect_entries(store, 2, true, "2|0|b.eml|is broken|mail > zip|10|the second\n");
  store_close(store);
}

static void any_bytes_are_kept(void **state) {
  (void)state;
  enum { LONG = QUARANTINE_MAX_BYTES };
  struct store *store = store_in_memory();
  g_autofree uint8_t *bytes = g_malloc(LONG);
  for (size_t i = 0; i < LONG; i++)
    bytes[i] = (uint8_t)(i * 7 + i / 256);
  struct quarantined entry = entry_of("a.eml", "");
  entry.bytes = bytes;
  entry.size = entry.n_bytes = LONG;
  keep(store, entry);
  struct query *query = query_open(store, "SELECT bytes FROM quarantine", NULL);
  size_t length;
  assert_int_equal(query_step(query, NULL), 1);
  const uint8_t *kept = query_blob(query, 0, &length);
  assert_int_equal(length, LONG);
  assert_int_equal(memcmp(kept, bytes, LONG), 0);
  query_close(query);
  store_close(store);
}

static void the_same_bytes_replace_their_earlier_entry(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  keep(store, entry_of("a.eml", "the same"));
  keep(store, entry_of("b.eml", "other"));
  struct quarantined again = entry_of("c.eml", "the same");
  again.at += 60;
  again.reason = "is still broken";
  again.nesting = "";
  keep(store, again);
  expect_entries(store, 0, true, "1|60|c.eml|is still broken||8|the same\n2|0|b.eml|is broken|mail > zip|5|other\n");
  store_close(store);
}

static void without_bytes_it_is_known_by_origin_and_size(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct quarantined large = entry_of("a.eml", "");
  large.bytes = NULL;
  large.size = 20000000;
  keep(store, large);
  large.reason = "is too large";
  keep(store, large);
  expect_entries(store, 0, true, "1|0|a.eml|is too large|mail > zip|20000000|not kept\n");
  large.size = 30000000;
  keep(store, large);
  large.origin = "b.eml";
  keep(store, large);
  keep(store, entry_of("c.eml", "a.eml")); /* bytes that are another's origin */
  expect_entries(store, 0, true,
                 "1|0|a.eml|is too large|mail > zip|20000000|not kept\n"
                 "2|0|a.eml|is too large|mail > zip|30000000|not kept\n"
                 "3|0|b.eml|is too large|mail > zip|30000000|not kept\n"
                 "4|0|c.eml|is broken|mail > zip|5|a.eml\n");
  store_close(store);
}

static void an_empty_item_is_kept_as_empty(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct quarantined empty = entry_of("empty.eml", "");
  empty.nesting = NULL;
  keep(store, empty);
  expect_entries(store, 1, true, "1|0|empty.eml|is broken||0|\n");
  expect_entries(store, 1, false, "1|0|empty.eml|is broken||0|not kept\n");
  store_close(store);
}

static void an_unknown_number_is_a_fault_that_says_where_to_look(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  keep(store, entry_of("a.eml", "a"));
  g_autoptr(GString) text = g_string_new(NULL);
  assert_false(store_quarantine(store, 7, true, describe, text, &error));
  expect_fault(&error, FAULT_NO_INPUT,
               "there is no entry 7 in the quarantine; `dmarcstat quarantine list` shows which there are");
  assert_false(store_drop_quarantine(store, 7, &error));
  expect_fault(&error, FAULT_NO_INPUT,
               "there is no entry 7 in the quarantine; `dmarcstat quarantine list` shows which there are");
  assert_string_equal(text->str, "");
  store_close(store);
}

static void what_is_dropped_is_gone_and_only_that(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  keep(store, entry_of("a.eml", "a"));
  keep(store, entry_of("b.eml", "b"));
  ok(store_drop_quarantine(store, 1, &error), &error);
  assert_false(store_drop_quarantine(store, 1, &error));
  g_clear_error(&error);
  expect_entries(store, 0, true, "2|0|b.eml|is broken|mail > zip|1|b\n");
  store_close(store);
}

static void it_is_part_of_the_batch(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  keep(store, entry_of("a.eml", "a"));
  begin(store);
  keep(store, entry_of("b.eml", "b"));
  ok(store_drop_quarantine(store, 1, &error), &error);
  store_rollback(store);
  expect_entries(store, 0, true, "1|0|a.eml|is broken|mail > zip|1|a\n");
  store_close(store);
}

static bool refuse(void *user, const struct quarantined *entry, GError **error) {
  ++*(int *)user;
  return fault(error, FAULT_IO, "cannot print entry %d", (int)entry->id);
}

static void who_is_shown_them_can_end_it(void **state) {
  (void)state;
  GError *error = NULL;
  int shown = 0;
  struct store *store = store_in_memory();
  keep(store, entry_of("a.eml", "a"));
  keep(store, entry_of("b.eml", "b"));
  assert_false(store_quarantine(store, 0, true, refuse, &shown, &error));
  expect_fault(&error, FAULT_IO, "cannot print entry 1");
  assert_int_equal(shown, 1);
  expect_entries(store, 2, true, "2|0|b.eml|is broken|mail > zip|1|b\n");
  store_close(store);
}

static void a_run_is_kept_with_all_its_counts(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  const struct run_counts run = {.started = NOW,
                                 .finished = NOW + 5,
                                 .command = "ingest",
                                 .items = 1,
                                 .reports = 2,
                                 .records = 3,
                                 .duplicates = 4,
                                 .not_reports = 5,
                                 .rejected = 6,
                                 .unreadable = 7};
  ok(store_put_run(store, &run, &error), &error);
  ok(store_put_run(store, &run, &error), &error);
  expect_rows(store,
              "SELECT started, finished, command, items, reports, records, duplicates, not_reports, rejected, "
              "unreadable FROM run WHERE id = 2",
              "1795521600|1795521605|'ingest'|1|2|3|4|5|6|7\n");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(entries_come_back_with_their_bytes_when_asked_for),
      cmocka_unit_test(any_bytes_are_kept),
      cmocka_unit_test(the_same_bytes_replace_their_earlier_entry),
      cmocka_unit_test(without_bytes_it_is_known_by_origin_and_size),
      cmocka_unit_test(an_empty_item_is_kept_as_empty),
      cmocka_unit_test(an_unknown_number_is_a_fault_that_says_where_to_look),
      cmocka_unit_test(what_is_dropped_is_gone_and_only_that),
      cmocka_unit_test(it_is_part_of_the_batch),
      cmocka_unit_test(who_is_shown_them_can_end_it),
      cmocka_unit_test(a_run_is_kept_with_all_its_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
