// SPDX-License-Identifier: MIT
// Goes through every page of a site in Chromium, as a visitor of a strict server would, and prints TAP.
// node pages.mjs SITE MODULES: the folder that `dmarcstat publish` wrote, and the one with node_modules.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { finish, none as check, open } from "./looking.mjs";

const [site, modules] = process.argv.slice(2);
const policy = "default-src 'none'; style-src 'self'; img-src 'self'";
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".csv": "text/csv", ".json": "application/json" };
const seenOfEachKind = 4; // in the browser; the others need only be there

const server = createServer(async (request, response) => {
  try {
    const name = path.normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const bytes = await readFile(path.join(site, name));
    response.writeHead(200, { "Content-Type": types[path.extname(name)] ?? "text/plain", "Content-Security-Policy": policy });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const { browser, complaints } = await open(modules);

// A page of its own for a way of looking, with ears for whatever goes wrong.
const heard = [];
async function look(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => heard.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`${page.url()}: ${error}`));
  page.on("requestfailed", (request) => heard.push(`${page.url()}: ${request.url()} failed`));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) heard.push(`${page.url()}: asks for ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() !== 200 && !response.url().endsWith("/favicon.ico")) heard.push(`${response.url()}: ${response.status()}`);
  });
  return page;
}

const desktop = await look({ viewport: { width: 1280, height: 900 } });
const phone = await look({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });

// What kind of page it is, whatever it is about.
const kindOf = (url) =>
  new URL(url).pathname.replace(/domain\/[^/]+/, "domain/D").replace(/source\/[^/]+/, "source/S").replace(/\d+/g, "N");

// Words of tables and commands, but for long ones, that lie on two lines.
const brokenWords = () => {
  const words = [];
  for (const cell of document.querySelectorAll("td, th, code")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); )
      for (const word of text.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
        if (/^[\w.:-]{1,20}$/.test(word[0]) && lines.size > 1) words.push(word[0]);
      }
  }
  return words;
};

const elements = [], wide = [], broken = [], inaccessible = [], data = [], kinds = new Map();
const todo = [`${origin}/index.html`];
const known = new Set(todo);
while (todo.length > 0) {
  const url = todo.shift();
  if (!url.endsWith(".html")) {
    const answer = await fetch(url);
    if (answer.status !== 200) data.push(`${url}: ${answer.status}`);
    else if (url.endsWith(".json")) await answer.json().catch((error) => data.push(`${url}: ${error}`));
    continue;
  }
  const kind = kindOf(url), times = kinds.get(kind) ?? 0;
  kinds.set(kind, times + 1);
  if (times >= seenOfEachKind) {
    const answer = await fetch(url);
    if (answer.status !== 200) data.push(`${url}: ${answer.status}`);
    continue;
  }
  await desktop.goto(url);
  const strange = await desktop.locator("script, iframe, object, embed, img, style, [style], form").count();
  if (strange > 0) elements.push(url);
  for (const link of await desktop.evaluate(() => [...document.links].map((a) => a.href.replace(/#.*/, "")))) {
    if (known.has(link)) continue;
    known.add(link);
    todo.push(link);
    if (!link.startsWith(origin)) elements.push(`${url}: leads to ${link}`);
  }
  if (times > 0) continue;
  await phone.goto(url);
  if (await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(url);
  for (const page of [desktop, phone]) for (const word of await page.evaluate(brokenWords)) broken.push(`${url}: ${word}`);
  for (const page of [desktop, phone]) {
    for (const complaint of await complaints(page)) inaccessible.push(`${url}: ${complaint}`);
  }
}

check("no_page_says_anything_to_the_console_or_asks_for_more", heard);
check("no_page_has_an_element_that_is_not_ours", elements);
check("all_data_is_there", data);
check("no_page_is_wider_than_a_phone", wide);
check("no_word_of_a_table_is_broken_in_two", broken);
check("axe_has_nothing_to_say", inaccessible);
check("every_kind_of_page_was_seen", kinds.size >= 18 && known.size > 100 ? [] : [[...kinds.keys()].join(" ")]);

await desktop.goto(`${origin}/index.html`);
await desktop.keyboard.press("Tab");
check("the_first_tab_leads_to_the_content",
  (await desktop.evaluate(() => document.activeElement.getAttribute("href") === "#content" && document.activeElement.getBoundingClientRect().left >= 0)) ? [] : ["it does not"]);
await phone.goto(`${origin}/index.html`);
await phone.emulateMedia({ media: "print", colorScheme: "dark" });
const paper = await phone.evaluate(() => getComputedStyle(document.body).backgroundColor);
check("paper_is_white_in_the_dark", paper === "rgb(255, 255, 255)" ? [] : [paper]);

server.close();
await finish(browser);
