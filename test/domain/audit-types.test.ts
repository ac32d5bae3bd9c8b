import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { auditTitle, auditTypes, auditTypesOf } from '../../domain/audit-types.ts';

const root = path.resolve(__dirname, '../..');
const FOLDERS = ['activities', 'api', 'client', 'commands', 'models', 'worker'];
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(path.join(root, folder, name), 'utf8')),
);

/** What the code records: by a literal beside who did it, or handed to one of the functions that make entries. */
const RECORDED = [
  /\btype: '([A-Za-z]+)',\s+by\b/g,
  /\b(?:record|entryOf)\('([A-Za-z]+)'/g,
  /\btype: '([a-z]+[A-Z]\w+)', set\b/g,
];

test('every type that is recorded anywhere has words in both languages, and none has words for nothing', () => {
  const found = new Set(
    sources.flatMap((text) => RECORDED.flatMap((form) => [...text.matchAll(form)].map(([, type]) => type))),
  );
  const types: readonly string[] = auditTypesOf();
  expect(found.size).toBeGreaterThan(35);
  expect([...found].filter((type) => type === undefined || !types.includes(type))).toEqual([]);
  const quoted = types.filter((type) => !sources.some((text) => text.includes(`'${type}'`)));
  expect(quoted).toEqual([]);
  for (const { zh, en } of Object.values(auditTypes))
    expect([zh, en]).toEqual([expect.stringMatching(/[\u4e00-\u9fff]/), expect.stringMatching(/^[A-Z][ -~]+$/)]);
});

test('a type of another release goes by its own name', () => {
  expect(auditTitle('refused')).toEqual({ zh: '请求被拒绝', en: 'Refused' });
  expect(auditTitle('toString')).toEqual({ zh: 'toString', en: 'toString' });
});
