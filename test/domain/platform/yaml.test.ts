/** YAML as it comes in files. */
import { readYaml, writeYaml } from '../../../platform/files/yaml.ts';

const faults = (text: string) => readYaml(text).faults;

test('says what JSON says: texts that look like days or yes and no stay texts', () => {
  const text = 'day: 2026-12-01\nno: no\nnumber: 3\nflag: true\nlist: [a, "b"]\nwords: |\n  one\n  two\n';
  expect(readYaml(text)).toEqual({
    value: { day: '2026-12-01', no: 'no', number: 3, flag: true, list: ['a', 'b'], words: 'one\ntwo\n' },
    faults: [],
  });
});

test.each<[string, string, number, string]>([
  ['an alias', 'a: &x 1\nb: *x', 2, 'alias'],
  ['a tag of its own', 'a: 1\nb: !!js/function x', 2, 'tag'],
  ['a tag that YAML has', 'a: !!str 1', 1, 'tag'],
  ['a key twice', 'a: 1\nb: 2\na: 3', 3, 'duplicate-key'],
  ['two documents', 'a: 1\n---\nb: 2', 2, 'several-documents'],
  ['a key that is no text', '? [1]\n: 2', 1, 'malformed'],
  ['a list that does not end', 'a: [1', 1, 'malformed'],
  ['a tab as indent', 'a:\n\tb: 1', 2, 'malformed'],
])('refuses %s, with its line', (_what, text, line, code) => {
  expect(readYaml(text).value).toBeUndefined();
  expect(faults(text)).toContainEqual(expect.objectContaining({ line, code }));
});

test('what is nested to cost time, or is too much, is found on its words', () => {
  expect(faults('['.repeat(400_000))).toEqual([{ line: 1, code: 'too-deep' }]);
  expect(faults('- '.repeat(200_000))).toEqual([{ line: 1, code: 'too-deep' }]);
  expect(faults(Array.from({ length: 40_000 }, (_, at) => `k${at}: 1`).join('\n'))).toMatchObject([
    { code: 'too-many' },
  ]);
  expect(faults('a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]').length).toBe(4);
});

test('what is written is read again, and a note stands beside a number', () => {
  const value = {
    budgetMs: 600_000,
    title: '切换: 备机',
    text: 'one\n\ntwo\n',
    no: 'no',
    day: '2026-12-01',
    list: [{ a: 1 }, '# b'],
  };
  const text = writeYaml(value, {
    note: (name, number) => (name === 'budgetMs' ? `${number / 60_000} min` : undefined),
  });
  expect(text).toMatch(/^budgetMs: 600000 # 10 min$/m);
  expect(readYaml(text)).toEqual({ value, faults: [] });
  const twice = { zh: '同', en: 'same' };
  expect(readYaml(writeYaml({ a: twice, b: twice })).value).toEqual({ a: twice, b: twice }); // no alias is written
});
