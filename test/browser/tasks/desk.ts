/** A desk agent, with the headset on: a call solved, a call passed on, a caller who asks for his case. */
import { openCall } from '../../support/product/api.ts';
import { type Stage, worksAs } from './hand.ts';

export function deskAgent(stage: Stage): void {
  const { console, locale, task } = stage;
  const hand = worksAs(stage, 'desk-donghu', { loads: true });
  const stored = (number: string) => console().api.product.stored(number);
  const at = (pointer: string) => hand().page.locator(`[data-pointer="${pointer}"]`).locator('input, textarea').first();
  /** Up to the title; his unit and what he usually works with come by themselves. */
  async function told(title: string): Promise<void> {
    const { page, fill } = hand();
    await fill(at('/reporter'), '张燕');
    await page.locator('[data-caller]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-pointer="/application"]', { hasText: /支付|payment/i }).waitFor();
    await fill(at('/title'), title);
  }
  async function finish(outcome: string, key: string): Promise<void> {
    const { page, press } = hand();
    if (locale === 'zh') await press(page.locator(`[data-outcome=${outcome}]`));
    else await page.keyboard.press(key);
  }
  const finished = () => hand().page.locator('[data-finished]');
  const newest = async () => String(await finished().first().getAttribute('data-finished'));

  task('solves a call and closes it in six', async () => {
    const { land, fill, within } = hand();
    await land(/\/desk/);
    await told('凭证打不开');
    const before = await finished().count();
    await finish('answer', 'F8');
    await fill(at('/solution'), '清除缓存后正常');
    await finish('answer', 'F8');
    await finished().nth(before).waitFor();
    await within(6);
    expect((await stored(await newest())).status).toBe('closed');
  });

  task('passes a call on in eight', async () => {
    const { land, fill, within } = hand();
    await land(/\/desk/);
    await told('凭证右侧被截断');
    const before = await finished().count();
    await finish('escalate', 'F9');
    await fill(at('/diagnosis'), '仅新模板出现');
    await fill(at('/tried'), '更换打印机');
    await finish('escalate', 'F9');
    await finished().nth(before).waitFor();
    await within(8);
    expect((await stored(await newest())).status).toBe('escalated');
  });

  task('says where a case is in three', async () => {
    const { land, fill, page, within } = hand();
    const title = `问进度 ${locale}`;
    const number = await openCall(console().api, { title });
    await land(/\/desk/);
    await fill(at('/reporter'), number);
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: number }).locator('.case-head', { hasText: title }).waitFor();
    await within(3);
  });
}
