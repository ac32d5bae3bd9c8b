/** What a command writes is never what it reads, by whatever way it is reached. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkOutput, liesIn } from '../../../commands/support/outputs.ts';

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'outputs-'));
  mkdirSync(at('logs', 'deep'), { recursive: true });
  for (const name of ['logs/march.csv', 'mapping.json', 'other.jsonl']) writeFileSync(at(name), 'x');
  symlinkSync(at('logs'), at('way'));
  symlinkSync(at('logs/march.csv'), at('link.csv'));
  linkSync(at('logs/march.csv'), at('hard.csv'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const check = (output: string) =>
  checkOutput(output, '--refused', { 'the log': at('way', 'march.csv'), 'the mapping': at('mapping.json') });

test.each([
  ['itself', 'logs/march.csv'],
  ['by another spelling', 'logs/deep/../march.csv'],
  ['by a link to it', 'link.csv'],
  ['by a link to its folder', 'way/march.csv'],
  ['by a hard link', 'hard.csv'],
])('the log is not written over: %s', (_, name) => {
  expect(() => check(`${folder}/${name}`)).toThrow(/^--refused would write over the log: /);
});

test('every input is held against the output, not the first alone', () => {
  expect(() => check(at('mapping.json'))).toThrow(/^--refused would write over the mapping: /);
});

test.each([
  ['a folder', 'logs', 'is a folder'],
  ['a place in a folder that is not there', 'nowhere/refused.jsonl', 'cannot be written'],
  ['a place below a file', 'mapping.json/refused.jsonl', 'cannot be written'],
])('%s takes no output, and that is said before the work', (_, name, words) => {
  expect(() => check(at(name))).toThrow(words);
});

test('another file, a new one, a device and a pipe take it', () => {
  for (const place of [at('other.jsonl'), at('new.jsonl'), at('way', 'new.jsonl'), '/dev/null'])
    expect(() => check(place)).not.toThrow();
});

test('a folder lies in another by its real path, there or not', () => {
  expect(liesIn(at('way', 'bundle'), at('logs'))).toBe(true);
  expect(liesIn(at('logs'), at('way'))).toBe(true);
  expect(liesIn(at('logs-2'), at('logs'))).toBe(false);
  expect(liesIn(at('..bundle'), folder)).toBe(true);
  expect(liesIn(folder, at('logs'))).toBe(false);
});
