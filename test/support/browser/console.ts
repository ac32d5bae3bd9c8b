/** The console as people have it: a real browser on the pages that the product of a test serves. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { type Api, signIn as signedIn, startApi } from '../product/api.ts';
import { launchBrowser } from './browser.ts';
import { COUNTING } from './counting.ts';

const PATIENCE_MS = 12_000; // a starved machine is slow, and only what fails waits so long
/** `npm run test:slow`: each answer of the API comes late by up to so many ms, so that they come in another order each time. */
const SLOW_MS = Number(process.env['SLOW_MS'] ?? 0);
const built = path.resolve(__dirname, '../../../dist/web/index.html');

export type Locale = 'zh' | 'en';
export type Visit = {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: errors in the console, scripts that failed, what the policy of the page refused. */
  complaints: string[];
  /** The open form of a command. */
  form: Locator;
  /** A field of the open form, by its pointer. */
  field: (pointer: string) => Locator;
  /** The button that opens a command. */
  command: (name: string) => Locator;
  send: () => Promise<void>;
  /** Chooses in a field of a register: what is typed, or the first that is offered. */
  pick: (field: Locator, typed?: string) => Promise<void>;
  /** To it by Tab alone, as somebody without a mouse goes; fails where that leads nowhere. */
  tabTo: (target: Locator, how?: { isHidden?: boolean }) => Promise<void>;
  /** A picture out of the clipboard, wherever the caret is; by default a small one. */
  paste: (name: string, bytes?: string) => Promise<void>;
  /** Resolves when all that was asked for is shown. */
  settled: () => Promise<void>;
  /** Elsewhere within the page that is loaded. */
  go: (where: string) => Promise<void>;
  /** Opens the form of a comment and fills it in, for whoever may see the case. */
  comment: (text: string) => Promise<void>;
};

type Wish = { locale?: Locale; width?: number; height?: number; theme?: 'light' | 'dark' };

export type Console = {
  api: Api;
  browser: Browser;
  /** Nobody is signed in. */
  visit(where?: string, wish?: Wish): Promise<Visit>;
  /** With a session of the person's own, at `where` (by default where he lands). */
  as(person: string, where?: string, wish?: Wish): Promise<Visit>;
  stop(): Promise<void>;
};

const WATCHING =
  "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error('policy refused ' + violatedDirective + ' ' + blockedURI));";
/** How many answers are awaited, for `settled`. */
const AWAITING = `{
  const ask = window.fetch;
  window.awaited = 0;
  window.fetch = (...all) => { window.awaited += 1; return ask(...all).finally(() => { window.awaited -= 1; }); };
}`;
/** Ten frames in a row in which nothing is awaited, and nothing stands for what is still to come. Evaluated as it is: the page may not. */
const SETTLED = `new Promise((resolve, reject) => {
  const end = performance.now() + ${PATIENCE_MS};
  let still = 0;
  const look = () => {
    const isStill = window.awaited === 0 && document.querySelector('#root > *') && !document.querySelector('[aria-busy=true], .ant-skeleton');
    still = isStill ? still + 1 : 0;
    if (still > 10) resolve();
    else if (performance.now() > end) reject(new Error('never settled: ' + document.querySelector('[aria-busy=true], .ant-skeleton')?.outerHTML));
    else requestAnimationFrame(look);
  };
  look();
})`;
/** A picture of one grey point. */
const POINT =
  "Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='), (one) => one.charCodeAt(0))";
const MOST_TABS = 120;
/** An answer that refuses is told by the page; the browser's own word for it is no complaint. */
const EXPECTED = /^Failed to load resource/;

export async function openConsole(options: Parameters<typeof startApi>[0] = {}): Promise<Console> {
  if (!existsSync(built)) throw new Error('The console is not built: npm run build');
  const [api, browser] = await Promise.all([startApi(options), launchBrowser()]);

  async function contextOf({ locale = 'zh', width = 1366, height = 768, theme = 'light' }: Wish) {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: locale === 'en' ? 'en-US' : 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      colorScheme: theme,
      reducedMotion: 'reduce',
      baseURL: api.address,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(WATCHING + AWAITING + COUNTING);
    if (SLOW_MS > 0)
      await context.route('**/api/**', async (route) => {
        await pause(Math.random() * SLOW_MS);
        await route.continue().catch(() => undefined); // the page has gone on
      });
    return context;
  }
  async function as(person: string, where = '/', wish: Wish = {}): Promise<Visit> {
    const caller = await signedIn(api.address, person, api.password);
    const { mail, quietHours, zone } = (await caller.get('/api/me/preferences').expect(200)).body;
    await caller
      .put('/api/me/preferences', { mail, quietHours, zone, locale: wish.locale ?? 'zh' })
      .expect((answer) => answer.status < 300 || Promise.reject(new Error(answer.text)));
    const context = await contextOf(wish);
    const [name = '', value = ''] = caller.cookie.split('=', 2);
    await context.addCookies([{ name, value, url: api.address, httpOnly: true, sameSite: 'Strict' }]);
    const one = await opened(context, where);
    await one.page.locator('nav.rail').waitFor();
    return one;
  }

  return {
    api,
    browser,
    visit: async (where = '/', wish = {}) => await opened(await contextOf(wish), where),
    as,
    stop: async () => {
      await browser.close();
      await api.stop();
    },
  };
}

export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
}

async function opened(context: BrowserContext, where: string): Promise<Visit> {
  const page = await context.newPage();
  const one = visitOf(page, context);
  await page.goto(where);
  return one;
}

function visitOf(page: Page, context: BrowserContext): Visit {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  const form = page.locator('form.command-form');
  const field = (pointer: string): Locator => form.locator(`[data-pointer="${pointer}"]`);
  const command = (name: string): Locator => page.locator(`[data-command="${name}"]`).first();
  return {
    page,
    context,
    complaints,
    paste: async (name, bytes = POINT) => {
      await page.keyboard.press('Control+v');
      await page.evaluate(`{
        const data = new DataTransfer();
        data.items.add(new File([${bytes}], '${name}', { type: 'image/png' }));
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      }`);
    },
    settled: async () => void (await page.evaluate(SETTLED)),
    go: async (where) => {
      await page.evaluate(
        `history.pushState(null, '', ${JSON.stringify(where)}); dispatchEvent(new PopStateEvent('popstate'))`,
      );
    },
    form,
    field,
    command,
    comment: async (text) => {
      await command('comment').click();
      await field('/text').locator('textarea').fill(text);
      await field('/audience').getByRole('radio').first().click();
    },
    send: async () => await form.locator('button[type=submit]').click(),
    pick: async (at, typed) => {
      const input = at.getByRole('combobox');
      await input.focus();
      if (typed === undefined) await page.keyboard.press('ArrowDown');
      else await input.fill(typed);
      const dropdown = page.locator('.ant-select-dropdown:visible');
      await dropdown.locator('.ant-select-item-option-active', { hasText: typed ?? '' }).waitFor();
      await page.keyboard.press('Enter');
      await at.locator('.ant-select-selection-item, .ant-select-content-has-value').first().waitFor();
    },
    tabTo: async (target, { isHidden = false } = {}) => {
      await target.waitFor({ state: isHidden ? 'attached' : 'visible' });
      for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
        if ((await target.and(page.locator(':focus')).count()) > 0) return;
        await page.keyboard.press('Tab');
      }
      throw new Error('Tab does not lead there');
    },
  };
}
