import { processOf } from '../../../domain/catalogue.ts';
import { lastSeqOf, unwound } from '../../../domain/kernel/record/commit.ts';
import { decideOn } from '../../../domain/kernel/decide.ts';
import { draftOf } from '../../../domain/kernel/draft.ts';
import { emptyCase, fold, foldCommit } from '../../../domain/kernel/fold.ts';
import { effectSeqOf } from '../../../domain/kernel/ids.ts';
import type { Commit } from '../../../domain/kernel/process.ts';
import { report } from '../../support/factories.ts';
import { MORNING } from '../../support/given.ts';
import { people, pinsOf, registerFacts } from '../../support/sample.ts';

const process = processOf('call');
const policy = { id: 'call', version: 1, clocks: process.clocks.shipped, terms: {} };
const genesis = 'of an empty case';
const empty = emptyCase(process, {
  caseId: 'CAL-000001',
  mode: 'drill',
  pins: pinsOf('/dx/donghu/linxi/school', policy),
  genesis,
});
const stamp = {
  at: MORNING,
  by: { id: people.agent.id, role: 'desk-agent' },
  key: 'u:desk-linxi:k',
  digest: 'd',
} as const;
const data = { ...report, reporter: people.requester.id };
const asked = {
  command: 'create',
  data,
  actor: people.agent,
  key: stamp.key,
  facts: registerFacts(data),
  now: MORNING,
};
const { events } = decideOn(process, empty, asked);
const { draft, steps } = draftOf(process, empty, events, stamp);

test('one commit holds all events of a command, and is named after the first', () => {
  expect(events.map(({ type }) => type)).toEqual(['call.created', 'call.taken']);
  expect(draft).toMatchObject({
    _id: 'CAL-000001:000001',
    caseId: 'CAL-000001',
    process: 'call',
    mode: 'drill',
    seq: 1,
    ...stamp,
  });
  expect(draft.events).toEqual(events.map((event) => ({ ...event, schema: 1 })));
  expect(lastSeqOf(draft)).toBe(2);
});

test('unwound, it gives the events back that were folded, each with its place and what they share', () => {
  expect(unwound(draft)).toEqual(steps.map(({ event }) => event));
  expect(unwound(draft).map(({ _id, seq, at, key, by }) => ({ _id, seq, at, key, by }))).toEqual(
    [1, 2].map((seq) => ({ _id: `CAL-000001:${seq}`, seq, at: MORNING, key: stamp.key, by: stamp.by })),
  );
  expect(unwound(draft).map(({ type, data: said }) => ({ type, data: said }))).toEqual(events);
});

test('the case after each event is what the fold makes of it; only a whole commit moves the head hash', () => {
  let kase = empty;
  for (const { event, after } of steps) {
    kase = fold(process, kase, event);
    expect(after).toEqual(kase);
    expect(after.headHash).toBe(genesis);
  }
  const commit: Commit = { ...draft, prevHash: genesis, hash: 'its own', mac: '', keyId: '' };
  expect(foldCommit(process, empty, commit)).toEqual({ ...kase, headHash: 'its own' });
  expect(kase).toMatchObject({ seq: 2, headAt: MORNING });
});

test('what follows stands in the commit, each effect under the seq of its event and its place among those', () => {
  const incident = processOf('incident');
  const grave = { ...data, impact: '1', urgency: '1', queue: 'donghu-l2' };
  const opened = emptyCase(incident, { ...empty, caseId: 'INC-000001', genesis });
  const both = decideOn(incident, opened, { ...asked, data: grave, facts: registerFacts(grave) });
  const keys = draftOf(incident, opened, both.events, stamp).draft.effects.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain('e:INC-000001:1:0');
  expect(new Set(keys.map(effectSeqOf))).toEqual(new Set([1, 2]));
});

test('events keep the schema that they are written with', () => {
  const schemas = { 'call.taken': [(one: object) => one] };
  expect(draftOf({ ...process, schemas }, empty, events, stamp).draft.events.map(({ schema }) => schema)).toEqual([
    1, 2,
  ]);
});

test('a later commit begins behind the former', () => {
  const [, second] = steps;
  if (!second) throw new Error('it was taken');
  const next = draftOf(
    process,
    second.after,
    [{ type: 'call.infoRequested', data: { question: 'Which?' } }],
    stamp,
  ).draft;
  expect(next).toMatchObject({ _id: 'CAL-000001:000003', seq: 3 });
  expect(lastSeqOf(next)).toBe(3);
});

describe('what a process holds', () => {
  const item = { item: 'srv-1', from: MORNING, until: MORNING + 1 };
  const after = steps.at(-1)?.after ?? empty;
  const comment = { type: 'call.commented', data: { text: 'said', audience: 'public' } } as const;
  const holding = (...statuses: string[]) => ({
    ...process,
    holds: ({ status }: { status: string }) => (statuses.includes(status) ? [item] : []),
  });
  const written = (by: typeof process, kase: typeof empty, said: typeof events) => {
    const { takes, draft: made } = draftOf(by, kase, said, stamp);
    return { takes, released: made.released };
  };

  test('is taken by the commit after which it holds it, and by no later one', () => {
    const { status } = after.state;
    expect(written(holding(status), empty, events)).toEqual({ takes: [item], released: undefined });
    expect(written(holding(status), after, [comment])).toEqual({ takes: [], released: undefined });
  });

  test('is released by the commit after which it does not hold it', () => {
    const kase = { ...after, state: { ...after.state, status: 'waiting' } };
    const back = { ...holding('waiting'), decider: { ...process.decider, evolve: () => after.state } };
    expect(written(back, kase, [comment])).toEqual({ takes: [], released: [item] });
  });

  test.each([{ item: 'srv-2' }, { from: MORNING + 1 }, { until: MORNING + 9 }])(
    'is taken anew and released as it was where %j is another',
    (other) => {
      const moved = { ...item, ...other };
      const kase = { ...after, state: { ...after.state, status: 'waiting' } };
      const holds = ({ status }: { status: string }) => (status === 'waiting' ? [item] : [moved]);
      const by = { ...process, holds, decider: { ...process.decider, evolve: () => after.state } };
      expect(written(by, kase, [comment])).toEqual({ takes: [moved], released: [item] });
      const { holds: _holds, ...none } = by;
      expect(written(none, kase, [comment])).toEqual({ takes: [], released: undefined });
    },
  );

  test('is nothing once it has ended, whatever it says itself', () => {
    const ended = { ...after.state, status: 'closed' };
    const end = { ...holding(after.state.status, 'closed'), decider: { ...process.decider, evolve: () => ended } };
    expect(written(end, after, [comment])).toEqual({ takes: [], released: [item] });
  });
});
