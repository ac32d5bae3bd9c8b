/** Every scripted life bears its record out; what is planted in one does not. */
import { catalogue } from '../../../domain/catalogue.ts';
import { proofFindings } from '../../../domain/kernel/proof.ts';
import type { CaseEvent, Pins } from '../../../domain/kernel/process.ts';
import { processKeys } from '../../../api/schemas.ts';
import { because, hold, plain, resolve, startedIncident } from '../../support/factories.ts';
import { given, hours } from '../../support/given.ts';
import { paths } from '../../support/paths.ts';
import { people } from '../../support/sample.ts';
import { World } from '../../support/world.ts';

const { li, requester, cityHead } = people;
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
const findings = (pins: Pins, events: readonly CaseEvent[]) =>
  proofFindings(incident, pins, events).map(
    ({ seq, code, pointer }) => `${seq} ${code}${pointer ? ` ${pointer}` : ''}`,
  );
const seqOf = (events: readonly CaseEvent[], type: string) => events.find((event) => event.type === type)?.seq ?? 0;
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

test('a breach that was moved, a firing left out, one invented, and edited facts are each named', () => {
  const { events, pins } = eventful();
  const breach = events.find(
    ({ type, data }) => type === 'incident.clockBreached' && 'clock' in data && data.clock === 'resolution',
  );
  if (!breach) throw new Error('no breach');
  const dueAt = 'dueAt' in breach.data ? Number(breach.data.dueAt) : 0;
  expect(findings(pins, edited(events, breach.seq, { dueAt: dueAt + 1 }))[0]).toBe(`${breach.seq} unfounded`);

  const without = events.filter(({ seq }) => seq !== breach.seq);
  expect(findings(pins, without).some((found) => /missing|unfounded/.test(found))).toBe(true);

  const twice = events.flatMap((event) => (event.seq === breach.seq ? [event, event] : [event]));
  expect(findings(pins, twice)).toContain(`${breach.seq} unfounded`);

  const end = seqOf(events, 'incident.closed');
  const { facts }: { facts?: { clocks: Record<string, { consumedMs: number }> } } = structuredClone(
    events[end - 1]?.data ?? {},
  );
  const resolution = facts?.clocks['resolution'];
  if (!resolution) throw new Error('nothing was frozen');
  resolution.consumedMs += 1;
  expect(findings(pins, edited(events, end, { facts }))).toEqual([`${end} facts /facts/clocks/resolution/consumedMs`]);
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
