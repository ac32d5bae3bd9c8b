/** Other tabs, other people, other clocks, other scripts, and text that would like to be a program. */
import { type Console, openConsole, type Visit } from '../support/browser/console.ts';
import { held } from '../support/browser/held.ts';
import { openCall, openIncident } from '../support/product/api.ts';

let ours: Console;
beforeAll(async () => {
  ours = await openConsole();
}, 120_000);
afterAll(() => ours.stop());

const person = 'eng-donghu-1';
const DAY = 86_400_000;

test('two tabs of a browser share one stream; when the tab that has it closes, the other goes on with it', async () => {
  const number = await openIncident(ours.api);
  const { page: first, context } = await ours.as(person, '/queue');
  const streams: string[] = [];
  const second = await context.newPage();
  second.on('request', (request) => {
    if (request.url().includes('/api/live')) streams.push(request.url());
  });
  await second.goto(`/cases/${number}`);
  await second.getByRole('article', { name: number }).waitFor();
  const by = await ours.api.as('eng-donghu-2');
  const say = (text: string) => by.send(`/api/incidents/${number}/comment`, { text, audience: 'internal' }).expect(200);
  await say('第一句');
  await second.locator('.timeline').getByText('第一句').waitFor();
  expect(streams).toEqual([]);
  const connected = held();
  await second.route('**/api/live*', async (route) => {
    await connected.promise;
    await route.continue();
  });
  const taken = second.waitForRequest((request) => request.url().includes('/api/live'));
  await first.close();
  await taken;
  await say('第二句'); // while no stream stands
  connected.resolve();
  await second.locator('.timeline').getByText('第二句').waitFor();
  await context.close();
});

test('what changes between the answer of a page and the first word of its stream shows too', async () => {
  const number = await openIncident(ours.api);
  const { page, context } = await ours.as(person, '/my');
  const connected = held();
  await page.route('**/api/live*', async (route) => {
    await connected.promise;
    await route.continue();
  });
  await page.goto(`/cases/${number}`);
  await page.getByRole('article', { name: number }).waitFor();
  const by = await ours.api.as('eng-donghu-2');
  await by.send(`/api/incidents/${number}/comment`, { text: '正好之间', audience: 'internal' }).expect(200);
  connected.resolve();
  const said = page.locator('.timeline').getByText('正好之间');
  await said.waitFor();
  expect(await said.count()).toBe(1);
  await context.close();
});

test('a clock of this computer that is a day wrong changes no deadline', async () => {
  const number = await openIncident(ours.api);
  const leftIn = async ({ page }: Visit): Promise<string[]> => {
    await page.goto(`/cases/${number}`);
    await page.locator('.case-head .clock').first().waitFor();
    const all = await page.locator('.case-head .clock').allInnerTexts();
    return all.map((text) => text.replaceAll(/\d+ ?分/g, '')); // minutes may turn between two looks
  };
  const right = await ours.as(person);
  const expected = await leftIn(right);
  expect(expected.length).toBeGreaterThan(0);
  await right.context.close();
  for (const wrong of [-DAY, DAY]) {
    const one = await ours.as(person);
    await one.page.clock.install({ time: Date.now() + wrong });
    expect([wrong, await leftIn(one)]).toEqual([wrong, expected]);
    await one.context.close();
  }
});

test('a role that is withdrawn while its page is open: the next command is refused in words, and what was typed stays', async () => {
  const number = await openIncident(ours.api);
  const { page, comment, field, context } = await ours.as('eng-donghu-2', `/cases/${number}`);
  await comment('刚写了一半');
  const guard = await ours.api.as('admin-security');
  const { name, unit, grants, version } = (await guard.get('/api/people/eng-donghu-2').expect(200)).body;
  const put = (roles: object[], seen: number) =>
    guard.put('/api/people/eng-donghu-2', { name, unit, grants: roles, teams: [] }).set('If-Match', `"${seen}"`);
  const body = 'event: reset\ndata: {}\n\n'; // whoever comes back is told to ask anew for all that he shows
  await page.route('**/api/live*', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
  const isOut = page.waitForResponse((answer) => answer.url().endsWith('/api/me') && answer.status() === 401);
  await put([{ role: 'requester', orgPath: unit }], version ?? 1).expect(200);
  await isOut;
  await page.evaluate("document.querySelector('form.command-form').requestSubmit()"); // by hand, nobody gets through the layer
  await page.getByRole('alert').or(page.getByRole('dialog')).first().waitFor();
  expect(await field('/text').locator('textarea').inputValue()).toBe('刚写了一半');
  expect((await ours.api.product.eventsOf(number)).filter(({ by }) => by.id === 'eng-donghu-2')).toEqual([]);
  await put(grants, (version ?? 1) + 1);
  await context.close();
});

test('Back closes what was opened over the list, and a link out of reach reads like one to nothing', async () => {
  const number = await openIncident(ours.api);
  const { page, context } = await ours.as(person, '/queue?base=team');
  await page.locator('.ant-table-row', { hasText: number }).dblclick();
  await page.waitForURL(new RegExp(`/cases/${number}`));
  await page.goBack();
  await page.waitForURL(/\/queue\?.*base=team/);
  await page.locator('.ant-table-row', { hasText: number }).waitFor();
  const province = await ours.api.as('desk-province');
  const away = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school', application: 'payment', channel: 'phone' };
  const report = { title: '西岭的工单', description: '西岭', contact: '0712', impact: '2', urgency: '2' };
  const beyond = (await province.send('/api/incidents', { ...away, ...report, queue: 'xiling-l2' }).expect(201)).body
    .number;
  const told: string[] = [];
  for (const where of ['INC-999999', beyond]) {
    await page.goto(`/cases/${where}`);
    await page.getByText('不存在，或您无权查看').waitFor();
    const words = await page.locator('main#screen').innerText();
    told.push(words.replaceAll(/[0-9a-f]{8}/g, ''));
  }
  expect(told[1]).toBe(told[0]);
  expect(told[1]).not.toContain('西岭');
  await context.close();
});

test('while a Chinese word is composed Enter picks it: nothing is looked up and nothing is sent', async () => {
  const { page, context, comment, form, field } = await ours.as('desk-donghu', '/desk');
  const typing = await context.newCDPSession(page);
  const compose = async (text: string): Promise<void> => {
    await typing.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  };
  /** As Chromium tells it: the key goes to the input method. */
  const pick = async (modifiers = 0): Promise<void> => {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, modifiers };
    await typing.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
    await typing.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  };
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const caller = page.locator('[data-pointer="/reporter"] input');
  await caller.focus();
  await compose('zhang yan');
  await pick();
  expect(await caller.inputValue()).toBe('zhang yan');
  const found = page.waitForRequest('**/api/callers?*');
  await typing.send('Input.insertText', { text: '张燕' });
  expect(decodeURIComponent((await found).url())).toContain('张燕');
  expect(asked.filter((path) => path === '/api/callers')).toHaveLength(1);
  await page.locator('[data-caller]', { hasText: '张燕' }).waitFor();

  const number = await openIncident(ours.api);
  await page.goto(`/cases/${number}`);
  await comment('已处理');
  await field('/text').locator('textarea').focus();
  await page.keyboard.press('End');
  await compose('wan bi');
  await pick(2);
  expect(asked.filter((path) => path.endsWith('/comment'))).toEqual([]);
  await typing.send('Input.insertText', { text: '完毕' });
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await page.locator('.timeline').getByText('已处理完毕').waitFor();
  await context.close();
});

test('X12 markup in any text is text on every screen that shows it, and the policy of the page has nothing to refuse', async () => {
  const evil = `<img src=x onerror="window.done=1"><script>window.done=1</script>'"]]>{{7*7}}\${7*7}`;
  const short = evil.slice(0, 90);
  const desk = await ours.api.as('desk-donghu');
  const number = await openIncident(ours.api, { title: evil, description: evil, contact: short });
  const callOf = { channel: 'phone', unit: '/dx/donghu/hospital', application: 'payment' };
  const call = (
    await desk
      .send('/api/calls', { ...callOf, caller: short, contact: short, title: evil, description: evil })
      .expect(201)
  ).body.number;
  await desk.send(`/api/calls/${call}/comment`, { text: evil, audience: 'public' }).expect(200);
  const own = await openCall(ours.api, { title: evil, description: evil, contact: short });
  const one = await ours.api.as(person);
  await one.send(`/api/incidents/${number}/claim`).expect(200);
  await one.send(`/api/incidents/${number}/hold`, { reason: 'user', note: evil }).expect(200);

  const shown: readonly (readonly [string, readonly string[]])[] = [
    [
      person,
      [`/cases/${number}`, `/queue?base=team&case=${number}`, `/queue?q=${encodeURIComponent(evil.slice(0, 40))}`],
    ],
    ['desk-donghu', [`/cases/${call}`, `/desk?phone=${encodeURIComponent(short)}&case=${call}`]],
    ['sup-donghu', ['/board', `/board?open=${number}`]],
    ['auditor', ['story', 'compact', 'timeline', 'raw'].map((view) => `/audit/cases/${number}?view=${view}`)],
    ['req-linxi', [`/my?case=${own}`]],
  ];
  for (const [who, places] of shown) {
    const { page, context, complaints, settled, go } = await ours.as(who, places[0]);
    for (const where of places) {
      await go(where);
      await settled();
      await page.locator(`input[value*="onerror="], :text("onerror=")`).filter({ visible: true }).first().waitFor();
      expect({ who, where, isDone: await page.evaluate('window.done'), complaints }).toEqual({
        who,
        where,
        isDone: undefined,
        complaints: [],
      });
    }
    await context.close();
  }
});
