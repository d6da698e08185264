/* SPDX-License-Identifier: MIT */
#include "report/ask_about.h"

static const struct ask_about kinds[] = {
    [ABOUT_MAIL] =
        {
            .any = "SELECT EXISTS (SELECT 1 FROM report)",
            .domain =
                "SELECT id FROM name WHERE text = :asked AND EXISTS (SELECT 1 FROM report WHERE domain = name.id)",
            .domains = "SELECT name.text FROM scope JOIN name ON name.id = scope.domain",
            .reporter = "SELECT EXISTS (SELECT 1 FROM report WHERE reporter IN wanted_reporter)",
            .reporters = "SELECT text FROM name WHERE id IN (SELECT reporter FROM report)",
            .report = "SELECT id FROM report WHERE id = :number",
            .days = "SELECT first_day, days FROM report WHERE id = :report",
            .newest = "newest.sql",
            .noun = "reports",
            .see_domain = "Type dmarcstat summary to see which there are.",
            .see_reporter = "Type dmarcstat reporters to see who sends them.",
            .see_report = "Type dmarcstat reports to see which there are.",
        },
    [ABOUT_TLS] =
        {
            .any = "SELECT EXISTS (SELECT 1 FROM tls_report)",
            .domain =
                "SELECT id FROM name WHERE text = :asked AND id IN (SELECT domain FROM tls_policy) AND text <> ''",
            .domains = "SELECT text FROM name WHERE id IN (SELECT domain FROM tls_policy) AND text <> ''",
            .reporter = "SELECT EXISTS (SELECT 1 FROM tls_report WHERE reporter IN wanted_reporter)",
            .reporters = "SELECT text FROM name WHERE id IN (SELECT reporter FROM tls_report)",
            .newest = "newest_tls.sql",
            .noun = "TLS reports",
            .see_domain = "Type dmarcstat tls to see which there are.",
            .see_reporter = "Type dmarcstat tls-reports to see who sends them.",
        },
    [ABOUT_FAILURES] =
        {
            .any = "SELECT EXISTS (SELECT 1 FROM failure)",
            .domain = "SELECT id FROM name WHERE text = :asked AND id IN (SELECT domain FROM failure)",
            .domains = "SELECT text FROM name WHERE id IN (SELECT domain FROM failure) AND text <> ''",
            .reporter = "SELECT EXISTS (SELECT 1 FROM failure WHERE reporter IN wanted_reporter)",
            .reporters = "SELECT text FROM name WHERE id IN (SELECT reporter FROM failure)",
            .report = "SELECT id FROM failure WHERE id = :number",
            .days = "SELECT day - 1, 3 FROM failure WHERE id = :report", /* the rows beside it */
            .newest = "newest_failure.sql",
            .noun = "failure reports",
            .see_domain = "Type dmarcstat failures to see which there are.",
            .see_reporter = "Type dmarcstat failures to see who sends them.",
            .see_report = "Type dmarcstat failures to see which there are.",
        },
};

const struct ask_about *ask_about(enum question_about about) {
  return &kinds[about];
}
