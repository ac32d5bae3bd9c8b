/** Every scripted life bears its record out; what is planted in one does not. */
import { catalogue } from '../../../../domain/catalogue.ts';
import { nextWakeUp } from '../../../../domain/kernel/clocks/clocks.ts';
import { emptyCase, fold } from '../../../../domain/kernel/fold.ts';
import { proofFindings } from '../../../../domain/kernel/record/proof.ts';
import { dueBy } from '../../../../domain/kernel/tick.ts';
import type { CaseEvent, Pins } from '../../../../domain/kernel/process.ts';
import { processKeys } from '../../../../api/http/schemas.ts';
import { because, hold, plain, resolve, startedIncident } from '../../../support/factories.ts';
import { errand } from '../../../support/errand/errand.ts';
import { begunErrand } from '../../../support/errand/stage.ts';
import { given, hours, MORNING } from '../../../support/given.ts';
import { paths } from '../../../support/paths.ts';
import { ReleaseCase, SHA } from '../../../support/release/releases.ts';
import { people } from '../../../support/sample.ts';
import { World } from '../../../support/world.ts';

const { li, zhao, requester, cityHead } = people;
const incident = catalogue.incident;

/** A late case with pauses, a reopen, repeats of its ladder, and an end. */
function eventful() {
  const story = startedIncident()
    .when(li, hold('user'))
    .fastForward(hours(3))
    .when(li, plain('resume'))
    .fastForward(hours(60))
    .when(li, resolve())
    .when(requester, because('reopen'))
    .fastForward(hours(2))
    .when(li, resolve())
    .when(requester, plain('confirm'));
  const events = story.stage.eventsOf(story.caseId);
  const { pins } = story.stage.kaseOf(story.caseId);
  return { events, pins };
}
const findings = (pins: Pins, events: readonly CaseEvent[], until?: number) =>
  proofFindings(incident, pins, events, until).map(({ seq, code, what, pointer }) =>
    [seq, code, what, pointer].filter((part) => part !== undefined).join(' '),
  );
const seqOf = (events: readonly CaseEvent[], type: string) => events.find((event) => event.type === type)?.seq ?? 0;
const numbered = (events: readonly CaseEvent[]) => events.map((event, n) => ({ ...event, seq: n + 1 }));
function eventOn(events: readonly CaseEvent[], type: string, clock: string): CaseEvent {
  const found = events.find((event) => event.type === type && 'clock' in event.data && event.data.clock === clock);
  if (!found) throw new Error(`no ${type} of ${clock}`);
  return found;
}
const edited = (events: readonly CaseEvent[], seq: number, data: object) =>
  events.map((event) => (event.seq === seq ? { ...event, data: { ...event.data, ...data } } : event));

test.each(processKeys.flatMap((key) => paths[key].map((path) => [key, path.name, path] as const)))(
  'the record of %s "%s" is borne out by its own events',
  (key, _, { steps }) => {
    const story = given(key, { stage: new World(Date.parse('2026-03-10T09:00:00+08:00')) });
    for (const step of steps)
      if (typeof step === 'number') story.fastForward(step);
      else story.when(...step);
    const { pins } = story.stage.kaseOf(story.caseId);
    expect(proofFindings(catalogue[key], pins, story.stage.eventsOf(story.caseId))).toEqual([]);
  },
);

test('an honest eventful life is borne out, with its frozen facts', () => {
  const { events, pins } = eventful();
  expect(events.filter(({ type }) => type.includes('clock')).length).toBeGreaterThan(5);
  expect(findings(pins, events)).toEqual([]);
});

/** Nobody notices that its gate has soaked before its owner asks for it, an hour later. */
function soakedLate() {
  const one = new ReleaseCase().opened(1).doneAt(['w1-01']);
  one.world.skipTo((one.view.readings['soak~g1']?.dueAt ?? 0) + hours(1));
  one.give(people.owner, 'approveGate', { sha256: SHA }, 'g1');
  const events = one.world.eventsOf(one.number);
  return {
    events,
    soaked: events.find(({ type }) => type === 'release.soaked'),
    pins: one.world.kaseOf(one.number).pins,
  };
}

test('what is noticed late, before a command, is reckoned as of the instant at which both stand', () => {
  const { events, soaked, pins } = soakedLate();
  expect(soaked?.data).toMatchObject({ clocks: { 'soak~g1': { stoppedAt: soaked?.at } } });
  expect(proofFindings(catalogue.release, pins, events)).toEqual([]);
});

test('what a release before reckoned as of the instant before the command is borne out, and nothing earlier', () => {
  const { events, soaked, pins } = soakedLate();
  const { at = 0, seq = 0, caseId = '' } = soaked ?? {};
  const process = catalogue.release;
  const before = events
    .filter((event) => event.seq < seq - 1) // its breach stands in the same tick
    .reduce(
      (kase, event) => fold(process, kase, event),
      emptyCase(process, { caseId, pins, mode: 'live', genesis: '' }),
    );
  const reckoned = (early: number) => {
    const data = dueBy(process, before, at - early).find(({ type }) => type === 'release.soaked')?.data;
    return proofFindings(process, pins, edited(events, seq, data ?? {})).map(({ pointer }) => pointer);
  };
  expect([reckoned(0), reckoned(1)]).toEqual([[], []]);
  expect(reckoned(2)).toContain('/data/clocks/soak~0g1/stoppedAt');
});

test('of no events there is nothing to be borne out', () => {
  expect(proofFindings(errand, begunErrand(errand).kase.pins, [], MORNING + hours(99))).toEqual([]);
});

describe('what time noticed late of a part', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.give(zhao, 'failStep', { part: 's1', data: { reason: 'No power' } });
  stage.now += hours(3);
  stage.give(li, 'note', { data: { words: 'x' } });
  const { events, kase } = stage;
  const givenUp = events.findIndex(({ type }) => type === 'errand.stepGivenUp');
  const { at = 0, seq = 0, data = {} } = events[givenUp] ?? {};
  const group = events.findIndex(({ key }) => key === events[givenUp]?.key);
  const before = events.slice(0, group).reduce((one: typeof kase, event) => fold(errand, one, event), stage.empty());
  const reckonedAt = (instant: number) =>
    dueBy(errand, before, instant).find(({ type }) => type === 'errand.stepGivenUp')?.data ?? {};
  const proven = (words: object) => proofFindings(errand, kase.pins, edited(events, seq, words));

  test('is reckoned as of the instant at which it stands, or of the millisecond before, and none earlier', () => {
    expect(at).toBe(stage.now);
    expect(reckonedAt(at)).toEqual(data);
    expect(reckonedAt(at - 1)).not.toEqual(data);
    expect([proven({}), proven(reckonedAt(at - 1))]).toEqual([[], []]);
    const earlier = proven(reckonedAt(at - 2));
    expect(earlier[0]).toEqual({
      seq,
      code: 'differs',
      what: 'errand.stepGivenUp',
      pointer: '/data/clocks/failed-wait~0s1/stoppedAt',
      stored: at - 2,
      reckoned: at,
    });
    expect(earlier.map(({ pointer = '' }) => pointer.slice('/data/clocks/failed-wait~0s1/'.length))).toEqual([
      'stoppedAt',
      'consumedMs',
      'remainingMs',
      'attribution/tier/-',
      'attribution/team/-',
      `attribution/person/${zhao.id}`,
    ]);
  });

  test('says no more and no less than was due', () => {
    expect(proven({ to: 'done' })).toEqual([
      { seq, code: 'differs', what: 'errand.stepGivenUp', pointer: '/data/to', stored: 'done', reckoned: 'undone' },
    ]);
    expect(proven({ more: 1 })).toStrictEqual([
      { seq, code: 'differs', what: 'errand.stepGivenUp', pointer: '/data/more', stored: 1 },
    ]);
    const breach = { code: 'missing', what: 'errand.clockBreached failed-wait~s1/4', reckoned: events[group]?.data };
    const own = { code: 'missing', what: 'errand.stepGivenUp', reckoned: data };
    const without = (...places: number[]) =>
      proofFindings(errand, kase.pins, numbered(events.filter((_, n) => !places.includes(n))));
    expect(without(group)).toStrictEqual([{ seq: group + 1, ...breach }]);
    expect(without(group, givenUp)).toStrictEqual([
      { seq: group + 1, ...breach },
      { seq: group + 1, ...own },
    ]);
  });
});

describe('what was planted is named, and nothing else', () => {
  const { events, pins } = eventful();
  const breach = eventOn(events, 'incident.clockBreached', 'resolution');
  const name = 'incident.clockBreached resolution/1';
  const dueAt = 'dueAt' in breach.data ? Number(breach.data.dueAt) : 0;

  test('a breach that was moved', () => {
    expect(findings(pins, edited(events, breach.seq, { dueAt: dueAt + 1 }))).toContain(
      `${breach.seq} differs ${name} /data/dueAt`,
    );
    expect(proofFindings(incident, pins, edited(events, breach.seq, { dueAt: dueAt + 1 }))[0]).toMatchObject({
      stored: dueAt + 1,
      reckoned: dueAt,
    });
  });

  test('a breach that was recorded before it was one, and a mark that was set on it', () => {
    const early = events.map((event) => (event.seq === breach.seq ? { ...event, at: dueAt - 1 } : event));
    expect(findings(pins, early)).toContain(`${breach.seq} unfounded ${name}`);
    expect(findings(pins, edited(events, breach.seq, { retroactive: true }))).toEqual([
      `${breach.seq} differs ${name} /data/retroactive`,
    ]);
  });

  test('a firing that was taken out, at the place where it should stand, once', () => {
    const next = events[breach.seq];
    expect(findings(pins, numbered(events.filter(({ seq }) => seq !== breach.seq)))).toEqual([
      `${next && next.seq - 1} missing ${name}`,
    ]);
  });

  test('a firing that was invented, and one put under the key of a person', () => {
    const twice = events.flatMap((event) => (event.seq === breach.seq ? [event, event] : [event]));
    expect(findings(pins, twice)).toEqual([`${breach.seq} unfounded ${name}`]);
    const moved = events.map((event) => (event.seq === breach.seq ? { ...event, key: 'u:li:one-key' } : event));
    expect(findings(pins, moved)).toContain(`${breach.seq} unfounded ${name}`);
  });

  test('frozen facts that were edited', () => {
    const end = seqOf(events, 'incident.closed');
    const { facts }: { facts?: { clocks: Record<string, { consumedMs: number }> } } = structuredClone(
      events[end - 1]?.data ?? {},
    );
    const resolution = facts?.clocks['resolution'];
    if (!resolution) throw new Error('nothing was frozen');
    resolution.consumedMs += 1;
    expect(findings(pins, edited(events, end, { facts }))).toEqual([
      `${end} differs incident.closed /data/facts/clocks/resolution/consumedMs`,
    ]);
  });

  test('a case that time is said to have closed before its time, and one that it should have closed', () => {
    const story = startedIncident()
      .when(li, resolve())
      .fastForward(hours(24 * 30));
    const own = story.stage.eventsOf(story.caseId);
    const end = seqOf(own, 'incident.closed');
    const { key, at } = own[end - 1] ?? { key: '', at: 0 };
    expect(findings(pins, own, at)).toEqual([]);
    const sooner = own.map((event) => (event.key === key ? { ...event, at: at - 1 } : event));
    expect(findings(pins, sooner)).toContain(`${end} unfounded incident.closed`);
    const alone = own.map((event) => (event.seq === end ? { ...event, at: at - 1 } : event));
    expect(findings(pins, alone)).toEqual([`${end} differs incident.closed /at`]);
    const open = own.filter((event) => event.key !== key);
    expect(findings(pins, open, at - 1)).toEqual([]);
    expect(findings(pins, open, at)).toContain(`${open.length + 1} missing incident.closed`);
  });
});

test('what is due and was never noticed is missed, though nothing came after it', () => {
  const { pins, clocks } = startedIncident().stage.kaseOf('INC-000001');
  const { stage, caseId } = startedIncident();
  const due = nextWakeUp(clocks, pins, 0) ?? 0;
  const events = stage.eventsOf(caseId);
  expect(findings(pins, events, due - 1)).toEqual([]);
  expect(findings(pins, events, due)).toHaveLength(1);
  expect(findings(pins, events, due)[0]).toMatch(new RegExp(`^${events.length + 1} missing incident.clock`));
});

test('a re-target changes what the events after it call for, and is borne out', () => {
  const story = startedIncident();
  const { pins } = story.stage.kaseOf(story.caseId);
  const { resolution, ...others } = pins.sla.clocks;
  if (!resolution) throw new Error('no resolution clock');
  const next = {
    ...pins,
    sla: { ...pins.sla, version: 2, clocks: { ...others, resolution: { ...resolution, targets: [{ ms: hours(1) }] } } },
  };
  const calendars = [...new Set(Object.values(pins.calendars))];
  story
    .when(
      cityHead,
      { type: 'retarget', data: { policyVersion: 'incident@2', calendars, reason: 'x' } },
      { facts: { pins: next } },
    )
    .fastForward(hours(30))
    .when(li, resolve());
  expect(findings(pins, story.stage.eventsOf(story.caseId))).toEqual([]);
});
