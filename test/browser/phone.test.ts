/** The phone at night and on the way: with a network, without one, opened again without one, and in other hands. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import request from 'supertest';
import { type Console, openConsole, signIn } from '../support/browser/console.ts';
import { jpeg } from '../support/files/pictures.ts';
import { type RunDesk, runbookOf, runDeskOn, stepOf } from '../support/product/runs.ts';

const DAY = 86_400_000;
const NARROW = { width: 360, height: 740, theme: 'dark' } as const;
const [ENGINEER, OTHER, COMMANDER] = ['eng-donghu-1', 'eng-donghu-2', 'sup-donghu'];
const [INSPECTOR, CUSTOMER] = ['eng-dx-1', 'rep-xiling'];
jest.setTimeout(90_000);

let screens: Console;
let desk: RunDesk;
beforeAll(async () => {
  screens = await openConsole();
  desk = await runDeskOn(screens.api);
  await desk.published('night', runbookOf([stepOf('a'), stepOf('b', { witness: true }), stepOf('c')]));
}, 180_000);
afterAll(() => screens.stop());

type Phone = { page: Page; context: BrowserContext; act: (name: string) => Locator; sheet: Locator; row: Locator };
const phoneOf = (page: Page, context: BrowserContext): Phone => ({
  page,
  context,
  act: (name) => page.locator(`[data-act="${name}"]`),
  sheet: page.locator('.over'),
  row: page.locator('.unsent li'),
});
/** Signed in at `where`; the worker has all that a start without a network needs. `behindMs`: what its clock is off. */
async function phone(person: string, where: string, { locale = 'zh', aheadMs = 0 }: Wish = {}): Promise<Phone> {
  const caller = await screens.api.as(person);
  const { mail, quietHours, zone } = (await caller.get('/api/me/preferences').expect(200)).body;
  await caller.put('/api/me/preferences', { mail, quietHours, zone, locale });
  const { page, context } = await screens.visit('/m', { ...NARROW, locale });
  await context.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${aheadMs}; }`);
  await signIn(page, person, screens.api.password);
  await page.locator('.own').waitFor();
  await page.waitForFunction(`caches.open('changming-phone').then((store) => store.match('/m')).then(Boolean)`);
  await page.goto(where);
  return phoneOf(page, context);
}
type Wish = { locale?: 'zh' | 'en'; aheadMs?: number };
/** The tab is closed, and another opened. */
async function reopened({ page, context }: Phone): Promise<Phone> {
  const url = page.url();
  await page.close();
  const next = await context.newPage();
  await next.goto(url);
  return phoneOf(next, context);
}
async function say({ act, sheet }: Phone, name: string, words: string): Promise<void> {
  await act(name).first().click();
  await sheet.locator('textarea').last().fill(words);
  await sheet.locator('button[type=submit]').click();
  await sheet.waitFor({ state: 'detached' });
}
const eventsOf = async (number: string, name: string) =>
  (await screens.api.product.eventsOf(number)).filter(({ type }) => type.endsWith(`.${name}`));

test('a step is confirmed without a network, again after the tab was closed, once; a second person saw the next', async () => {
  const number = await desk.executing(['night']);
  let one = await phone(ENGINEER, `/m/runs/${number}`);
  await one.page.locator('.step[data-part="a"]').waitFor();
  await one.context.setOffline(true);
  await one.act('confirmStep').click();
  await one.sheet.locator('input[type=file]').setInputFiles({ name: '灯.jpg', mimeType: 'image/jpeg', buffer: jpeg() });
  await one.sheet.getByText('1 张照片').waitFor();
  await one.sheet.locator('textarea').fill('日志显示已切换');
  await one.sheet.locator('button[type=submit]').click();
  await one.sheet.waitFor({ state: 'detached' }); // all is on the disk
  await one.row.getByText('未确认，将自动发送').first().waitFor();
  one = await reopened(one);
  await one.page.locator('.step[data-part="a"]').getByText('按手册做a。').waitFor();
  await one.row.getByText('含 1 张照片').waitFor();
  expect(await one.row.count()).toBe(2); // words first, then the photo
  expect(await one.act('confirmStep').count()).toBe(0); // it is said already
  await one.page.getByRole('button', { name: '全部步骤' }).click();
  await one.sheet.getByText('步骤c').waitFor();
  await one.sheet.getByRole('button', { name: '关闭' }).click();
  expect(await eventsOf(number, 'stepEnded')).toEqual([]);
  await one.context.setOffline(false);
  await one.page.locator('.step[data-part="b"]').waitFor();
  await one.row.first().waitFor({ state: 'detached' });
  expect(await eventsOf(number, 'attached')).toMatchObject([
    { data: { text: '现场照片：步骤a' }, by: { id: ENGINEER } },
  ]);
  expect((await eventsOf(number, 'stepEnded')).map(({ data, by }) => [data, by.id])).toEqual([
    [expect.objectContaining({ part: 'a', evidence: '日志显示已切换' }), ENGINEER],
  ]);
  await say(one, 'confirmStep', '切换完成');
  const second = await phone(OTHER, `/m/runs/${number}`, { locale: 'en' });
  await second.page.getByText('says so: see for yourself').waitFor();
  await say(second, 'witnessStep', 'Lamp B is green');
  await one.page.locator('.step[data-part="c"]').waitFor();
  expect((await eventsOf(number, 'stepEnded')).at(-1)).toMatchObject({ by: { id: OTHER }, data: { part: 'b' } });
  await Promise.all([one.context.close(), second.context.close()]);
});

test('who commands aborts with a second tap elsewhere, and not before he says why', async () => {
  const number = await desk.executing(['night']);
  await desk.done(number, 'a');
  const { page, context, act, sheet } = await phone(COMMANDER, `/m/runs/${number}`, { locale: 'en' });
  await act('abort').click();
  await sheet.getByText('1 step is taken back in this order').waitFor();
  await sheet.getByRole('button', { name: 'Start the roll-back' }).click();
  await sheet.getByText('Say why first').waitFor();
  await sheet.locator('textarea').fill('The lamp stays red');
  await sheet.getByRole('button', { name: 'Start the roll-back' }).click();
  await page.locator('main[data-status="rolling-back"]').waitFor();
  expect((await eventsOf(number, 'rollbackStarted')).map(({ data }) => data)).toMatchObject([
    { reason: 'The lamp stays red' },
  ]);
  // within 360 px, and each button for a thumb
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width);
  const small = `[...document.querySelectorAll('button, a, input')].filter((one) => one.offsetHeight > 0 && one.offsetHeight < 48).map((one) => one.outerHTML)`;
  expect(await page.evaluate(small)).toEqual([]);
  await context.close();
});

test('what was said of an attempt does not confirm a later one: it is refused in words, and said anew', async () => {
  const number = await desk.executing(['night']);
  const one = await phone(ENGINEER, `/m/runs/${number}`);
  await one.page.locator('.step[data-part="a"]').waitFor();
  await one.context.setOffline(true);
  await say(one, 'confirmStep', '第一次做完了');
  await one.row.waitFor();
  // meanwhile, on his other phone and by the commander
  await desk.give(desk.engineer, number, 'failStep', { part: 'a', reason: '又断开了' });
  await desk.give(desk.commander, number, 'retryStep', { part: 'a', reason: '再做一次' });
  await one.context.setOffline(false);
  await one.row.getByText('登记的是之前的那一次').waitFor();
  expect(await one.act('again').count()).toBe(0); // the same again would be refused again
  expect(await eventsOf(number, 'stepEnded')).toEqual([]);
  await one.act('anew').click();
  expect(await one.sheet.locator('textarea').inputValue()).toBe('第一次做完了');
  await one.sheet.locator('textarea').fill('第二次做完了');
  await one.sheet.locator('button[type=submit]').click();
  await one.page.locator('.step[data-part="b"]').waitFor();
  await one.row.waitFor({ state: 'detached' });
  expect((await eventsOf(number, 'stepEnded')).map(({ data }) => data)).toMatchObject([{ evidence: '第二次做完了' }]);
  await one.context.close();
});

test('a phone that is full says so, keeps the words in the form, and sends once there is room', async () => {
  const number = await desk.executing(['night']);
  const { page, context, act, sheet } = await phone(ENGINEER, `/m/runs/${number}`);
  await page.locator('.step[data-part="a"]').waitFor();
  const full = `window.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };`;
  await page.evaluate(full);
  await act('confirmStep').click();
  await sheet.locator('textarea').fill('写了很久的话');
  await sheet.locator('button[type=submit]').click();
  await sheet.getByText('本机存储已满').waitFor();
  expect(await sheet.locator('textarea').inputValue()).toBe('写了很久的话');
  await page.evaluate('IDBObjectStore.prototype.put = window.put');
  await sheet.locator('button[type=submit]').click();
  await page.locator('.step[data-part="b"]').waitFor();
  expect(await page.getByText('本机存储已满').count()).toBe(0);
  expect(await eventsOf(number, 'stepEnded')).toMatchObject([{ data: { evidence: '写了很久的话' } }]);
  await context.close();
});

const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
/** Of the court, to be inspected by telephone. */
async function inspection(): Promise<string> {
  const planner = await screens.api.as('sup-xiling');
  const wanted = { unit: '/dx/xiling/court', title: '法院电话巡检', way: 'phone', checklist: 'phone-visit', items: [] };
  const made = await planner.send('/api/inspections', { ...wanted, visitUntil: inDays(10) }).expect(201);
  const { number } = made.body;
  const appointment = { inspectors: [{ person: INSPECTOR }], from: inDays(1), until: inDays(1.1) };
  await planner.send(`/api/inspections/${number}/appoint`, appointment).expect(200);
  return number;
}

test('an inspection is finished without a network in a tab opened again, by a clock a day ahead, and signed by finger', async () => {
  const number = await inspection();
  let one = await phone(INSPECTOR, `/m/inspections/${number}`, { aheadMs: DAY });
  await one.page.getByText('已可离线使用').waitFor();
  await one.page.getByText('本机时间偏差 1 天').waitFor();
  await one.context.setOffline(true);
  one = await reopened(one);
  const item = (line: string): Locator => one.page.locator(`.item[data-line="${line}"]`);
  const words = (act: string): Locator => one.page.locator(`form[data-act="${act}"]`);
  await words('begin').locator('textarea').fill('与法院张工通话');
  await words('begin').locator('button').click();
  await item('works').locator('[data-says="ok"]').click();
  await item('works').getByText('未确认，将自动发送').waitFor();
  one = await reopened(one);
  await item('speed').locator('[data-choice]').first().click();
  await item('wishes').locator('input').fill('无');
  await item('wishes').getByRole('button', { name: '保存' }).click();
  await words('complete').locator('textarea').fill('一切正');
  one = await reopened(one);
  expect(await words('complete').locator('textarea').inputValue()).toBe('一切正'); // nothing typed is lost
  await words('complete').locator('textarea').fill('一切正常');
  await words('complete').locator('button').click();
  await one.page.getByText('5 条未发送').waitFor();
  expect(await eventsOf(number, 'begun')).toEqual([]);

  await one.context.setOffline(false);
  const signing = one.page.locator('[data-act="signing"]');
  await signing.waitFor();
  const kinds = (await screens.api.product.eventsOf(number)).map(({ type }) => type.split('.')[1]);
  expect(kinds.slice(kinds.indexOf('begun'))).toEqual([
    'begun',
    'itemsRecorded',
    'itemsRecorded',
    'itemsRecorded',
    'completed',
    'recordPresented',
  ]);
  const [seen] = (await eventsOf(number, 'itemsRecorded')).map(({ data, at }) => {
    const { lines = [] }: { lines?: readonly { observedAt?: number }[] } = data;
    return Math.abs((lines[0]?.observedAt ?? 0) - at);
  });
  expect(seen).toBeLessThan(5 * 60_000); // and not a day

  const glass = await signing.locator('canvas').boundingBox();
  if (!glass) throw new Error('nothing to sign on');
  await signing.locator('canvas').scrollIntoViewIfNeeded();
  const at = (await signing.locator('canvas').boundingBox()) ?? glass;
  await one.page.mouse.move(at.x + 40, at.y + 80);
  await one.page.mouse.down();
  for (const [x, y] of [
    [90, 30],
    [140, 110],
    [220, 60],
  ] as const)
    await one.page.mouse.move(at.x + x, at.y + y);
  await one.page.mouse.up();
  await one.act('sign').click();
  await signing.waitFor({ state: 'detached' });
  expect(await eventsOf(number, 'signed')).toHaveLength(1);
  expect(await eventsOf(number, 'attached')).toMatchObject([{ data: { text: '手写签名' }, by: { id: INSPECTOR } }]);

  // the other side by keyboard; its signature is in before the record is closed by it
  const other = await phone(CUSTOMER, `/m/inspections/${number}`, { locale: 'en' });
  await other.page.getByLabel('Or type your name instead').fill('Judge Wang');
  await other.act('sign').focus();
  await other.page.keyboard.press('Enter');
  await other.page.locator('[data-act="signing"]').waitFor({ state: 'detached' });
  expect((await eventsOf(number, 'signed')).map(({ by }) => by.id)).toEqual([INSPECTOR, CUSTOMER]);
  expect((await eventsOf(number, 'attached')).map(({ by }) => by.id)).toEqual([INSPECTOR, CUSTOMER]);
  await Promise.all([one.context.close(), other.context.close()]);
});

const LEFT = `(async () => {
  const rows = await new Promise((resolve) => {
    const opening = indexedDB.open('changming-off-line');
    opening.onsuccess = () => {
      const asking = opening.result.transaction('rows').objectStore('rows').getAllKeys();
      asking.onsuccess = () => resolve(asking.result.length);
    };
  });
  const kept = Object.keys(localStorage).filter((name) => name.startsWith('changming-phone'));
  const store = await caches.open('changming-phone');
  const answers = (await store.keys()).filter(({ url }) => url.includes('/api/')).length;
  return { rows, kept, answers };
})()`;

test('who signs out without a network leaves nothing, and his session ends once there is one', async () => {
  const number = await desk.executing(['night']);
  const one = await phone(ENGINEER, `/m/runs/${number}`);
  await one.page.locator('.step[data-part="a"]').waitFor();
  const [cookie] = await one.context.cookies();
  await one.context.setOffline(true);
  await say(one, 'confirmStep', '只有我知道');
  await one.row.waitFor();
  await one.page.getByRole('link', { name: '返回' }).click();
  await one.page.locator('.own [data-act="sign-out"]').click();
  await one.sheet.getByText('还有 1 条未发送').waitFor();
  await one.sheet.locator('[data-leave="drop"]').click();
  await one.page.getByText('已退出').waitFor();
  expect(await one.page.evaluate(LEFT)).toEqual({ rows: 0, kept: ['changming-phone::leaving'], answers: 0 });
  await one.page.goto(`/m/runs/${number}`);
  await one.page.locator('input[type=password]').waitFor();
  expect(await one.page.getByText(number).count()).toBe(0);

  await one.context.setOffline(false);
  await signIn(one.page, OTHER, screens.api.password);
  await one.page.locator('.step[data-part="a"]').waitFor();
  expect(await one.row.count()).toBe(0);
  const before = await request(screens.api.address).get('/api/me').set('Cookie', `${cookie?.name}=${cookie?.value}`);
  expect(before.status).toBe(401);
  expect(await eventsOf(number, 'stepEnded')).toEqual([]);
  await one.context.close();
});

test('who signs in after a session that ran out finds nothing of the one before, whose words wait for him alone', async () => {
  const number = await desk.executing(['night']);
  const one = await phone(ENGINEER, `/m/runs/${number}`);
  await one.page.locator('.step[data-part="a"]').waitFor();
  await one.context.clearCookies();
  await say(one, 'confirmStep', '会话已过期');
  await one.sheet.locator('input[type=password]').waitFor();
  await one.row.getByText('未确认，将自动发送').waitFor(); // under the layer, as it was
  await signIn(one.page, OTHER, screens.api.password);
  await one.sheet.waitFor({ state: 'detached' });
  await one.page.locator('.step[data-part="a"]').waitFor();
  expect(await one.row.count()).toBe(0);
  const left = (await one.page.evaluate(LEFT)) as { rows: number; kept: string[] };
  expect([left.rows, left.kept.filter((name) => name.includes(ENGINEER))]).toEqual([1, []]);
  expect(await eventsOf(number, 'stepEnded')).toEqual([]);
  await one.context.clearCookies();
  await one.page.reload();
  await signIn(one.page, ENGINEER, screens.api.password);
  await one.page.locator('.step[data-part="b"]').waitFor();
  expect(await eventsOf(number, 'stepEnded')).toMatchObject([
    { data: { evidence: '会话已过期' }, by: { id: ENGINEER } },
  ]);
  await one.context.close();
});

test('an older program is not shown where there is a network, and one that is open hears of the newer', async () => {
  const one = await phone(ENGINEER, '/m');
  const put = `caches.open('changming-phone').then((store) => store.put('/m', new Response('<p>the old one</p>', { headers: { 'content-type': 'text/html' } })))`;
  await one.page.evaluate(put);
  await one.page.reload();
  await one.page.locator('.own').waitFor();
  await one.page.waitForFunction(
    `caches.open('changming-phone').then((store) => store.match('/m')).then((page) => page.text()).then((text) => text.includes('/assets/phone-'))`,
  );
  await one.page.locator('h1').click(); // somebody is at it
  await one.page.evaluate(
    `navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { named: ['/assets/phone-newer.js'] } }))`,
  );
  await one.act('newer').click();
  await one.act('newer').waitFor({ state: 'detached' });
  const script = await one.page.locator('script[src]').first().getAttribute('src');
  const file = await request(screens.api.address).get(String(script)).expect(200);
  expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const worker = await request(screens.api.address).get('/worker.js').expect(200);
  expect(worker.headers['cache-control']).toBe('no-cache');
  await one.page.locator('.own').waitFor();
  await one.context.close();
});
