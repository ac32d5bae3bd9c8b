/** A supervisor at the board: urges, deals out anew, decides what waits for him. */
import { openIncident } from '../../support/product/api.ts';
import { changeDeskOn, windowOf } from '../../support/product/changes.ts';
import { type Stage, whoDid, worksAs } from './hand.ts';

export function supervisor(stage: Stage): void {
  const { console, locale, task } = stage;
  let numbers: string[] = [];
  let change = '';
  beforeAll(async () => {
    const desk = await changeDeskOn(console().api);
    change = await desk.draft({ window: windowOf(locale === 'zh' ? 0 : 2) });
    await desk.asked(change);
    const urgent = { impact: '1', urgency: '1' };
    numbers = await Promise.all(
      [1, 2].map((n) => openIncident(console().api, { ...urgent, title: `待派 ${locale} ${n}` })),
    );
  });
  const hand = worksAs(stage, 'sup-donghu', { loads: true });

  task('urges from the list in two', async () => {
    const { page, land, press, within } = hand();
    await land(/\/board/);
    const [number = ''] = numbers;
    const urge = page.locator(`[data-urge="${number}"]`);
    await press(urge);
    await urge.waitFor({ state: 'detached' });
    await within(2);
    expect(await whoDid(stage, number, 'incident.urged')).toEqual(['sup-donghu']);
  });

  task('gives any number of what nobody has to somebody in five', async () => {
    const { page, land, press, tick, choose, within } = hand();
    await land(/\/board/);
    await press(page.locator('[data-stage="incident queued"] [data-column=""] button'));
    for (const number of numbers) await page.locator(`[data-open="${number}"]`).waitFor();
    await tick(page.locator('#board-list thead input[type=checkbox]'));
    await press(page.locator('[data-bulk=dispatch]'));
    await choose(page.locator('.ant-modal [data-pointer="/person"]'), locale === 'zh' ? '李强' : '赵磊');
    await press(page.locator('[data-send=dispatch]'));
    await page.locator('.ant-modal [role=status]').waitFor();
    await within(5);
    for (const number of numbers) expect(await whoDid(stage, number, 'incident.dispatched')).toEqual(['sup-donghu']);
  });

  task('decides an approval with a comment in four', async () => {
    const { page, land, press, open, fill, form, sendForm, within } = hand();
    await land(/\/board/);
    await press(page.locator('nav.rail a[href="/approvals"]'));
    await open('approve', 'y');
    await fill(form.locator('textarea').first(), '同意，按方案执行');
    await sendForm();
    await within(4);
    expect(await whoDid(stage, change, 'change.approved')).toEqual(['sup-donghu']);
  });
}
