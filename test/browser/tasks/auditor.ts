/** An auditor with a number in hand: who decided, whether the record holds, and a copy of it that proves itself. */
import { readFile } from 'node:fs/promises';
import { auditOf } from '../../../models/access/audit.ts';
import { changeDeskOn, windowOf } from '../../support/product/changes.ts';
import { type Stage, worksAs } from './hand.ts';

export function auditor(stage: Stage): void {
  const { console, locale, task } = stage;
  let change = '';
  beforeAll(async () => {
    const desk = await changeDeskOn(console().api);
    change = await desk.draft({ window: windowOf(locale === 'zh' ? 1 : 3) });
    await desk.asked(change);
    await desk.approvedBy(change, 'sup-donghu');
  });
  const hand = worksAs(stage, 'auditor', { loads: true });
  async function openRecord(): Promise<void> {
    const { page, land, fill } = hand();
    await land(/\/audit/);
    await fill(page.locator('form [data-audit=number]'), change);
    await page.keyboard.press('Enter');
    await page.locator('[data-audit=chain]').waitFor();
  }

  task('sees who approved it in four', async () => {
    const { page, turnTo, within } = hand();
    await openRecord();
    await turnTo(page.locator('[data-audit=filter]'), 1);
    const few = page.locator('.entries-of-time:not(:has(> li:nth-child(10)))'); // of 13 and more that happened
    await few.locator('.who', { hasText: '林红' }).waitFor();
    await within(4);
  });

  task('verifies its chain in two', async () => {
    const { page, within } = hand();
    await openRecord();
    await page.locator('[data-audit=chain].ant-alert-success').waitFor();
    await within(2);
  });

  task('has it as a signed file in four', async () => {
    const { page, press, within } = hand();
    await openRecord();
    const saved = page.waitForEvent('download');
    await press(page.locator('[data-audit=export]'));
    const file = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
    await page.locator('[data-audit=exported].ant-alert-success').waitFor();
    await within(4);
    expect(file.manifest.verification.broken).toBeNull();
    const asked = await auditOf(console().api.product.db).find({ by: 'auditor', type: 'recordExported' }).lean();
    expect(asked.map(({ caseId }) => caseId)).toContain(change);
  });
}
