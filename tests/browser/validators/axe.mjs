// Opens pages in Chromium, on a screen and on a phone, in light and dark, and prints as JSON what axe-core and the
// console complain about: `node axe.mjs CHROMIUM PAGE …`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, ...pages] = process.argv.slice(2);
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const complaints = [];

for (const page of pages) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [375, 1280]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const tab = await context.newPage();
      const complain = (rule, text) => complaints.push({ page, colorScheme, width, rule, text });
      tab.on("console", message => complain("console", message.text()));
      tab.on("pageerror", error => complain("script", error.message));
      await tab.goto(pathToFileURL(page).href);
      await tab.evaluate(axe);
      for (const { id, help, nodes } of (await tab.evaluate(() => globalThis.axe.run())).violations) {
        complain(id, `${help}: ${nodes[0].html.slice(0, 300)}`);
      }
      if (await tab.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
        complain("width", "the page scrolls sideways");
      }
      await context.close();
    }
  }
}

await browser.close();
console.log(JSON.stringify(complaints));
