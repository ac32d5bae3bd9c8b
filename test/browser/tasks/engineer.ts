/** An engineer at his queue: takes what is most urgent, shows what he sees, says what it was and how it was mended. */
import { openIncident } from '../../support/product/api.ts';
import { type Stage, whoDid, worksAs } from './hand.ts';

const URGENT = { impact: '1', urgency: '1', category: 'software-function' };

export function engineer(stage: Stage): void {
  const { console, locale, task } = stage;
  const person = locale === 'zh' ? 'eng-donghu-1' : 'eng-donghu-2';
  let number = '';
  beforeAll(async () => {
    number = await openIncident(console().api, { ...URGENT, title: `支付文件被拒 ${locale}` });
  });
  const hand = worksAs(stage, person, { loads: true });
  const row = () => hand().page.locator(`[data-row="${number}"]`);
  async function openOwn(): Promise<void> {
    const { page, land } = hand();
    const by = await console().api.as(person);
    if ((await whoDid(stage, number, 'incident.claimed')).length === 0)
      await by.send(`/api/incidents/${number}/claim`).expect(200); // his task of claiming is done in the other language
    await land(/\/queue/);
    await row().waitFor();
    if (locale === 'zh') await row().click();
    else await page.keyboard.press('j');
    await page.getByRole('article', { name: number }).waitFor();
  }

  task('claims the most urgent in three', async () => {
    const { page, land, press, command, within } = hand();
    await land(/\/queue/);
    await press(page.locator('[data-base=team]'));
    await row().waitFor();
    expect(await page.locator('[data-row]').first().getAttribute('data-row')).toBe(number);
    if (locale === 'zh') await row().click();
    else await page.keyboard.press('j');
    await command('claim').waitFor();
    if (locale === 'zh') await command('claim').click();
    else await page.keyboard.press('s');
    await command('claim').waitFor({ state: 'detached' });
    await within(3);
    expect(await whoDid(stage, number, 'incident.claimed')).toEqual([person]);
  });

  task('shows a screenshot with a word to it in five', async () => {
    const { page, field, form, fill, paste, sendForm, within } = hand();
    await openOwn();
    await paste(`screen-${locale}.png`);
    await form.waitFor();
    await page.locator('.files .ant-progress').waitFor({ state: 'detached' });
    await fill(field('/text').or(field('/words')).locator('textarea, input').first(), `银行侧无异常 ${locale}`);
    await sendForm();
    await page.locator('.timeline').getByText(`银行侧无异常 ${locale}`).waitFor();
    await page.locator('.side').getByText(`screen-${locale}.png`).waitFor();
    await within(5);
    expect(await whoDid(stage, number, 'incident.attached')).toEqual([person]);
  });

  task('resolves it with cause and solution in six', async () => {
    const { field, open, fill, choose, sendForm, within } = hand();
    await openOwn();
    await open('resolve', 'r');
    await fill(field('/solution').locator('textarea'), '更新银行证书后重发');
    await choose(field('/causeCode'));
    await fill(field('/knowledge/reason').locator('textarea'), '已有条目');
    await sendForm();
    await within(6);
    expect(await whoDid(stage, number, 'incident.resolved')).toEqual([person]);
  });
}
