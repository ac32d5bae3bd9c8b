/**
 * The twelve pictures of the README, from a running product with the sample: `npm run screenshots -- ADDRESS ACCOUNTS-FILE [FOLDER]`.
 * Nothing is given to a case, so that any installation with the sample can be pictured.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pngQuantize } from '@napi-rs/image';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

type Case = { process: string; status?: string };
type Picture = {
  name: string;
  by: string;
  at: (number: string) => string;
  /** Whose number stands in the address. */
  of?: Case;
  phone?: true;
  dark?: true;
  act?: (page: Page) => Promise<void>;
};
const PICTURES: readonly Picture[] = [
  {
    name: 'desk',
    by: 'desk-linxi',
    at: () => '/desk',
    act: async (page) => {
      await page.getByRole('combobox').first().pressSequentially('张燕');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: '标题' }).fill('支付凭证打印错位');
    },
  },
  {
    name: 'queue',
    by: 'eng-donghu-1',
    of: { process: 'incident', status: 'in-progress' },
    at: (number) => `/queue?base=team&case=${number}`,
  },
  {
    name: 'incident',
    by: 'sup-donghu',
    of: { process: 'incident', status: 'on-hold' },
    at: (number) => `/cases/${number}`,
  },
  { name: 'board', by: 'sup-donghu', at: () => '/board' },
  { name: 'approvals', by: 'sup-dx', at: () => '/approvals' },
  {
    name: 'change',
    by: 'sup-dx',
    of: { process: 'change', status: 'scheduled' },
    at: (number) => `/changes/${number}`,
  },
  { name: 'calendar', by: 'sup-dx', at: () => '/calendar' },
  {
    name: 'release',
    by: 'sup-dx',
    of: { process: 'release', status: 'rolling-back' },
    at: (number) => `/releases/${number}`,
  },
  {
    name: 'run-at-night',
    by: 'sup-donghu',
    of: { process: 'failover', status: 'rolling-back' },
    at: (number) => `/m/runs/${number}`,
    phone: true,
    dark: true,
  },
  { name: 'figures', by: 'owner', at: () => '/figures' },
  {
    name: 'appraisal',
    by: 'appraiser-dx',
    of: { process: 'appraisal', status: 'disputed' },
    at: (number) => `/appraisals/${number}`,
  },
  {
    name: 'audit',
    by: 'auditor',
    of: { process: 'incident', status: 'in-progress' },
    at: (number) => `/audit/cases/${number}?view=story`,
  },
];

const DESK = { width: 1366, height: 820 };
const PHONE = { width: 390, height: 760 };
const QUIET_MS = 3_000;

/** Throws where a screen does not come, or complains. */
async function take(
  browser: Browser,
  shown: Picture,
  { address, password, folder }: Record<'address' | 'password' | 'folder', string>,
) {
  const { name, by, at, of, phone, dark, act } = shown;
  const context = await browser.newContext({
    baseURL: address,
    viewport: phone ? PHONE : DESK,
    deviceScaleFactor: phone ? 2 : 1,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const signedIn = await page.request.post('/api/session', {
    headers: { Origin: address },
    data: { name: by, password },
  });
  if (!signedIn.ok()) throw new Error(`${by} is not let in: ${await signedIn.text()}`);
  await page.goto(at(of ? await numberOf(page, of) : ''));
  await page.locator('main').first().waitFor();
  await page.waitForLoadState('load');
  await act?.(page);
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(QUIET_MS); // fonts, names, and what a chart draws
  const picture = await page.screenshot({ animations: 'disabled' });
  writeFileSync(path.join(folder, `${name}.png`), await pngQuantize(picture, { minQuality: 80, maxQuality: 98 }));
  await context.close();
}

async function numberOf(page: Page, { process, status = '' }: Case): Promise<string> {
  const answer = await page.request.get(`/api/cases?process=${process}&status=${status}&limit=1`);
  const { items } = (await answer.json()) as { items?: readonly { number: string }[] };
  const [found] = items ?? [];
  if (!found) throw new Error(`no ${process} is ${status} for whom the picture is taken`);
  return found.number;
}

async function main([address = '', accounts = '', folder = path.resolve('docs/screens')]: readonly string[]) {
  const password = /^password: (\S+)$/m.exec(readFileSync(accounts, 'utf8'))?.[1] ?? '';
  mkdirSync(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const picture of PICTURES) await take(browser, picture, { address, password, folder });
  } finally {
    await browser.close();
  }
}

void main(process.argv.slice(2));
