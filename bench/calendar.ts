/** Business time: how often a second one core can measure a year of a calendar with holidays. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { businessMsBetween } from '../domain/kernel/time/calendar.ts';
import { holidayRules, type Holiday } from '../domain/kernel/policy/calendar-rules.ts';
import { compileCalendar } from '../platform/zones.ts';
import type { Wish } from './wish.ts';
import { round } from './measure.ts';
import { ROOT } from './product.ts';

const BUDGET = 200_000;
const OFFICE = [
  [540, 720],
  [780, 1080],
] as const;
const week = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];

export async function calendarSpeed({ results, command, seconds }: Wish): Promise<void> {
  const holidays: Holiday[] = JSON.parse(readFileSync(path.join(ROOT, 'test/data/cn-holidays.json'), 'utf8'));
  const years = [2025, 2026] as const;
  const calendar = compileCalendar({
    id: 'bench',
    version: 1,
    zone: 'Asia/Shanghai',
    week,
    dates: holidayRules(holidays, week),
    years,
  });
  const [from, year] = [Date.parse('2025-06-01T03:17:00Z'), 365 * 86_400_000];
  let calls = 0;
  let sum = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1_000)
    for (let i = 0; i < 10_000; i += 1, calls += 1)
      sum += businessMsBetween(calendar, from + i * 977_777, from + i * 977_777 + year);
  const perSecond = (calls * 1_000) / (performance.now() - began);
  results.phase({ run: 'calendar', calls, perSecond, sum });
  results.row({
    row: 'calendar',
    what: 'businessMsBetween over one year with holidays',
    budget: `>= ${BUDGET} calls/s`,
    measured: `${round(perSecond)} calls/s`,
    verdict: perSecond >= BUDGET ? 'pass' : 'short',
    command,
  });
}
