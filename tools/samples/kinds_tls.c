/* SPDX-License-Identifier: MIT */
/* Who tells of TLS sessions with our mail servers, and what went wrong. */
#include "dice.h"
#include "kinds.h"
#include "mail.h"
#include "pack.h"

/* A reporter's sessions with one domain. */
struct observer {
  const char *org_name, *email, *host;
  int domain;
  const char *policy_type, *policy_domain;
  const char *policy; /* policy-string, as JSON; NULL: none */
  unsigned least;     /* sessions a day, at least; twice as many at most */
  int every;          /* days between its reports */
};

static const struct observer observers[] = {
    {"Postbox Inc.", "tlsrpt@postbox.example", "postbox.example", EXAMPLE_COM, "sts", "example.com",
     "[\"version: STSv1\",\"mode: testing\",\"mx: mx.example.com\",\"mx: mx2.example.com\",\"max_age: 86400\"]", 160,
     1},
    {"mailwerk.example", "smtp-tls@mailwerk.example", "mailwerk.example", SHOP, "tlsa", "mx.shop.example.net",
     "[\"3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"]", 30, 3},
    {"mailwerk.example", "smtp-tls@mailwerk.example", "mailwerk.example", EXAMPLE_ORG, "no-policy-found", "example.org",
     NULL, 4, 6},
};

/* What went wrong in those days, with so many of a hundred sessions. */
struct trouble {
  int domain, first, last;
  unsigned percent;
  const char *type, *sending, *mx, *receiving, *reason; /* NULL: not told */
};

static const struct trouble troubles[] = {
    {EXAMPLE_COM, NOV(10), NOV(12), 22, "certificate-expired", "203.0.113.71", "mx2.example.com", "192.0.2.26", NULL},
    {EXAMPLE_COM, OCT(29), OCT(29), 9, "sts-policy-fetch-error", NULL, NULL, NULL, "HTTP 503"},
    {EXAMPLE_COM, NOV(19), NOV(19), 4, "validation-failure", "2001:db8:71::9", "mx.example.com", "192.0.2.25",
     "handshake timed out"},
    {SHOP, NOV(15), NOV(18), 30, "tlsa-invalid", "198.51.100.80", "mx.shop.example.net", "198.51.100.25", NULL},
};

static const struct trouble *trouble_of(int domain, int day) {
  for (size_t i = 0; i < G_N_ELEMENTS(troubles); i++)
    if (troubles[i].domain == domain && troubles[i].first <= day && day <= troubles[i].last)
      return &troubles[i];
  return NULL;
}

static char *day_text(int64_t time, const char *clock) {
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(time);
  g_autofree char *day = g_date_time_format(when, "%Y-%m-%d");
  return g_strconcat(day, clock, NULL);
}

static void add_member(GString *json, const char *name, const char *value) {
  if (value)
    g_string_append_printf(json, "\"%s\":\"%s\",", name, value);
}

static void add_failure(GString *json, const struct trouble *trouble, unsigned sessions) {
  g_string_append(json, ",\"failure-details\":[{");
  add_member(json, "result-type", trouble->type);
  add_member(json, "sending-mta-ip", trouble->sending);
  add_member(json, "receiving-mx-hostname", trouble->mx);
  add_member(json, "receiving-ip", trouble->receiving);
  add_member(json, "failure-reason-code", trouble->reason);
  g_string_append_printf(json, "\"failed-session-count\":%u}]", sessions);
}

/* The report, and how many of its sessions failed. */
static GBytes *write_report(const struct observer *observer, int day, const char *id, unsigned sessions,
                            unsigned *failed) {
  const struct trouble *trouble = trouble_of(observer->domain, day);
  const int64_t begin = WORLD_BEGIN + day * (int64_t)DAY_SECONDS;
  g_autofree char *from = day_text(begin, "T00:00:00Z"), *to = day_text(begin, "T23:59:59Z");
  GString *json = g_string_new("{");
  *failed = trouble ? sessions * trouble->percent / 100 : 0;
  g_string_append_printf(
      json,
      "\"organization-name\":\"%s\",\"date-range\":{\"start-datetime\":\"%s\",\"end-datetime\":\"%s\"},"
      "\"contact-info\":\"%s\",\"report-id\":\"%s\",\"policies\":[{\"policy\":{\"policy-type\":\"%s\",",
      observer->org_name, from, to, observer->email, id, observer->policy_type);
  if (observer->policy)
    g_string_append_printf(json, "\"policy-string\":%s,", observer->policy);
  g_string_append_printf(json,
                         "\"policy-domain\":\"%s\"},\"summary\":{\"total-successful-session-count\":%u,"
                         "\"total-failure-session-count\":%u}",
                         observer->policy_domain, sessions - *failed, *failed);
  if (*failed > 0)
    add_failure(json, trouble, *failed);
  g_string_append(json, "}]}");
  return g_string_free_to_bytes(json);
}

static struct mail *mail_report(const struct observer *observer, GBytes *json, const char *id, const char *dkim,
                                int day) {
  const int64_t time = WORLD_BEGIN + (day + 1) * (int64_t)DAY_SECONDS + 7800 + observer->domain * 1000;
  const char *domain = world_domains[observer->domain].name;
  g_autofree char *subject =
      g_strdup_printf("Report Domain: %s\n Submitter: %s\n Report-ID: <%s>", domain, observer->host, id);
  g_autofree char *name =
      g_strdup_printf("%s!%s!%" G_GINT64_FORMAT "!%" G_GINT64_FORMAT ".json", observer->host, domain,
                      WORLD_BEGIN + day * (int64_t)DAY_SECONDS, WORLD_BEGIN + (day + 1) * (int64_t)DAY_SECONDS - 1);
  g_autoptr(GBytes) packed = pack(PACK_GZIP, name, json, time - 60);
  GString *out = kinds_mail(observer->email, subject, dkim, time, id);
  g_string_append_printf(out,
                         "TLS-Report-Domain: %s\nTLS-Report-Submitter: %s\nTLS-Required: No\n"
                         "Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=\"=_tls\"\n\n"
                         "--=_tls\nContent-Type: text/plain; charset=us-ascii\n\n"
                         "This is an SMTP TLS report about %s from %s.\n\n"
                         "--=_tls\nContent-Type: application/tlsrpt+gzip;\n\tname=\"%s.gz\"\n"
                         "Content-Transfer-Encoding: base64\n\n",
                         domain, observer->host, domain, observer->host, name);
  mail_add_base64(out, packed);
  g_string_append(out, "\n--=_tls--\n");
  return mail_new(time, out);
}

static void add_report(GPtrArray *mails, const struct observer *observer, int day, struct tally *tally) {
  g_autofree char *id = g_strdup_printf("%04d-%d@%s", day, observer->domain, observer->host);
  struct dice dice = dice_for(id, 0);
  const unsigned sessions = observer->least + (unsigned)dice_below(&dice, observer->least);
  unsigned failed;
  g_autoptr(GBytes) json = write_report(observer, day, id, sessions, &failed);
  g_ptr_array_add(mails, mail_report(observer, json, id, "pass", day));
  tally_tls(tally, observer->domain, sessions, failed);
  tally_mail(tally, FATE_REPORT);
}

/* Somebody who is not Postbox says that all of our sessions fail; nobody signed it. */
static void add_unsigned(GPtrArray *mails, struct tally *tally) {
  const struct observer *observer = &observers[0];
  const char *id = "99999999-forged";
  unsigned failed;
  g_autoptr(GBytes) json = write_report(observer, NOV(11), id, 50000, &failed);
  g_ptr_array_add(mails, mail_report(observer, json, id, "none", NOV(11)));
  tally_tls_ignored(tally);
  tally_mail(tally, FATE_REPORT);
}

void kinds_add_tls(GPtrArray *mails, struct tally *tally) {
  for (size_t i = 0; i < G_N_ELEMENTS(observers); i++)
    for (int day = WORLD_HALF; day < WORLD_DAYS; day += observers[i].every)
      add_report(mails, &observers[i], day, tally);
  add_unsigned(mails, tally);
}
