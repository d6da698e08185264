/* SPDX-License-Identifier: MIT */
#include "web/pages.h"

#define PART_END                                                                                                       \
  { .question = NULL }

#define TAKES_ANYTHING (TAKES_EVERYTHING_BUT_REPORT_ID)

static const struct page page_sources = {
    .id = "sources",
    .title = "Sources",
    .purpose = "Every address that sent mail in the name of the domain, and who it belongs to.",
    .takes = TAKES_ANYTHING | TAKES_CLASS,
    .parts = (const struct part[]){{.question = "sources", .limit = 250},
                                   {.question = "selectors",
                                    .title = "Who signs with DKIM",
                                    .intro = "A selector names a key. One that you do not know signs as you all the "
                                             "same.",
                                    .limit = 50},
                                   {.question = "spf",
                                    .title = "What SPF passes for",
                                    .intro = "The domains of envelope senders. Only one of yours can be aligned.",
                                    .limit = 50},
                                   PART_END},
    .write = page_parts_write,
};

static const struct page page_failures = {
    .id = "failures",
    .title = "Failures",
    .purpose = "Where the mail that fails DMARC comes from, why it fails, and where reporters let it through.",
    .takes = (TAKES_ANYTHING & ~(unsigned int)TAKES_FAILING),
    .parts = (const struct part[]){{.question = "top-failures", .limit = 100},
                                   {.question = "overrides",
                                    .title = "Where reporters made an exception",
                                    .intro = "Mail that was not treated as your policy says, mostly because it was "
                                             "forwarded or came through a mailing list.",
                                    .limit = 50},
                                   PART_END},
    .write = page_parts_write,
};

static const struct page page_reporters = {
    .id = "reporters",
    .title = "Reporters",
    .purpose = "Who sends reports, on which days, and which reporters contradict their own results.",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .parts = (const struct part[]){{.question = "coverage", .limit = 250},
                                   {.question = "reporters",
                                    .title = "What they reported",
                                    .intro = "Warnings are oddities of their reports, mended where possible.",
                                    .limit = 250},
                                   {.question = "audit",
                                    .title = "Who contradicts himself",
                                    .intro = "What a reporter says of alignment, held against the results that it "
                                             "gives.",
                                    .limit = 50},
                                   PART_END},
    .write = page_parts_write,
};

static const struct page page_policies = {
    .id = "policies",
    .title = "Policies",
    .purpose = "The DMARC policies that reporters found published, in the order of time.",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .parts = (const struct part[]){{.question = "policies", .limit = 100}, PART_END},
    .write = page_parts_write,
};

static const struct page page_reports = {
    .id = "reports",
    .title = "Reports",
    .purpose = "The reports themselves, newest first; each leads to all that it says.",
    .takes = TAKES_ANYTHING,
    .parts = (const struct part[]){{.question = "reports", .limit = 50}, PART_END},
    .write = page_parts_write,
};

const struct page *const pages[] = {
    &page_overview,  &page_domain,          &page_failures,       &page_sources, &page_source,
    &page_reporters, &page_policies,        &page_advice,         &page_reports, &page_report,
    &page_tls,       &page_failure_reports, &page_failure_report, &page_guide,   NULL,
};

const struct page *page_find(const char *id) {
  for (const struct page *const *page = pages; *page; page++)
    if (g_str_equal((*page)->id, id))
      return *page;
  return NULL;
}
