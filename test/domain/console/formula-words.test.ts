/** Whatever may be wrong with a formula has words in the console, and none says what is not told. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { faultWords } from '../../../web/src/words/faults.ts';
import { formulaCodes } from '../../../web/src/words/codes/formulas.ts';

const root = path.resolve(__dirname, '../../../domain/figures/language');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));
/** Codes stand as literals in the calls that find a fault, after the place, or alone. */
const CALL = /\b(?:faultAt|fault)\((?:[^;]*?)\)(?:;|,|\)|\]| :|\n)/g;
const CODE = /'([a-z]+(?:-[a-z]+)+|expected|required)'/g;
const codes = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(CALL)].flatMap(([call]) => [...call.matchAll(CODE)].map(([, code = '']) => code)),
  ),
);
codes.delete('yes-no'); // a type, named as what would be right

test('every code of a fault has words', () => {
  expect([...codes].filter((code) => !Object.hasOwn(faultWords, code))).toEqual([]);
  expect(codes.size).toBeGreaterThan(25);
});

test('no words stand for a code that is not there any more', () => {
  expect(Object.keys(formulaCodes).filter((code) => !codes.has(code))).toEqual([]);
});

const named = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();

test('both languages name the same', () => {
  for (const { zh, en } of Object.values(formulaCodes)) expect(named(zh)).toEqual(named(en));
});
