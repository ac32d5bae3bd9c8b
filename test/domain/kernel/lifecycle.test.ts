/** What follows from a table of any process: for guard and offer, for logs, and for who may read. */
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { Facts } from '../../../domain/kernel/facts.ts';
import {
  admitted,
  allowedCommands,
  closureOf,
  guard,
  holdersOf,
  isEnd,
  namesPart,
  partOffers,
  statusesOf,
} from '../../../domain/kernel/lifecycle.ts';
import type { Actor, AnyProcess, AnyTransition, CaseState, Refusal } from '../../../domain/kernel/process.ts';

type Row = Pick<AnyTransition, 'command' | 'from' | 'to'> & Partial<AnyTransition>;
const tableOf = (...rows: Row[]) => ({ lifecycle: rows.map((row) => ({ who: [], ...row })) });

const ticket = tableOf(
  { command: 'create', from: ['none'], to: ['new'] },
  { command: 'take', from: ['new'], to: ['assigned'] },
  { command: 'start', from: ['assigned'], to: ['working'] },
  { command: 'hold', from: ['working'], to: ['waiting'] },
  { command: 'resume', from: ['waiting'], to: ['working'] },
  { command: 'answer', from: ['waiting'], to: ['waiting', 'withdrawn'] },
  { command: 'resolve', from: ['working'], to: ['resolved', 'closed'] },
  { command: 'reopen', from: ['resolved'], to: ['working'] },
  { command: 'confirm', from: ['resolved'], to: ['resolved', 'closed'] },
  { command: 'cancel', from: ['new'], to: ['canceled'] },
  { command: 'pay', from: ['unpaid'], to: ['unpaid', 'closed'] },
  { command: 'note', from: ['new', 'working', 'closed', 'archived'], to: '=' },
  { command: 'amend', from: ['closed'], to: ['closed'] },
);

describe('the statuses of a table', () => {
  test('are those that it names, once each in its order, but not the one before the first event', () => {
    const named = [
      'new',
      'assigned',
      'working',
      'waiting',
      'withdrawn',
      'resolved',
      'closed',
      'canceled',
      'unpaid',
      'archived',
    ];
    expect(statusesOf(ticket)).toEqual(named);
    expect(statusesOf(tableOf({ command: 'open', from: ['none'], to: ['none', 'new'] }))).toEqual(['new']);
  });

  test('are ends where nothing leads away, whatever may still be done there', () => {
    const ends = ['withdrawn', 'closed', 'canceled', 'archived'];
    expect(statusesOf(ticket).filter((status) => isEnd(ticket, status))).toEqual(ends);
  });
});

describe('a log that leaves commands out', () => {
  test('shows one status behind another where one command leads, or a chain through statuses of work', () => {
    expect(closureOf(ticket, ['new', 'assigned', 'working'])).toEqual({
      new: ['assigned', 'canceled', 'working', 'waiting', 'resolved'],
      assigned: ['working', 'waiting', 'resolved'],
      working: ['waiting', 'resolved'],
      waiting: ['working', 'withdrawn', 'resolved'],
      withdrawn: [],
      resolved: ['working', 'closed', 'waiting'],
      closed: [],
      canceled: [],
      unpaid: ['closed'],
      archived: [],
    });
  });

  test('shows but what one command leads to where nothing counts as work', () => {
    expect(closureOf(ticket, [])).toMatchObject({
      new: ['assigned', 'canceled'],
      working: ['waiting', 'resolved'],
      resolved: ['working', 'closed'],
    });
  });
});

const permitted = (...rows: Row[]) =>
  holdersOf({ key: 'thing', ...tableOf(...rows) }, { readers: ['auditor'], unitReads: true });

test('a permission is held by all roles that one of its rows names; what time alone does is none', () => {
  const [from, to] = [['new'], '='] as const;
  expect(
    permitted(
      { command: 'take', from, to, who: [{ by: ['engineer'] }] },
      { command: 'take', from, to, who: [{ by: ['engineer', 'time'] }, { by: ['desk-agent'] }] },
      { command: 'expire', from, to, who: [{ by: ['time'] }] },
    ),
  ).toEqual({
    'thing.take': { roles: ['engineer', 'desk-agent'] },
    'thing.read': { roles: ['auditor'], unit: true },
  });
});

test('a command names a part always, sometimes or never, as its rows say', () => {
  const part = { kind: 'doc', from: ['draft'], to: '=' } as const;
  const [from, to] = [['new'], '='] as const;
  const table = tableOf(
    { command: 'sign', from, to, part },
    { command: 'note', from, to, part },
    { command: 'note', from, to },
    { command: 'take', from, to },
  );
  expect(['sign', 'note', 'take', 'dance'].map((command) => namesPart(table, command))).toEqual([
    'always',
    'sometimes',
    'never',
    'never',
  ]);
});

// ── of a process with documents and seals

const doc = (id: string, status: string) => ({ id, kind: 'doc', status, assignees: [], rev: 1 });
const docs = [doc('d1', 'draft'), doc('d2', 'ready'), doc('d3', 'on'), { ...doc('s1', 'draft'), kind: 'seal' }];
const engineer = { by: ['engineer'] } as const;
const atWork = { from: ['busy'], to: '=' } as const;
const about = (kind: string, from: readonly string[] | 'none', to: readonly string[] | '=') => ({
  part: { kind, from, to },
});
const { lifecycle } = tableOf(
  {
    command: 'create',
    from: ['none'],
    to: ['open'],
    who: [engineer, { by: ['requester'], as: ['requester', 'unit'] }],
  },
  { command: 'take', from: ['open'], to: ['busy'], who: [engineer] },
  { command: 'note', ...atWork, who: [{ by: ['supervisor'] }] },
  { command: 'note', ...atWork, who: [engineer] },
  { command: 'approve', ...atWork, who: [engineer], not: ['assignee', 'follower'] },
  { command: 'finish', from: ['busy'], to: ['done', 'closed'], who: [engineer] },
  { command: 'confirm', from: ['busy', 'done'], to: ['closed'], who: [engineer], not: ['resolver'] },
  { command: 'write', ...atWork, who: [engineer], ...about('doc', 'none', ['draft']) },
  { command: 'write', ...atWork, who: [{ by: ['supervisor'] }], ...about('seal', 'none', ['draft']) },
  { command: 'edit', ...atWork, who: [engineer], ...about('doc', ['draft'], ['draft', 'ready']) },
  { command: 'touch', ...atWork, who: [engineer], ...about('doc', ['draft', 'ready'], '=') },
  { command: 'release', ...atWork, who: [engineer], ...about('doc', ['draft'], ['ready']) },
);

type Kase = CaseState<{ status: string }>;
type Stands = { state?: object; seq?: number };
const kaseOf = (status: string, { state = {}, seq = 7 }: Stands = {}): Kase =>
  ({ caseId: 'THG-000001', state: { status, ...state }, clocks: {}, pins: { desks: {} }, mode: 'live', seq }) as never;
const place = {
  orgLine: ['/dx/a', '/dx'],
  queue: 'a-l1',
  parties: { requester: 'req', unit: '/dx/a/school', assignee: 'eng-1' },
  resolver: 'eng-2',
};
const blockersOf = (asked: object[], blockers: Record<string, Refusal>) => (state: object, ctx: object) => {
  asked.push({ state, ctx });
  return blockers;
};
const thingOf = (blockers: Record<string, Refusal> = {}, asked: object[] = []): AnyProcess =>
  ({
    key: 'thing',
    lifecycle,
    decider: { blockers: blockersOf(asked, blockers) },
    parts: { kinds: { doc: { initial: ['draft'] }, seal: { initial: ['blank'] } }, all: () => docs },
    seen: ({ status }: { status: string }) => {
      if (status === 'none') throw new Error('there is nothing to see');
      return place;
    },
  }) as never;
const thing = thingOf();

const actorOf = (id: string, role: string, orgPath = '/dx', unit = '/dx/b'): Actor =>
  ({ id, kind: 'person', unit, teams: [], grants: [{ role, orgPath }] }) as never;
const ann = actorOf('ann', 'engineer');
const facts: Facts = { unit: { orgPath: '/dx/a', open: true } };

function refusalOf(work: () => unknown) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, params, fields } = error;
    return { code, params, fields };
  }
}
const asked = (command: string, actor = ann, part?: string) => ({ command, actor, now: 5, ...(part ? { part } : {}) });
const refused = (kase: Kase, ...given: Parameters<typeof asked>) =>
  refusalOf(() => guard(thing, kase, asked(...given)));

describe('what is admitted', () => {
  test('says in which role, on which part, and where its row leads it, if to one status', () => {
    const busy = kaseOf('busy');
    const [d1, d2] = docs;
    expect(admitted(thing, busy, asked('note'))).toEqual({ role: 'engineer' });
    expect(admitted(thing, busy, asked('release', ann, 'd1'))).toEqual({ role: 'engineer', part: d1, partTo: 'ready' });
    expect(admitted(thing, busy, asked('edit', ann, 'd1'))).toEqual({ role: 'engineer', part: d1 });
    expect(admitted(thing, busy, asked('touch', ann, 'd2'))).toStrictEqual({ role: 'engineer', part: d2 });
    expect(admitted(thing, busy, asked('write', ann, 'd9'))).toEqual({
      role: 'engineer',
      part: { id: 'd9', kind: 'doc', status: 'draft', assignees: [], rev: 0 },
      partTo: 'draft',
    });
  });

  test('is asked of the process with all that is known, and with the part', () => {
    const looked: { state: object; ctx: object }[] = [];
    const kase = kaseOf('busy');
    guard(thingOf({}, looked), kase, asked('note'));
    guard(thingOf({}, looked), kase, asked('edit', ann, 'd1'));
    const { pins, clocks, caseId, mode, seq, state } = kase;
    const ctx = { now: 5, actor: ann, pins, clocks, caseId, mode, seq };
    expect(looked).toEqual([
      { state, ctx },
      { state, ctx: { ...ctx, part: docs[0] } },
    ]);
  });

  test('is an intake for a unit by whom that unit knows, and by its own people', () => {
    const none = kaseOf('none', { seq: 0 });
    const intake = (actor: Actor) => refusalOf(() => guard(thing, none, { ...asked('create', actor), facts }));
    expect(intake(ann)).toBe('engineer');
    expect(intake(actorOf('req', 'requester', '/', '/dx/a'))).toBe('requester');
    expect(intake(actorOf('req', 'requester', '/', '/dx/b'))).toMatchObject({ code: 'invalid-data' });
    expect(refused(none, 'create', actorOf('far', 'engineer', '/elsewhere'))).toBe('engineer'); // of no unit yet
  });

  test('must not happen: an intake tells whether there is a unit out of reach', () => {
    const none = kaseOf('none', { seq: 0 });
    const intake = (actor: Actor) => refusalOf(() => guard(thing, none, { ...asked('create', actor), facts }));
    const unknown = { code: 'invalid-data', params: {}, fields: [{ pointer: '/unit', code: 'unknown' }] };
    const far = actorOf('far', 'engineer', '/elsewhere');
    const both = { ...far, grants: [...actorOf('far', 'auditor').grants, ...far.grants] };
    expect([intake(far), intake(both)]).toEqual([unknown, unknown]);
    const permission = { code: 'not-permitted', params: { command: 'create' }, fields: [] };
    expect(intake(actorOf('aud', 'auditor'))).toEqual(permission);
    expect(refused(kaseOf('open'), 'take', far)).toEqual({ ...permission, params: { command: 'take' } });
  });
});

const notedWith = (blocker?: Refusal) => () =>
  guard(thingOf(blocker ? { note: blocker } : {}), kaseOf('busy'), {
    ...asked('note'),
    facts: {
      unknown: [
        { pointer: '/a', code: 'unknown' },
        { pointer: '/b', code: 'unknown' },
      ],
    },
  });

describe('what is refused', () => {
  test('of a case that has ended names the case that a new one follows, and the one that took it over', () => {
    const params = { status: 'closed', followUpOf: 'THG-000001' };
    expect(refused(kaseOf('closed'), 'note')).toEqual({ code: 'case-ended', params, fields: [] });
    const merged = kaseOf('closed', { state: { mergedInto: 'THG-000002' } });
    expect(refused(merged, 'note')).toMatchObject({ params: { ...params, mergedInto: 'THG-000002' } });
  });

  test('in a wrong status names it, and the incident that a call became', () => {
    const params = { status: 'open', command: 'finish' };
    expect(refused(kaseOf('open'), 'finish')).toEqual({ code: 'wrong-status', params, fields: [] });
    const became = kaseOf('open', { state: { incident: 'INC-000001' } });
    expect(refused(became, 'finish')).toMatchObject({ params: { ...params, incident: 'INC-000001' } });
    expect(() => guard(thing, kaseOf('open'), asked('finish'))).toThrow('finish is not possible while open');
    expect(() => guard(thing, kaseOf('busy'), asked('edit', ann, 'd2'))).toThrow(
      'edit is not possible while its part is ready',
    );
  });

  test.each<[string, string, object]>([
    ['edit', 'd2', { code: 'wrong-status', params: { status: 'busy', part: 'd2', kind: 'doc', partStatus: 'ready' } }],
    ['edit', 's1', { code: 'unknown-part', params: { part: 's1' } }],
    ['edit', 'd9', { code: 'unknown-part', params: { part: 'd9' } }],
    ['write', 'd3', { code: 'part-exists', params: { part: 'd3', kind: 'doc', status: 'on' } }],
    ['write', 'No!', { fields: [{ pointer: '/part', code: 'wrong-format' }] }],
    ['note', 'd1', { fields: [{ pointer: '/part', code: 'unknown-field' }] }],
    ['edit', '', { fields: [{ pointer: '/part', code: 'required' }] }],
  ])('%s of the part %j: %j', (command, part, refusal) => {
    expect(refused(kaseOf('busy'), command, ann, part)).toMatchObject(refusal);
  });

  test('a command that makes parts makes those of its first row, by whom that row names', () => {
    const boss = actorOf('boss', 'supervisor', '/dx/a');
    expect(refused(kaseOf('busy'), 'write', boss, 'd9')).toMatchObject({ code: 'not-permitted' });
  });

  test('a process without parts knows none', () => {
    const { parts: _none, ...bare } = thing;
    const given = asked('edit', ann, 'd1');
    expect(refusalOf(() => guard(bare, kaseOf('busy'), given))).toMatchObject({ code: 'unknown-part' });
    expect(refusalOf(() => guard(bare, kaseOf('busy'), { ...given, command: 'write' }))).toMatchObject({
      code: 'unknown-part',
    });
  });

  test('to who would check himself says so, with a code of its own where he gave the solution', () => {
    const params = { party: 'assignee' };
    const first = actorOf('eng-1', 'engineer');
    expect(refused(kaseOf('busy'), 'approve', first)).toEqual({ code: 'separation-of-duties', params, fields: [] });
    expect(refused(kaseOf('done'), 'confirm', actorOf('eng-2', 'engineer'))).toEqual({
      code: 'self-confirm',
      params: {},
      fields: [],
    });
    expect(refused(kaseOf('done'), 'confirm', first)).toBe('engineer');
  });

  test('for what stands in the way comes with what is to be known of it, words in no register come last', () => {
    const params = { until: 9 };
    expect(refusalOf(notedWith({ code: 'held', params }))).toEqual({ code: 'held', params, fields: [] });
    expect(refusalOf(notedWith({ code: 'held' }))).toEqual({ code: 'held', params: {}, fields: [] });
    expect(refusalOf(notedWith())).toMatchObject({
      code: 'invalid-data',
      fields: [{ pointer: '/a' }, { pointer: '/b' }],
    });
    expect(notedWith()).toThrow('There is no such entry for /a, /b');
  });
});

const drafts = () => ['a', 'b', 'c'].map((id) => doc(id, 'draft'));
const firstLocked = (_state: object, { part }: { part?: { id: string } }) =>
  part?.id === 'a' ? { edit: { code: 'locked' } } : {};
const offer = (actor: Actor, blockers: Record<string, Refusal> = {}) =>
  allowedCommands(thingOf(blockers), kaseOf('busy'), { actor, now: 5 });

describe('what is offered', () => {
  test('is what he may, once, and apart from it what would be his but is blocked; of parts only what makes some', () => {
    expect(offer(ann)).toEqual({ allowed: ['note', 'approve', 'finish', 'confirm', 'write'], blocked: [] });
    const blockers = { finish: { code: 'open-parts', params: { count: 2 } }, write: { code: 'not-permitted' } };
    expect(offer(actorOf('eng-2', 'engineer'), { ...blockers, take: { code: 'x' } })).toEqual({
      allowed: ['note', 'approve'],
      blocked: [
        { command: 'finish', code: 'open-parts', params: { count: 2 } },
        { command: 'confirm', code: 'self-confirm' },
      ],
    });
    expect(offer(actorOf('aud', 'auditor'))).toEqual({ allowed: [], blocked: [] });
  });

  test('before the first event is the intake, wherever he holds the role', () => {
    const none = kaseOf('none', { seq: 0 });
    const far = actorOf('far', 'engineer', '/elsewhere');
    expect(allowedCommands(thing, none, { actor: far, now: 5 })).toEqual({ allowed: ['create'], blocked: [] });
  });

  test('of parts is said by kind and status, as of most of them, and of those that differ', () => {
    const kase = kaseOf('busy');
    expect(partOffers(thing, kase, { actor: ann, now: 5 })).toEqual([
      { kind: 'doc', status: 'draft', count: 1, allowed: ['edit', 'touch', 'release'], blocked: [], except: {} },
      { kind: 'doc', status: 'ready', count: 1, allowed: ['touch'], blocked: [], except: {} },
      { kind: 'doc', status: 'on', count: 1, allowed: [], blocked: [], except: {} },
      { kind: 'seal', status: 'draft', count: 1, allowed: [], blocked: [], except: {} },
    ]);
    const three = {
      ...thing,
      parts: { ...thing.parts, all: drafts },
      decider: { blockers: firstLocked },
    } as unknown as AnyProcess;
    expect(partOffers(three, kase, { actor: ann, now: 5 })).toEqual([
      {
        kind: 'doc',
        status: 'draft',
        count: 3,
        allowed: ['edit', 'touch', 'release'],
        blocked: [],
        except: { a: { allowed: ['touch', 'release'], blocked: [{ command: 'edit', code: 'locked' }] } },
      },
    ]);
  });

  test('of parts is nothing before the first event, and in a process without any', () => {
    const { parts: _none, ...bare } = thing;
    expect(partOffers(thing, kaseOf('none', { seq: 0 }), { actor: ann, now: 5 })).toEqual([]);
    expect(partOffers(bare, kaseOf('busy'), { actor: ann, now: 5 })).toEqual([]);
  });
});
