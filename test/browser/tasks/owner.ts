/** A process owner: reads how it goes, starts what is done again and again, and keeps the promises and their calendar. */
import { raised } from '../../support/product/changes.ts';
import { type Stage, worksAs } from './hand.ts';

export function processOwner(stage: Stage): void {
  const { console, locale, task } = stage;
  const by = () => console().api.as('owner');
  const template = `季度补丁 ${locale}`;
  beforeAll(async () => {
    const { title: _, ...data } = raised;
    await (await by()).post('/api/case-templates', { name: template, process: 'change', data }).expect(201);
  });
  const hand = worksAs(stage, 'owner');

  task('starts a case from a template in five and its fields', async () => {
    const { page, land, press, choose, fill, field, form, within } = hand();
    await land(/\/overview/);
    await press(page.locator('nav.rail a[href="/queue"]'));
    await press(page.locator('[data-open-process=change]'));
    await choose(page.locator('[data-pointer="template"]'), template);
    await form.locator('.ant-select-content-has-value').first().waitFor();
    await fill(field('/title').locator('input'), `${template} 第四季度`);
    await press(form.locator('button[type=submit]'));
    await page.waitForURL(/\/cases\/CHG-/);
    await within(5 + 1);
    const number = /CHG-\d+/.exec(page.url())?.[0] ?? '';
    expect(await console().api.product.stored(number)).toMatchObject({ title: `${template} 第四季度` });
  });

  task('goes from an indicator to its cases in two', async () => {
    const { page, land, press, within } = hand();
    await land(/\/overview/);
    await press(page.locator('[data-indicator=reports-total]').getByRole('link'));
    await page.locator('[data-figures=cases] tbody a[href^="/cases/"]').first().waitFor();
    await within(2);
  });

  task('publishes a version of a promise, having seen what it changes, in eight', async () => {
    const { page, land, press, fill, within } = hand();
    const before = (await (await by()).get('/api/policies/incident').expect(200)).body.version;
    await land(/\/overview/);
    await press(page.locator('nav.rail a[href="/admin"]'));
    await press(page.locator('.admin-link[href="/admin/policies"]'));
    await press(page.locator('a[href="/admin/policies/incident"]'));
    await press(page.locator('[data-admin=draft]:visible'));
    await fill(page.locator('[data-pointer="/name"] input'), ` ${locale}`);
    await press(page.locator('[data-admin=save-draft]'));
    const note = page.locator('.publish-note');
    await page.locator('.check .ant-alert-success').waitFor();
    await fill(note, '按新合同调整');
    await press(page.locator('[data-admin=publish]'));
    await page.locator('[data-admin=draft]:visible').waitFor();
    await within(8);
    const { version, source } = (await (await by()).get('/api/policies/incident').expect(200)).body;
    expect([version, source.name.endsWith(` ${locale}`)]).toEqual([before + 1, true]);
  });

  task('takes over the holidays of a year in four', async () => {
    const { page, land, press, within } = hand();
    const date = workdayOf(new Date().getFullYear() + 1, locale === 'zh' ? 1 : 11);
    const days = [{ date, name: '元旦', isOffDay: true }];
    await land(/\/overview/);
    await press(page.locator('nav.rail a[href="/admin"]'));
    await press(page.locator('[data-step=calendars] .setup-go'));
    const chosen = page.waitForEvent('filechooser');
    await press(page.locator('[data-admin=choose]'));
    const buffer = Buffer.from(JSON.stringify({ days }));
    await (await chosen).setFiles({ name: 'holidays.json', mimeType: 'application/json', buffer });
    await press(page.locator('[data-admin=take]'));
    await page.locator('[data-admin=save-draft]').waitFor();
    await within(4);
    const { source } = (await (await by()).get('/api/calendars/cn-5x8/draft').expect(200)).body;
    expect(source.dates).toMatchObject({ [date]: 'closed' });
  });

  task('knows when something would be due in five', async () => {
    const { page, land, press, choose, within } = hand();
    await land(/\/overview/);
    await press(page.locator('nav.rail a[href="/admin"]'));
    await press(page.locator('a[href="/admin/due"]'));
    await choose(page.locator('[data-pointer="/unit"]'), '临溪县实验小学');
    await choose(page.locator('[data-pointer="/application"]'));
    await press(page.locator('[data-admin=due]'));
    await page
      .locator('form .ant-table-row td.numbers', { hasText: /\d{4}-\d\d-\d\d/ })
      .first()
      .waitFor();
    await within(5);
  });
}

/** The first day of work from that day of January on: what is closed by the week needs no entry. */
function workdayOf(year: number, from: number): string {
  const day = new Date(Date.UTC(year, 0, from));
  while (day.getUTCDay() % 6 === 0) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
