/** What people do all day, in both languages, within the number of presses that each may take. */
import { type Console, type Locale, openConsole, type Visit } from '../support/browser/console.ts';
import { openIncident } from '../support/product/api.ts';

let ours: Console;
beforeAll(async () => {
  ours = await openConsole();
}, 120_000);
afterAll(() => ours.stop());

const words = {
  zh: { team: '我的队列', mine: '我的', list: '工单列表' },
  en: { team: 'My queues', mine: 'Mine', list: 'Cases' },
} as const;

/** From a register, by what is typed. */
async function pick({ field, page }: Visit, pointer: string): Promise<void> {
  const input = field(pointer).locator('input');
  await input.focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().waitFor();
  await page.keyboard.press('Enter');
}

describe.each<[Locale, string]>([
  ['zh', 'eng-donghu-1'],
  ['en', 'eng-donghu-2'],
])('an engineer, in %s', (locale, person) => {
  let visit: Visit;
  let number: string;
  beforeAll(async () => {
    number = await openIncident(ours.api, { title: `Payment file rejected (${locale})` });
    visit = await ours.as(person, '/', { locale });
  });
  afterAll(() => visit.context.close());

  test('claims what the queue has at its head in three presses', async () => {
    const { page, command, clicks, count } = visit;
    await page.waitForURL(/\/queue/);
    await count();
    await page.getByRole('button', { name: words[locale].team }).click();
    await page.locator('.ant-table-row', { hasText: number }).click();
    await command('claim').click();
    await ours.api.product.eventually(async () => (await ours.api.product.body(number)).assignee === person);
    await command('claim').waitFor({ state: 'detached' });
    expect(await clicks()).toBeLessThanOrEqual(3);
  });

  test('comments in five presses', async () => {
    const { page, command, field, form, send, clicks, count } = visit;
    await page.goto('/');
    await count();
    await page.locator('.ant-table-row', { hasText: number }).click();
    await command('comment').click();
    await field('/text').locator('textarea').fill('No fault found at the bank; asking the county');
    await send();
    await form.waitFor({ state: 'detached' });
    await page.locator('.timeline').getByText('No fault found at the bank; asking the county').waitFor();
    expect(await clicks()).toBeLessThanOrEqual(5);
  });

  test('resolves with cause and solution in six presses', async () => {
    const { page, command, field, form, send, clicks, count } = visit;
    await page.goto('/');
    await count();
    await page.locator('.ant-table-row', { hasText: number }).click();
    await command('resolve').click();
    await field('/solution').locator('textarea').fill('Certificate of the bank renewed; file sent again');
    await pick(visit, '/causeCode');
    await pick(visit, '/category');
    await form.locator('fieldset').getByRole('radio').last().click();
    await form.locator('[data-pointer="/knowledge/reason"]').locator('input,textarea').fill('Known already');
    await send();
    await form.waitFor({ state: 'detached' });
    await ours.api.product.eventually(async () => (await ours.api.product.body(number)).status === 'resolved');
    expect(await clicks()).toBeLessThanOrEqual(6);
    expect(visit.complaints).toEqual([]);
  });
});
