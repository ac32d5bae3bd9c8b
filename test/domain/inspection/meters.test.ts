/** Readings of meters: which are unlike those before, where they lead, and what an inspection makes of it. */
import fc from 'fast-check';
import { checklistFaults, linesAsked } from '../../../domain/inspection/checklist.ts';
import { changesOf, type Reading, readingIn, readingWarning, trendOf } from '../../../domain/inspection/meters.ts';
import { facts, InspectionCase } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const DAY = 86_400_000;
const BEGUN = Date.parse('2026-01-15T09:00+08:00');
/** A reading each thirty days. */
const monthly = (values: readonly number[], more: Partial<Reading> = {}): Reading[] =>
  values.map((value, i) => ({ at: BEGUN + i * 30 * DAY, value, ...more }));

describe('a reading that is unlike those before', () => {
  const counting = { meter: 'counting' } as const;
  const reading = { meter: 'reading' } as const;
  test.each([
    ['the first of all', counting, 5, [], null],
    ['a counter that stands where it stood', counting, 100, [100], null],
    ['a counter under the last, from the second on', counting, 99, [100], 'below-last'],
    ['another meter may fall', reading, 99, [100], null],
    ['of two readings nobody knows how it moves', reading, 1_000, [20, 21], null],
    ['three times the largest change is none yet', reading, 26, [20, 22, 20], null],
    ['more than that is a jump', reading, 26.1, [20, 22, 20], 'jump'],
    ['downwards too', reading, 13.9, [20, 22, 20], 'jump'],
    ['of one that stood still a twentieth is usual', reading, 115, [100, 100, 100], null],
    ['and more than three of these a jump', reading, 115.1, [100, 100, 100], 'jump'],
    ['of a counter as well', counting, 1_000, [100, 110, 121], 'jump'],
    ['one that is no meter is never compared', {}, 1_000, [1, 1, 1], null],
  ] as const)('%s', (_words, line, value, before, warning) => {
    expect(readingWarning(line, value, before)).toBe(warning);
  });
});

describe('where readings lead', () => {
  test('the slope is that of the line nearest to them, a day and a period', () => {
    const trend = trendOf(monthly([10, 13, 16, 19]));
    expect(trend.perDay).toBeCloseTo(0.1);
    expect([trend.periodDays, trend.perPeriod]).toEqual([30, expect.closeTo(3)]);
  });

  test.each([
    [
      'the upper one, from the last reading on',
      monthly([60, 65, 70, 75], { max: 80 }),
      { limit: 'max', value: 80, days: 30 },
    ],
    ['the lower one of what falls', monthly([60, 55, 50, 45], { min: 40 }), { limit: 'min', value: 40, days: 30 }],
    ['not of three readings', monthly([65, 70, 75], { max: 80 }), null],
    ['not the one that it leaves', monthly([60, 55, 50, 45], { max: 80 }), null],
    ['not where it stands still', monthly([60, 60, 60, 60], { max: 80 }), null],
    ['not further ahead than twice the time that they span', monthly([10, 11, 12, 13], { max: 80 }), null],
    ['nothing is said of what has no limit', monthly([10, 20, 30, 40]), null],
  ])('a limit is reached: %s', (_words, readings, wanted) => {
    const last = readings.at(-1)?.at ?? 0;
    const { reaches } = trendOf(readings);
    const { at, ...limit } = reaches ?? { at: Infinity };
    const days = Math.round((at - last) / DAY);
    expect(reaches === null ? null : { ...limit, days }).toEqual(wanted);
  });

  test('the limits are those of the last reading; what has passed one says so and nears none', () => {
    const looser = [...monthly([70, 75, 80], { max: 78 }), { at: BEGUN + 90 * DAY, value: 85, max: 90 }];
    expect(trendOf(looser)).toMatchObject({ beyond: null, reaches: { limit: 'max', value: 90 } });
    expect(trendOf(monthly([70, 75, 80, 85], { max: 80 }))).toMatchObject({ beyond: 'max', reaches: null });
  });

  test('of none, of one, and of several at one instant there is no slope', () => {
    const none = { perDay: null, perPeriod: null, reaches: null };
    expect(trendOf([])).toMatchObject({ ...none, periodDays: null });
    expect(trendOf(monthly([10]))).toMatchObject({ ...none, periodDays: null });
    const same = [10, 20].map((value) => ({ at: BEGUN, value }));
    expect(trendOf(same)).toMatchObject({ ...none, periodDays: 0 });
    expect(changesOf(monthly([10, 12, 9]))).toEqual([null, 2, -3]);
  });

  test('of readings that lie on a line the slope is its own, whatever the days between them', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        (days, slope, begin) => {
          let day = 0;
          const readings = [0, ...days].map((gap) => {
            day += gap;
            return { at: BEGUN + day * DAY, value: begin + slope * day };
          });
          expect(trendOf(readings).perDay).toBeCloseTo(slope, 4);
        },
      ),
    );
  });
});

describe('in an inspection', () => {
  const { li } = people;
  const lines = [
    { id: 'hours', is: 'number', meter: 'counting' },
    { id: 'temperature', is: 'number', min: 18, max: 27, meter: 'reading' },
    { id: 'air', is: 'state' },
  ] as const;
  const visit = () => {
    const checklist = { ...facts.checklist, ref: 'room@3', pin: 'room@3#00ff', ways: ['on-site'], lines };
    const kase = new InspectionCase(undefined, {}, { checklist }).begun();
    kase.facts = { ...kase.facts, readings: { hours: [4_100, 4_820], temperature: [21, 22, 21] } };
    return kase;
  };
  type Kept = { status: string; parts?: { line?: Readonly<Record<string, object>> } };
  const partOf = (kase: InspectionCase, id: string) => {
    const { parts }: Kept = kase.world.kaseOf(kase.number).state;
    return parts?.line?.[id];
  };

  test('what is unlike before is taken, and said with the last reading until it is recorded or corrected anew', () => {
    const kase = visit();
    kase.give(li, 'recordItems', {
      lines: [
        { line: 'hours', value: 4_281 },
        { line: 'temperature', value: 26 },
        { line: 'air', says: 'ok' },
      ],
    });
    expect(kase.view['warned']).toEqual(['hours', 'temperature']);
    expect(partOf(kase, 'hours')).toMatchObject({ status: 'ok', value: '4281', warning: 'below-last', last: '4820' });
    expect(partOf(kase, 'temperature')).toMatchObject({ status: 'ok', warning: 'jump', last: '21' });
    kase.give(li, 'recordItems', { lines: [{ line: 'hours', value: 4_821 }] });
    expect(kase.view['warned']).toEqual(['temperature']);
    expect(partOf(kase, 'hours')).not.toHaveProperty('warning');
    const state = kase.world.kaseOf(kase.number).state;
    expect(readingIn(state, 'hours')).toMatchObject({ value: 4_821, status: 'ok' });
    expect(readingIn(state, 'temperature')).toMatchObject({ value: 26, min: 18, max: 27, warning: 'jump' });
    expect([readingIn(state, 'air'), readingIn(state, 'nothing')]).toEqual([null, null]);
  });

  test('where nothing was read before, nothing is said', () => {
    const kase = visit();
    kase.facts = { ...kase.facts, readings: {} };
    kase.give(li, 'recordItems', { lines: [{ line: 'hours', value: 1 }] });
    expect(kase.view['warned']).toBeUndefined();
  });
});

test('a checklist says which of its numbers are meters, and only a meter counts', () => {
  const title = { zh: '时数', en: 'Hours' };
  const line = { id: 'hours', group: 'g', title, weight: 1 };
  const number = { type: 'number', unit: 'h' } as const;
  const of = (answer: object) => ({
    title,
    orgPath: '/dx' as const,
    ways: ['on-site'] as const,
    groups: [{ id: 'g', title }],
    lines: [{ ...line, answer: { ...number, ...answer } }],
  });
  expect(checklistFaults(of({ counting: true }), null)).toEqual([
    { pointer: '/lines/0/answer/counting', code: 'not-a-meter' },
  ]);
  expect(checklistFaults(of({ meter: true, counting: true }), null)).toEqual([]);
  expect(
    [{}, { meter: true }, { meter: true, counting: true }].map((one) => linesAsked(of(one).lines)[0]?.meter),
  ).toEqual([undefined, 'reading', 'counting']);
});
