// SPDX-License-Identifier: MIT
// Clicks through the live pages in Chromium as an administrator would, and prints TAP.
// node cgi.mjs URL USER PASSWORD MODULES: where the pages are, with a slash at the end, and the folder with node_modules.
import { readFileSync } from "node:fs";
import { finish, open, same as check } from "./looking.mjs";

const [url, username, password, modules] = process.argv.slice(2);
const { browser, complaints } = await open(modules);
const heard = [];
async function look(options) {
  const context = await browser.newContext({ httpCredentials: { username, password }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(120000);
  page.on("console", (message) => heard.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`${page.url()}: ${error}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin)) heard.push(`${page.url()}: asks for ${request.url()}`);
  });
  return page;
}
const page = await look({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: true });
const phone = await look({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });

const rows = () => page.locator("table").first().locator("tbody tr");
const column = (n) => rows().evaluateAll((all, n) => all.map((row) => row.children[n].textContent), n);
const parameters = () => Object.fromEntries(new URL(page.url()).searchParams);

// -- from all domains to the sources of one --
await page.goto(url);
await page.getByRole("link", { name: "example.com", exact: true }).first().click();
check("a_domain_leads_to_its_page", "example.com", await page.locator("h1").textContent());
await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Sources" }).click();
check("its_sources_are_about_it", "Sources of example.com", await page.locator("h1").textContent());

// -- filters --
await page.locator(".filter summary").click();
await page.getByLabel("Class").selectOption("misconfigured");
await page.getByRole("button", { name: "Show" }).click();
check("a_filter_is_in_the_address", ["example.com", "misconfigured"], [parameters().domain, parameters().class]);
check("and_on_the_page", ["203.0.113.148", "203.0.113.151"], (await column(0)).map((text) => text.trim()));
check("the_form_shows_what_is_on", "misconfigured", await page.getByLabel("Class").inputValue());
const bookmark = page.url();

// -- order --
await page.getByRole("columnheader", { name: "Source" }).getByRole("link").click();
check("a_heading_sorts", "source_ip", parameters().sort);
check("and_says_so", "ascending", await page.locator("th[aria-sort]").first().getAttribute("aria-sort"));
await page.getByRole("columnheader", { name: "Source" }).getByRole("link").click();
check("and_turns_round", ["-source_ip", "203.0.113.151"], [parameters().sort, (await column(0))[0].trim()]);
check("the_filter_stays", "misconfigured", parameters().class);

// -- data --
const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "csv", exact: true }).first().click()]);
const csv = readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
check("csv_is_saved_by_its_name", "sources.sources.csv", download.suggestedFilename());
check("csv_has_the_rows_of_the_page", ["203.0.113.151", "203.0.113.148"], csv.slice(1).map((line) => line.split(",")[0]));

// -- from a failing source to its reports --
await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Failures" }).click();
const failing = (await column(0))[0].trim();
await rows().first().getByRole("link", { name: failing }).click();
check("a_failing_source_has_a_page", failing, await page.locator("h1").textContent());
await page.getByRole("link", { name: "The reports that name it" }).click();
check("which_leads_to_its_reports", ["/reports", failing], [new URL(page.url()).pathname.slice(-8), parameters().source]);
const number = (await column(0))[0].trim();
await rows().first().getByRole("link", { name: number, exact: true }).click();
check("and_on_to_one_of_them", number, parameters().id);
check("which_names_the_source", true, (await page.locator("main").textContent()).includes(failing));

// -- back to where it was --
await page.goto(bookmark);
check("a_bookmark_shows_the_same", ["203.0.113.148", "203.0.113.151"], (await column(0)).map((text) => text.trim()));
await page.getByRole("link", { name: "Without these" }).click();
check("filters_can_be_taken_off", [{ domain: "example.com" }, true], [parameters(), (await rows().count()) > 2]);
check("nothing_is_said_to_the_console_and_nobody_else_asked", [], heard);

// -- what is wrong --
const refusal = await page.goto(`${url}sources?class=odd`);
check("a_bad_address_gets_a_page_in_words", [400, true], [refusal.status(), (await page.locator(".lede").textContent()).startsWith("Class: 'odd' is none.")]);
await page.getByRole("link", { name: "To the overview of all domains" }).click();
check("which_leads_on", new URL(url).pathname, new URL(page.url()).pathname);

const wide = [], inaccessible = [];
for (const name of ["", "sources?class=misconfigured", "reports?limit=5&page=2", "source?source=203.0.113.148", "nonsense"]) {
  for (const visitor of [page, phone]) {
    await visitor.goto(url + name);
    for (const complaint of await complaints(visitor)) inaccessible.push(`${name}: ${complaint}`);
  }
  if (await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(name);
}
check("no_page_is_wider_than_a_phone", [], wide);
check("axe_has_nothing_to_say", [], inaccessible);

await finish(browser);
