/** A number in a query or a path is digits: what JavaScript makes of other texts, `1e3`, `0x10` or a blank, nobody has asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { whole, wholeOr } from '../../api/http/query.ts';

const api = path.resolve(__dirname, '../../api');
/** An engine's own file, which says its numbers as texts. */
const READS_FILES = ['cases/engine/history.ts'];

test('no route has a text taken for a number by whatever JavaScript makes of it', () => {
  const all = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(all.length).toBeGreaterThan(100);
  const coercing = all.filter((name) => readFileSync(path.join(api, name), 'utf8').includes('z.coerce.number'));
  expect(coercing).toEqual(READS_FILES);
});

test('digits within their range alone are taken', () => {
  const [one, other] = [whole({ minimum: 1, maximum: 500 }), wholeOr({ minimum: 0, maximum: 10_000_000 }, 0)];
  const codes = (given: unknown) => one.safeParse(given).error?.issues.map(({ code }) => code);
  expect(one.parse('500')).toBe(500);
  expect(other.parse(undefined)).toBe(0);
  for (const text of ['1e2', '0x10', ' 7', '7 ', '', '+7', '-7', '7.0', 'Infinity', '٧', '1234567890'])
    expect([text, codes(text)]).toEqual([text, expect.arrayContaining(['invalid_format'])]);
  expect(codes('501')).toEqual(['too_big']);
  expect(codes('0')).toEqual(['too_small']);
});
