import { catalogue, processOf } from '../../../domain/catalogue.ts';
import { isStep, Model } from '../../../domain/event-log/conformance.ts';
import { commandOf } from '../../../domain/event-log/said-by.ts';
import { FitnessCount } from '../../../domain/event-log/fitness.ts';
import { type LoggedCommit, type LogStep, stepReader } from '../../../domain/event-log/steps.ts';
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, AnyProcess, Command } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../../domain/processes.ts';
import { commitsOf } from '../../support/event-log/logged.ts';
import { queuedIncident, resolvedIncident } from '../../support/factories.ts';
import { MORNING } from '../../support/given.ts';
import { paths } from '../../support/paths.ts';
import { allRecorded } from '../../support/replay.ts';
import { World } from '../../support/world.ts';

type Given = Command & { facts?: Facts };
const keys = Object.keys(processes).filter(isProcessKey);
const incident = processOf('incident');
const departuresIn = (process: AnyProcess, steps: readonly LogStep[]) => {
  const model = new Model(process);
  return steps.filter(isStep).flatMap((one) => model.departureOf(one) ?? []);
};

/** Every scripted path of a process as its record, with the command that each step was. */
function* played(key: ProcessKey): Generator<{ steps: LogStep[]; given: ReadonlyMap<number, string> }> {
  // Of runs, whose paths are long and many, every fourth.
  const some = paths[key].filter((_, n) => !RUNS.includes(key) || n % 4 === 0);
  for (const { terms = {}, steps } of some) {
    const { stage } = queuedIncident({}, { stage: new World(MORNING, { [key]: { terms } }) });
    let caseId = '';
    const given = new Map<number, string>();
    for (const step of steps) {
      if (typeof step === 'number') {
        stage.moveTo(stage.now + step);
        continue;
      }
      const [actor, command]: readonly [Actor, Given] = step;
      const facts = { facts: command.facts ?? {}, command: command.type };
      const before = caseId === '' ? 0 : stage.kaseOf(caseId).seq;
      if (caseId === '') caseId = stage.open(key, actor, command.data, facts);
      else stage.give(caseId, actor, command);
      const first = stage.eventsOf(caseId).find(({ seq, by }) => seq > before && by.id === actor.id);
      if (first) given.set(first.seq, command.type);
    }
    yield { steps: stepReader(catalogue[key])(commitsOf(stage.eventsOf(caseId))), given };
  }
}

const RUNS: readonly string[] = ['change', 'cutover', 'failover', 'release'];
/** Where an event is called by what another command does: the one that it is taken for says the same of the case. */
const ALIKE = [
  'comment supplyInfo',
  'leave return',
  'reportAccident create',
  'noteChange resume',
  'followParent resolve',
  'followParent close',
];

test.each(keys)(
  '%s: whatever a scripted path does fits, and where an event names its command it is that one',
  (key) => {
    const taken = new Set<string>();
    let named = 0;
    for (const { steps, given } of played(key)) {
      expect(departuresIn(catalogue[key], steps)).toEqual([]);
      expect(steps.filter(({ olderRelease }) => olderRelease)).toEqual([]);
      for (const { seq, by, happened } of steps) {
        const [only, ...more] = happened;
        const command = given.get(seq);
        const said = only && more.length === 0 ? commandOf(catalogue[key], only.event.type, by.role) : null;
        if (command === undefined || said === null) continue;
        named += 1;
        if (said !== command && !ALIKE.includes(`${command} ${said}`)) taken.add(`${command} for ${said}`);
      }
    }
    expect([...taken]).toEqual([]);
    expect(named).toBeGreaterThan(0);
  },
);

test('whatever a release recorded fits, and comes to the status that its document had', () => {
  const recorded = allRecorded();
  expect(recorded.length).toBeGreaterThan(20);
  for (const { name, view, events } of recorded) {
    const process = processOf(view.process);
    const steps = stepReader(process)(commitsOf(events));
    expect([name, departuresIn(process, steps), steps.at(-1)?.to]).toEqual([name, [], view.status]);
  }
});

describe('a case that left its lifecycle', () => {
  const { stage, caseId } = resolvedIncident();
  const before = commitsOf(stage.eventsOf(caseId));
  const last = before.at(-1);
  if (!last) throw new Error('nothing happened');
  const next = (
    type: string,
    more: Partial<LoggedCommit> = {},
    schema = 1,
    data: object = { ...last.events[0]?.data },
  ) =>
    ({
      ...last,
      seq: last.seq + last.events.length,
      key: 'u:x:1',
      ...more,
      events: [{ type: `incident.${type}`, data, schema }],
    }) as LoggedCommit;
  const held = (...more: LoggedCommit[]) => departuresIn(incident, stepReader(incident)([...before, ...more]));
  const engineer = { id: 'x', role: 'engineer' } as const;
  const closedBy = next('closed', { by: { id: 'x', role: 'supervisor' } }, 1, { facts: {} });

  test('by a way that no row has is named with event, statuses, role, and the command of which the event speaks', () => {
    expect(held(next('held', { by: engineer }, 1, { reason: 'user', note: '' }))).toEqual([
      {
        code: 'wrong-status',
        seq: last.seq + last.events.length,
        at: last.at,
        event: 'incident.held',
        from: 'resolved',
        to: 'on-hold',
        command: 'hold',
        role: 'engineer',
        olderRelease: false,
      },
    ]);
  });

  test('by a way that is for other roles', () => {
    expect(held(closedBy)).toEqual([]);
    expect(held(next('closed', { by: { id: 'x', role: 'coordinator' } }, 1, { facts: {} }))).toMatchObject([
      { code: 'not-by-role', event: 'incident.closed', command: null },
    ]);
  });

  test('behind its end', () => {
    const behind = next('held', { seq: last.seq + 9, by: engineer }, 1, { reason: 'user', note: '' });
    expect(held(closedBy, behind)).toMatchObject([{ code: 'case-ended', from: 'closed', to: 'on-hold' }]);
  });

  test('is told apart where the record shows that an older release wrote it, and nowhere else', () => {
    expect(held(next('held', { by: engineer }, 0, {}))).toMatchObject([{ olderRelease: true }]);
    const unknown = { ...next('parkedByHand'), events: [...next('parkedByHand').events, ...next('held').events] };
    expect(held({ ...unknown, by: engineer })).toMatchObject([{ olderRelease: true, event: 'incident.held' }]);
  });

  test('is one case that does not fit, among those that do, each kind with the cases it came from', () => {
    const count = new FitnessCount();
    const steps = (...more: LoggedCommit[]) => stepReader(incident)([...before, ...more]);
    const wrong = next('held', { by: engineer }, 1, { reason: 'user', note: '' });
    for (let n = 0; n < 25; n += 1) count.add(incident, `INC-${String(n).padStart(6, '0')}`, steps(wrong));
    count.add(incident, 'INC-000100', steps());
    count.addUnreadable('INC-000200');
    const { cases, steps: all, byProcess, departures, unreadable } = count.result();
    const each = steps().filter(isStep).length;
    expect(cases).toEqual({ of: 26, fit: 1, share: 0.0385 });
    expect(all).toEqual({
      of: 26 * each + 25,
      fit: 26 * each,
      share: Math.round((26 * each * 10_000) / (26 * each + 25)) / 10_000,
    });
    expect(byProcess).toEqual([{ process: 'incident', cases, steps: all }]);
    expect(departures).toHaveLength(1);
    expect(departures[0]).toMatchObject({ code: 'wrong-status', steps: 25, cases: 25, more: 5 });
    expect(departures[0]?.first).toHaveLength(20);
    expect(unreadable).toEqual({ count: 1, first: ['INC-000200'] });
  });

  test('nothing has no share', () => {
    expect(new FitnessCount().result()).toMatchObject({ cases: { of: 0, fit: 0, share: null }, departures: [] });
  });
});
