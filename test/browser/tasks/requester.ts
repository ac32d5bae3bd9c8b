/** Who reports: once a month, unwilling. */
import { waitingCall } from '../../support/browser/stage.ts';
import { type Stage, worksAs } from './hand.ts';

export function requester(stage: Stage): void {
  const { console, locale, task } = stage;
  let asked = '';
  let solved = '';
  beforeAll(async () => {
    const { api } = console();
    [asked, solved] = await Promise.all([
      waitingCall(api, 'question', `要补充 ${locale}`),
      waitingCall(api, 'answer', `已答复 ${locale}`),
    ]);
  });
  const hand = worksAs(stage, 'req-linxi');
  const newcomer = worksAs(stage, locale === 'zh' ? 'req-school' : 'req-donghu');
  const card = (title: string) => hand().page.locator('.my-waiting', { hasText: `${title} ${locale}` });
  const stored = (number: string) => console().api.product.stored(number);

  task('reports for the first time in four', async () => {
    const { page, land, fill, choose, press, within } = newcomer();
    await land(/\/my/);
    const form = page.locator('form.my-card').filter({ has: page.locator('.my-pair') });
    await fill(form.locator('textarea'), `凭证打印错位 ${locale}`);
    await choose(form.locator('.field', { has: page.getByRole('combobox') }));
    await fill(form.locator('input[autocomplete=tel]'), '0551-6200118');
    await press(form.locator('button[type=submit]'));
    const told = page.locator('.my-card .ant-alert-success');
    await told.waitFor();
    await within(4);
    const number = /CAL-\d+/.exec(await told.innerText())?.[0] ?? '';
    expect(await stored(number)).toMatchObject({ status: 'new', title: `凭证打印错位 ${locale}` });
  });

  task('answers a question in three', async () => {
    const { land, fill, press, within } = hand();
    await land(/\/my/);
    await fill(card('要补充').locator('textarea'), '凭证号 2031');
    await press(card('要补充').locator('[data-command=supplyInfo]'));
    await card('要补充').waitFor({ state: 'detached' });
    await within(3);
    expect((await stored(asked)).status).toBe('in-service');
  });

  task('confirms and rates in two', async () => {
    const { page, land, press, within, tabTo } = hand();
    await land(/\/my/);
    const stars = card('已答复').locator('.ant-rate');
    if (locale === 'zh') await stars.getByRole('radio').last().click();
    else {
      await tabTo(stars);
      for (let star = 0; star < 5; star += 1) await page.keyboard.press('ArrowRight');
    }
    await press(card('已答复').locator('[data-command=confirm]'));
    await card('已答复').waitFor({ state: 'detached' });
    await within(2);
    expect(await stored(solved)).toMatchObject({ status: 'closed' });
    const given = (await console().api.product.eventsOf(solved)).find(({ type }) => type === 'call.confirmed');
    expect(given?.data).toMatchObject({ rating: { score: 5 } });
  });
}
