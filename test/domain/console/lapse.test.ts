/** A rehearsal along its own time, and two of them beside each other. */
import { comparedOf, lapseOf } from '../../../web/src/rehearsal/lapse.ts';

const T = '2026-12-04T16:00:00.000Z';
const at = (minutes: number, from = T): string => new Date(Date.parse(from) + minutes * 60_000).toISOString();
const reading = { state: 'running', startedAt: T, dueAt: at(60), breachedAt: null, stoppedAt: null };
const whole = (from: string, dueMinutes: number, tellsAt: readonly number[]) => ({
  standing: {
    virtualAt: at(90, from),
    cases: [
      {
        number: 'INC-000001',
        process: 'incident',
        openedAt: from,
        readings: { response: { ...reading, startedAt: from, dueAt: at(dueMinutes, from) } },
      },
    ],
  },
  told: tellsAt.map((minutes) => ({
    at: at(minutes, from),
    number: 'INC-000001',
    to: 'sup',
    why: { clock: 'response', percent: 75 },
  })),
});

test('a clock goes on until now, or until it stopped; one that never started has no lane', () => {
  const idle = { ...reading, startedAt: null };
  const stopped = { ...reading, stoppedAt: at(30), breachedAt: at(20) };
  const { lanes, begin, now } = lapseOf(
    {
      virtualAt: at(90),
      cases: [
        { number: 'INC-000001', process: 'incident', openedAt: T, readings: { a: reading, b: stopped, c: idle } },
      ],
    },
    [],
  );
  expect([begin, now]).toEqual([Date.parse(T), Date.parse(at(90))]);
  expect(lanes.map(({ clock, until }) => [clock, until])).toEqual([
    ['a', Date.parse(at(90))],
    ['b', Date.parse(at(30))],
  ]);
  expect(lanes[1]).toMatchObject({ breachedAt: Date.parse(at(20)), dueAt: Date.parse(at(60)) });
});

test('compared is what happened so long after the intake, whenever that was', () => {
  const rows = comparedOf(whole(T, 60, [45]), whole('2026-12-07T01:00:00.000Z', 60, [45]));
  expect(rows.map(({ kind, differs }) => [kind, differs])).toEqual([
    ['told', false],
    ['due', false],
  ]);
});

test('a later deadline and a reminder that only one of them has differ', () => {
  const rows = comparedOf(whole(T, 60, [45]), whole(T, 120, [45, 90]));
  expect(rows.map(({ kind, left, right, differs }) => [kind, left, right, differs])).toEqual([
    ['told', 45 * 60_000, 45 * 60_000, false],
    ['due', 60 * 60_000, 120 * 60_000, true],
    ['told', undefined, 90 * 60_000, true],
  ]);
});
