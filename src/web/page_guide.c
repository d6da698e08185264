/* SPDX-License-Identifier: MIT */
/* How to read the pages, for somebody who never saw a DMARC report. */
#include "report/class.h"
#include "web/pages.h"
#include "web/view.h"

struct word {
  const char *word, *meaning;
};

static const struct word words[] = {
    {"DMARC",
     "A domain says in DNS what receivers should do with mail that bears its name and cannot prove it. Receivers "
     "that take part send a report a day of what they saw. These pages add up such reports."},
    {"Pass",
     "A message passes DMARC when DKIM or SPF passes and is aligned. One of the two is enough; both are safer."},
    {"Aligned", "DKIM and SPF each pass for some domain. It is aligned when that is the domain of the From address, or "
                "(relaxed) belongs to the same organisation."},
    {"DKIM", "A signature in the message. It survives forwarding as long as nobody changes the message."},
    {"SPF", "A list in DNS of the addresses that may send for the domain of the envelope. It breaks when mail is "
            "forwarded."},
    {"Source", "The IP address that handed the mail to the receiver."},
    {"Disposition",
     "What the receiver did because of DMARC: nothing (none), quarantine, which mostly is the spam folder, "
     "or reject."},
    {"Policy",
     "What the domain asks for: p=none only watches, p=quarantine and p=reject are heeded by most receivers. sp "
     "is for subdomains."},
    {"Reporter", "An organisation that sends reports. What does not report is not in any figure here."},
};

static const struct word classes[] = {
    {"aligned", "DKIM and SPF both pass for the domain. Nothing is to be done."},
    {"partly aligned",
     "Only one of them does. It works, and is fragile: what passes by SPF only is lost when forwarded."},
    {"misconfigured",
     "A regular sender that passes for another domain, often a service of yours that was never set up to "
     "send in your name."},
    {"forwarded",
     "Others pass on mail of yours: mailing lists, universities, mail that is redirected. Nothing is to be "
     "done, except to sign everything with DKIM."},
    {"suspicious", "Nothing passes that has to do with the domain. Mostly forgery; it is what p=reject stops."},
};

static void write_words(struct view *view, const char *title, const char *intro, const struct word *list, size_t n,
                        bool verdicts) {
  struct html *html = view->html;
  view_section_begin(view, title);
  if (intro)
    html_element(html, "p", NULL, intro);
  html_open_class(html, "dl", "legend");
  for (size_t i = 0; i < n; i++) {
    html_open(html, "dt");
    if (verdicts)
      html_element(html, "span", html_verdict(list[i].word), list[i].word);
    else
      html_text(html, list[i].word);
    html_close(html, "dt");
    html_element(html, "dd", NULL, list[i].meaning);
  }
  html_close(html, "dl");
  view_section_end(view);
}

static void write_pages(struct view *view) {
  struct html *html = view->html;
  view_section_begin(view, "The pages");
  html_open_class(html, "dl", "legend");
  for (const struct page *const *page = pages; *page; page++) {
    if (*page == view->page || ((*page)->live_only && !view_can_filter(view)))
      continue;
    html_element(html, "dt", NULL, (*page)->title);
    html_element(html, "dd", NULL, (*page)->purpose);
  }
  html_close(html, "dl");
  html_element(html, "p", "note",
               "Below each table is the command that prints the same, and its data as csv and json. In the heads of "
               "tables, a column says what it means when the pointer rests on it.");
  if (!view_can_filter(view)) {
    html_open_class(html, "p", "note");
    html_text(html,
              "Of each domain the sources with most mail and most failures have pages, not all of them. An address "
              "without a link has none: ");
    html_command(html, "dmarcstat source ADDRESS");
    html_text(html, " tells its story.");
    html_close(html, "p");
  }
  view_section_end(view);
}

static void write_where_to_begin(struct view *view) {
  static const char *const steps[] = {
      "Take the domain with most mail, and read its first sentence and what to do next.",
      "Go through its senders. Know every one that is not suspicious, and mend those that are misconfigured and yours.",
      "When nearly all of your own mail passes for two weeks or more, tighten the policy as the advice says: "
      "quarantine first, then reject.",
      "Look in now and then: a new service, or a key that ran out, shows up here first."};
  view_section_begin(view, "Where to begin");
  html_open_class(view->html, "ol", "steps");
  for (unsigned int i = 0; i < G_N_ELEMENTS(steps); i++)
    html_element(view->html, "li", NULL, steps[i]);
  html_close(view->html, "ol");
  view_section_end(view);
}

static bool write_page(struct view *view, GError **error) {
  (void)error;
  view_begin(view, view->page->title);
  html_element(
      view->html, "p", "lede",
      "Mail servers all over the world report what they saw of mail that claims to come from your domains: who "
      "sent it, and whether it could prove that it may. Here is what they said, added up.");
  write_where_to_begin(view);
  write_words(view, "What a source is",
              "Told from all of its mail. Where authentication alone cannot tell, it is an "
              "inference, and the page of the source says so.",
              classes, G_N_ELEMENTS(classes), true);
  write_words(view, "Words", NULL, words, G_N_ELEMENTS(words), false);
  write_pages(view);
  view_end(view);
  return true;
}

const struct page page_guide = {
    .id = "guide",
    .title = "How to read this",
    .purpose = "What the words mean, and where to begin.",
    .takes = 0,
    .write = write_page,
};
