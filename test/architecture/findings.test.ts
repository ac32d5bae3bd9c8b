/** docs/findings.md answers every finding, and names tests that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const page = readFileSync(path.join(root, 'docs/findings.md'), 'utf8');
const rows = [...page.matchAll(/^\| ([NS]\d\d) \|(.*)\|$/gm)].map(([, id = '', rest = '']) => ({
  id,
  cells: rest.split(/(?<!\\)\|/).map((cell) => cell.trim()),
}));
const numbered = (letter: string, last: number) =>
  Array.from({ length: last }, (_, n) => `${letter}${String(n + 1).padStart(2, '0')}`);

test('every finding has its row, once, with its kind', () => {
  expect(rows.map(({ id }) => id)).toEqual([...numbered('N', 67), ...numbered('S', 18)]);
  expect(rows.filter(({ cells: [kind = ''] }) => kind.length < 5)).toEqual([]);
});

test('the tests that a row names are there', () => {
  const named = rows.flatMap(({ cells }) =>
    [...(cells[2] ?? '').matchAll(/`(test\/[^`]+)`/g)].map(([, one = '']) => one),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((one) => !isThere(one))).toEqual([]);
});

/** A file, a folder, or `*` in the name of files. */
function isThere(one: string): boolean {
  const place = path.join(root, one);
  if (!one.includes('*')) return existsSync(place);
  const [begin = '', end = ''] = path.basename(one).split('*');
  return readdirSync(path.dirname(place)).some((name) => name.startsWith(begin) && name.endsWith(end));
}
