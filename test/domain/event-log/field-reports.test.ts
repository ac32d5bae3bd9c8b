/** What people reported of figures in other tools, as trials of ours (docs/field-reports.md). */
import { judgeCase, WORKING } from '../../../commands/replay/judge.ts';
import { reportOf } from '../../../commands/replay/report.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { frozenFacts } from '../../../domain/kernel/clocks/clocks.ts';
import { closureOf } from '../../../domain/kernel/lifecycle.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { readBack, xesOf } from '../../support/event-log/log-of.ts';
import { plain, queuedIncident, resolve } from '../../support/factories.ts';
import { hours, minutes, type Story } from '../../support/given.ts';
import { at, people } from '../../support/sample.ts';

const { li, zhao } = people;
const incident = processOf('incident');

type Facts = { consumedMs: Millis; attribution: Record<'tier' | 'team' | 'person' | 'waited', Record<string, Millis>> };
function factsOf({ stage, caseId }: Story, clock: string): Facts {
  const { clocks, pins } = stage.kaseOf(caseId);
  return frozenFacts(clocks, pins, stage.now)[clock] as Facts;
}
const sumOf = (table: Record<string, Millis>): Millis => Object.values(table).reduce((sum, ms) => sum + ms, 0);
function thenAddsUp(story: Story, clock: string, consumed: Millis): void {
  const { consumedMs, attribution } = factsOf(story, clock);
  expect(consumedMs).toBe(consumed);
  for (const table of ['person', 'team', 'tier'] as const)
    expect([table, sumOf(attribution[table])]).toEqual([table, consumed]);
}

/** What the replay says of the log of the case; and the same counted minute by minute, in the office hours of those days alone. */
async function replayed({ stage, caseId }: Story): Promise<{ net: Millis; inOffice: Millis }> {
  const cases = await readBack(xesOf([{ stage, caseId }]));
  const judged = cases.map((one) => judgeCase(one, 'replay', closureOf(incident, WORKING)));
  const { secondsToResolve } = reportOf({ rule: 'replay', mapping: '', file: '', sha256: '' }, judged);
  const { start, rows } = cases[0] ?? { start: 0, rows: [] };
  let inOffice = 0;
  for (const [n, row] of rows.entries()) {
    const from = n === 0 ? start : row.at;
    const to = rows[n + 1]?.at ?? row.at;
    if (row.said === 'on-hold' || row.said === 'resolved') continue;
    for (let minute = from; minute < to; minute += minutes(1)) {
      const hour = new Date(minute + hours(8)).getUTCHours();
      if ((hour >= 9 && hour < 12) || (hour >= 13 && hour < 18)) inOffice += minutes(1);
    }
  }
  return { net: Number(secondsToResolve.net.p50) * 1_000, inOffice };
}
const opened = (priority: 'P1' | 'P3') =>
  queuedIncident(priority === 'P1' ? { impact: '1', urgency: '1' } : {}, { now: at('2026-03-02 09:00') });

test('R064 time in the queue counts: by person and by team it adds up to what the clock consumed', async () => {
  const story = opened('P3');
  story.moveTo(at('2026-03-02 11:00')).when(li, plain('start'));
  story.moveTo(at('2026-03-02 15:00')).when(li, resolve());
  thenAddsUp(story, 'resolution', hours(5)); // lunch is left out
  expect(factsOf(story, 'resolution').attribution).toMatchObject({
    person: { '-': hours(2), [li.id]: hours(3) },
    team: { 'donghu-l2': hours(5) },
  });
  thenAddsUp(story, 'response', hours(2));
  expect(await replayed(story)).toEqual({ net: hours(6), inOffice: hours(5) }); // a log knows no calendar
});

test('R064 on a clock without a calendar it is the net time of the replay to the millisecond', async () => {
  const story = opened('P1');
  story.moveTo(at('2026-03-02 11:00')).when(li, plain('start'));
  story.moveTo(at('2026-03-02 15:00')).when(li, resolve());
  const { consumedMs } = factsOf(story, 'resolution');
  thenAddsUp(story, 'resolution', hours(6));
  expect((await replayed(story)).net).toBe(consumedMs);
});

test.each(['P1', 'P3'] as const)(
  'R064 %s: three statuses within the first ten minutes and events in one millisecond change nothing of that',
  async (priority) => {
    const story = opened(priority);
    story.moveTo(at('2026-03-02 09:03')).when(li, plain('claim')).when(li, plain('start'));
    story.moveTo(at('2026-03-02 09:05')).when(li, { type: 'hold', data: { reason: 'user', note: 'asked' } });
    story.moveTo(at('2026-03-02 09:09')).when(li, plain('resume'));
    story.when(li, { type: 'release', data: { reason: 'to another' } }).when(zhao, plain('start'));
    story.moveTo(at('2026-03-02 15:00')).when(zhao, resolve());
    const instants = story.stage.eventsOf(story.caseId).map((event) => event.at);
    expect(new Set(instants).size).toBeLessThan(instants.length - 3);
    const { net, inOffice } = await replayed(story);
    expect(net).toBe(hours(6) - minutes(4));
    thenAddsUp(story, 'resolution', priority === 'P1' ? net : inOffice);
    const lunch = priority === 'P1' ? 0 : hours(1);
    expect(factsOf(story, 'resolution').attribution.person).toEqual({
      '-': minutes(3),
      [li.id]: minutes(2),
      [zhao.id]: hours(5) + minutes(51) - lunch,
    });
  },
);
