import { inInstants } from '../../../api/http/days.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { hours } from '../../support/given.ts';

const asked: (OrgPath | undefined)[] = [];
const zoneOf = async (orgPath?: OrgPath) => {
  asked.push(orgPath);
  return orgPath === '/london' ? 'Europe/London' : 'Asia/Shanghai';
};
const cut = (org: readonly OrgPath[] | undefined, from: number | string, to: number | string) =>
  inInstants(zoneOf, org, { from, to });
const dayOf = (month: string, day: number): string =>
  new Date(Date.parse(`${month}-01T00:00:00Z`) + hours(24 * (day - 1))).toISOString().slice(0, 10);

describe('R062 days are cut by the clock on the wall', () => {
  test.each([
    ['/london', '2026-10', '2026-11-01', 31, 745, 25, 25],
    ['/london', '2026-03', '2026-04-01', 31, 743, 29, 23],
    ['/dx', '2026-10', '2026-11-01', 31, 744, 25, 24],
    ['/dx', '2026-03', '2026-04-01', 31, 744, 29, 24],
  ] as const)('%s, %s', async (org, month, next, days, all, odd, hoursOfOdd) => {
    const spans = await Promise.all(
      Array.from({ length: days }, (_, n) => cut([org], dayOf(month, n + 1), dayOf(month, n + 2))),
    );
    const whole = await cut([org], `${month}-01`, next);
    const lengths = spans.map(({ from = 0, to = 0 }) => (to - from) / hours(1));
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(all);
    expect((Number(whole.to) - Number(whole.from)) / hours(1)).toBe(all);
    expect([lengths[odd - 1], new Set(lengths.filter((_, n) => n !== odd - 1))]).toEqual([hoursOfOdd, new Set([24])]);
    expect(spans.map(({ to }) => to).slice(0, -1)).toEqual(spans.map(({ from }) => from).slice(1));
    expect([spans[0]?.from, spans.at(-1)?.to]).toEqual([whole.from, whole.to]);
  });
});

test('an instant is what it says, and asks for no zone; of several organisations the top one cuts', async () => {
  asked.length = 0;
  expect(await cut(['/london'], 1, 2)).toEqual({ from: 1, to: 2 });
  expect(asked).toEqual([]);
  await cut(['/london', '/dx'], '2026-04-01', 2);
  await cut(undefined, '2026-04-01', 2);
  expect(asked).toEqual([undefined, undefined]);
});
