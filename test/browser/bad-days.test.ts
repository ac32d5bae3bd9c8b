/** What goes wrong on a bad day: nothing is lost, nothing is done twice, and it is said in words. */
import type { Page } from 'playwright-core';
import { type Console, openConsole, type Visit } from '../support/browser/console.ts';
import { held } from '../support/browser/held.ts';
import { solvedCall } from '../support/browser/stage.ts';
import { openIncident } from '../support/product/api.ts';

let ours: Console;
let visit: Visit;
const person = 'eng-donghu-1';
beforeAll(async () => {
  ours = await openConsole();
  visit = await ours.as(person);
}, 120_000);
afterAll(() => ours.stop());

type Said = { text: string };
const commentsOn = async (number: string): Promise<Said[]> =>
  (await ours.api.product.eventsOf(number)).flatMap(({ type, data }) =>
    type.endsWith('commented') ? [data as Said] : [],
  );

/** Its form is open and filled in. */
async function written(text: string): Promise<string> {
  const number = await openIncident(ours.api);
  await visit.go(`/cases/${number}`);
  await visit.page.getByRole('article', { name: number }).waitFor();
  await visit.comment(text);
  return number;
}
const typed = async (pointer = '/text'): Promise<string> => await visit.field(pointer).locator('textarea').inputValue();

test('an answer that is cut off is asked for again with the same key, and the comment stands once', async () => {
  const { page, send, form } = visit;
  const number = await written('用户已恢复');
  const keys: string[] = [];
  await page.route('**/comment', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    if (keys.length > 1) return await route.continue();
    await route.fetch(); // it was done, and the answer is lost
    return await route.abort('connectionreset');
  });
  await send();
  await form.waitFor({ state: 'detached' });
  await page.unroute('**/comment');
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  expect(await commentsOn(number)).toHaveLength(1);
});

test('while the engine is away the form says so, keeps the text and goes on by itself', async () => {
  const { page, send, form } = visit;
  const number = await written('等待厂商回复');
  let away = true;
  await page.route('**/comment', async (route) =>
    away
      ? await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"engine-away"}' })
      : await route.continue(),
  );
  await send();
  await form.getByText('尚未受理，正在重试').waitFor();
  expect(await typed()).toBe('等待厂商回复');
  away = false;
  await form.waitFor({ state: 'detached' });
  await page.unroute('**/comment');
  expect(await commentsOn(number)).toHaveLength(1);
});

test('N67 an API that is away is told at once where it is asked, after five seconds for all, and what was sent meanwhile is done once when it is back', async () => {
  const { page, context, command, comment, form, send } = await ours.as(person);
  await page.clock.install();
  const number = await openIncident(ours.api);
  const other = await openIncident(ours.api);
  await page.goto(`/cases/${number}`);
  await command('comment').waitFor();
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  ours.api.cut();
  await comment('断网时写下的话');
  await send();
  await form.getByText('已发送，未收到回应，正在核对').waitFor();
  await page.clock.fastForward(6_000);
  const bar = page.getByText('实时更新已中断');
  await bar.waitFor();
  await page.unroute('**/api/**');
  await page.clock.fastForward(20_000); // it asks again less and less often
  await form.waitFor({ state: 'detached' });
  await bar.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toHaveLength(1);

  await page.route(`**/api/cases/${other}`, (route) => route.abort('connectionrefused'));
  await page.goto(`/cases/${other}`);
  const panel = page.locator('main#screen').getByRole('alert');
  await panel.waitFor();
  await page.unroute(`**/api/cases/${other}`);
  await panel.getByRole('button', { name: '重试' }).click();
  await page.getByRole('article', { name: other }).waitFor();
  await context.close();
});

test('a double click sends once', async () => {
  const number = await written('双击只提交一次');
  await visit.form.locator('button[type=submit]').dblclick();
  await visit.form.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toHaveLength(1);
});

test('on a slow line the place of what comes is held, a command is sent once however often it is pressed', async () => {
  const { page, form } = visit;
  const slow = await openIncident(ours.api);
  const arrived = held();
  await page.route(`**/api/cases/${slow}`, async (route) => {
    await arrived.promise;
    await route.continue();
  });
  await visit.go(`/cases/${slow}`);
  await page.locator('main#screen .ant-skeleton').waitFor();
  arrived.resolve();
  await page.getByRole('article', { name: slow }).waitFor();
  await page.unroute(`**/api/cases/${slow}`);

  const number = await written('慢网');
  const sent: string[] = [];
  const answered = held();
  await page.route('**/comment', async (route) => {
    sent.push(route.request().url());
    await answered.promise;
    await route.continue();
  });
  const button = form.locator('button[type=submit]');
  await button.click();
  await form.locator('.ant-btn-loading').waitFor();
  await button.click({ force: true });
  await page.keyboard.press('Control+Enter');
  answered.resolve();
  await form.waitFor({ state: 'detached' });
  await page.unroute('**/comment');
  expect([sent.length, (await commentsOn(number)).length]).toEqual([1, 1]);
});

test('what another did meanwhile shows in the open page by itself, and the form asks to be sent on the new state', async () => {
  const number = await written('我来核对');
  const other = await ours.api.as('eng-donghu-2');
  await other.send(`/api/incidents/${number}/claim`).expect(200);
  await visit.page.getByText('工单在您填写期间已有变化').waitFor();
  expect(await typed()).toBe('我来核对');
  await visit.form.getByRole('button', { name: '按最新状态提交' }).click();
  await visit.form.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toHaveLength(1);
});

test('a command that the engine refuses is told in words, and the text stays', async () => {
  const number = await openIncident(ours.api);
  await visit.go(`/cases/${number}`);
  await visit.command('comment').waitFor();
  await visit.comment('被拒绝也不丢');
  await (await ours.api.as('sup-donghu')).send(`/api/incidents/${number}/cancel`, { reason: '误报' }).expect(200);
  await visit.send();
  const told = visit.form.getByRole('alert');
  await told.waitFor();
  expect(await told.innerText()).toMatch(/[一-鿿]{4}/);
  expect(await typed()).toBe('被拒绝也不丢');
});

test('a key that was used for something else is told, nothing is done, and the next press has a key of its own', async () => {
  const number = await written('第一条');
  let used = '';
  await visit.page.route('**/comment', async (route) => {
    used = route.request().headers()['idempotency-key'] ?? '';
    await route.continue();
  });
  await visit.send();
  await visit.form.waitFor({ state: 'detached' });
  await visit.page.unroute('**/comment');
  await visit.comment('另一张表单');
  await visit.page.route('**/comment', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'idempotency-key': used } }),
  );
  await visit.send();
  await visit.form.getByRole('alert').waitFor();
  expect(await typed()).toBe('另一张表单');
  await visit.page.unroute('**/comment');
  await visit.send();
  await visit.form.waitFor({ state: 'detached' });
  expect((await commentsOn(number)).map(({ text }) => text)).toEqual(['第一条', '另一张表单']);
});

test('typed text is there again after a reload, and can be cleared', async () => {
  const { page, command, field, form } = visit;
  await written('刷新后还在');
  await page.reload();
  await command('comment').click();
  await form.getByText('已恢复未提交的内容').waitFor();
  expect(await typed()).toBe('刷新后还在');
  await form.getByRole('button', { name: '清除' }).click();
  expect(await field('/text').locator('textarea').inputValue()).toBe('');
});

test('more than a field takes is cut where it is typed, and what it takes is stored whole', async () => {
  const number = await written('长');
  const text = visit.field('/text').locator('textarea');
  const most = Number(await text.getAttribute('maxlength'));
  expect(most).toBeGreaterThan(1_000);
  await text.fill('长'.repeat(most));
  await text.press('End');
  await visit.page.keyboard.insertText('更长');
  expect(await typed()).toHaveLength(most);
  await visit.send();
  await visit.form.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toEqual([expect.objectContaining({ text: '长'.repeat(most) })]);
  await visit.page.locator('.timeline').getByText('长'.repeat(100)).waitFor();
  expect(await visit.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});

test('a pasted picture of 40 MB is refused with the limit, a small one goes along with what was typed', async () => {
  const { page, form, field, paste } = visit;
  const number = await openIncident(ours.api);
  await visit.go(`/cases/${number}`);
  await page.getByRole('article', { name: number }).waitFor();
  await paste('huge.png', 'new Uint8Array(40_000_000)');
  await field('/text').locator('textarea').fill('截图见附件');
  const files = form.locator('.files li');
  const tooLarge = files.filter({ hasText: 'huge.png' }).locator('.fault', { hasText: /文件过大，上限 \d+\.\d MB/ });
  await tooLarge.waitFor();
  expect(await typed()).toBe('截图见附件');
  await files.getByRole('button').click();
  await paste('small.png');
  await files.filter({ hasText: 'small.png' }).getByRole('button', { name: '移除' }).waitFor();
  await visit.send();
  await form.waitFor({ state: 'detached' });
  await page.locator('.side').getByText('small.png').waitFor();
});

const fieldAt = (page: Page, pointer: string) =>
  page.locator(`[data-pointer="${pointer}"]`).locator('input, textarea').first();
/** Who calls and what for, as the desk types it. */
async function callOf(page: Page): Promise<void> {
  await fieldAt(page, '/reporter').fill('张燕');
  await page.locator('[data-caller]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-pointer="/application"]', { hasText: '支付' }).waitFor();
  await fieldAt(page, '/title').fill('凭证打不开');
}

test('forms that the desk cannot have are said so, and the next press asks again and ends the call', async () => {
  await solvedCall(ours.api);
  const { page, context, go } = await ours.as('desk-donghu', '/queue');
  const forms = '**/api/processes/call/forms';
  const refusal = { code: 'not-permitted', status: 403, title: '', detail: '', traceId: 't' };
  await page.route(forms, (route) =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
  );
  await go('/desk');
  await callOf(page);
  await page.keyboard.press('F8');
  const told = page.locator('.desk-outcome [role=alert]', { hasText: 'not-permitted' });
  await told.waitFor();
  const again = page.waitForResponse(forms);
  await page.keyboard.press('F8');
  await again;
  await told.waitFor();
  await page.locator('[data-outcome=answer].ant-btn-loading').waitFor({ state: 'detached' });
  await page.unroute(forms);
  await page.keyboard.press('F8');
  await fieldAt(page, '/solution').fill('清除缓存后正常');
  await page.keyboard.press('F8');
  const number = await page.locator('[data-finished]').first().getAttribute('data-finished');
  expect((await ours.api.product.stored(String(number))).status).toBe('closed');
  await context.close();
});

test('a call that is ended before its category is proposed waits for it, and is ended by that press', async () => {
  const before = await solvedCall(ours.api);
  const { page, context, complaints } = await ours.as('desk-donghu', '/desk');
  const proposal = held();
  await page.route('**/api/calls?*', async (route) => {
    await proposal.promise;
    await route.continue();
  });
  await callOf(page);
  await page.keyboard.press('F8');
  await fieldAt(page, '/solution').fill('清除缓存后正常');
  await page.keyboard.press('F8');
  await page.locator('[data-outcome=answer].ant-btn-loading').waitFor();
  expect(await page.locator('.desk .fault').count()).toBe(0);
  proposal.resolve();
  const number = await page.locator('[data-finished]').first().getAttribute('data-finished');
  const desk = await ours.api.as('desk-donghu');
  const categoryOf = async (one: unknown) => (await desk.get(`/api/cases/${String(one)}`).expect(200)).body.category;
  expect((await ours.api.product.stored(String(number))).status).toBe('closed');
  expect(await categoryOf(number)).toBe(await categoryOf(before));
  expect(complaints).toEqual([]);
  await context.close();
});
