/** Signing in and out, and what becomes of typed text when a session ends. */
import { type Console, openConsole, signIn } from '../support/browser/console.ts';
import { openIncident } from '../support/product/api.ts';

let screens: Console;
beforeAll(async () => {
  screens = await openConsole();
}, 120_000);
afterAll(() => screens.stop());

const person = 'eng-donghu-1';

test('N66 a wrong password and an unknown name are told by the same sentence, and the right one leads to the own screen', async () => {
  const { page, context } = await screens.visit('/');
  const told = page.getByRole('alert');
  await signIn(page, person, 'not the password');
  await told.getByText('账号或密码不正确').waitFor();
  await signIn(page, 'nobody-here', 'not the password');
  await told.getByText('账号或密码不正确').waitFor();
  const english = await screens.visit('/', { locale: 'en' });
  await signIn(english.page, 'nobody-here', 'not the password');
  await english.page.getByRole('alert').getByText('Name or password is wrong').waitFor();
  await english.context.close();
  await signIn(page, person, screens.api.password);
  await page.waitForURL(/\/queue/);
  await page.getByRole('navigation', { name: '导航' }).waitFor();
  expect(await page.locator('input[type=password]').count()).toBe(0);
  await context.close();
});

test('Caps Lock is told where the password is typed', async () => {
  const { page, context } = await screens.visit('/signin', { locale: 'en' });
  const password = page.locator('input[type=password]');
  await password.focus();
  expect(await page.getByText('Caps Lock is on').count()).toBe(0);
  await password.dispatchEvent('keyup', { key: 'A', modifierCapsLock: true });
  await page.getByText('Caps Lock is on').waitFor();
  await context.close();
});

test('who signs out leaves nothing behind: neither Back nor the address shows what was open', async () => {
  const number = await openIncident(screens.api);
  const { page, context } = await screens.visit('/signin');
  await signIn(page, person, screens.api.password);
  await page.waitForURL(/\/queue/);
  await page.goto(`/cases/${number}`);
  await page.getByRole('article', { name: number }).waitFor();
  await page.locator('header.top .ant-dropdown-trigger').click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.waitForURL(/\/signin/);
  await page.locator('input[type=password]').waitFor();
  await page.goBack();
  await page.locator('input[type=password]').waitFor();
  expect(await page.getByText(number).count()).toBe(0);
  await context.close();
});

test('a session that ended takes nothing away: the text stays under the layer, and is sent after signing in', async () => {
  const number = await openIncident(screens.api);
  const at = await screens.as(person, `/cases/${number}`);
  const { page, context, form } = at;
  await at.comment('已联系用户，正在核对凭证');
  await context.clearCookies();
  await at.send();
  await page.getByText('登录已过期。您输入的内容已保留，请重新登录。').waitFor();
  expect(await at.field('/text').locator('textarea').inputValue()).toBe('已联系用户，正在核对凭证');
  await page.locator('input[type=password]').fill(screens.api.password);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await at.send();
  await form.waitFor({ state: 'detached' });
  await page.locator('.timeline').getByText('已联系用户，正在核对凭证').waitFor();
  await context.close();
});
