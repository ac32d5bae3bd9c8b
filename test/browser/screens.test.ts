/** Every screen in both themes: nothing that keeps somebody from using it, nothing wider than a phone; and how much comes over the line. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Console, openConsole } from '../support/browser/console.ts';
import { openIncident } from '../support/product/api.ts';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const built = path.resolve(__dirname, '../../dist/web');

let ours: Console;
let number: string;
beforeAll(async () => {
  ours = await openConsole();
  number = await openIncident(ours.api);
}, 120_000);
afterAll(() => ours.stop());

type Finding = { id: string; nodes: { target: string[]; failureSummary: string }[] };
const SEEN = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }).then(({ violations }) => violations)`;

/** What a person lands on, and what lies behind it. */
const people: Readonly<Record<string, () => readonly string[]>> = {
  'eng-donghu-1': () => [
    '/queue?base=team',
    `/queue?base=team&open=${number}`,
    `/cases/${number}`,
    '/new/incident',
    '/account',
  ],
  'desk-donghu': () => ['/desk'],
  'req-linxi': () => ['/my'],
  'admin-security': () => ['/admin/security'],
  'admin-system': () => ['/admin', '/admin/people'],
  'admin-audit': () => ['/admin/records'],
  'sup-donghu': () => ['/board', '/overview', '/figures'],
};

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(Object.keys(people))('screens of %s', async (person) => {
    const { page, context, complaints } = await ours.as(person, '/', { theme });
    const found: string[] = [];
    for (const where of people[person]?.() ?? []) {
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.goto(where);
      await page.locator('main#screen').waitFor();
      await page.waitForLoadState('load');
      await page.locator('main#screen').locator('button, a, input, [role=alert]').first().waitFor();
      await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
      await page.evaluate(axe);
      const violations = (await page.evaluate(SEEN)) as Finding[];
      for (const { id, nodes } of violations)
        found.push(
          `${where} ${id}: ${nodes
            .slice(0, 3)
            .map(({ target }) => target.join(' '))
            .join(' | ')}`,
        );
      await page.setViewportSize({ width: 360, height: 740 });
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      if (Number(wide) > 0) found.push(`${where} is ${wide} px wider than a phone`);
    }
    expect({ found, complaints }).toEqual({ found: [], complaints: [] });
    await context.close();
  });
});

test('the signed-in page with its queue is at most 450 kB', () => {
  const manifest = JSON.parse(readFileSync(path.join(built, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    { file: string; css?: string[]; imports?: string[] }
  >;
  const files = new Set<string>();
  const take = (key: string): void => {
    const part = manifest[key];
    if (!part || files.has(part.file)) return;
    files.add(part.file);
    for (const one of part.css ?? []) files.add(one);
    for (const one of part.imports ?? []) take(one);
  };
  for (const key of ['index.html', 'src/queue/queue-screen.tsx']) {
    expect(manifest).toHaveProperty([key]);
    take(key);
  }
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(built, file))).length, 0);
  expect(bytes).toBeLessThanOrEqual(450_000);
});
