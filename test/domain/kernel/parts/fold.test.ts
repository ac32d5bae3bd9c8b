/** What events make of parts: the same in the turn, folded ahead, and when all is folded again. */
import fc from 'fast-check';
import { fold } from '../../../../domain/kernel/fold.ts';
import { partOffers } from '../../../../domain/kernel/lifecycle.ts';
import { MOST_PARTS, MOST_UNDER_WAY, type PartTouch } from '../../../../domain/kernel/part.ts';
import { touched, touchIn } from '../../../../domain/kernel/parts/records.ts';
import { errand } from '../../../support/errand/errand.ts';
import { begunErrand, Stage } from '../../../support/errand/stage.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, quality } = people;
const evidence = { data: { evidence: 'It answers' } };
const unit = '/dx/donghu/court';
const planOf = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `s${n}`, role: 'engineer' }));

/** The case folded again from its events alone. */
const again = (stage: Stage) =>
  stage.events.reduce((kase, event) => fold(errand, kase, JSON.parse(JSON.stringify(event))), stage.empty());

test('the kernel writes the kind of what is touched first, once', () => {
  const stage = begunErrand(errand);
  const [taken] = stage.give(zhao, 'takeStep', { part: 's1' });
  expect(taken?.data).toEqual({ part: 's1', assignees: [zhao.id], made: { s1: { kind: 'step' } } });
  const [completed] = stage.give(zhao, 'completeStep', { part: 's1', ...evidence });
  expect(completed?.data).toMatchObject({ evidence: 'It answers', part: 's1', to: 'done' });
  expect(completed?.data).not.toHaveProperty('made');
  const [invited] = stage.give(li, 'invite', { part: 'boss', data: { person: quality.id } });
  expect(invited?.data).toMatchObject({ part: 'boss', made: { boss: { kind: 'seat' } } });
});

test('the version of a part is right when what happens is looked at before it does', () => {
  const stage = begunErrand(errand);
  for (const part of ['s1', 's2', 's3']) {
    stage.give(zhao, 'takeStep', { part });
    stage.give(zhao, 'completeStep', { part, ...evidence });
  }
  stage.give(li, 'rollBack', { data: { reason: 'Too slow' } });
  for (const part of ['s3', 's2']) stage.give(li, 'undoStep', { part });
  const events = stage.give(li, 'undoStep', { part: 's1' });
  expect(events.map(({ type }) => type)).toEqual(['errand.stepUndone', 'errand.undone']); // the end was seen ahead
  expect(stage.kase.state.status).toBe('undone');
  expect(stage.part('s1')).toMatchObject({ status: 'undone', rev: events[0]?.seq });
});

test('a plan that is replaced takes its parts along, and those that were dropped begin anew', () => {
  const stage = new Stage(errand, unit);
  stage.give(li, 'create', { data: { unit, title: 'Swap', implementer: li.id, steps: planOf(3) } });
  const ids = () => (errand.parts?.all(stage.kase.state) ?? []).map(({ id }) => id);
  expect(ids()).toEqual(['s0', 's1', 's2']);
  const [event] = stage.give(li, 'replan', { data: { steps: planOf(2) } });
  expect(event?.data).toMatchObject({ dropped: ['s2'] });
  expect(ids()).toEqual(['s0', 's1']);
});

test('a case has no more parts than it may, of a kind and of all', () => {
  const stage = new Stage(errand, unit);
  const open = (count: number) =>
    stage.refusal(li, 'create', { data: { unit, title: 'Swap', implementer: li.id, steps: planOf(count) } });
  expect(open(601)).toMatchObject({ code: 'too-many-parts', params: { kind: 'step', maximum: 600 } });
  expect(open(600)).toBeUndefined();
  expect(600).toBeLessThan(MOST_PARTS);
});

test('two hundred parts with hands and a status each stay below the cap', () => {
  const stage = begunErrand(errand, { steps: planOf(200) }); // the stage refuses more bytes than a case may have
  for (const { id: part } of planOf(200)) {
    stage.give(zhao, 'takeStep', { part });
    stage.give(zhao, 'completeStep', { part, ...evidence });
  }
  expect(errand.parts?.all(stage.kase.state).every(({ status }) => status === 'done')).toBe(true);
});

test('no person sets more going than may be under way; what ends some makes room, and the way back is held up by nothing', () => {
  const stage = begunErrand(errand, { steps: planOf(400) });
  const ids = planOf(400).map(({ id }) => id);
  for (const part of ids.slice(0, MOST_UNDER_WAY)) stage.give(zhao, 'takeStep', { part });
  const next = ids[MOST_UNDER_WAY] ?? '';
  const taking = () => stage.refusal(zhao, 'takeStep', { part: next });
  expect(taking()).toMatchObject({ code: 'too-many-under-way', params: { maximum: MOST_UNDER_WAY } });
  stage.give(zhao, 'takeStep', { part: 's0' }); // he has it already
  stage.give(zhao, 'completeStep', { part: 's0', ...evidence });
  expect(taking()).toBeUndefined();
  stage.give(zhao, 'failStep', { part: 's1', data: { reason: 'No power' } }); // another clock, of the same part
  expect(stage.refusal(li, 'rollBack', { data: { reason: 'Too slow' } })).toBeUndefined();
});

type Act = { command: string; who: number; part: number; pick: number };
const anAct: fc.Arbitrary<Act> = fc.record({
  command: fc.constantFrom(
    'takeStep',
    'completeStep',
    'failStep',
    'askSkip',
    'witness',
    'invite',
    'sign',
    'note',
    'rollBack',
    'undoStep',
  ),
  who: fc.nat(3),
  part: fc.nat(5),
  pick: fc.nat(3),
});

test('whatever happens: rebuilt is as folded, versions only rise, and each move is one of a row', () => {
  const actors = [li, zhao, quality, people.deng];
  let moves = 0;
  fc.assert(
    fc.property(fc.array(anAct, { maxLength: 40 }), (acts) => {
      const stage = begunErrand(errand);
      for (const { command: any, who, part: at, pick } of acts) {
        const actor = actors[who] ?? li;
        const part = ['s1', 's2', 's3', 'boss', 'two', undefined][at];
        const group = partOffers(errand, stage.kase, { actor, now: stage.now }).find(
          ({ kind, status }) => kind === stage.part(part ?? '')?.kind && status === stage.part(part ?? '')?.status,
        );
        const { allowed = [] } = group?.except[part ?? ''] ?? group ?? {};
        const command = allowed[pick] ?? any;
        const data = { evidence: 'x', reason: 'x', words: 'x', person: zhao.id };
        const before = new Map((errand.parts?.all(stage.kase.state) ?? []).map((one) => [one.id, one]));
        const { status } = stage.kase.state;
        const isTaken = !stage.refusal(actor, command, { data, ...(part === undefined ? {} : { part }) });
        for (const one of errand.parts?.all(stage.kase.state) ?? []) {
          const was = before.get(one.id);
          expect(one.rev).toBeGreaterThanOrEqual(was?.rev ?? 0);
          if (was?.rev === one.rev || !isTaken) continue;
          moves += 1;
          expect(one.rev).toBeLessThanOrEqual(stage.kase.seq);
          const hasRow = errand.lifecycle.some(
            (row) =>
              row.command === command &&
              row.from.includes(status) &&
              row.part?.kind === one.kind &&
              (row.part.from === 'none' ? !was : was !== undefined && row.part.from.includes(was.status)) &&
              (row.part.to === '=' ? one.status === was?.status : row.part.to.includes(one.status)),
          );
          expect([command, was?.status, one.status, hasRow]).toEqual([command, was?.status, one.status, true]);
        }
      }
      expect(again(stage)).toEqual({ ...stage.kase, headHash: '' });
    }),
    { numRuns: 60 },
  );
  expect(moves).toBeGreaterThan(20);
});

test('data of another form say nothing of parts', () => {
  const place = { queue: 'dx-l2', queueOrg: '/dx', tier: 'L2' };
  expect(touchIn({ from: place, to: place, assignees: [1], also: [], clocks: 'x', made: { s1: {} } })).toEqual({});
  expect(touchIn({ part: 's1', to: 3 })).toEqual({ part: 's1' });
  expect(touchIn({ to: 'done' })).toEqual({});
});

test('parts that move along, hands by part, and parents are kept; what nobody knows the kind of is left out', () => {
  const at = { seq: 9, initialOf: () => 'pending' };
  const before = { step: { a: { status: 'pending', rev: 2, assignees: ['x'] }, b: { status: 'failed', rev: 3 } } };
  const touch: PartTouch = {
    part: 'a',
    to: 'done',
    also: { b: 'undone', w1: 'verified', stray: 'done' },
    assigned: { b: ['y'] },
    made: { w1: { kind: 'wave' }, f1: { kind: 'finding', in: 'a' } },
  };
  const after = {
    step: { a: { status: 'done', rev: 9, assignees: ['x'] }, b: { status: 'undone', rev: 9, assignees: ['y'] } },
    wave: { w1: { status: 'verified', rev: 9 } },
    finding: { f1: { status: 'pending', rev: 9, in: 'a' } },
  };
  expect(touched(before, touch, at)).toEqual(after);
  expect(touched(after, { part: 'a', assignees: [], dropped: ['b'] }, { ...at, seq: 10 })).toMatchObject({
    step: { a: { status: 'done', rev: 10 } },
  });
  expect(touched(after, { dropped: ['b'] }, at)['step']).not.toHaveProperty('b');
  expect(touched(after, { part: 'a', assignees: [] }, at)['step']?.['a']).not.toHaveProperty('assignees');
});

test('a rule that touches a part that is not there is a bug, and said so', () => {
  const stage = begunErrand(errand);
  const { decider } = errand;
  const { kase, now } = stage;
  const ctx = { ...kase, now, actor: zhao, role: 'engineer', key: 'k', facts: {} } as const;
  const nowhere = { id: 'nowhere', kind: 'none', status: 'pending', assignees: [], rev: 0 };
  expect(() => decider.decide({ type: 'completeStep', data: {} }, kase.state, { ...ctx, part: nowhere })).not.toThrow();
  const { part: _none, ...bare } = { ...ctx, part: nowhere };
  expect(() => decider.decide({ type: 'invite', data: { person: 'x' } }, kase.state, bare)).toThrow('there is no part');
});
