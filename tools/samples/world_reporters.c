/* SPDX-License-Identifier: MIT */
/*
 * Who reports, and in which dialect of XML and shape of mail. The large receivers write as they do in real life; the
 * small ones stand for the habits of many.
 */
#include "world.h"
#include <glib.h>

/* Tables, kept in columns by hand. */
/* clang-format off */

/* -- dialects ----------------------------------------------------------------------------------------------------- */

#define ROOT "<feedback>"
#define ROOT_XSI \
  "<feedback xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
#define ROOT_9990 "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">"

static const struct dialect google = {"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>", ROOT, "  ", "\n", NULL,
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_NP | XML_SELECTOR | XML_SELECTOR_LAST};
static const struct dialect microsoft = {"<?xml version=\"1.0\"?>", ROOT_XSI, "  ", "\n", NULL,
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_FO | XML_ENVELOPE_TO | XML_ENVELOPE_FROM | XML_SELECTOR | XML_SCOPE};
static const struct dialect yahoo = {"<?xml version=\"1.0\"?>", ROOT, "  ", "\t\n", NULL, /* no sp: p counts */
  XML_MODES | XML_PCT | XML_SELECTOR};
static const struct dialect mail_ru = { /* no alignment modes */
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>", ROOT, "  ", "\n", NULL,
  XML_SP | XML_PCT | XML_ENVELOPE_FROM | XML_ENVELOPE_TO | XML_SELECTOR | XML_SCOPE};
static const struct dialect gmx = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ROOT_9990, "  ", "\n", NULL,
  XML_RFC9990 | XML_VERSION | XML_MODES | XML_SP | XML_NP | XML_FO | XML_ENVELOPE_FROM | XML_SELECTOR |
  XML_SELECTOR_LAST | XML_SCOPE | XML_HUMAN_RESULT};
static const struct dialect comcast = {"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>", ROOT, "\t", "\n", NULL,
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_FO | XML_ENVELOPE_FROM | XML_SELECTOR | XML_SELECTOR_LAST |
  XML_SCOPE};
static const struct dialect mimecast = {
  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>", ROOT, "  ", "\n", NULL,
  XML_MODES | XML_SP | XML_PCT | XML_SELECTOR | XML_HUMAN_RESULT};
static const struct dialect amazon = {"<?xml version=\"1.0\"?>", ROOT, "\t", "\n", NULL,
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_FO | XML_ENVELOPE_FROM | XML_SELECTOR | XML_SELECTOR_LAST};
static const struct dialect fastmail = {"<?xml version=\"1.0\"?>", ROOT, "\t", "\n", NULL,
  XML_VERSION | XML_SP | XML_PCT | XML_FO | XML_ENVELOPE_FROM | XML_SELECTOR | XML_SCOPE | XML_HUMAN_RESULT};
static const struct dialect seznam = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ROOT, "  ", "\n", NULL,
  XML_VERSION | XML_MODES | XML_SP_EMPTY | XML_PCT | XML_SELECTOR};
static const struct dialect opendmarc = {"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>", ROOT, "\t", "\n", NULL,
  XML_MODES | XML_SP | XML_PCT | XML_SELECTOR};
static const struct dialect rspamd = {"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>", ROOT, "", "", NULL, /* one line */
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_FO | XML_ENVELOPE_FROM | XML_SELECTOR | XML_SCOPE};
static const struct dialect bare = {"", ROOT, "  ", "\n", NULL, XML_MODES | XML_SP | XML_PCT};
static const struct dialect with_bom = {"<?xml version=\"1.0\" encoding=\"utf-8\"?>", ROOT, "  ", "\r\n", NULL,
  XML_BOM | XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_FO | XML_ENVELOPE_FROM | XML_SELECTOR | XML_SCOPE};
static const struct dialect windows = {
  "<?xml version=\"1.0\" encoding=\"windows-1252\"?>", ROOT, "  ", "\r\n", "WINDOWS-1252",
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_SELECTOR};
static const struct dialect latin1 = { /* says UTF-8 and is not */
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ROOT, "  ", "\n", "ISO-8859-1",
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_SELECTOR | XML_COMMENT};
static const struct dialect capitals = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ROOT, "    ", "\n", NULL,
  XML_VERSION | XML_MODES | XML_SP | XML_PCT | XML_ENVELOPE_FROM | XML_SELECTOR | XML_CAPITALS};

/* -- texts of the mails ------------------------------------------------------------------------------------------- */

#define MICROSOFT_TEXT \
  "<div style=\"font-family:Segoe UI; font-size:14px;\">This is a DMARC aggregate report from Microsoft Corporation " \
  "for {domain}.<br/><p>You are receiving it because your address is in the 'rua' tag of your DMARC record.</p></div>"
#define MICROSOFT_SUBJECT "Report Domain: {domain} Submitter: {submitter} Report-ID: {id}"
#define YAHOO_TEXT \
  "This is an aggregate DMARC report from Yahoo for {domain}. You are receiving it because your\naddress is in the " \
  "'rua' tag of that domain. This address is not monitored; please write to\ndmarchelp@yahooinc.com.\n"
#define SHORT_TEXT "This is a DMARC aggregate report for {domain} from {submitter}.\n"

/* -- the reporters ------------------------------------------------------------------------------------------------ */

#define GZIP .packing = PACK_GZIP, .media_type = "application/gzip"
#define ZIP .packing = PACK_ZIP, .media_type = "application/zip"
#define TEXT(words) .shape = SHAPE_TEXT, .text = words

const struct reporter world_reporters[] = {
  {.org_name = "google.com", .email = "noreply-dmarc-support@google.com", .host = "google.com",
   .contact = "https://support.google.com/a/answer/2466580",
   .subject = "Report domain: {domain} Submitter: {submitter} Report-ID: {id}",
   .dialect = &google, ZIP, .shape = SHAPE_WHOLE, .id = ID_DECIMAL,
   .weight = {440, 620, 500}, .chance = 100},
  {.org_name = "Enterprise Outlook", .email = "dmarcreport@microsoft.com", .host = "enterprise.protection.outlook.com",
   .recipients = "customer.example parts-supplier.example cityhall.example hospital.example",
   .subject = MICROSOFT_SUBJECT, .text = MICROSOFT_TEXT,
   .dialect = &microsoft, GZIP, .shape = SHAPE_HTML, .id = ID_HEX, .end_exclusive = true,
   .weight = {160, 0, 120}, .chance = 100},
  {.org_name = "Outlook.com", .email = "dmarcreport@microsoft.com", .host = "protection.outlook.com",
   .recipients = "outlook.com hotmail.com live.com outlook.com",
   .subject = MICROSOFT_SUBJECT, .text = MICROSOFT_TEXT,
   .dialect = &microsoft, GZIP, .shape = SHAPE_HTML, .id = ID_HEX, .end_exclusive = true,
   .weight = {120, 240, 140}, .chance = 100},
  {.org_name = "Yahoo", .email = "dmarchelp@yahooinc.com", .host = "yahoo.com",
   .dialect = &yahoo, GZIP, TEXT(YAHOO_TEXT), .id = ID_STAMP,
   .weight = {80, 0, 100}, .chance = 100},
  {.org_name = "GMX", .email = "noreply-dmarc@sicher.gmx.net", .host = "gmx.net",
   .contact = "https://postmaster.gmx.net/en/", .generator = "Mail Reporter 2.4",
   .dialect = &gmx, GZIP, TEXT(SHORT_TEXT), .id = ID_HEX, .splits = true,
   .weight = {60, 0, 60}, .chance = 100},
  {.org_name = "comcast.net", .email = "dmarc-admin@alerts.comcast.net", .host = "comcast.net",
   .dialect = &comcast, .packing = PACK_GZIP, .media_type = "application/x-gzip", TEXT(SHORT_TEXT), .id = ID_STAMP,
   .end_exclusive = true, .last_day = NOV(7),
   .weight = {40, 0, 0}, .chance = 100},
  {.org_name = "Mail.Ru", .email = "dmarc_support@corp.mail.ru", .host = "mail.ru",
   .recipients = "mail.ru inbox.ru bk.ru",
   .contact = "https://help.mail.ru/mail-help",
   .subject = "Report Domain: {domain}; Submitter: Mail.Ru; Report-ID: {id}",
   .dialect = &mail_ru, GZIP, TEXT("This is an aggregate report from Mail.Ru.\n"), .id = ID_DECIMAL,
   .end_exclusive = true,
   .weight = {12, 0, 60}, .chance = 45},
  {.org_name = "Mimecast", .email = "no-reply@us-1.mimecastreport.com", .host = "mimecast.org",
   .contact = "https://community.mimecast.com/s/knowledge",
   .dialect = &mimecast, .packing = PACK_GZIP_CRLF, .media_type = "application/gzip", .shape = SHAPE_WHOLE,
   .id = ID_DIGEST, .id_in_name = true,
   .weight = {44, 0, 0}, .chance = 40},
  {.org_name = "AMAZON-SES", .email = "postmaster@amazonses.com", .host = "amazonses.com",
   .dialect = &amazon, .packing = PACK_GZIP, .media_type = "application/octet-stream", .shape = SHAPE_SPLIT_NAME,
   .text = SHORT_TEXT, .id = ID_UUID, .end_exclusive = true,
   .weight = {24, 0, 0}, .chance = 40},
  {.org_name = "Fastmail Pty Ltd", .email = "reports@fastmaildmarc.com", .host = "fastmail.com",
   .contact = "https://fastmail.com/",
   .dialect = &fastmail, ZIP, TEXT(SHORT_TEXT), .id = ID_DECIMAL, .id_in_name = true,
   .weight = {26, 0, 0}, .chance = 45},
  {.org_name = "seznam.cz a.s.", .email = "abuse@seznam.cz", .host = "seznam.cz",
   .dialect = &seznam, ZIP, TEXT(SHORT_TEXT), .id = ID_STAMP,
   .weight = {9, 0, 0}, .chance = 25},

  /* small ones, each with a habit */
  {.org_name = "Lakeside Clinic", .email = "postmaster@mx.lakeside-clinic.example",
   .host = "mx.lakeside-clinic.example",
   .dialect = &opendmarc, ZIP, TEXT(SHORT_TEXT), .id = ID_AT,
   .weight = {10, 0, 0}, .chance = 15},
  {.org_name = "Northbridge School", .email = "dmarc-noreply@northbridge-school.example",
   .host = "northbridge-school.example",
   .dialect = &rspamd, GZIP, TEXT(SHORT_TEXT), .id = ID_HEX,
   .weight = {10, 0, 0}, .chance = 16},
  {.org_name = "Table Bay Internet", .email = "dmarc@tablebay.example", .host = "tablebay.example",
   .dialect = &opendmarc, GZIP, TEXT(SHORT_TEXT), .id = ID_AT, .shift = -2 * 3600, /* midnight in UTC+2 */
   .weight = {12, 0, 0}, .chance = 20},
  {.org_name = "slowpost.example", .email = "reports@slowpost.example", .host = "slowpost.example",
   .dialect = &rspamd, .packing = PACK_GZIP, .media_type = "application/x-gzip", TEXT(SHORT_TEXT), .id = ID_DECIMAL,
   .span = 2,
   .weight = {8, 0, 0}, .chance = 45},
  {.org_name = "opengarden.example", .email = "postmaster@opengarden.example", .host = "opengarden.example",
   .dialect = &bare, .packing = PACK_PLAIN, .media_type = "text/xml", TEXT(SHORT_TEXT), .id = ID_HEX,
   .weight = {8, 0, 0}, .chance = 12},
  {.org_name = "Harbour Hosting", .email = "dmarc@harbour-hosting.example", .host = "harbour-hosting.example",
   .dialect = &with_bom, .packing = PACK_ZIP, .media_type = "application/x-zip-compressed", TEXT(SHORT_TEXT),
   .id = ID_UUID,
   .weight = {9, 0, 0}, .chance = 10},
  {.org_name = "Müller & Söhne Webhosting", .email = "dmarc@mueller-webhosting.example",
   .host = "mueller-webhosting.example", .contact = "Straße des Webs 8 · info@mueller-webhosting.example",
   .dialect = &windows, ZIP, TEXT(SHORT_TEXT), .id = ID_STAMP,
   .weight = {8, 0, 0}, .chance = 12},
  {.org_name = "regiomail.example", .email = "postmaster@regiomail.example", .host = "regiomail.example",
   .dialect = &latin1, GZIP, TEXT(SHORT_TEXT), .id = ID_STAMP, .dmarc = "none",
   .weight = {4, 0, 0}, .chance = 8},
  {.org_name = "Oldgate Mail Security", .email = "gateway@oldgate.example", .host = "oldgate.example",
   .dialect = &capitals, GZIP, TEXT(SHORT_TEXT), .id = ID_DECIMAL,
   .weight = {9, 0, 0}, .chance = 12},
};
const unsigned world_n_reporters = G_N_ELEMENTS(world_reporters);
