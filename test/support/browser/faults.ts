/** What keeps somebody from using a screen: what axe finds by WCAG 2.2 AA, and what is wider than a phone. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1366, height: 768 };

/** The innermost that reaches out of the page. */
const WIDEST = `[...document.querySelectorAll('#root *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.children.length === 0)
  .slice(0, 3)
  .map((one) => (one.closest('[class]')?.className ?? one.tagName) + ' "' + one.textContent.slice(0, 40) + '"')
  .join(' | ')`;

type Finding = { id: string; nodes: { target: string[]; any: { message: string }[] }[] };

async function foundOn(page: Page, options: object): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  const run = `axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'], preload: false })}).then(({ violations }) => violations)`;
  const findings = (await page.evaluate(run)) as Finding[];
  return findings.map(
    ({ id, nodes }) =>
      `${id} (${nodes.length}): ${nodes
        .slice(0, 3)
        .map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
}

/** How much the page is wider than its window, once it has had the time to take its new width. */
const BEYOND = `new Promise((resolve) => {
  const end = performance.now() + 5_000;
  const look = () => {
    const beyond = document.documentElement.scrollWidth - innerWidth;
    if (beyond <= 0 || performance.now() > end) resolve(beyond);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

/** By all rules as it is shown, by its colours in the dark, by its width on a phone. */
export const faultsOf = async (page: Page): Promise<string[]> => [
  ...(await faultsByDay(page)),
  ...(await faultsInTheDark(page)),
];

/** By all rules as it is shown, by its width on a phone. */
export async function faultsByDay(page: Page): Promise<string[]> {
  const light = await foundOn(page, {
    runOnly: { type: 'tag', values: TAGS },
    rules: { 'target-size': { enabled: true } },
  });
  await page.setViewportSize(PHONE);
  const beyond = Number(await page.evaluate(BEYOND));
  const who = beyond > 0 ? await page.evaluate(WIDEST) : '';
  await page.setViewportSize(DESK);
  return [...light, ...(beyond > 0 ? [`${beyond} px wider than a phone: ${String(who)}`] : [])];
}

/** By its colours alone: all else is the same in the dark. */
async function faultsInTheDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[style*="color-scheme: dark"]').waitFor();
  const found = await foundOn(page, { runOnly: { type: 'rule', values: ['color-contrast'] } });
  await page.emulateMedia({ colorScheme: 'light' });
  return found.map((words) => `dark: ${words}`);
}
