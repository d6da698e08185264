// SPDX-License-Identifier: MIT
// Looks at the HTML part of a mail in Chromium, in a wide window and on a phone, light and dark, and prints TAP.
// node letter.mjs FILE MODULES: the part, and the folder with node_modules.
import { readFileSync } from "node:fs";
import { finish, none as check, open } from "./looking.mjs";

const [file, modules] = process.argv.slice(2);
const { browser, complaints } = await open(modules);
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
  inaccessible.push(...(await complaints(page)));
}
check("it_asks_for_nothing_and_complains_of_nothing", heard);
check("it_has_no_element_that_is_not_ours", elements);
check("it_is_no_wider_than_a_phone", wide);
check("axe_has_nothing_to_say", inaccessible);
await finish(browser);
