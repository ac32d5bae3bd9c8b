/** What time itself does to a case, for the workflow, the proof and the tests alike. */
import { catalogue } from '../../../domain/catalogue.ts';
import { dueBefore, dueBy, nextDue, wakeUpOf } from '../../../domain/kernel/tick.ts';
import { hold, plain, queuedIncident, resolve, startedIncident } from '../../support/factories.ts';
import { hours, type Story } from '../../support/given.ts';
import type { AnyProcess } from '../../../domain/kernel/process.ts';
import { people } from '../../support/sample.ts';

const { li, requester } = people;
const kaseOf = ({ stage, caseId }: Story) => stage.kaseOf(caseId);
const names = (events: { type: string; data: object }[]) =>
  events.map(({ type, data }) => `${type} ${'clock' in data ? String(data.clock) : ''}`.trim());

test('at one instant a command comes before time: a deadline is on record only before what comes after it', () => {
  const kase = kaseOf(startedIncident());
  const due = nextDue(catalogue.incident, kase, 0) ?? 0;
  expect(dueBy(catalogue.incident, kase, due)).toHaveLength(1);
  expect(dueBefore(catalogue.incident, kase, due)).toEqual([]);
  expect(dueBefore(catalogue.incident, kase, due + 1)).toEqual(dueBy(catalogue.incident, kase, due));
});

test('a timed move ends what is due, since it may stop the rest; nothing is due after the end', () => {
  const resolved = startedIncident().when(li, resolve());
  const due = dueBy(catalogue.incident, kaseOf(resolved), resolved.stage.now + hours(24 * 60));
  expect(names(due).slice(-2)).toEqual(['incident.clockBreached confirm', 'incident.closed']);
  const ended = resolved.when(requester, plain('confirm'));
  expect(dueBy(catalogue.incident, kaseOf(ended), Number.MAX_SAFE_INTEGER)).toEqual([]);
  expect(nextDue(catalogue.incident, kaseOf(ended), 0)).toBeNull();
});

test('a case without an event owes nothing', () => {
  const { pins } = kaseOf(startedIncident());
  const empty = {
    ...kaseOf(startedIncident()),
    state: catalogue.incident.decider.initialState,
    clocks: {},
    pins,
    seq: 0,
  };
  expect([dueBy(catalogue.incident, empty, Date.now()), nextDue(catalogue.incident, empty, 0)]).toEqual([[], null]);
});

test('whoever reads the engine sees for what a case wants to be woken: a step, a deadline, or what a person named', () => {
  const waiting = queuedIncident();
  const first = wakeUpOf(catalogue.incident, kaseOf(waiting), 0);
  expect(first).toEqual({ at: nextDue(catalogue.incident, kaseOf(waiting), 0), why: 'ola-pickup: step p80' });
  const words = new Set<string>();
  for (let wake = first; wake && words.size < 4; wake = wakeUpOf(catalogue.incident, kaseOf(waiting), 0)) {
    words.add(wake.why);
    waiting.moveTo(wake.at);
  }
  expect([...words].filter((word) => word.endsWith(': deadline'))).not.toEqual([]);
  const until = waiting.stage.now + hours(0.5);
  const held = startedIncident().when(li, hold('window', { until }));
  expect(wakeUpOf(catalogue.incident, kaseOf(held), 0)).toEqual({ at: until, why: 'the instant that a person named' });
});

test('nothing is waited for after the end, nor behind the last instant', () => {
  const ended = startedIncident().when(li, resolve()).when(requester, plain('confirm'));
  expect(wakeUpOf(catalogue.incident, kaseOf(ended), 0)).toBeNull();
  expect(wakeUpOf(catalogue.incident, kaseOf(queuedIncident()), Number.MAX_SAFE_INTEGER)).toBeNull();
});

const caseIn = (status: string, seq = 7) =>
  ({ ...kaseOf(startedIncident()), caseId: 'THG-000001', seq, state: { status }, clocks: {} }) as const;

describe('of any process', () => {
  const asked: { command: unknown; state: unknown; ctx: object }[] = [];
  const lifecycle = [{ command: 'shut', from: ['open'], to: ['shut'], who: [] }] as const;
  const process = {
    key: 'thing',
    lifecycle,
    decider: {
      decide: (command: unknown, state: unknown, ctx: object) => {
        asked.push({ command, state, ctx });
        return [{ type: 'thing.moved', data: {} }];
      },
    },
  } as unknown as AnyProcess;

  test('time is asked as the product itself, under the key of the event that it would make', () => {
    asked.length = 0;
    expect(dueBy(process, caseIn('open'), 1_000)).toEqual([{ type: 'thing.moved', data: {} }]);
    dueBefore(process, caseIn('open'), 2_000);
    const actor = { id: 'THG-000001', kind: 'system', unit: '/', teams: [], grants: [] };
    expect(asked).toEqual([
      {
        command: { type: 'tick', until: 1_000 },
        state: { status: 'open' },
        ctx: expect.objectContaining({
          now: 1_000,
          actor,
          role: 'system',
          key: 't:8',
          caseId: 'THG-000001',
          facts: {},
        }),
      },
      // What comes before a command is on record at the instant of that command.
      expect.objectContaining({
        command: { type: 'tick', until: 1_999 },
        ctx: expect.objectContaining({ now: 2_000 }),
      }),
    ]);
  });

  test('it is not asked before the first event, nor after the end', () => {
    asked.length = 0;
    expect([dueBy(process, caseIn('shut'), 1_000), dueBy(process, caseIn('open', 0), 1_000)]).toEqual([[], []]);
    expect(asked).toEqual([]);
  });

  test('the instant that a person named is waited for while the case is alive, where the process has such', () => {
    const named = { ...process, wakeAt: () => 5_000 };
    expect([nextDue(named, caseIn('open'), 0), nextDue(named, caseIn('open'), 5_000)]).toEqual([5_000, null]);
    expect([nextDue(named, caseIn('shut'), 0), nextDue(named, caseIn('open', 0), 0)]).toEqual([null, null]);
    expect(nextDue({ ...process, wakeAt: () => null }, caseIn('open'), 0)).toBeNull();
    expect(nextDue(process, caseIn('open'), 0)).toBeNull();
  });
});
