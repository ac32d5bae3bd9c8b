/** The console as people have it: a real browser on the pages that the product of a test serves. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { type Api, signIn as signedIn, startApi } from '../product/api.ts';
import { launchBrowser } from './browser.ts';

const PATIENCE_MS = 12_000; // a starved machine is slow, and only what fails waits so long
const built = path.resolve(__dirname, '../../../dist/web/index.html');

export type Locale = 'zh' | 'en';
export type Visit = {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: errors in the console, scripts that failed, what the policy of the page refused. */
  complaints: string[];
  /** Presses of the mouse since `count` was called; the script of the test presses nothing else. */
  clicks(): Promise<number>;
  count(): Promise<void>;
  /** The open form of a command. */
  form: Locator;
  /** A field of the open form, by its pointer. */
  field(pointer: string): Locator;
  /** The button that opens a command. */
  command(name: string): Locator;
  send(): Promise<void>;
  /** Opens the form of a comment and fills it in, for whoever may see the case. */
  comment(text: string): Promise<void>;
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

const COUNTING = `
  addEventListener('pointerdown', () => sessionStorage.setItem('presses', String(Number(sessionStorage.getItem('presses')) + 1)), true);
  addEventListener('securitypolicyviolation', (event) => console.error('policy refused ' + event.violatedDirective + ' ' + event.blockedURI));
`;

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
    await context.addInitScript(COUNTING);
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
    if (message.type() === 'error') complaints.push(message.text());
  });
  const form = page.locator('form.command-form');
  const field = (pointer: string): Locator => form.locator(`[data-pointer="${pointer}"]`);
  const command = (name: string): Locator => page.locator(`[data-command="${name}"]`).first();
  return {
    page,
    context,
    complaints,
    clicks: async () => Number(await page.evaluate("sessionStorage.getItem('presses')")),
    count: async () => void (await page.evaluate("sessionStorage.removeItem('presses')")),
    form,
    field,
    command,
    comment: async (text) => {
      await command('comment').click();
      await field('/text').locator('textarea').fill(text);
      await field('/audience').getByRole('radio').first().click();
    },
    send: async () => await form.locator('button[type=submit]').click(),
  };
}
