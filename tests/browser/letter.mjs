// SPDX-License-Identifier: MIT
// Looks at the HTML part of a mail in Chromium, in a wide window and on a phone, light and dark, and prints TAP.
// node letter.mjs FILE MODULES: the part, and the folder with node_modules.
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const [file, modules] = process.argv.slice(2);
const require = createRequire(path.join(modules, "node_modules") + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let tests = 0;
let failures = 0;
function check(name, troubles) {
  tests++;
  failures += troubles.length > 0;
  console.log(`${troubles.length > 0 ? "not " : ""}ok ${tests} - ${name}`);
  for (const trouble of troubles.slice(0, 10)) console.log(`#   ${trouble}`);
}

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
const heard = [], inaccessible = [], wide = [], elements = [];
const looks = [{ viewport: { width: 1280, height: 900 } }, { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
  { viewport: { width: 360, height: 740 } }];
for (const look of looks) {
  const page = await (await browser.newContext(look)).newPage();
  page.on("console", (message) => heard.push(message.text()));
  page.on("request", (request) => heard.push(`asks for ${request.url()}`));
  await page.setContent(readFileSync(file, "utf8"));
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(`${look.viewport.width}`);
  if ((await page.locator("script, iframe, object, embed, img, link, a, form, [style]").count()) > 0) elements.push(file);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  for (const violation of violations) inaccessible.push(`${violation.id}: ${violation.nodes[0].html.slice(0, 120)}`);
}
check("it_asks_for_nothing_and_complains_of_nothing", heard);
check("it_has_no_element_that_is_not_ours", elements);
check("it_is_no_wider_than_a_phone", wide);
check("axe_has_nothing_to_say", inaccessible);
await browser.close();
console.log(`1..${tests}`);
process.exit(failures > 0 ? 1 : 0);
