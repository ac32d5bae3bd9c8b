/** The three administrators: who keeps the organisation, who keeps the accounts, and who reads what both did. */
import { auditOf } from '../../../models/access/audit.ts';
import { type Stage, worksAs } from './hand.ts';

const entry = (stage: Stage) => async (path: string) =>
  (await (await stage.console().api.as('admin-security')).get(path).expect(200)).body;

export function systemAdministrator(stage: Stage): void {
  const { console, locale, task } = stage;
  const person = locale === 'zh' ? 'expert-1' : 'expert-2';
  let id = '';
  beforeAll(async () => {
    const guard = await console().api.as('admin-security');
    const grants = [{ role: 'audit-administrator', orgPath: '/dx' }];
    const asked = { kind: 'grants', person, grants, reason: '休假代班' };
    ({ id } = (await guard.post('/api/consents', asked).expect(201)).body);
  });
  const hand = worksAs(stage, 'admin-system');
  const read = entry(stage);

  task('consents to a right in three, where he begins', async () => {
    const { page, land, press, within } = hand();
    await land(/\/admin/);
    await press(page.locator('[data-security=give]').first());
    await page.locator('[data-security=give]').waitFor({ state: 'detached' });
    await within(3);
    const { items } = await read('/api/consents');
    expect(items).toContainEqual(expect.objectContaining({ id, state: 'given', person }));
  });

  task('adds a unit below another in seven', async () => {
    const { page, land, press, tick, fill, within } = hand();
    await land(/\/admin/);
    await press(page.locator('.admin-link[href="/admin/organisations"]'));
    await tick(page.locator('[data-node="/dx"]'));
    await press(page.locator('.place-side a[href*="below="]'));
    await fill(page.locator('[data-pointer="/id"] input'), `office-${locale}`);
    await fill(page.locator('[data-pointer="/name"] input'), `办公室 ${locale}`);
    await page.locator('[data-pointer="/kind"] input').first().waitFor();
    await tick(page.locator('[data-pointer="/kind"] input').first());
    await press(page.locator('[data-admin=save]'));
    await page.waitForURL(/organisations\/%2Fdx%2Foffice/);
    await within(7);
    expect(await read(`/api/organisations/%2Fdx%2Foffice-${locale}`)).toMatchObject({ name: `办公室 ${locale}` });
  });

  task('says who is on call for a team in four', async () => {
    const { page, land, press, choose, within } = hand();
    await land(/\/admin/);
    await press(page.locator('.admin-link[href="/admin/teams"]'));
    await press(page.locator('a[href="/admin/teams/donghu-l2"]'));
    const [onCall, name] = locale === 'zh' ? ['eng-donghu-1', '李强'] : ['eng-donghu-2', '赵磊'];
    await choose(page.locator('[data-pointer="/onCall"]'), name);
    await press(page.locator('[data-admin=save]'));
    await page.getByRole('status').filter({ hasText: /\d/ }).waitFor();
    await within(4);
    expect(await read('/api/teams/donghu-l2')).toMatchObject({ onCall });
  });
}

export function securityAdministrator(stage: Stage): void {
  const { console, locale, task } = stage;
  const hand = worksAs(stage, 'admin-security');
  const read = entry(stage);
  const field = (name: string) => hand().page.locator('.security-act').locator(`.field-${name}`);

  task('locks an account in three', async () => {
    const { page, land, press, fill, choose, within } = hand();
    const person = locale === 'zh' ? 'expert-3' : 'pm-xiling';
    await land(/\/admin\/security/);
    await choose(field('person'), person);
    await fill(page.locator('[data-security=reason]'), '长期未登录');
    await press(page.locator('[data-security=lock]'));
    await page.getByRole('status').filter({ hasText: /\S/ }).first().waitFor();
    await within(3);
    expect(await read(`/api/people/${person}`)).toMatchObject({ active: false });
  });

  task('revokes a key in three', async () => {
    const { page, land, press, choose, within } = hand();
    const { api } = console();
    const person = locale === 'zh' ? 'eng-dx-1' : 'eng-dx-2';
    const own = await api.as(person);
    await own.post('/api/api-keys', { password: api.password, name: 'script', days: 1 }).expect(201);
    await land(/\/admin\/security/);
    await choose(field('person'), person);
    await press(page.locator('[data-security=end-key]'));
    await page.locator('[data-security=end-key]').waitFor({ state: 'detached' });
    await within(3);
    expect((await own.get('/api/api-keys').expect(200)).body.items).toEqual([]);
  });

  task('adds a person with a role in six', async () => {
    const { page, land, press, fill, choose, within } = hand();
    const id = `new-${locale}`;
    const at = (pointer: string) => page.locator(`[data-pointer="${pointer}"]`);
    await land(/\/admin\/security/);
    await press(page.locator('[data-security=person-new]'));
    await fill(at('/id').locator('input'), id);
    await fill(at('/name').locator('input'), '新同事');
    await choose(at('/unit'), '东湖市财政局');
    await choose(at('/grants/0/role'), locale === 'zh' ? '工程师' : 'Engineer');
    await press(page.locator('[data-admin=save]'));
    await page.waitForURL(new RegExp(`/admin/people/${id}`));
    await within(6);
    const grants = [{ role: 'engineer', orgPath: '/dx/donghu' }];
    expect(await read(`/api/people/${id}`)).toMatchObject({ name: '新同事', unit: '/dx/donghu', grants });
  });
}

export function auditAdministrator(stage: Stage): void {
  const { console, task } = stage;
  const hand = worksAs(stage, 'admin-audit');
  const verified = () => auditOf(console().api.product.db).countDocuments({ type: 'verificationAsked' });

  task('sees the last seal and its check without a hand stirred', async () => {
    const { page, land, within } = hand();
    await land(/\/admin\/records/);
    await page.locator('[data-audit=seal]', { hasText: /1.*\d{4}-\d\d-\d\d/ }).waitFor();
    await page.locator('[data-audit=verification]', { hasText: /\S/ }).waitFor();
    await within(0);
  });

  task('reads what an administrator did in three', async () => {
    const { page, land, turnTo, choose, within } = hand();
    await land(/\/admin\/records/);
    await turnTo(page.locator('[data-audit=of]'), 1);
    await choose(page.locator('[data-audit=by]'), '安全管理员');
    const rows = page.locator('.audit .ant-table-row');
    await page.waitForURL(/by=admin-security/);
    await hand().settled();
    await rows.first().waitFor();
    await within(3);
    const names = await rows.locator('td:nth-child(2)').allInnerTexts();
    expect(new Set(names).size).toBe(1);
  });

  task('verifies all in two', async () => {
    const { page, land, press, within } = hand();
    const before = await verified();
    await land(/\/admin\/records/);
    await press(page.locator('[data-audit=verify-all]'));
    const timeout = 40_000; // every chain, beside whatever else this machine does
    await page.locator('[data-audit=verification]', { hasText: /\d{4}-\d\d-\d\d/ }).waitFor({ timeout });
    await within(2);
    await console().api.product.eventually(async () => (await verified()) === before + 1);
  });
}
