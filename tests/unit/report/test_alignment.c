/* SPDX-License-Identifier: MIT */
/* The rule of alignment, and what audit makes of reporters that say another thing. */
#include "report/ask.h"
#include "sample.h"

#define MOST 3 /* results of a case */

struct dkim_case {
  const char *domain;
  enum auth_result result;
};

struct spf_case {
  const char *domain;
  enum auth_result result;
  enum spf_scope scope;
};

/* A record and how near the domains that passed come to its header_from: 2 the same, 1 the same organisation. */
struct rule {
  const char *what, *header_from, *envelope_from;
  struct dkim_case dkim[MOST]; /* as many as have a result */
  struct spf_case spf[MOST];
  int dkim_nearness, spf_nearness;
};

#define COM "example.com"
#define CHILD "child.example.com"
#define NET "example.net"

static const struct rule rules[] = {
    /* RFC 7489 and RFC 9989, appendix B.1.1 and B.1.2 */
    {"B.1.1 example 1", COM, COM, {{0}}, {{COM, AUTH_PASS, SCOPE_MFROM}}, 0, 2},
    {"B.1.1 example 2", COM, CHILD, {{0}}, {{CHILD, AUTH_PASS, SCOPE_MFROM}}, 0, 1},
    {"B.1.1 example 3", CHILD, NET, {{0}}, {{NET, AUTH_PASS, SCOPE_MFROM}}, 0, 0},
    {"B.1.2 example 1", COM, NULL, {{COM, AUTH_PASS}}, {{0}}, 2, 0},
    {"B.1.2 example 2", CHILD, NULL, {{COM, AUTH_PASS}}, {{0}}, 1, 0},
    {"B.1.2 example 3", CHILD, NULL, {{NET, AUTH_PASS}}, {{0}}, 0, 0},
    {"B.1.2 example 3 of RFC 7489", CHILD, NULL, {{"sample.net", AUTH_PASS}}, {{0}}, 0, 0},
    /* RFC 9989 section 4.4, table 1 */
    {"siblings", "news.example.com", NULL, {{"foo.example.com", AUTH_PASS}}, {{0}}, 1, 0},
    {"the same subdomain", "news.example.com", NULL, {{"news.example.com", AUTH_PASS}}, {{0}}, 2, 0},
    {"another organisation", "news.example.com", NULL, {{"foo.example.net", AUTH_PASS}}, {{0}}, 0, 0},
    /* section 4.4: case does not matter; a public suffix is no organisation (RFC 7489 section 3.1.1) */
    {"in other letters", COM, NULL, {{"EXAMPLE.Com", AUTH_PASS}}, {{0}}, 2, 0},
    {"with a dot at the end", COM, NULL, {{"example.com.", AUTH_PASS}}, {{0}}, 2, 0},
    {"as U-labels",
     "xn--bcher-kva.example",
     NULL,
     {{"b\xc3\xbc"
       "cher.example",
       AUTH_PASS}},
     {{0}},
     2,
     0},
    {"a public suffix", COM, NULL, {{"com", AUTH_PASS}}, {{0}}, 0, 0},
    {"two of one public suffix", "one.co.uk", NULL, {{"two.co.uk", AUTH_PASS}}, {{0}}, 0, 0},
    {"a name that ends alike", COM, NULL, {{"badexample.com", AUTH_PASS}}, {{0}}, 0, 0},
    /* section 4.4.1: one signature is enough */
    {"one of several", COM, NULL, {{NET, AUTH_PASS}, {COM, AUTH_FAIL}, {CHILD, AUTH_PASS}}, {{0}}, 1, 0},
    {"the nearest of several", COM, NULL, {{CHILD, AUTH_PASS}, {COM, AUTH_PASS}}, {{0}}, 2, 0},
    {"a signature twice", COM, NULL, {{COM, AUTH_FAIL}, {COM, AUTH_PASS}}, {{0}}, 2, 0},
    {"a signature without domain", COM, NULL, {{NULL, AUTH_PASS}}, {{0}}, 0, 0},
    {"an empty domain", COM, NULL, {{"", AUTH_PASS}}, {{0}}, 0, 0},
    /* only pass is a pass */
    {"dkim fail", COM, NULL, {{COM, AUTH_FAIL}}, {{0}}, 0, 0},
    {"dkim temperror", COM, NULL, {{COM, AUTH_TEMPERROR}}, {{0}}, 0, 0},
    {"dkim policy", COM, NULL, {{COM, AUTH_POLICY}}, {{0}}, 0, 0},
    {"dkim odd word", COM, NULL, {{COM, AUTH_OTHER}}, {{0}}, 0, 0},
    {"spf softfail", COM, COM, {{0}}, {{COM, AUTH_SOFTFAIL, SCOPE_MFROM}}, 0, 0},
    {"spf neutral", COM, COM, {{0}}, {{COM, AUTH_NEUTRAL, SCOPE_MFROM}}, 0, 0},
    {"spf temperror", COM, COM, {{0}}, {{COM, AUTH_TEMPERROR, SCOPE_MFROM}}, 0, 0},
    /* section 4.4.2: MAIL FROM only; without one its identity is that of HELO (RFC 7208 section 2.4) */
    {"no scope", COM, COM, {{0}}, {{COM, AUTH_PASS, SCOPE_ABSENT}}, 0, 2},
    {"an odd scope", COM, COM, {{0}}, {{COM, AUTH_PASS, SCOPE_OTHER}}, 0, 0},
    {"helo beside an envelope sender", COM, COM, {{0}}, {{COM, AUTH_PASS, SCOPE_HELO}}, 0, 0},
    {"helo of a bounce", COM, "", {{0}}, {{COM, AUTH_PASS, SCOPE_HELO}}, 0, 2},
    {"helo, and nothing of an envelope sender", COM, NULL, {{0}}, {{"mx.example.com", AUTH_PASS, SCOPE_HELO}}, 0, 1},
    {"helo beside mfrom", COM, NULL, {{0}}, {{NET, AUTH_FAIL, SCOPE_MFROM}, {COM, AUTH_PASS, SCOPE_HELO}}, 0, 0},
    {"mfrom beside helo", COM, COM, {{0}}, {{NET, AUTH_PASS, SCOPE_HELO}, {COM, AUTH_PASS, SCOPE_MFROM}}, 0, 2},
    /* both, and neither */
    {"both", COM, COM, {{CHILD, AUTH_PASS}}, {{COM, AUTH_PASS, SCOPE_MFROM}}, 1, 2},
    {"no results", COM, COM, {{0}}, {{0}}, 0, 0},
    {"no header_from", NULL, COM, {{COM, AUTH_PASS}}, {{COM, AUTH_PASS, SCOPE_MFROM}}, 0, 0},
    {"header_from is no domain", "[192.0.2.1]", COM, {{COM, AUTH_PASS}}, {{COM, AUTH_PASS, SCOPE_MFROM}}, 0, 0},
};

/* A case is a result with a domain or with a word; AUTH_OTHER without a domain ends them. */
static void put(struct store *store, const struct rule *rule, struct report report, struct record record) {
  struct dkim_result dkim[MOST];
  struct spf_result spf[MOST];
  for (; record.n_dkim_results < MOST; record.n_dkim_results++) {
    const struct dkim_case *one = &rule->dkim[record.n_dkim_results];
    if (!one->domain && one->result == AUTH_OTHER)
      break;
    dkim[record.n_dkim_results] = (struct dkim_result){.domain = one->domain, .result = {.value = one->result}};
  }
  for (; record.n_spf_results < MOST; record.n_spf_results++) {
    const struct spf_case *one = &rule->spf[record.n_spf_results];
    if (!one->domain && one->result == AUTH_OTHER)
      break;
    spf[record.n_spf_results] =
        (struct spf_result){.domain = one->domain, .result = {.value = one->result}, .scope = {.value = one->scope}};
  }
  record.header_from = rule->header_from;
  record.envelope_from = rule->envelope_from;
  record.dkim_results = dkim;
  record.spf_results = spf;
  sample_put(store, report, &record, 1);
}

static struct record saying(enum alignment_result dkim, enum alignment_result spf) {
  struct record record = sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  record.dkim.value = dkim;
  record.spf.value = spf;
  return record;
}

static void alignment_follows_the_rfcs(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
    GError *error = NULL;
    struct store *store = sample_empty();
    put(store, &rules[i], sample_report(COM, "google.com", "1", NEWEST, 1), saying(ALIGNED_FAIL, ALIGNED_FAIL));
    struct filter filter = {.has_period = true, .period = {NEWEST, NEWEST + 1}};
    struct asking asking = {.question = question_find("audit"), .store = store, .filter = &filter};
    struct query *query = ask_query(&asking, "SELECT dkim, spf FROM alignment", &error);
    ok(query && query_step(query, &error) == 1, error);
    if (query_int(query, 0) != rules[i].dkim_nearness || query_int(query, 1) != rules[i].spf_nearness)
      fail_msg("%s: DKIM is %d and SPF %d", rules[i].what, (int)query_int(query, 0), (int)query_int(query, 1));
    query_close(query);
    store_close(store);
  }
}

/* -- audit --------------------------------------------------------------------------------------------------------- */

/* What a reporter says of a record, and what audit says of that: "dkim said pass, computes fail: why", or "" */
struct said {
  struct rule record;
  enum alignment_mode adkim, aspf;
  enum alignment_result dkim, spf;
  const char *dkim_raw;
  const char *wanted;
};

#define DKIM(from, ...) .record = {.header_from = (from), .dkim = {__VA_ARGS__}}
#define SPF(from, envelope, ...) .record = {.header_from = (from), .envelope_from = (envelope), .spf = {__VA_ARGS__}}

static const struct said sayings[] = {
    /* in agreement */
    {.record =
         {.header_from = COM, .envelope_from = COM, .dkim = {{COM, AUTH_PASS}}, .spf = {{COM, AUTH_PASS, SCOPE_MFROM}}},
     .dkim = ALIGNED_PASS,
     .spf = ALIGNED_PASS,
     .wanted = ""},
    {DKIM(COM, {CHILD, AUTH_PASS}), .adkim = MODE_RELAXED, .dkim = ALIGNED_PASS, .wanted = ""},
    {DKIM(COM, {CHILD, AUTH_PASS}), .adkim = MODE_STRICT, .dkim = ALIGNED_FAIL, .wanted = ""},
    {DKIM(COM, {CHILD, AUTH_PASS}), .aspf = MODE_STRICT, .dkim = ALIGNED_PASS, .wanted = ""},
    {DKIM(COM, {COM, AUTH_TEMPERROR}), .dkim = ALIGNED_FAIL, .wanted = ""},
    {DKIM(COM, {NET, AUTH_PASS}), .dkim = ALIGNED_OTHER, .wanted = ""},
    {DKIM(NULL, {COM, AUTH_PASS}), .dkim = ALIGNED_FAIL, .wanted = ""},
    /* said pass */
    {DKIM(NULL, {COM, AUTH_PASS}), .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: the record has no header_from"},
    {DKIM(COM, {0}), .dkim = ALIGNED_PASS, .wanted = "dkim said pass, computes fail: no DKIM result was reported"},
    {DKIM(COM, {0}), .spf = ALIGNED_PASS, .wanted = "spf said pass, computes fail: no SPF result was reported"},
    {DKIM(COM, {CHILD, AUTH_PASS}), .adkim = MODE_STRICT, .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: passed for the same organisation only, while adkim is s"},
    {DKIM(COM, {COM, AUTH_FAIL}), .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: the aligned domain is reported as fail"},
    {DKIM(COM, {COM, AUTH_OTHER}), .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: the result of the aligned domain is an odd word"},
    {DKIM(COM, {"", AUTH_PASS}), .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: what passed is reported without its domain"},
    {DKIM(COM, {NET, AUTH_PASS}), .dkim = ALIGNED_PASS,
     .wanted =
         "dkim said pass, computes fail: signatures of other organisations passed, and no aligned one is reported"},
    {DKIM("one.co.uk", {"co.uk", AUTH_PASS}), .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: the domain that passed and header_from share a public suffix only"},
    {DKIM(COM, {NET, AUTH_FAIL}), .dkim = ALIGNED_PASS,
     .wanted = "dkim said pass, computes fail: no reported DKIM result is a pass"},
    {SPF(COM, COM, {COM, AUTH_PASS, SCOPE_HELO}), .spf = ALIGNED_PASS,
     .wanted = "spf said pass, computes fail: only HELO passed, which does not count"},
    {SPF(COM, COM, {COM, AUTH_PASS, SCOPE_OTHER}), .spf = ALIGNED_PASS,
     .wanted = "spf said pass, computes fail: what passed has an odd scope"},
    {SPF(COM, COM, {NET, AUTH_PASS, SCOPE_MFROM}), .spf = ALIGNED_PASS,
     .wanted = "spf said pass, computes fail: the SPF domain differs from envelope_from, which is aligned"},
    {SPF(COM, NET, {NET, AUTH_PASS, SCOPE_MFROM}), .spf = ALIGNED_PASS,
     .wanted = "spf said pass, computes fail: SPF passed for another organisation only"},
    /* said fail */
    {DKIM(COM, {CHILD, AUTH_PASS}), .adkim = MODE_RELAXED, .dkim = ALIGNED_FAIL,
     .wanted = "dkim said fail, computes pass: passed for the same organisation only, which is enough as adkim is r"},
    {DKIM(COM, {CHILD, AUTH_PASS}), .dkim = ALIGNED_FAIL,
     .wanted =
         "dkim said fail, computes pass: passed for the same organisation only, which is enough as adkim is not given"},
    {DKIM(COM, {CHILD, AUTH_PASS}), .adkim = MODE_OTHER, .dkim = ALIGNED_FAIL,
     .wanted = "dkim said fail, computes pass: the published adkim is an odd word, taken as relaxed"},
    {DKIM(COM, {COM, AUTH_FAIL}, {COM, AUTH_PASS}), .dkim = ALIGNED_FAIL,
     .wanted = "dkim said fail, computes pass: the aligned domain is reported both as pass and as fail"},
    {DKIM(COM, {NET, AUTH_PASS}, {COM, AUTH_PASS}), .dkim = ALIGNED_FAIL,
     .wanted = "dkim said fail, computes pass: one of several results is an aligned pass"},
    {DKIM(COM, {COM, AUTH_PASS}), .dkim = ALIGNED_FAIL,
     .wanted = "dkim said fail, computes pass: the only result is an aligned pass"},
    {SPF(COM, "", {COM, AUTH_PASS, SCOPE_HELO}), .spf = ALIGNED_FAIL,
     .wanted = "spf said fail, computes pass: only HELO passed, and there is no envelope_from"},
    {SPF(COM, NET, {COM, AUTH_PASS, SCOPE_ABSENT}), .spf = ALIGNED_FAIL,
     .wanted = "spf said fail, computes pass: no scope, and the SPF domain differs from envelope_from: it may be that "
               "of HELO"},
    /* said neither */
    {DKIM(COM, {COM, AUTH_PASS}), .dkim = ALIGNED_OTHER,
     .wanted = "dkim said neither, computes pass: policy_evaluated has no DKIM result"},
    {DKIM(COM, {COM, AUTH_PASS}), .dkim = ALIGNED_OTHER, .dkim_raw = "softfail",
     .wanted = "dkim said neither, computes pass: policy_evaluated has an odd word: 'softfail'"},
};

static void each_disagreement_has_its_cause(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(sayings); i++) {
    const struct said *said = &sayings[i];
    struct store *store = sample_empty();
    struct report report = sample_report(COM, "google.com", "1", NEWEST, 1);
    report.policy.adkim.value = said->adkim;
    report.policy.aspf.value = said->aspf;
    struct record record = saying(said->dkim, said->spf);
    record.dkim.raw = said->dkim_raw;
    put(store, &said->record, report, record);
    struct answer *answer = sample_ask(store, "audit", &(struct filter){0});
    GString *got = g_string_new(NULL);
    for (size_t row = 0; row < table_rows(answer->table); row++)
      g_string_append_printf(got, "%s: %s", table_text(answer->table, row, "kind"),
                             table_text(answer->table, row, "cause"));
    if (!g_str_equal(got->str, said->wanted))
      fail_msg("case %d: got '%s', not '%s'", (int)i, got->str, said->wanted);
    g_string_free(got, TRUE);
    answer_free(answer);
    store_close(store);
  }
}

/* One reporter that agrees with itself, and one with two kinds of disagreement in a report of two days. */
static struct store *store_of_two_reporters(void) {
  struct store *store = sample_store();
  struct dkim_result child = {.domain = CHILD, .selector = "s", .result = {.value = AUTH_PASS}};
  struct spf_result helo = {.domain = COM, .scope = {.value = SCOPE_HELO}, .result = {.value = AUTH_PASS}};
  struct record records[] = {
      sample_record("192.0.2.7", 30, false, false, DISPOSITION_QUARANTINE, COM, &child, NULL),
      sample_record("192.0.2.8", 20, false, false, DISPOSITION_QUARANTINE, COM, &child, NULL),
      sample_record("192.0.2.9", 8, false, true, DISPOSITION_NONE, COM, NULL, &helo),
      sample_record("192.0.2.9", 42, false, false, DISPOSITION_QUARANTINE, COM, NULL, NULL),
  };
  records[2].envelope_from = COM;
  sample_put(store, sample_report(COM, "strict.example", "s-1", NEWEST - 1, 2), records, G_N_ELEMENTS(records));
  return store;
}

static void audit_prints(const struct filter *filter, enum format format, const char *wanted) {
  struct store *store = store_of_two_reporters();
  char *text = sample_asked(store, "audit", filter, format);
  assert_string_equal(text, wanted);
  free(text);
  store_close(store);
}

static void audit_as_text(void **state) {
  (void)state;
  audit_prints(&(struct filter){0}, FORMAT_TEXT,
               "10 records of 3 reporters, 30 days to 23 November 2026: all but 3 agree with their own results\n"
               "\n"
               "Reporter        Disagreement                   Messages  of its  Records  Reports  Cause             "
               "                                                             Report  Source\n"
               "                                                           mail                                      "
               "                                                            example  example\n"
               "strict.example  dkim said fail, computes pass        50  50.0 %        2        1  passed for the "
               "same organisation only, which is enough as adkim is not given        5  192.0.2.7\n"
               "strict.example  spf said pass, computes fail          8   8.0 %        1        1  only HELO passed, "
               "which does not count                                              5  192.0.2.9\n"
               "\n"
               "Next: dmarcstat report 5\n");
}

static void audit_as_csv(void **state) {
  (void)state;
  audit_prints(&(struct filter){.reporter = "strict.example", .sort = "messages"}, FORMAT_CSV,
               "reporter,kind,messages,share,total,records,reports,cause,report,source_ip\n"
               "strict.example,\"spf said pass, computes fail\",8,8,100,1,1,\"only HELO passed, which does not "
               "count\",5,192.0.2.9\n"
               "strict.example,\"dkim said fail, computes pass\",50,50,100,2,1,\"passed for the same organisation "
               "only, which is enough as adkim is not given\",5,192.0.2.7\n");
}

static void filters_narrow_the_audit(void **state) {
  (void)state;
  audit_prints(&(struct filter){.reporter = "google.com"}, FORMAT_TEXT,
               "4 records of 1 reporter, reported by google.com, 30 days to 23 November 2026: all agree with their "
               "own results\n");
  struct filter filter = {.limit = 1};
  assert_true(address_parse_range("--source", "192.0.2.8/31", &filter.source_first, &filter.source_last, NULL));
  audit_prints(&filter, FORMAT_CSV,
               "reporter,kind,messages,share,total,records,reports,cause,report,source_ip\n"
               "strict.example,\"dkim said fail, computes pass\",20,20,70,1,1,\"passed for the same organisation "
               "only, which is enough as adkim is not given\",5,192.0.2.8\n");
  audit_prints(&(struct filter){.has_period = true, .period = {NEWEST, NEWEST + 1}}, FORMAT_NDJSON,
               "{\"reporter\":\"strict.example\",\"kind\":\"dkim said fail, computes "
               "pass\",\"messages\":25,\"share\":25,\"total\":50,\"records\":2,\"reports\":1,\"cause\":\"passed for "
               "the same organisation only, which is enough as adkim is not given\",\"report\":5,\"source_ip\":\"192"
               ".0.2.7\"}\n"
               "{\"reporter\":\"strict.example\",\"kind\":\"spf said pass, computes "
               "fail\",\"messages\":4,\"share\":4,\"total\":50,\"records\":1,\"reports\":1,\"cause\":\"only HELO "
               "passed, which does not count\",\"report\":5,\"source_ip\":\"192.0.2.9\"}\n");
  audit_prints(&(struct filter){.domain = "quiet.example.org"}, FORMAT_TEXT,
               "No records for quiet.example.org, 30 days to 21 November 2026\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(alignment_follows_the_rfcs),
      cmocka_unit_test(each_disagreement_has_its_cause),
      cmocka_unit_test(audit_as_text),
      cmocka_unit_test(audit_as_csv),
      cmocka_unit_test(filters_narrow_the_audit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
