/** What a case shows of its parts, whom it waits for with them, and what becomes of them when somebody leaves. */
import { holdersOf } from '../../../../domain/kernel/lifecycle.ts';
import { reachOf } from '../../../../domain/kernel/people/access.ts';
import { pageOfParts, shownParts } from '../../../../domain/kernel/parts/shown.ts';
import type { Actor, OrgPath, Role } from '../../../../domain/kernel/process.ts';
import { errand } from '../../../support/errand/errand.ts';
import { begunErrand, type Given, type Stage } from '../../../support/errand/stage.ts';
import { hours } from '../../../support/given.ts';
import { people } from '../../../support/sample.ts';

const { li, zhao, deng, quality, requester, system } = people;
const place = '/dx/donghu/court';
const planOf = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `s${n}`, role: 'engineer' }));
const granted = ({ id, teams, unit, grants }: Actor) => ({ id, active: true, teams, unit, grants });
const leaves = (stage: Stage, person: Actor, heir?: Actor) =>
  stage.give(system, 'relieve', {
    data: { person: person.id, reason: 'Moves away', ...(heir ? { successor: heir.id } : {}) },
    facts: heir ? { successor: granted(heir) } : {},
  });

test('parts that wait for one addressee with one command are one entry, which names the first of them', () => {
  const stage = begunErrand(errand, { steps: [...planOf(25), { id: 'x', role: 'desk-agent', orgPath: '/dx/xiling' }] });
  for (const part of ['s3', 's1']) stage.give(zhao, 'takeStep', { part });
  stage.give(li, 'invite', { part: 'boss', data: { person: quality.id } });
  const rest = planOf(25)
    .map(({ id }) => id)
    .filter((id) => !['s1', 's3'].includes(id));
  expect(stage.view().waitsFor).toEqual([
    { to: { role: 'engineer', orgPath: place }, command: 'takeStep', dueAt: null, parts: rest.slice(0, 20), count: 23 },
    { to: { person: zhao.id }, command: 'completeStep', dueAt: stage.now + hours(1), parts: ['s1', 's3'], count: 2 },
    { to: { role: 'desk-agent', orgPath: '/dx/xiling' }, command: 'takeStep', dueAt: null, parts: ['x'], count: 1 },
    { to: { person: quality.id }, command: 'sign', dueAt: null, parts: ['boss'], count: 1 },
  ]);
  expect(errand.next(stage.kase.state)).toContainEqual({ command: 'takeStep', clock: 'step' });
});

test('whoever has a part, and whom the process names, reads the case wherever he belongs', () => {
  const stage = begunErrand(errand);
  const away: Actor = { ...quality, grants: [{ role: 'quality-lead', orgPath: '/elsewhere' }] };
  const reach = () =>
    reachOf(away, 'errand.read', holdersOf(errand, { readers: ['quality-lead', 'engineer'], unitReads: false }));
  expect(reach().covers(stage.view())).toBe(false);
  stage.give(li, 'invite', { part: 'boss', data: { person: away.id } });
  expect(reach().covers(stage.view())).toBe(true);
  expect(reach().filter).toEqual({
    $or: [{ orgLine: { $in: ['/elsewhere'] } }, { 'parties.involved': away.id }],
  });
  expect(stage.view().parties).toMatchObject({ hands: [away.id, li.id], involved: [li.id, away.id] });
  const nobody = reachOf(
    { ...away, grants: [] },
    'errand.read',
    holdersOf(errand, { readers: ['quality-lead'], unitReads: false }),
  );
  expect(nobody.covers(stage.view())).toBe(false); // who has no role to read by reads nothing
});

const at = (role: Role, orgPath: OrgPath): Actor => ({ ...deng, id: 'new', grants: [{ role, orgPath }] });

test('where a part is, and where another organisation has to do with it, it is read, and each has its own say there', () => {
  const client = '/dx/xiling';
  const steps = [
    { id: 's1', role: 'engineer' },
    { id: 'x', role: 'engineer', orgPath: '/dx/donghu/linxi' },
  ];
  const stage = begunErrand(errand, { steps, more: { client } });
  const [county, other, head] = [
    at('engineer', '/dx/donghu/linxi'),
    at('engineer', '/dx/donghu/andu'),
    at('supervisor', '/dx/xiling'),
  ];
  const holders = holdersOf(errand, { readers: ['engineer', 'supervisor'], unitReads: false });
  const reads = (who: Actor) => reachOf(who, 'errand.read', holders).covers(stage.view());
  expect([county, other, head].map(reads)).toEqual([true, false, true]);
  expect(stage.view().orgLine).toEqual([
    '/dx/donghu/court', // its own line first
    '/dx/donghu',
    '/dx',
    '/dx/xiling',
    '/dx/donghu/linxi',
  ]);
  const code = (who: Actor, ...asked: [string, Given]) => stage.refusal(who, ...asked)?.code;
  expect(code(county, 'takeStep', { part: 's1' })).toBe('not-permitted');
  expect(code(county, 'takeStep', { part: 'x' })).toBeUndefined();
  const words = { data: { words: 'Looks good' } };
  expect(code(head, 'note', words)).toBeUndefined();
  expect(code(head, 'supervise', { data: { instruction: 'Hurry', due: stage.now + hours(1) } })).toBe('not-permitted');
  expect(code(at('supervisor', '/dx/donghu/linxi'), 'note', words)).toBe('not-permitted');
  expect(begunErrand(errand).refusal(head, 'note', words)?.code).toBe('not-permitted'); // it is for nobody there
});

test('a process without parts names nobody beside', () => {
  const holders = holdersOf({ key: 'plain', lifecycle: [] }, { readers: ['engineer'], unitReads: true });
  expect(holders).toEqual({ 'plain.read': { roles: ['engineer'], unit: true } });
});

test('who leaves gives what he has in hand to his heir where he may have it, else to nobody; what is done keeps his name', () => {
  const stage = begunErrand(errand, { steps: [...planOf(3), { id: 'far', role: 'engineer', orgPath: '/dx' }] });
  const both: Actor = { ...zhao, grants: [...zhao.grants, { role: 'engineer', orgPath: '/dx' }] };
  for (const part of ['s0', 's1', 'far']) stage.give(both, 'takeStep', { part });
  stage.give(zhao, 'completeStep', { part: 's0', data: { evidence: 'x' } });
  stage.give(li, 'invite', { part: 'boss', data: { person: zhao.id } });
  const events = leaves(stage, zhao, deng);
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    [
      'errand.relieved',
      {
        person: zhao.id,
        reason: 'Moves away',
        places: ['part-assignee'],
        assigned: { s1: [deng.id], far: [], boss: [deng.id] }, // an engineer of the city is none of the province
      },
    ],
  ]);
  expect(stage.part('s0')).toMatchObject({ status: 'done', assignees: [zhao.id] });
  expect(stage.part('s1')).toMatchObject({ status: 'pending', assignees: [deng.id], rev: stage.kase.seq });
  expect(stage.part('far')).toMatchObject({ assignees: [] });
  expect(stage.view().parties.hands).toEqual([deng.id, li.id]);
  expect(leaves(stage, zhao, deng)).toEqual([]); // nothing of him is left
});

test("without an heir his parts are nobody's, and a place of his own party is passed on", () => {
  const stage = begunErrand(errand);
  stage.give(zhao, 'takeStep', { part: 's1' });
  expect(leaves(stage, zhao)[0]?.data).toMatchObject({ assigned: { s1: [] } });
  expect(stage.view().waitsFor[0]).toMatchObject({ command: 'takeStep', count: 3 });
  expect(leaves(stage, li, zhao)[0]?.data).toMatchObject({ places: ['reporter', 'implementer'], heir: zhao.id });
  expect(stage.refusal(li, 'rollBack', { data: { reason: 'x' } })?.code).toBe('not-permitted');
  expect(stage.refusal(zhao, 'rollBack', { data: { reason: 'x' } })).toBeUndefined();
});

test('who does not work on it sees no part and no field that is for those within', () => {
  const stage = begunErrand(errand);
  stage.give(li, 'invite', { part: 'boss', data: { person: quality.id } });
  stage.give(zhao, 'takeStep', { part: 's1' });
  for (const command of ['failStep', 'askSkip']) stage.give(zhao, command, { part: 's1', data: { reason: 'x' } });
  const { parts, clocks: _ } = errand;
  const all = parts?.all(stage.kase.state) ?? [];
  const readings = {
    'step~s2': { state: 'running', dueAt: 7 },
    'nag~s2': { state: 'running', dueAt: 5 },
    sla: { state: 'running', dueAt: 1 },
  } as const;
  const seen = (works: boolean) => shownParts(parts?.kinds ?? {}, all, { works, readings });
  expect(seen(true)).toEqual([
    {
      id: 's1',
      kind: 'step',
      status: 'to-witness',
      assignees: [zhao.id],
      rev: 6,
      role: 'engineer',
      asked: { by: zhao.id },
    },
    { id: 's2', kind: 'step', status: 'pending', assignees: [], rev: 0, role: 'engineer', dueAt: 5 },
    { id: 's3', kind: 'step', status: 'pending', assignees: [], rev: 0, role: 'engineer' },
    { id: 'boss', kind: 'seat', status: 'open', assignees: [quality.id], rev: 3 },
  ]);
  const others = seen(false);
  expect(others.map(({ id }) => id)).toEqual(['s1', 's2', 's3']);
  expect(others[1]).not.toHaveProperty('dueAt');
  expect(others[0]).toHaveProperty('asked'); // the kind says that all may see it
  const hidden = {
    step: { ...parts?.kinds['step'], fields: { asked: { is: 'object', within: true } } },
  } as unknown as NonNullable<typeof parts>['kinds'];
  expect(shownParts(hidden, all, { works: false, readings })[0]).not.toHaveProperty('asked');
  expect(requester.id).not.toBe(li.id);
});

test('pages of parts go on behind the last one, and a place that nobody knows is none', () => {
  const parts = planOf(5);
  expect(pageOfParts(parts, { limit: 2 })).toEqual({ items: parts.slice(0, 2), next: 's1' });
  expect(pageOfParts(parts, { after: 's1', limit: 2 })).toEqual({ items: parts.slice(2, 4), next: 's3' });
  expect(pageOfParts(parts, { after: 's3', limit: 2 })).toEqual({ items: parts.slice(4), next: null });
  expect(pageOfParts(parts, { after: 's4', limit: 2 })).toEqual({ items: [], next: null });
  expect(pageOfParts(parts, { after: 'gone', limit: 2 })).toBeNull();
  expect(pageOfParts([], { limit: 2 })).toEqual({ items: [], next: null });
});
