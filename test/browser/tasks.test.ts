/**
 * What each role does most (console.md 2), in both languages, within the number of presses, keys and fields that it may take; one task
 * of each role without a mouse.
 */
import { type Console, type Locale, openConsole, type Visit } from '../support/browser/console.ts';
import { sumOf } from '../support/browser/counting.ts';
import { openVisit, solvedCall, waitingCall } from '../support/browser/stage.ts';
import { openCall, openIncident } from '../support/product/api.ts';
import { changeDeskOn } from '../support/product/changes.ts';

let ours: Console;
beforeAll(async () => {
  ours = await openConsole();
  await solvedCall(ours.api); // what the desk is told of a caller comes from what was before
}, 120_000);
afterAll(() => ours.stop());

const LANGUAGES = [['zh'], ['en']] as const;

/** At most so much was done; `without`: the mouse was not touched. */
async function within({ spent, complaints }: Visit, most: number, how: { without?: 'mouse' } = {}): Promise<void> {
  const all = await spent();
  expect({ all, most, isWithin: sumOf(all) <= most, complaints }).toEqual({
    all,
    most,
    isWithin: true,
    complaints: [],
  });
  if (how.without) expect(all.presses).toBe(0);
}
/** At the landing page, from where it is counted. */
async function landed(visit: Visit, at: RegExp): Promise<void> {
  await visit.go('/');
  await visit.page.waitForURL(at);
  await visit.settled();
  await visit.count();
}
async function asRole(person: string, locale: Locale): Promise<Visit> {
  const visit = await ours.as(person, '/', { locale });
  expect(await visit.page.locator('html').getAttribute('lang')).toBe(locale === 'zh' ? 'zh-CN' : 'en');
  const menu = await visit.page.locator('nav.rail .rail-word').allInnerTexts();
  expect([locale, /[一-鿿]/.test(menu.join(''))]).toEqual([locale, locale === 'zh']);
  return visit;
}
const body = (number: string) => ours.api.product.body(number);

describe.each(LANGUAGES)('a desk agent, in %s', (locale) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await asRole('desk-donghu', locale);
  });
  afterAll(() => visit.context.close());
  const fill = (pointer: string, text: string) =>
    visit.page.locator(`[data-pointer="${pointer}"]`).locator('input, textarea').first().fill(text);
  /** Up to the title; what is usual of him comes by itself. */
  async function told(title: string): Promise<void> {
    await fill('/reporter', '张燕');
    await visit.page.locator('[data-caller]').first().waitFor();
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('[data-pointer="/application"]', { hasText: /支付|payment/i }).waitFor();
    await fill('/title', title);
  }

  test('a call is solved and closed in six, without a mouse', async () => {
    const { page } = visit;
    await landed(visit, /\/desk/);
    await told('凭证打不开');
    await page.keyboard.press('F8');
    await fill('/solution', '清除缓存后正常');
    await page.keyboard.press('F8');
    await page.locator('[data-finished]').first().waitFor();
    await within(visit, 6, { without: 'mouse' });
    const number = await page.locator('[data-finished]').first().getAttribute('data-finished');
    expect((await body(String(number))).status).toBe('closed');
  });

  test('a call is escalated in eight', async () => {
    const { page } = visit;
    await landed(visit, /\/desk/);
    const before = await page.locator('[data-finished]').count();
    await told('凭证右侧被截断');
    await page.locator('[data-outcome=escalate]').click();
    await fill('/diagnosis', '仅新模板出现');
    await fill('/tried', '更换打印机');
    await page.locator('[data-outcome=escalate]').click();
    await page.locator('[data-finished]').nth(before).waitFor();
    await within(visit, 8);
    const number = await page.locator('[data-finished]').first().getAttribute('data-finished');
    expect((await body(String(number))).status).toBe('escalated');
  });

  test('"where is my case?" is answered in three', async () => {
    const { page } = visit;
    const number = await openCall(ours.api, { title: `问进度 ${locale}` });
    await landed(visit, /\/desk/);
    await fill('/reporter', number);
    await page.keyboard.press('Enter');
    await page
      .getByRole('article', { name: number })
      .locator('.case-head', { hasText: `问进度 ${locale}` })
      .waitFor();
    await within(visit, 3);
  });
});

describe.each([
  ['zh', 'eng-donghu-1'],
  ['en', 'eng-donghu-2'],
] as const)('an engineer, in %s', (locale, person) => {
  let visit: Visit;
  let number: string;
  beforeAll(async () => {
    number = await openIncident(ours.api, { title: `支付文件被拒 ${locale}`, category: 'software-function' });
    visit = await asRole(person, locale);
  });
  afterAll(() => visit.context.close());
  const row = () => visit.page.locator('.ant-table-row', { hasText: number });
  const open = () => row().click();

  test('claims what the queue has at its head in three', async () => {
    const { page, command, tabTo } = visit;
    await landed(visit, /\/queue/);
    const team = page.locator('.queue-views .view').nth(1);
    if (locale === 'zh') {
      await team.click();
      await open();
      await command('claim').click();
    } else {
      await tabTo(team);
      await page.keyboard.press('Enter');
      await row().waitFor();
      await page.keyboard.press('j');
      await page.getByRole('article', { name: number }).waitFor();
      await page.keyboard.press('s');
    }
    await ours.api.product.eventually(async () => (await body(number)).assignee === person);
    await command('claim').waitFor({ state: 'detached' });
    await within(visit, 3, locale === 'en' ? { without: 'mouse' } : {});
  });

  test('comments with a pasted screenshot in five', async () => {
    const { page, field, form, paste, send } = visit;
    await landed(visit, /\/queue/);
    await open();
    await page.getByRole('article', { name: number }).waitFor();
    await paste(`screen-${locale}.png`);
    await field('/text').locator('textarea').fill(`银行侧无异常 ${locale}`);
    await form.locator('.files li', { has: page.locator('img') }).waitFor();
    await page.locator('.files .ant-progress').waitFor({ state: 'detached' });
    await send();
    await form.waitFor({ state: 'detached' });
    await page.locator('.timeline').getByText(`银行侧无异常 ${locale}`).waitFor();
    await page.locator('.side').getByText(`screen-${locale}.png`).waitFor();
    await within(visit, 5);
  });

  test('resolves with cause and solution in six', async () => {
    const { command, field, form, pick, send } = visit;
    await landed(visit, /\/queue/);
    await open();
    await command('resolve').click();
    await field('/solution').locator('textarea').fill('更新银行证书后重发');
    await pick(field('/causeCode'));
    await form.locator('fieldset').getByRole('radio').last().click();
    await field('/knowledge/reason').locator('input, textarea').fill('已有条目');
    await send();
    await form.waitFor({ state: 'detached' });
    await ours.api.product.eventually(async () => (await body(number)).status === 'resolved');
    await within(visit, 6);
  });
});

describe.each(LANGUAGES)('a supervisor, in %s', (locale) => {
  let visit: Visit;
  let numbers: string[];
  let change: string;
  beforeAll(async () => {
    const desk = await changeDeskOn(ours.api);
    change = await desk.draft();
    await desk.asked(change);
    numbers = await Promise.all([1, 2].map((n) => openIncident(ours.api, { title: `待派 ${locale} ${n}` })));
    visit = await asRole('sup-donghu', locale);
  });
  afterAll(() => visit.context.close());

  test('urges from the list in two', async () => {
    const { page, tabTo } = visit;
    await landed(visit, /\/board/);
    const urge = page.locator(`[data-urge="${numbers[0]}"]`);
    if (locale === 'zh') await urge.click();
    else {
      await tabTo(urge);
      await page.keyboard.press('Enter');
    }
    await urge.waitFor({ state: 'detached' });
    await within(visit, 2, locale === 'en' ? { without: 'mouse' } : {});
    expect((await ours.api.product.eventsOf(String(numbers[0]))).map(({ type }) => type)).toContain('incident.urged');
  });

  test('reassigns any number in five', async () => {
    const { page, pick } = visit;
    await landed(visit, /\/board/);
    await page.locator('#board-list thead input[type=checkbox]').click();
    await page.locator('[data-bulk=dispatch]').click();
    await pick(page.locator('.ant-modal [data-pointer="/person"]'), 'eng-donghu-2');
    await page.locator('[data-send=dispatch]').click();
    await page.locator('.ant-modal [role=status]').waitFor();
    await within(visit, 5);
    for (const number of numbers) expect((await body(number)).assignee).toBe('eng-donghu-2');
  });

  test('decides an approval with a comment in four', async () => {
    const { page, command, form, send } = visit;
    await landed(visit, /\/board/);
    await page.locator('nav.rail a[href="/approvals"]').click();
    await command('approve').click();
    await form.locator('textarea').first().fill('同意，按方案执行');
    await send();
    await ours.api.product.eventually(async () => (await body(change)).status !== 'authorizing');
    await within(visit, 4);
  });
});

describe.each(LANGUAGES)('a coordinator, in %s', (locale) => {
  let visit: Visit;
  let number: string;
  beforeAll(async () => {
    number = await openVisit(ours.api, `打印机故障 ${locale}`);
    visit = await asRole('coord-donghu', locale);
  });
  afterAll(() => visit.context.close());

  test('sends somebody to a visit in five', async () => {
    const { page, command, field, form, pick, send, tabTo } = visit;
    await landed(visit, /\/board/);
    const open = page.locator(`[data-open="${number}"]`);
    if (locale === 'zh') {
      await open.click();
      await command('dispatch').click();
    } else {
      await tabTo(open);
      await page.keyboard.press('Enter');
      await command('dispatch').waitFor();
      await page.keyboard.press('a');
    }
    await pick(field('/engineers'), 'eng-donghu-2');
    if (locale === 'zh') await send();
    else await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
    await within(visit, 5, locale === 'en' ? { without: 'mouse' } : {});
    expect((await body(number)).status).toBe('assigned');
  });
});

describe.each(LANGUAGES)('a process owner, in %s', (locale) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await asRole('owner', locale);
  });
  afterAll(() => visit.context.close());

  test('goes from an indicator to its cases in two', async () => {
    const { page, tabTo } = visit;
    await landed(visit, /\/overview/);
    const card = page.locator('[data-indicator]', { has: page.locator('.figure-value', { hasText: /\d/ }) }).first();
    if (locale === 'zh') await card.getByRole('link').click();
    else {
      await tabTo(card.getByRole('link'));
      await page.keyboard.press('Enter');
    }
    await page.locator('[data-figures=cases] tbody tr').first().waitFor();
    await within(visit, 2, locale === 'en' ? { without: 'mouse' } : {});
  });
});

describe.each(LANGUAGES)('an auditor, in %s', (locale) => {
  let visit: Visit;
  let change: string;
  beforeAll(async () => {
    const desk = await changeDeskOn(ours.api);
    change = await desk.draft();
    await desk.asked(change);
    await desk.approvedBy(change, 'sup-donghu');
    visit = await asRole('auditor', locale);
  });
  afterAll(() => visit.context.close());
  const number = () => visit.page.locator('[data-audit=number]');

  test('sees who approved what in four, by its number, without a mouse', async () => {
    const { page, tabTo } = visit;
    await landed(visit, /\/audit/);
    await number().fill(change);
    await page.keyboard.press('Enter');
    await page.locator('[data-audit=chain]').waitFor();
    await tabTo(page.locator('.audit-filters .ant-segmented').last().locator('input').first());
    await page.keyboard.press('ArrowRight');
    await page.locator('.entries-of-time .who', { hasText: '林红' }).waitFor();
    await within(visit, 4, { without: 'mouse' });
  });

  test('verifies a chain in two', async () => {
    const { page } = visit;
    await landed(visit, /\/audit/);
    await number().fill(change);
    await page.keyboard.press('Enter');
    await page.locator('[data-audit=chain].ant-alert-success').waitFor();
    await within(visit, 2);
  });
});

describe.each(LANGUAGES)('a requester, in %s', (locale) => {
  let visit: Visit;
  let [asked, solved]: string[] = [];
  beforeAll(async () => {
    [asked, solved] = await Promise.all([
      waitingCall(ours.api, 'question', `要补充 ${locale}`),
      waitingCall(ours.api, 'answer', `已答复 ${locale}`),
    ]);
    visit = await asRole('req-linxi', locale);
  });
  afterAll(() => visit.context.close());
  const card = (title: string) => visit.page.locator('.my-waiting', { hasText: `${title} ${locale}` });

  test('reports in four', async () => {
    const { page } = visit;
    await landed(visit, /\/my/);
    const form = page.locator('form.my-card').filter({ has: page.locator('.my-pair') });
    await form.locator('textarea').fill(`凭证打印错位 ${locale}`);
    if (locale === 'zh') await form.locator('button[type=submit]').click();
    else await page.keyboard.press('Control+Enter');
    await page.locator('.my-card .ant-alert-success').waitFor();
    await within(visit, 4, locale === 'en' ? { without: 'mouse' } : {});
  });

  test('answers a question in three', async () => {
    await landed(visit, /\/my/);
    await card('要补充').locator('textarea').fill('凭证号 2031');
    await card('要补充').locator('[data-command=supplyInfo]').click();
    await card('要补充').waitFor({ state: 'detached' });
    await within(visit, 3);
    expect((await body(String(asked))).status).toBe('in-service');
  });

  test('confirms and rates in two', async () => {
    await landed(visit, /\/my/);
    await card('已答复').getByRole('radio').last().click();
    await card('已答复').locator('[data-command=confirm]').click();
    await card('已答复').waitFor({ state: 'detached' });
    await within(visit, 2);
    expect((await body(String(solved))).status).toBe('closed');
  });
});
