/* SPDX-License-Identifier: MIT */
/* Who sends as our domains: ourselves, our services, those who forward our mail, and those who forge it. */
#include "world.h"
#include <glib.h>

/* Tables, kept in columns by hand. */
/* clang-format off */

/* -- rhythms: Sunday to Saturday --------------------------------------------------------------------------------- */

#define ALWAYS 0, WORLD_DAYS - 1, false
#define ONCE(first, last) first, last, true
#define WHEN(first, last) first, last, false

static const struct rhythm office     = {{ 18, 100, 108, 105, 102,  88,  24}, ALWAYS};
static const struct rhythm invoicing  = {{  4, 140, 100,  80,  80,  90,   4}, ALWAYS};
static const struct rhythm newsletter = {{  3,   8, 100,   9,  70,   8,   3}, ALWAYS};
static const struct rhythm shopping   = {{110,  90,  85,  85,  90, 120, 130}, ALWAYS};
static const struct rhythm any_day    = {{ 90, 100, 100, 100, 100, 100,  90}, ONCE(0, WORLD_DAYS - 1)};
static const struct rhythm botnet     = {{100, 100, 100, 100, 100, 100, 100}, ONCE(NOV(12), NOV(13))};
static const struct rhythm campaign   = {{ 60, 100, 120, 140,  90,  40,  20}, WHEN(NOV(3), NOV(9))};
static const struct rhythm rented     = {{100, 100, 100, 100, 100, 100, 100}, WHEN(NOV(17), NOV(20))};

/* -- how a route is written ---------------------------------------------------------------------------------------- */

#define FROM(domain) .header_from = domain
#define ENVELOPE(domain) .envelope_from = domain
#define SPF(domain, result) .spf_domain = domain, .spf_scope = "mfrom", .spf_result = result
#define SPF_HELO(domain, result) .spf_domain = domain, .spf_scope = "helo", .spf_result = result
#define DKIM(...) .dkim = {__VA_ARGS__}
#define SIGNED(domain, selector) {domain, selector, "pass", NULL}
#define CHANGED(domain, selector) {domain, selector, "fail", "body hash did not verify"}
#define NO_KEY(domain, selector) {domain, selector, "temperror", "DNS timeout while asking for the key"}
#define OVERRIDE(type, text) .reason = type, .comment = text

/* -- example.com: what we send ------------------------------------------------------------------------------------ */

#define COM "example.com"
static const struct route own_mail   = {FROM(COM), ENVELOPE(COM), SPF(COM, "pass"), DKIM(SIGNED(COM, "mail2026"))};
static const struct route own_no_key = {FROM(COM), ENVELOPE(COM), SPF(COM, "pass"), DKIM(NO_KEY(COM, "mail2026"))};
static const struct route own_bounce = {FROM(COM), ENVELOPE(""), SPF_HELO("mail.example.com", "pass"),
                                        DKIM(SIGNED(COM, "mail2026"))};

/* signs for us and, as providers do, for itself; users' own forwarding rules rewrite the envelope */
#define WORKSPACE DKIM(SIGNED(COM, "wsp1"), SIGNED("example-com.workspace.example", "20260401"))
static const struct route workspace_mail      = {FROM(COM), ENVELOPE(COM), SPF(COM, "pass"), WORKSPACE};
static const struct route workspace_forwarded = {FROM(COM), ENVELOPE("fwd.workspace.example"),
                                                 SPF("fwd.workspace.example", "pass"), WORKSPACE};
static const struct route workspace_softfail  = {FROM(COM), ENVELOPE(COM), SPF(COM, "softfail"), WORKSPACE};
static const struct route workspace_changed   = {FROM(COM), ENVELOPE(COM), SPF(COM, "pass"),
                                                 DKIM(CHANGED(COM, "wsp1"))};

#define NEWS "news.example.com"
#define MAILER "bounce.mailer.example"
#define NEWS_SIGNED DKIM(SIGNED(COM, "nl"), SIGNED("mailer.example", "m1"))
static const struct route news_mail    = {FROM(NEWS), ENVELOPE(MAILER), SPF(MAILER, "pass"), NEWS_SIGNED};
static const struct route news_changed = {FROM(NEWS), ENVELOPE(MAILER), SPF(MAILER, "pass"),
                                          DKIM(CHANGED(COM, "nl"), CHANGED("mailer.example", "m1"))};

/* SPF is ours, the signature is not: lost when it is forwarded */
#define SUPPORT "support.example.com"
#define DESK DKIM(SIGNED("desk.example", "d2"))
static const struct route desk_mail      = {FROM(COM), ENVELOPE(SUPPORT), SPF(SUPPORT, "pass"), DESK};
static const struct route desk_forwarded = {FROM(COM), ENVELOPE(SUPPORT), SPF(SUPPORT, "softfail"), DESK};

/* the sender to mend: all is well, but for invoices.example and not for us */
#define INVOICES "bounce.invoices.example"
static const struct route invoices_mail = {FROM(COM), ENVELOPE(INVOICES), SPF(INVOICES, "pass"),
                                           DKIM(SIGNED("invoices.example", "inv1"))};

/* -- example.com: who forwards it --------------------------------------------------------------------------------- */

static const struct route kept           = {FROM(COM), ENVELOPE(COM), SPF(COM, "softfail"), WORKSPACE};
static const struct route kept_fail      = {FROM(COM), ENVELOPE(COM), SPF(COM, "fail"), WORKSPACE};
static const struct route rewritten      = {FROM(COM), ENVELOPE("srs.$"), SPF("srs.$", "pass"), WORKSPACE};
static const struct route rewritten_news = {FROM(NEWS), ENVELOPE("srs.$"), SPF("srs.$", "pass"), NEWS_SIGNED};
static const struct route resigned       = {FROM(COM), ENVELOPE("$"), SPF("$", "pass"),
                                            DKIM(SIGNED(COM, "wsp1"), SIGNED("$", "arc2026"))};

/* the same, with a footer or a new subject; some receivers let it pass all the same and say why */
static const struct route footer            = {FROM(COM), ENVELOPE("$"), SPF("$", "pass"), DKIM(CHANGED(COM, "wsp1"))};
static const struct route changed_arc       = {FROM(COM), ENVELOPE("$"), SPF("$", "pass"),
                                               DKIM(CHANGED(COM, "wsp1"), SIGNED("$", "arc2026")),
                                               OVERRIDE("local_policy", "arc=pass")};
static const struct route changed_forwarded = {FROM(COM), ENVELOPE(COM), SPF(COM, "softfail"),
                                               DKIM(CHANGED(COM, "wsp1")),
                                               OVERRIDE("forwarded", "looks forwarded, downgrade to none")};
static const struct route changed_trusted   = {FROM(COM), ENVELOPE("$"), SPF("$", "pass"), DKIM(CHANGED(COM, "wsp1")),
                                               OVERRIDE("trusted_forwarder", "listed as a forwarder of this mailbox")};
static const struct route list_footer       = {FROM(COM), ENVELOPE("lists.$"), SPF("lists.$", "pass"),
                                               DKIM(CHANGED(COM, "wsp1"), SIGNED("lists.$", "list")),
                                               OVERRIDE("mailing_list", "List-Id is known")};

static const struct crowd mailboxes = {"small providers", "198.18.0.0/16 100.64.0.0/12", 26,
  "postfach.example myownmail.example hometown-net.example islandmail.example cityfibre.example riverbox.example "
  "clubhouse.example freepost.example oldport.example"};
static const struct crowd alumni = {"alumni", "198.18.128.0/17 2001:db8:a100::/40 100.80.0.0/12", 24,
  "alumni.northbridge.example alumni.lakeside.example alumni.westmoor.example alumni.stclare.example "
  "alumni.highfield.example alumni.eastgate.example alumni.harrow-tech.example alumni.polytechnic.example"};
static const struct crowd universities = {"universities", "198.19.0.0/17 2001:db8:b200::/40", 12,
  "northbridge-university.example lakeside-college.example westmoor-institute.example polytechnic.example"};
static const struct crowd lists = {"lists", "198.19.128.0/18", 10,
  "gardeners.example railfans.example opencode.example chorus.example marathon.example"};
static const struct crowd offices = {"trusted offices", "100.96.0.0/13", 8,
  "lawfirm.example dental-group.example townhall.example architects.example"};

/* -- example.com: who forges it ------------------------------------------------------------------------------------ */

static const struct route forged           = {FROM(COM), ENVELOPE(COM), SPF(COM, "fail")};
static const struct route forged_softfail  = {FROM(COM), ENVELOPE(COM), SPF(COM, "softfail")};
static const struct route forged_none      = {FROM(COM), ENVELOPE("$"), SPF("$", "none")};
static const struct route forged_permerror = {FROM(COM), ENVELOPE("$"), SPF("$", "permerror")};
static const struct route forged_cheap     = {FROM(COM), ENVELOPE("$"), SPF("$", "pass")};
static const struct route forged_signed    = {FROM(COM), ENVELOPE("$"), SPF("$", "pass"), DKIM(SIGNED("$", "s1"))};
static const struct route forged_bounce    = {FROM(COM), ENVELOPE(""), SPF_HELO("$", "none")};

#define ANYWHERE "198.18.0.0/15 100.64.0.0/10 198.18.0.0/15 100.64.0.0/10 100.64.0.0/10 2001:db8:6000::/36"
#define THROWAWAY "parcel-tracking.example prize-desk.example secure-update.example payroll-now.example host-17.example"
static const struct crowd forgers_october = {"forgers, October", ANYWHERE, 130, THROWAWAY};
static const struct crowd forgers_november = {"forgers, November", ANYWHERE, 150, THROWAWAY};
static const struct crowd bots = {"botnet", "100.64.0.0/10 198.18.0.0/15 100.64.0.0/10", 310,
  "dsl-pool.example cable-pool.example"};

/* -- shop.example.net --------------------------------------------------------------------------------------------- */

#define NET "shop.example.net"
#define STORE "bounce.storefront.example"
static const struct route store_mail    = {FROM(NET), ENVELOPE(STORE), SPF(STORE, "pass"),
                                           DKIM(SIGNED(NET, "sf1"), SIGNED("storefront.example", "a1"))};
static const struct route store_own     = {FROM(NET), ENVELOPE(NET), SPF(NET, "pass"), DKIM(SIGNED(NET, "mail2026"))};
static const struct route store_no_key  = {FROM(NET), ENVELOPE(NET), SPF(NET, "pass"), DKIM(NO_KEY(NET, "mail2026"))};
static const struct route store_changed = {FROM(NET), ENVELOPE("srs.$"), SPF("srs.$", "pass"),
                                           DKIM(CHANGED(NET, "sf1")),
                                           OVERRIDE("local_policy", "arc=pass")};
static const struct route store_forged  = {FROM(NET), ENVELOPE(NET), SPF(NET, "fail")};
static const struct crowd store_forgers = {"forgers of the shop", "100.64.0.0/10", 3, NULL};

/* -- example.org -------------------------------------------------------------------------------------------------- */

#define ORG "example.org"
static const struct route org_web_server    = {FROM(ORG), ENVELOPE(ORG), SPF(ORG, "pass")};
static const struct route org_forged        = {FROM(ORG), ENVELOPE(ORG), SPF(ORG, "softfail")};
static const struct route org_forged_none   = {FROM(ORG), ENVELOPE("$"), SPF("$", "none")};
static const struct route org_forged_signed = {FROM(ORG), ENVELOPE("$"), SPF("$", "pass"), DKIM(SIGNED("$", "s1"))};
static const struct crowd org_forgers = {"forgers of example.org", "198.18.0.0/15 100.64.0.0/10", 58, THROWAWAY};

/* -- all of them: name, domain, addresses or crowd, messages in each half, rhythm, routes -------------------------- */

const struct sender world_senders[] = {
  {"own servers", EXAMPLE_COM, "192.0.2.10 192.0.2.11 2001:db8:10::25", NULL, {21400, 22600}, &office,
   {{970, &own_mail}, {22, &own_bounce}, {8, &own_no_key}}},
  {"workspace provider", EXAMPLE_COM,
   "198.51.100.31 198.51.100.32 198.51.100.33 198.51.100.34 198.51.100.41 2001:db8:5100::31 2001:db8:5100::32", NULL,
   {50000, 66000}, &office,
   {{913, &workspace_mail}, {80, &workspace_forwarded}, {4, &workspace_softfail}, {3, &workspace_changed}}},
  {"newsletter service", EXAMPLE_COM, "203.0.113.16 203.0.113.17 203.0.113.18 203.0.113.19", NULL, {24000, 31000},
   &newsletter, {{999, &news_mail}, {1, &news_changed}}},
  {"support desk", EXAMPLE_COM, "203.0.113.64 203.0.113.65", NULL, {1480, 1720}, &office, {{1, &desk_mail}}},
  {"invoicing service, 1", EXAMPLE_COM, "203.0.113.148", NULL, {1012, 1130}, &invoicing, {{1, &invoices_mail}}},
  {"invoicing service, 2", EXAMPLE_COM, "203.0.113.151", NULL, {968, 1082}, &invoicing, {{1, &invoices_mail}}},

  {"small providers", EXAMPLE_COM, NULL, &mailboxes, {1150, 1420}, &office,
   {{500, &kept}, {120, &kept_fail}, {330, &rewritten}, {40, &rewritten_news}, {10, &changed_forwarded}}},
  {"alumni addresses", EXAMPLE_COM, NULL, &alumni, {1240, 1510}, &office,
   {{520, &resigned}, {420, &rewritten}, {60, &changed_arc}}},
  {"universities", EXAMPLE_COM, NULL, &universities, {330, 390}, &office, {{800, &rewritten}, {200, &footer}}},
  {"mailing lists", EXAMPLE_COM, NULL, &lists, {170, 210}, &office, {{350, &resigned}, {650, &list_footer}}},
  {"offices", EXAMPLE_COM, NULL, &offices, {140, 165}, &office, {{700, &rewritten}, {300, &changed_trusted}}},
  {"support desk, forwarded", EXAMPLE_COM, NULL, &mailboxes, {30, 41}, &office, {{1, &desk_forwarded}}},

  {"phishing campaign", EXAMPLE_COM, "198.18.77.9", NULL, {0, 1204}, &campaign, {{1, &forged}}},
  {"rented server", EXAMPLE_COM, "2001:db8:c17:b8f::2", NULL, {0, 402}, &rented, {{1, &forged_softfail}}},
  {"forgers, October", EXAMPLE_COM, NULL, &forgers_october, {262, 0}, &any_day,
   {{4, &forged}, {3, &forged_softfail}, {2, &forged_none}, {1, &forged_cheap}, {1, &forged_signed},
    {1, &forged_bounce}}},
  {"forgers, November", EXAMPLE_COM, NULL, &forgers_november, {0, 311}, &any_day,
   {{4, &forged}, {3, &forged_softfail}, {2, &forged_none}, {1, &forged_cheap}, {1, &forged_signed},
    {1, &forged_bounce}, {1, &forged_permerror}}},
  {"botnet", EXAMPLE_COM, NULL, &bots, {0, 688}, &botnet, {{6, &forged}, {3, &forged_softfail}, {1, &forged_none}}},

  {"shop platform", SHOP, "203.0.113.200 203.0.113.201 203.0.113.202", NULL, {6410, 7395}, &shopping,
   {{1, &store_mail}}},
  {"shop's own server", SHOP, "192.0.2.30", NULL, {884, 1010}, &shopping, {{997, &store_own}, {3, &store_no_key}}},
  {"shop, forwarded", SHOP, NULL, &mailboxes, {1, 2}, &shopping, {{1, &store_changed}}},
  {"forgers of the shop", SHOP, NULL, &store_forgers, {2, 3}, &any_day, {{1, &store_forged}}},

  {"old web server", EXAMPLE_ORG, "192.0.2.80", NULL, {4, 3}, &any_day, {{1, &org_web_server}}},
  {"forgers of example.org", EXAMPLE_ORG, NULL, &org_forgers, {131, 209}, &any_day,
   {{6, &org_forged}, {3, &org_forged_none}, {1, &org_forged_signed}}},
};
const unsigned world_n_senders = G_N_ELEMENTS(world_senders);
