/** What goes wrong on a bad day: nothing is lost, nothing is done twice, and it is said in words. */
import { type Console, openConsole, type Visit } from '../support/browser/console.ts';
import { openIncident } from '../support/product/api.ts';

let ours: Console;
let visit: Visit;
const person = 'eng-donghu-1';
beforeAll(async () => {
  ours = await openConsole();
  visit = await ours.as(person);
}, 120_000);
afterAll(() => ours.stop());

const commentsOn = async (number: string): Promise<unknown[]> =>
  (await ours.api.product.eventsOf(number)).flatMap(({ type, data }) => (type.endsWith('commented') ? [data] : []));

async function write(number: string, text: string): Promise<void> {
  await visit.page.goto(`/cases/${number}`);
  await visit.command('comment').click();
  await visit.field('/text').locator('textarea').fill(text);
}

test('an answer that is cut off is asked for again with the same key, and the comment stands once', async () => {
  const number = await openIncident(ours.api);
  const { page, send, form } = visit;
  await write(number, '用户已恢复');
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
  const number = await openIncident(ours.api);
  const { page, send, form } = visit;
  await write(number, '等待厂商回复');
  let away = true;
  await page.route('**/comment', async (route) =>
    away
      ? await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"engine-away"}' })
      : await route.continue(),
  );
  await send();
  await form.getByText('尚未受理，正在重试').waitFor();
  away = false;
  await form.waitFor({ state: 'detached' });
  await page.unroute('**/comment');
  expect(await commentsOn(number)).toHaveLength(1);
});

test('a double click sends once', async () => {
  const number = await openIncident(ours.api);
  await write(number, '双击只提交一次');
  await visit.form.locator('button[type=submit]').dblclick();
  await visit.form.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toHaveLength(1);
});

test('what another did meanwhile shows in the open page by itself, and the form asks to be sent on the new state', async () => {
  const number = await openIncident(ours.api);
  await write(number, '我来核对');
  const other = await ours.api.as('eng-donghu-2');
  const { version } = (await other.get(`/api/cases/${number}`).expect(200)).body;
  await other.send(`/api/incidents/${number}/claim`).set('If-Match', `"${version}"`).expect(200);
  await visit.page.getByText('工单在您填写期间已有变化').waitFor();
  await visit.form.getByRole('button', { name: '按最新状态提交' }).click();
  await visit.form.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toHaveLength(1);
});

test('a refused command is told in words, and the text stays', async () => {
  const number = await openIncident(ours.api);
  await write(number, '被拒绝也不丢');
  await visit.page.route('**/comment', (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: '{"code":"wrong-status","params":{}}',
    }),
  );
  await visit.send();
  const told = visit.form.getByRole('alert');
  await told.waitFor();
  expect(await told.innerText()).toMatch(/[一-鿿]{4}/);
  await visit.page.unroute('**/comment');
  expect(await visit.field('/text').locator('textarea').inputValue()).toBe('被拒绝也不丢');
});

test('typed text is there again after a reload, and can be cleared', async () => {
  const number = await openIncident(ours.api);
  const { page, command, field, form } = visit;
  await write(number, '刷新后还在');
  await page.reload();
  await command('comment').click();
  await form.getByText('已恢复未提交的内容').waitFor();
  expect(await field('/text').locator('textarea').inputValue()).toBe('刷新后还在');
  await form.getByRole('button', { name: '清除' }).click();
  expect(await field('/text').locator('textarea').inputValue()).toBe('');
});

test('more than a field takes is cut where it is typed, and what it takes is stored whole', async () => {
  const number = await openIncident(ours.api);
  const most = Number(
    await (async () => {
      await write(number, '');
      return await visit.field('/text').locator('textarea').getAttribute('maxlength');
    })(),
  );
  expect(most).toBeGreaterThan(1000);
  await visit.field('/text').locator('textarea').fill('长'.repeat(most));
  await visit.send();
  await visit.form.waitFor({ state: 'detached' });
  expect(await commentsOn(number)).toEqual([expect.objectContaining({ text: '长'.repeat(most) })]);
  expect(await visit.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});

test('Back closes what was opened over the list, and a link out of reach is not found', async () => {
  const { page } = visit;
  const number = await openIncident(ours.api);
  await page.goto('/queue?base=team');
  await page.locator('.ant-table-row', { hasText: number }).dblclick();
  await page.waitForURL(new RegExp(`/cases/${number}`));
  await page.goBack();
  await page.waitForURL(/\/queue\?base=team/);
  await page.goto('/cases/INC-999999');
  await page.getByText('不存在，或您无权查看').waitFor();
});

test('markup in any text of a case is text, and the browser has nothing to complain of', async () => {
  const evil = '<img src=x onerror="window.done=1"><script>window.done=1</script>{{7*7}}';
  const number = await openIncident(ours.api, { title: evil, description: evil, contact: evil.slice(0, 60) });
  const { page, context, complaints, command, field, form, send } = await ours.as(person, `/cases/${number}`);
  await page.getByRole('heading', { name: evil }).waitFor();
  await command('comment').click();
  await field('/text').locator('textarea').fill(evil);
  await send();
  await form.waitFor({ state: 'detached' });
  await page.locator('.timeline').getByText(evil).first().waitFor();
  await page.goto('/queue?base=team');
  await page.locator('.ant-table-row', { hasText: number }).getByText(evil).waitFor();
  expect(await page.evaluate('window.done')).toBeUndefined();
  expect(complaints).toEqual([]);
  await context.close();
});
