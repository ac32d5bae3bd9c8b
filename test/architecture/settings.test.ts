/** docs/settings.md and its Chinese twin against what the code reads, and the README's pages against one another. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contracts } from '../../domain/contracts.ts';
import { envDefaults, envNames } from '../../platform/env.ts';

const root = path.resolve(__dirname, '../..');
const textOf = (...names: string[]) => readFileSync(path.join(root, ...names), 'utf8');

/** Of the system, and what the engines of tests tell the tests. */
const FOREIGN = new Set(['PATH', 'HOME', 'TZ', 'NODE_ENV', 'TEMPORAL_SERVER_METRICS']);
/** Read by compose itself, as it fills in the file. */
const ofCompose = [...textOf('temporal-docker-compose.yml').matchAll(/\$\{(\w+):-/g)].map(([, name]) => name ?? '');

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => /\.(ts|mjs)$/.test(name));
}

/** Every variable that code of the product reads, wherever it does. */
function namesRead(): string[] {
  const folders = [
    'activities',
    'api',
    'bench',
    'client',
    'commands',
    'domain',
    'models',
    'platform',
    'scripts',
    'worker',
  ];
  const files = folders.flatMap(filesBelow);
  expect(files.length).toBeGreaterThan(200);
  const named = files.flatMap((file) => [
    ...textOf(file).matchAll(/\b(?:process\.env|env|given|source)(?:\.|\[')([A-Z][A-Z_]+)\b/g),
  ]);
  const all = [...named.map(([, name]) => name ?? ''), ...envNames, ...ofCompose];
  return [...new Set(all)].filter((name) => !FOREIGN.has(name)).toSorted();
}

const rowsOf = (page: string) =>
  [...textOf('docs', page).matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$/gm)].map(
    ([, name = '', value = '', words = '']) => ({
      name,
      value,
      words,
    }),
  );

describe.each([
  ['settings.md', { none: 'none', needed: 'needed' }],
  ['settings.zh.md', { none: '无', needed: '必填' }],
])('docs/%s', (page, { none, needed }) => {
  const rows = rowsOf(page);

  test('has every variable that the product reads, once, with what it means, and no other', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(namesRead());
    for (const { words } of rows) expect(words.length).toBeGreaterThan(5);
  });

  test('says the default that the code has', () => {
    const required = new Set(['CHANGMING_RECORD_KEY', 'CHANGMING_SECRET', 'MONGODB_URI', 'TEMPORAL_ADDRESS']);
    for (const { name, value } of rows) {
      const known = envDefaults[name];
      if (known === undefined) continue;
      expect([name, value]).toEqual([name, known === null ? (required.has(name) ? needed : none) : `\`${known}\``]);
    }
  });
});

test('both pages have the same variables in the same order, and the same words of the engine', () => {
  const [en, zh] = ['settings.md', 'settings.zh.md'].map((page) =>
    rowsOf(page).map(({ name, value }) => [name, /`/.test(value)]),
  );
  expect(zh).toEqual(en);
  const blocks = ['settings.md', 'settings.zh.md'].map((page) => textOf('docs', page).split('```')[1]);
  expect(blocks[1]).toBe(blocks[0]);
});

const linksIn = (page: string): string[] =>
  [...textOf(page).matchAll(/\]\(((?!https?:)[^)#]+)/g)].map(([, link = '']) => path.join(path.dirname(page), link));

test.each([
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
])('what %s leads to is there', (page) => {
  expect(linksIn(page).filter((link) => !existsSync(path.join(root, link)))).toEqual([]);
});

test('the README says the same in both languages: its pages, its commands, its first incident', () => {
  const pages = ['README.md', 'README.zh-CN.md'];
  const [en = [], zh = []] = pages.map((page) =>
    linksIn(page)
      .map((link) => link.replace(/\.zh(-CN)?\.md$/, '.md'))
      .toSorted(),
  );
  expect(zh).toEqual(en);
  for (const name of ['settings', 'start-anew', 'security']) {
    expect(en).toContain(`docs/${name}.md`);
    expect(linksIn('README.zh-CN.md')).toContain(`docs/${name}.zh.md`);
  }
  const commands = pages.map((page) => [...new Set(textOf(page).match(/npm (?:run )?[a-z:]+/g))].toSorted());
  expect(commands[1]).toEqual(commands[0]);
  const calls = pages.map((page) => textOf(page).match(/\$URL\/[a-z/$A-Z?=&%-]+/g));
  expect(calls[1]).toEqual(calls[0]);
});

test('the sample for `rehearse` is an intake', () => {
  const sample: unknown = JSON.parse(textOf('docs/samples/incident.json'));
  expect(contracts.incident['create']?.input.safeParse(sample)).toMatchObject({ success: true });
});
