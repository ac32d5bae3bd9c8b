/** R037: cases of every earlier release, in every status that was recorded of them, take commands of now. */
import { stateOfNow } from '../support/shapes.ts';
import { processOf } from '../../domain/catalogue.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { emptyCase, effectsOf, fold, foldCommit } from '../../domain/kernel/fold.ts';
import { commitIdOf } from '../../domain/kernel/ids.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { isEnd, statusesOf } from '../../domain/kernel/lifecycle.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type {
  Actor,
  AnyProcess,
  CaseEvent,
  CaseState,
  Commit,
  DomainEvent,
  Pins,
} from '../../domain/kernel/process.ts';
import { upcast } from '../../domain/kernel/record/shape.ts';
import { dueBy } from '../../domain/kernel/tick.ts';
import { processes } from '../../domain/processes.ts';
import { firstBreak, sha256 } from '../../models/store/chain.ts';
import { allRecorded, earlyNames, earlyOf, pinsOfEarly, type Recorded } from '../support/replay.ts';
import { people } from '../support/sample.ts';
import { isWhole } from '../support/product/sample/whole.ts';

type Kase = CaseState<{ status: string }>;
const recordings = allRecorded();

/** The case after each of its events, as `changed` leaves them. */
function stages({ view, events, pins }: Recorded, changed = (event: CaseEvent) => event): Kase[] {
  const process = processOf(view.process);
  const { _id: caseId, mode } = view;
  let kase: Kase = emptyCase(process, { caseId, mode, pins, genesis: sha256(caseId) });
  return events.map((event) => {
    kase = fold(process, kase, changed(event));
    return kase;
  });
}

const moved = (id: string) => id.replace(/@.*/, '@99');
/** The registers have moved on by many versions since the case was opened. */
function pinsOfNow(pins: Pins): Pins {
  return {
    ...pins,
    calendars: Object.fromEntries(Object.entries(pins.calendars).map(([name, id]) => [name, moved(id)])),
    snapshots: Object.fromEntries(
      Object.entries(pins.snapshots).map(([id, one]) => [moved(id), { ...one, version: 99 }]),
    ),
    sla: { ...pins.sla, version: 99 },
  };
}

/** What people do most, in every process. */
function commandsOf({ pins }: Kase): { type: string; data: object; facts?: Facts }[] {
  const next = pinsOfNow(pins);
  const calendars = [...new Set(Object.values(next.calendars))];
  const because = { reason: '复核' };
  return [
    { type: 'reopen', data: because },
    { type: 'resume', data: {} },
    { type: 'close', data: {} },
    { type: 'retarget', data: { ...because, policyVersion: `${next.sla.id}@99`, calendars }, facts: { pins: next } },
    { type: 'supplyInfo', data: { text: '第七批' } },
    { type: 'comment', data: { text: '第七批', audience: 'public' } },
    { type: 'hold', data: { reason: 'user', note: '哪一批？' } },
    { type: 'confirm', data: {} },
    { type: 'refuseAnswer', data: because },
    { type: 'release', data: because },
    { type: 'cancel', data: because },
    { type: 'relieve', data: { person: 'eng-donghu-1', ...because } },
  ];
}

/** What a command would record; its code when it is refused. Anything else is thrown: a bug. */
function tried(
  process: AnyProcess,
  kase: Kase,
  asking: { actor: Actor; now: number; command: ReturnType<typeof commandsOf>[number] },
) {
  const { actor, now } = asking;
  const { type, data, facts = {} } = asking.command;
  try {
    return decideOn(process, kase, { command: type, data, actor, key: 'u:x:12345678', facts, now }).events;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

/** The case after what was decided, with all that follows from it looked at. */
function after(process: AnyProcess, kase: Kase, events: readonly DomainEvent[], now: number): Kase {
  return events.reduce((one, event, n) => {
    const seq = one.seq + 1;
    const place = {
      _id: `${one.caseId}:${seq}`,
      caseId: one.caseId,
      process: process.key,
      mode: one.mode,
      seq,
      schema: 1,
    } as const;
    const stamp = { at: now, by: { id: 'x', role: 'system' }, key: `u:x:${n}`, digest: '' } as const;
    const stored: CaseEvent = { ...event, ...place, ...stamp };
    const next = fold(process, one, stored);
    effectsOf(process, next, stored);
    process.view(next, now);
    return next;
  }, kase);
}

const everybody: readonly Actor[] = Object.values<Actor>(people);
/** All of them as it comes to a status, then one in nine in turn; with WHOLE=1 one in three. */
const SHARE = isWhole ? 3 : 9;
const triedAt = (i: number, isNew: boolean): readonly Actor[] =>
  everybody.filter((_, n) => isNew || n % SHARE === i % SHARE);

function tryAll(recording: Recorded, changed?: (event: CaseEvent) => CaseEvent) {
  const process = processOf(recording.view.process);
  const outcomes = new Map<string, Set<string>>();
  let status = '';
  stages(recording, changed).forEach((kase, i) => {
    const actors = triedAt(i, kase.state.status !== status);
    ({ status } = kase.state);
    const now = (recording.events[i]?.at ?? 0) + 60_000;
    dueBy(process, kase, now + 400 * 86_400_000); // a year of deadlines at once
    const followed = new Set<string>(); // many people's commands come to the same
    for (const command of commandsOf(kase))
      for (const actor of actors) {
        const result = tried(process, kase, { actor, now, command });
        const decided = JSON.stringify(result);
        if (typeof result !== 'string' && !followed.has(decided)) after(process, kase, result, now);
        followed.add(decided);
        const seen = outcomes.get(kase.state.status) ?? new Set();
        outcomes.set(kase.state.status, seen.add(typeof result === 'string' ? result : command.type));
      }
  });
  return outcomes;
}

test.each(Object.keys(processes))(
  'R037 the recordings of a %s show every status that it can have while open, but for an incident that is new',
  (process) => {
    const seen = recordings
      .filter(({ view }) => view.process === process)
      .flatMap((recording) => stages(recording).map(({ state }) => state.status));
    const open = statusesOf(processOf(process)).filter((status) => !isEnd(processOf(process), status));
    expect(open.filter((status) => !seen.includes(status))).toEqual(process === 'incident' ? ['new'] : []);
  },
);

test.each(recordings.map((recording) => [recording.name, recording] as const))(
  'R037 %s: in each status what people do most is decided, retarget too, or refused with a code',
  (_, recording) => {
    const outcomes = tryAll(recording);
    for (const codes of outcomes.values()) expect(codes.size).toBeGreaterThan(0);
    expect([...(outcomes.get(recording.view.status) ?? [])]).toEqual(['case-ended']);
    const given = new Set([...outcomes.values()].flatMap((codes) => [...codes]));
    expect([...given].filter((code) => code === 'retarget' || code === 'comment')).toHaveLength(2);
  },
);

test.each([
  ['held for a reason that was removed since', { reason: 'weather' }],
  ['held until an instant long past', { reason: 'user', until: 1_000_000_000_000 }],
  ['held for nothing at all', { reason: undefined }],
])('R037 a case %s resumes, and nothing that people do most fails on it', (_, hold) => {
  const recording = recordings.find(({ events }) => events.some(({ type }) => type === 'incident.held')) as Recorded;
  const changed = (event: CaseEvent): CaseEvent =>
    event.type === 'incident.held' ? { ...event, data: { note: '等', ...hold } } : event;
  const process = processOf('incident');
  const outcomes = tryAll(recording, changed);
  expect([...(outcomes.get('on-hold') ?? [])]).toEqual(expect.arrayContaining(['resume', 'retarget', 'supplyInfo']));
  const held = stages(recording, changed).find(({ state }) => state.status === 'on-hold') as Kase;
  const now = Number(recording.events.at(-1)?.at);
  const resumed = tried(process, held, { actor: people.head, now, command: { type: 'resume', data: {} } });
  expect(resumed).toEqual([{ type: 'incident.resumed', data: expect.anything() }]);
});

test('R037 a case of an old calendar moves to the one in force, and every clock that is not over is reckoned again on it', () => {
  const recording = recordings.find(({ events }) => events.some(({ type }) => type === 'incident.held')) as Recorded;
  const process = processOf('incident');
  const open = stages(recording).find(({ state }) => state.status === 'in-progress') as Kase;
  const now = Number(recording.events.find(({ type }) => type === 'incident.started')?.at) + 60_000;
  const [retarget] = commandsOf(open).filter(({ type }) => type === 'retarget');
  const events = tried(process, open, { actor: people.head, now, command: retarget as never });
  const then = after(process, open, events as DomainEvent[], now);
  expect(then.pins.sla.version).toBe(99);
  const running = Object.values(then.clocks).filter(({ phase }) => phase === 'running' || phase === 'paused');
  expect(running.length).toBeGreaterThan(1);
  expect(running.map(({ life }) => life?.calendar?.split('@')[1])).toEqual(running.map(() => '99'));
});

describe.each(earlyNames())('of the loop before turns: %s', (name) => {
  const early = earlyOf(name);
  const { document, events } = early;
  const process = processOf(document.process);
  const { _id: caseId, mode } = document;
  const pins = pinsOfEarly(early);
  const empty: Kase = emptyCase(process, { caseId, mode, pins, genesis: sha256(caseId) });
  const shown = ({ state, clocks, seq }: Kase): unknown =>
    JSON.parse(JSON.stringify({ state, clocks, seq, pins: pinRefsOf(pins) }));

  test('its chain of events verifies, and they fold to the state that was stored', () => {
    expect(firstBreak(caseId, { seq: 0, hash: sha256(caseId) }, events)).toBeNull();
    const kase = events.reduce((one, event) => fold(process, one, event), empty);
    const { headHash: _head, state, ...stored } = document.kase as { headHash: string; state: object };
    expect(shown(kase)).toEqual({ ...stored, state: stateOfNow(document.process, state, events) });
  });

  test('grouped into commits by their keys they unwind to the same events and fold to the same case', () => {
    const commits = grouped(events).map((commit) => upcast(process, commit));
    expect(commits.length).toBe(new Set(events.map(({ key }) => key)).size);
    expect(commits.flatMap(unwound)).toEqual(events.map(({ prevHash: _prev, hash: _hash, ...event }) => event));
    const kase = commits.reduce((one, commit) => foldCommit(process, one, commit), empty);
    expect(shown(kase)).toEqual(shown(events.reduce((one, event) => fold(process, one, event), empty)));
    expect(kase.headHash).toBe(commits.at(-1)?.hash);
  });
});

/** As an upgrade puts them together: what one command wrote is one commit. */
function grouped(events: readonly (CaseEvent & { hash: string })[]): Commit[] {
  const groups = new Map<string, (CaseEvent & { hash: string })[]>();
  for (const event of events) groups.set(event.key, [...(groups.get(event.key) ?? []), event]);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { caseId, process, mode, seq, key, digest, at, by } = first;
    const inside = group.map(({ type, data, schema }) => ({ type, data, schema }));
    const link = { prevHash: '', hash: group.at(-1)?.hash ?? '', mac: '', keyId: '' };
    return [
      {
        _id: commitIdOf(caseId, seq),
        caseId,
        process,
        mode,
        seq,
        key,
        digest,
        at,
        by,
        events: inside,
        effects: [],
        ...link,
      },
    ];
  });
}
