/** docs/field-reports.md says where each report is tried: there it is, under its id. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const rows = read('docs/field-reports.md')
  .split('\n')
  .flatMap((line) => {
    const [, id = '', where = ''] = /^\| (R\d{3}) \|.*\| (.*) \|$/.exec(line) ?? [];
    return id === '' ? [] : [[id, [...where.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file)] as const];
  });

test('reports are listed once each', () => {
  expect(rows.length).toBeGreaterThan(15);
  expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
});

test.each(rows)('%s is tried where the page says', (id, files) => {
  expect(files.length).toBeGreaterThan(0);
  const title = new RegExp(`['"\`]${id} `); // a text that begins with it
  expect(files.filter((file) => !title.test(read(file)))).toEqual([]);
});
