// SPDX-License-Identifier: MIT
// What the tests in a browser have in common: Chromium, axe-core, and results in TAP.
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

// `modules`: the folder with node_modules
export async function open(modules) {
  const require = createRequire(path.join(modules, "node_modules") + "/");
  const { chromium } = require("playwright-core");
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

  // What axe has to say of what a page shows: "color-contrast: <td ...".
  async function complaints(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.map((violation) => `${violation.id}: ${violation.nodes[0].html.slice(0, 120)}`);
  }
  return { browser, complaints };
}

let tests = 0;
let failures = 0;

function result(name, fine, words) {
  tests++;
  failures += !fine;
  console.log(`${fine ? "" : "not "}ok ${tests} - ${name}`);
  for (const word of fine ? [] : words) console.log(`# ${word}`);
}

// Nothing is wrong.
export function none(name, troubles) {
  result(name, troubles.length === 0, troubles.slice(0, 10));
}

export function same(name, expected, actual) {
  const words = [expected, actual].map((value) => JSON.stringify(value));
  result(name, words[0] === words[1], [`expected: ${words[0]}`, `but got:  ${words[1]}`]);
}

export async function finish(browser) {
  await browser.close();
  console.log(`1..${tests}`);
  process.exit(failures > 0 ? 1 : 0);
}
