/** Who is on duty at an instant, over midnight and when clocks change; when nobody is; and what stands against a roster. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  type DutyRoster,
  gapsIn,
  hasDays,
  type Known,
  onDuty,
  onDutyByAny,
  rosterFaults,
  type Shift,
  turnsOf,
} from '../../../domain/dispatch/duty.ts';
import { offsetsOfYears } from '../../../platform/zones.ts';

const at = (words: string) => Date.parse(words);
const iso = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z');
const day = (date: string, ...people: string[]): Shift => ({
  duty: 'day',
  day: date,
  fromMinute: 480,
  untilMinute: 1080,
  people,
});
const night = (date: string, ...people: string[]): Shift => ({
  duty: 'stand-by',
  day: date,
  fromMinute: 1080,
  untilMinute: 1920,
  people,
});
const roster = (shifts: readonly Shift[], zone = 'Asia/Shanghai', open = true) => ({
  open,
  turns: turnsOf(shifts, offsetsOfYears(zone, [2025, 2027])),
});

describe('on duty', () => {
  const week = roster([day('2026-12-01', 'li'), night('2026-12-01', 'zhao'), day('2026-12-02', 'zhao', 'qian')]);
  test.each([
    ['2026-12-01T07:59:59.999+08:00', [], []],
    ['2026-12-01T08:00+08:00', ['li'], []],
    ['2026-12-01T17:59:59.999+08:00', ['li'], []],
    ['2026-12-01T18:00+08:00', [], ['zhao']],
    ['2026-12-01T23:59:59.999+08:00', [], ['zhao']],
    ['2026-12-02T00:00+08:00', [], ['zhao']],
    ['2026-12-02T07:59:59.999+08:00', [], ['zhao']],
    ['2026-12-02T08:00+08:00', ['zhao', 'qian'], []],
    ['2026-12-02T18:00+08:00', [], []],
  ])('at %s: by day %j, standing by %j', (words, byDay, standBy) => {
    expect(onDuty(week, at(words))).toEqual({ day: byDay, standBy });
  });

  test('shifts that meet count together, each person once; a closed roster answers nobody', () => {
    const shifts = [day('2026-12-01', 'li', 'zhao'), { ...day('2026-12-01', 'zhao', 'qian'), doubled: true as const }];
    const noon = at('2026-12-01T12:00+08:00');
    expect(onDuty(roster(shifts), noon)).toEqual({ day: ['li', 'zhao', 'qian'], standBy: [] });
    expect(onDuty(roster(shifts, 'Asia/Shanghai', false), noon)).toEqual({ day: [], standBy: [] });
  });

  test('the last night of one roster goes on into the days of the next', () => {
    const november = roster([night('2026-11-30', 'li')]);
    const december = roster([{ ...night('2026-12-01', 'li', 'zhao'), fromMinute: 420 }]);
    const ask = (words: string) => onDutyByAny([november, december], at(words)).standBy;
    expect(ask('2026-12-01T06:59:59.999+08:00')).toEqual(['li']);
    expect(ask('2026-12-01T07:30+08:00')).toEqual(['li', 'zhao']);
    expect(onDutyByAny([], 0)).toEqual({ day: [], standBy: [] });
  });
});

const berlin = offsetsOfYears('Europe/Berlin', [2025, 2027]);
const stretches = (shift: Shift) => turnsOf([shift], berlin).map(({ from, until }) => [iso(from), iso(until)]);
const early = (date: string, fromMinute: number, untilMinute: number): Shift => ({
  ...night(date, 'li'),
  fromMinute,
  untilMinute,
});

describe('when clocks change', () => {
  test('a night with a skipped hour is an hour shorter, one with an hour twice an hour longer', () => {
    expect(stretches(night('2026-03-28', 'li'))).toEqual([['2026-03-28T17:00Z', '2026-03-29T06:00Z']]);
    expect(stretches(night('2026-10-24', 'li'))).toEqual([['2026-10-24T16:00Z', '2026-10-25T07:00Z']]);
  });

  test('what lies in the skipped hour alone is nobody’s, what ends or begins in it does so at the change', () => {
    expect(stretches(early('2026-03-29', 120, 180))).toEqual([]);
    expect(stretches(early('2026-03-29', 60, 150))).toEqual([['2026-03-29T00:00Z', '2026-03-29T01:00Z']]);
    expect(stretches(early('2026-03-29', 150, 240))).toEqual([['2026-03-29T01:00Z', '2026-03-29T02:00Z']]);
  });

  test('of an hour that comes twice each half has its people twice, and never both or nobody', () => {
    expect(stretches(early('2026-10-25', 120, 150))).toEqual([
      ['2026-10-25T00:00Z', '2026-10-25T00:30Z'],
      ['2026-10-25T01:00Z', '2026-10-25T01:30Z'],
    ]);
    const both = roster(
      [early('2026-10-25', 0, 150), { ...early('2026-10-25', 150, 480), people: ['zhao'] }],
      'Europe/Berlin',
    );
    const asked = ['2026-10-25T00:29:59.999Z', '2026-10-25T00:30Z', '2026-10-25T01:00Z', '2026-10-25T01:30Z'];
    expect(asked.map((words) => onDuty(both, at(words)).standBy)).toEqual([['li'], ['zhao'], ['li'], ['zhao']]);
    expect(gapsIn([both], { from: at('2026-10-24T22:00Z'), until: at('2026-10-25T07:00Z') })).toEqual([]);
  });

  test('whoever is on duty is so by the wall of the zone, at whatever instant one asks', () => {
    const dates = ['2026-03-27', '2026-03-28', '2026-03-29', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-25'];
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York'];
    const wish = fc.record({
      zone: fc.constantFrom(...zones),
      date: fc.constantFrom(...dates),
      from: fc.integer({ min: 0, max: 1439 }),
      length: fc.integer({ min: 1, max: 1440 }),
      asked: fc.integer({ min: -900, max: 3_000 }),
    });
    let counted = 0;
    fc.assert(
      fc.property(wish, ({ zone, date, from, length, asked }) => {
        const shift = early(date, from, from + length);
        const instant = at(`${date}T00:00Z`) + asked * 60_000;
        const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime();
        const minutes = Temporal.PlainDate.from(date).toPlainDateTime().until(wall).total('minutes');
        const isOn = from <= minutes && minutes < from + length;
        if (isOn) counted += 1;
        expect(onDuty(roster([shift], zone), instant).standBy).toEqual(isOn ? ['li'] : []);
      }),
      { numRuns: 500 },
    );
    expect(counted).toBeGreaterThan(50);
  });
});

describe('gaps', () => {
  const within = { from: at('2026-12-01T00:00+08:00'), until: at('2026-12-03T00:00+08:00') };
  const shown = (...rosters: Parameters<typeof gapsIn>[0]) =>
    gapsIn(rosters, within).map(({ from, until }) => `${iso(from)} ${iso(until)}`);

  test('are when nobody is on duty of either kind, by any open roster', () => {
    const one = roster([day('2026-12-01', 'li'), night('2026-12-01', 'zhao')]);
    expect(shown(one)).toEqual(['2026-11-30T16:00Z 2026-12-01T00:00Z', '2026-12-02T00:00Z 2026-12-02T16:00Z']);
    const before = roster([night('2026-11-30', 'qian')]);
    const after = roster([day('2026-12-02', 'li'), night('2026-12-02', 'li')]);
    expect(shown(before, one)).toEqual(['2026-12-02T00:00Z 2026-12-02T16:00Z']);
    expect(shown(before, one, after)).toEqual([]);
    expect(shown()).toEqual(['2026-11-30T16:00Z 2026-12-02T16:00Z']);
    expect(shown({ ...one, open: false })).toEqual(shown());
  });

  test('begin and end where duty does, be it for a minute', () => {
    const late = roster([{ ...day('2026-12-01', 'li'), fromMinute: 0, untilMinute: 1439 }, day('2026-12-02', 'li')]);
    expect(shown(late)[0]).toBe('2026-12-01T15:59Z 2026-12-02T00:00Z');
  });
});

describe('what is wrong with a roster', () => {
  const body = {
    name: '十二月值班',
    team: 'donghu-l2',
    orgPath: '/dx/donghu',
    zone: 'Asia/Shanghai',
    firstDay: '2026-12-01',
    lastDay: '2026-12-31',
    shifts: [day('2026-12-01', 'li'), night('2026-12-01', 'zhao'), day('2026-12-31', 'li')],
    open: true,
  } as const;
  const known: Known = { isTeam: true, members: new Set(['li', 'zhao']) };
  const faults = (edit: Partial<DutyRoster>, more: Partial<Known> = {}, former: Partial<DutyRoster> | null = null) =>
    rosterFaults({ body: { ...body, ...edit }, former }, { ...known, ...more }).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );

  test('nothing, of one whose shifts lie in its days and whose people are members', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ shifts: [] })).toEqual([]);
    expect(faults({}, {}, body)).toEqual([]);
  });

  test('the team is an open one of that organisation, and never becomes another; what stands may be put right', () => {
    expect(faults({}, { isTeam: false })).toEqual(['/team unknown']);
    expect(faults({ team: 'xiling-l2' }, {}, body)).toEqual(['/team immutable']);
    expect(faults({ open: false }, { isTeam: false }, body)).toEqual([]);
    expect(faults({ orgPath: '/dx' }, { isTeam: false }, body)).toEqual(['/team unknown']);
  });

  test('its days are dates, in order, a year at most, and none that no calendar of today has', () => {
    expect(faults({ firstDay: '2026-02-29', lastDay: '2026-13-01', shifts: [] })).toEqual([
      '/firstDay unknown-date',
      '/lastDay unknown-date',
    ]);
    expect(faults({ lastDay: '2026-11-30', shifts: [] })).toEqual(['/lastDay out-of-order']);
    expect(faults({ lastDay: '2027-12-01', shifts: [] })).toEqual([]);
    expect(faults({ lastDay: '2027-12-02', shifts: [] })).toEqual(['/lastDay too-long-apart']);
    expect(faults({ firstDay: '2000-12-31', lastDay: '2001-01-01', shifts: [] })).toEqual(['/firstDay too-small']);
    expect(faults({ firstDay: '2100-12-31', lastDay: '2101-01-01', shifts: [] })).toEqual(['/lastDay too-large']);
    expect([hasDays(body), hasDays({ ...body, lastDay: '2026-02-30' }), hasDays({})]).toEqual([true, false, false]);
  });

  test('a shift begins on one of its days, and ends after it begins', () => {
    const shifts = [
      day('2026-11-30', 'li'),
      day('2027-01-01', 'li'),
      day('2026-02-30', 'li'),
      { ...day('2026-12-05', 'li'), untilMinute: 480 },
    ];
    expect(faults({ shifts })).toEqual([
      '/shifts/0/day outside-roster',
      '/shifts/1/day outside-roster',
      '/shifts/2/day unknown-date',
      '/shifts/3/untilMinute not-after-from',
    ]);
  });

  test('its people are members of the team, each named once in a shift; who stands there already may stay', () => {
    const shifts = [day('2026-12-01', 'li', 'nobody', 'li')];
    expect(faults({ shifts })).toEqual(['/shifts/0/people/1 not-a-member', '/shifts/0/people/2 already-named']);
    expect(faults({}, { members: new Set() }, body)).toEqual([]);
    expect(faults({ shifts }, { members: new Set() }, body)[0]).toBe('/shifts/0/people/1 not-a-member');
  });

  test('nobody is in two shifts at once, of the same kind or not, but where one of them says that it is meant', () => {
    const late = { ...night('2026-12-01', 'zhao', 'li'), fromMinute: 1079 };
    const shifts = [day('2026-12-01', 'li'), late, { ...day('2026-12-02', 'zhao'), fromMinute: 479 }];
    const found = rosterFaults({ body: { ...body, shifts }, former: null }, known);
    expect(found).toEqual([
      { pointer: '/shifts/1/people/1', code: 'on-duty-already', params: { shift: 0 } },
      { pointer: '/shifts/2/people/0', code: 'on-duty-already', params: { shift: 1 } },
    ]);
    const meant = (i: number) => shifts.map((one, j) => (j === i ? { ...one, doubled: true as const } : one));
    expect(faults({ shifts: meant(1) })).toEqual([]);
    expect(faults({ shifts: meant(0) })).toEqual(['/shifts/2/people/0 on-duty-already']);
    // Those that only touch do not meet.
    expect(faults({ shifts: [day('2026-12-01', 'li'), night('2026-12-01', 'li'), day('2026-12-02', 'li')] })).toEqual(
      [],
    );
  });
});
