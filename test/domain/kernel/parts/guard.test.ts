/** Who may do what with a part, and what a decision about one says. */
import { bodyOf, partIn } from '../../../../domain/kernel/contract.ts';
import { allowedCommands, guard, holdersOf, namesPart, partOffers } from '../../../../domain/kernel/lifecycle.ts';
import type { Actor } from '../../../../domain/kernel/process.ts';
import { z } from 'zod';
import { errand, errandCommands } from '../../../support/errand/errand.ts';
import { begunErrand, type Stage } from '../../../support/errand/stage.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, wang, quality, requester, yang } = people;
const evidence = { data: { evidence: 'It answers' } };
const reason = { data: { reason: 'No power' } };
const code = (stage: Stage, ...asked: Parameters<Stage['refusal']>) => stage.refusal(...asked)?.code;

test('a command about a part names it, and the part goes where its row leads', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  expect(stage.part('s1')).toMatchObject({ status: 'pending', assignees: [zhao.id], rev: 3, role: 'engineer' });
  const [event] = stage.give(zhao, 'completeStep', { part: 's1', ...evidence });
  expect(event).toMatchObject({
    type: 'errand.stepCompleted',
    seq: 4,
    data: { evidence: 'It answers', part: 's1', to: 'done' },
  });
  expect(stage.part('s1')).toMatchObject({ kind: 'step', status: 'done', assignees: [zhao.id], rev: 4 });
  expect(stage.part('s2')).toMatchObject({ status: 'pending', assignees: [], rev: 0 });
});

test('a part that is not there, or of another kind, is unknown; none named, or one too many, is a wrong field', () => {
  const stage = begunErrand(errand);
  stage.give(li, 'invite', { part: 'boss', data: { person: zhao.id } });
  expect(stage.refusal(zhao, 'takeStep', { part: 's9' })).toMatchObject({
    code: 'unknown-part',
    params: { part: 's9' },
  });
  expect(code(stage, zhao, 'takeStep', { part: 'boss' })).toBe('unknown-part');
  expect(code(stage, zhao, 'takeStep', { part: 'no such id' })).toBe('unknown-part');
  expect(stage.refusal(zhao, 'takeStep')).toMatchObject({
    code: 'invalid-data',
    fields: [{ pointer: '/part', code: 'required' }],
  });
  expect(stage.refusal(li, 'rollBack', { part: 's1', ...reason })).toMatchObject({
    code: 'invalid-data',
    fields: [{ pointer: '/part', code: 'unknown-field' }],
  });
});

test('a part that a command makes is there once, under an id that fits', () => {
  const stage = begunErrand(errand);
  const invite = (part: string) => stage.refusal(li, 'invite', { part, data: { person: zhao.id } });
  expect(stage.part('boss')).toBeUndefined();
  expect(invite('boss')).toBeUndefined();
  expect(stage.part('boss')).toEqual({ id: 'boss', kind: 'seat', status: 'open', assignees: [zhao.id], rev: 3 });
  expect(invite('boss')).toMatchObject({ code: 'part-exists', params: { part: 'boss', kind: 'seat', status: 'open' } });
  expect(invite('s1')).toMatchObject({ code: 'unknown-part' }); // of another kind: no seat is made of it
  expect(invite('The Boss')).toMatchObject({ fields: [{ pointer: '/part', code: 'wrong-format' }] });
  expect([invite('two'), invite('three')]).toEqual([undefined, undefined]);
  expect(invite('four')).toMatchObject({ code: 'too-many-parts', params: { kind: 'seat', maximum: 3 } });
});

test('a wrong status names that of the part, and the case comes first', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.give(zhao, 'completeStep', { part: 's1', ...evidence });
  expect(stage.refusal(zhao, 'completeStep', { part: 's1', ...evidence })).toMatchObject({
    code: 'wrong-status',
    params: { status: 'running', command: 'completeStep', part: 's1', kind: 'step', partStatus: 'done' },
  });
  expect(stage.refusal(zhao, 'undoStep', { part: 's1' })).toMatchObject({
    code: 'wrong-status',
    params: { status: 'running', command: 'undoStep' },
  });
});

test('parties look at the part: who has it, whom the plan gives it to, where it is', () => {
  const steps = [
    { id: 's1', role: 'engineer' },
    { id: 's2', role: 'desk-agent' },
    { id: 's3', role: 'desk-agent', orgPath: '/dx/donghu/linxi' },
  ];
  const stage = begunErrand(errand, { steps });
  expect(code(stage, yang, 'takeStep', { part: 's1' })).toBe('not-permitted'); // the step is an engineer's
  expect(code(stage, zhao, 'takeStep', { part: 's2' })).toBe('not-permitted');
  expect(code(stage, yang, 'takeStep', { part: 's2' })).toBeUndefined();
  expect(code(stage, people.agent, 'takeStep', { part: 's2' })).toBe('not-permitted'); // he holds it below the case's place
  expect(code(stage, people.agent, 'takeStep', { part: 's3' })).toBeUndefined(); // and at the place of this part
  expect(code(stage, zhao, 'completeStep', { part: 's2', ...evidence })).toBe('not-permitted');
  expect(code(stage, yang, 'completeStep', { part: 's2', ...evidence })).toBeUndefined();
});

test('who takes part speaks on the case, and says that he heard, wherever he belongs', () => {
  const steps = [
    { id: 's1', role: 'engineer' },
    { id: 's2', role: 'desk-agent', orgPath: '/dx/donghu/linxi' },
  ];
  const { agent, cityAgent } = people;
  const stage = begunErrand(errand, { steps });
  const words = { data: { text: 'The court is closed today', audience: 'internal' } };
  expect(code(stage, agent, 'comment', words)).toBe('not-permitted'); // he holds it below the case's place
  stage.give(agent, 'takeStep', { part: 's2' });
  expect(stage.give(agent, 'comment', words)[0]).toMatchObject({
    type: 'errand.commented',
    by: { id: agent.id, role: 'desk-agent' },
  });
  stage.moveTo(stage.now + 10 * 60_000);
  expect(code(stage, agent, 'acknowledge', { data: { clock: 'step~s2', step: 'p50' } })).toBeUndefined();
  const asRequester: Actor = { ...agent, grants: [{ role: 'requester', orgPath: agent.unit }] };
  expect(code(stage, asRequester, 'comment', words)).toBe('not-permitted');
  // As before: with a role at its place, or with none of his own in it.
  expect(code(stage, cityAgent, 'comment', words)).toBeUndefined();
  expect(code(stage, { ...agent, id: 'desk-linxi-9' }, 'comment', words)).toBe('not-permitted');
});

test('a party that the process declares needs no grant at the place of the case', () => {
  const away: Actor = { ...li, grants: [{ role: 'engineer', orgPath: '/dx/xiling' }] };
  const stage = begunErrand(errand);
  expect(code(stage, zhao, 'rollBack', reason)).toBe('not-permitted');
  expect(code(stage, away, 'rollBack', reason)).toBeUndefined();
});

test('four eyes: neither who asked nor who implements witnesses, in whatever role', () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  for (const command of ['failStep', 'askSkip']) stage.give(zhao, command, { part: 's1', ...reason });
  expect(stage.part('s1')).toMatchObject({ status: 'to-witness', asked: { by: zhao.id } });
  const both: Actor = { ...zhao, grants: [...zhao.grants, { role: 'quality-lead', orgPath: '/dx' }] };
  expect(stage.refusal(both, 'witness', { part: 's1' })).toMatchObject({
    code: 'separation-of-duties',
    params: { party: 'part-asker' },
  });
  expect(stage.refusal(li, 'witness', { part: 's1' })?.params).toEqual({ party: 'implementer' });
  expect(code(stage, requester, 'witness', { part: 's1' })).toBe('not-permitted');
  expect(code(stage, quality, 'witness', { part: 's1' })).toBeUndefined();
  expect(stage.part('s1')).toMatchObject({ status: 'done' });
  expect(stage.part('s1')).not.toHaveProperty('asked');
});

test('a command may be about the case or about a part, as it is given', () => {
  const stage = begunErrand(errand);
  const words = { data: { words: 'The vendor calls back' } };
  expect(stage.give(li, 'note', words)[0]?.data).toEqual(words.data);
  expect(stage.give(li, 'note', { part: 's2', ...words })[0]?.data).toMatchObject({ ...words.data, part: 's2' });
  expect(stage.part('s2')).toMatchObject({ status: 'pending', rev: 4 });
});

test('what stands in the way is asked of each part, and said of the group with its exceptions', () => {
  const steps = ['s1', 'gate', 's2', 's3'].map((id) => ({ id, role: 'engineer' }));
  const stage = begunErrand(errand, { steps });
  for (const part of ['s1', 's2', 's3']) stage.give(zhao, 'takeStep', { part });
  expect(code(stage, zhao, 'completeStep', { part: 's2', ...evidence })).toBe('gate-closed');
  const offers = partOffers(errand, stage.kase, { actor: zhao, now: stage.now });
  const usual = { allowed: ['takeStep', 'completeStep', 'failStep'], blocked: [] };
  expect(offers).toEqual([
    {
      kind: 'step',
      status: 'pending',
      count: 4,
      ...usual,
      except: {
        gate: { allowed: ['takeStep'], blocked: [] },
        s2: { allowed: ['takeStep', 'failStep'], blocked: [{ command: 'completeStep', code: 'gate-closed' }] },
      },
    },
  ]);
  expect(partOffers(errand, stage.kase, { actor: requester, now: stage.now })).toEqual([
    { kind: 'step', status: 'pending', count: 4, allowed: [], blocked: [], except: {} },
  ]);
  expect(allowedCommands(errand, stage.kase, { actor: li, now: stage.now }).allowed).toEqual(
    expect.arrayContaining(['invite', 'rollBack', 'note']), // what makes a part is asked of the case
  );
  expect(allowedCommands(errand, stage.kase, { actor: li, now: stage.now }).allowed).not.toContain('completeStep');
});

test('at most fifty exceptions are named, the others counted', () => {
  const steps = Array.from({ length: 130 }, (_, n) => ({ id: `s${n}`, role: n % 2 === 0 ? 'engineer' : 'desk-agent' }));
  const stage = begunErrand(errand, { steps, policy: { clocks: {} } }); // with clocks so many are not under way
  for (let n = 0; n < 120; n += 2) stage.give(zhao, 'takeStep', { part: `s${n}` });
  const [offer] = partOffers(errand, stage.kase, { actor: zhao, now: stage.now });
  expect(offer).toMatchObject({ count: 130, allowed: [], more: 15 }); // 65 of desk agents, 60 his, 5 to be taken
  expect(Object.keys(offer?.except ?? {})).toHaveLength(50);
});

test('guard and offer say the same of every part', () => {
  const stage = begunErrand(errand);
  stage.give(li, 'invite', { part: 'boss', data: { person: quality.id } });
  stage.give(zhao, 'takeStep', { part: 's1' });
  stage.give(zhao, 'failStep', { part: 's1', ...reason });
  const commands = Object.keys(errandCommands).filter((command) => namesPart(errand, command) !== 'never');
  for (const actor of [li, zhao, wang, quality, requester]) {
    const asking = { actor, now: stage.now };
    const offers = partOffers(errand, stage.kase, asking);
    for (const part of errand.parts?.all(stage.kase.state) ?? []) {
      const group = offers.find(({ kind, status }) => kind === part.kind && status === part.status);
      const { allowed = [] } = group?.except[part.id] ?? group ?? {};
      const may = commands.filter((command) => {
        try {
          guard(errand, stage.kase, { ...asking, command, part: part.id });
          return true;
        } catch {
          return false;
        }
      });
      expect([actor.id, part.id, may.toSorted()]).toEqual([actor.id, part.id, allowed.toSorted()]);
    }
  }
});

test('the table says which commands name a part, and who may read follows from rows about parts too', () => {
  expect(['begin', 'note', 'takeStep', 'invite'].map((command) => namesPart(errand, command))).toEqual([
    'never',
    'sometimes',
    'always',
    'always',
  ]);
  expect(holdersOf(errand, { readers: [], unitReads: false })['errand.witness']).toEqual({
    roles: ['engineer', 'quality-lead'],
    involved: true,
  });
});

test('the part stands beside the data of a command, and is checked with them', () => {
  const asked = bodyOf(errandCommands.completeStep.input, 'always');
  const faults = (body: object) => asked.safeParse(body).error?.issues.map(({ path }) => path.join('/'));
  expect(faults({ evidence: 'x', part: 's1' })).toBeUndefined();
  expect(faults({ part: 'S1' })).toEqual(['evidence', 'part']);
  expect(faults({ evidence: 'x' })).toEqual(['part']);
  expect(bodyOf(errandCommands.note.input, 'sometimes').safeParse({ words: 'x' }).success).toBe(true);
  expect(bodyOf(errandCommands.begin.input, 'never').safeParse({ part: 's1' }).success).toBe(false);
  expect(partIn({ evidence: 'x', part: 's1' }, 'always')).toEqual({ part: 's1', data: { evidence: 'x' } });
  expect(partIn({ evidence: 'x' }, 'never')).toEqual({ data: { evidence: 'x' } });
  expect(() => bodyOf(z.strictObject({ part: z.string() }), 'always')).toThrow('no field');
});
