/** What comes over the line, and how much a page draws at once. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Console, openConsole } from '../support/browser/console.ts';
import { openIncident } from '../support/product/api.ts';

const built = path.resolve(__dirname, '../../dist/web');
type Part = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] };
const manifest = JSON.parse(readFileSync(path.join(built, '.vite/manifest.json'), 'utf8')) as Record<string, Part>;

/** Of these entries and all that they need before anything is shown. */
function filesOf(...entries: string[]): Set<string> {
  const files = new Set<string>();
  const take = (key: string): void => {
    const part = manifest[key];
    if (!part || files.has(part.file)) return;
    files.add(part.file);
    for (const one of part.css ?? []) files.add(one);
    for (const one of part.imports ?? []) take(one);
  };
  for (const key of entries) {
    expect(Object.keys(manifest)).toContain(key);
    take(key);
  }
  return files;
}
const packed = new Map<string, number>();
function bytesOf(files: Iterable<string>): number {
  let sum = 0;
  for (const file of files) {
    const known = packed.get(file) ?? gzipSync(readFileSync(path.join(built, file))).length;
    packed.set(file, known);
    sum += known;
  }
  return sum;
}

test('the signed-in page with its queue is at most 450 kB, a further screen at most 80 kB, the phone 150 kB', () => {
  const first = filesOf('index.html', 'src/queue/queue-screen.tsx');
  expect(bytesOf(first)).toBeLessThanOrEqual(450_000);
  expect(bytesOf(filesOf('phone.html'))).toBeLessThanOrEqual(150_000);
  const screens = Object.keys(manifest).filter((key) => key.endsWith('-screen.tsx'));
  expect(screens.length).toBeGreaterThan(15);
  // forms are drawn on most screens: they come once
  const forms = filesOf('src/case/case-screen.tsx');
  const heavy = screens
    .map((key) => [key, bytesOf([...filesOf(key)].filter((file) => !first.has(file) && !forms.has(file)))] as const)
    .filter(([, bytes]) => bytes > 80_000);
  expect(heavy).toEqual([]);
});

describe('in the browser', () => {
  let ours: Console;
  beforeAll(async () => {
    ours = await openConsole();
  }, 120_000);
  afterAll(() => ours.stop());

  test('the second case opens by its data alone, all of which is asked for at once', async () => {
    const [first, second] = await Promise.all([openIncident(ours.api), openIncident(ours.api)]);
    const { page, context, go, settled } = await ours.as('eng-donghu-1', `/cases/${first}`);
    await settled();
    const asked: string[] = [];
    const waiting: (() => void)[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    let isHeld = true;
    await page.route('**/api/**', async (route) => {
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      await route.continue();
    });
    await go(`/cases/${second}`);
    await page.locator('[aria-busy=true]').first().waitFor();
    const before = [...asked];
    isHeld = false;
    for (const letGo of waiting) letGo();
    await page.getByRole('article', { name: second }).waitFor();
    await settled();
    expect(asked.filter((one) => !one.startsWith('/api/') && one !== '/icon.svg')).toEqual([]);
    expect(asked.toSorted()).toEqual(before.toSorted());
    await context.close();
  });

  test('of two hundred rows those in sight are drawn, and the others as they come into sight', async () => {
    const number = await openIncident(ours.api);
    const { page, context, settled } = await ours.as('eng-donghu-1', '/');
    await page.route('**/api/cases?**', async (route) => {
      const answer = await route.fetch();
      const { items, ...rest } = await answer.json();
      const [one] = (items as { number: string }[]).filter((item) => item.number === number);
      const many = Array.from({ length: 200 }, (_, n) => ({ ...one, number: `INC-9${String(n).padStart(5, '0')}` }));
      await route.fulfill({ response: answer, json: { ...rest, items: many, next: null } });
    });
    await page.goto('/queue?base=team');
    await settled();
    const rows = page.locator('.queue-list .ant-table-row');
    expect(await rows.count()).toBeGreaterThan(5);
    expect(await rows.count()).toBeLessThan(60);
    await page.locator('.queue-list .ant-table-row').first().hover();
    await page.mouse.wheel(0, 50_000);
    await page.getByText('INC-900199').waitFor();
    expect(await rows.count()).toBeLessThan(60);
    await context.close();
  });
});
