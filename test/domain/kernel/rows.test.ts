/** What follows from the rows of a lifecycle, on small tables of its own. */
import { closureOf, guard, allowedCommands, holdersOf, isEnd, statusesOf } from '../../../domain/kernel/lifecycle.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type {
  Actor,
  AnyProcess,
  CaseState,
  Grant,
  Refusal,
  SeenCase,
  Transition,
} from '../../../domain/kernel/process.ts';

type Row = Transition<string, string>;
const row = (command: string, from: string[], to: string[] | '=', more: Partial<Row> = {}): Row => ({
  command,
  from,
  to,
  who: [{ by: ['engineer'] }],
  ...more,
});

describe('what may follow what in a log', () => {
  const lifecycle = [
    row('create', ['none'], ['new']),
    row('start', ['new', 'waiting'], ['working']),
    row('wait', ['working'], ['waiting']),
    row('park', ['working'], ['parked']),
    row('revive', ['parked'], ['working']),
    row('resolve', ['working'], ['resolved', 'closed']), // closes at once where nothing is owed
    row('report', ['resolved'], ['resolved', 'closed']),
    row('reopen', ['resolved'], ['working']),
    row('cancel', ['new'], ['canceled']),
    row('note', ['new', 'working'], '='),
  ];
  const closure = () => closureOf({ lifecycle }, ['working', 'waiting']);

  test('is what commands lead to, by way of working statuses alone', () => {
    expect(closure()).toEqual({
      new: ['working', 'canceled', 'waiting', 'parked', 'resolved'],
      waiting: ['working', 'parked', 'resolved'],
      working: ['waiting', 'parked', 'resolved'],
      parked: ['working', 'waiting', 'resolved'],
      resolved: ['closed', 'working', 'waiting', 'parked'],
      closed: [],
      canceled: [],
    });
  });

  test('an end is reached from where a command leads to it, and through nothing else', () => {
    expect(closure()['new']).not.toContain('closed');
    expect(closure()['working']).not.toContain('closed'); // it has been resolved first
    expect(closure()['waiting']).not.toContain('canceled');
    expect(closureOf({ lifecycle }, [])['new']).toEqual(['working', 'canceled']);
  });

  test('statuses come in the order of the table, without the one before the first event', () => {
    expect(statusesOf({ lifecycle })).toEqual([
      'new',
      'waiting',
      'working',
      'parked',
      'resolved',
      'closed',
      'canceled',
    ]);
    expect(statusesOf({ lifecycle }).filter((status) => isEnd({ lifecycle }, status))).toEqual(['closed', 'canceled']);
    expect(isEnd({ lifecycle: [row('note', ['kept'], '='), row('again', ['kept'], ['kept'])] }, 'kept')).toBe(true);
    expect(isEnd({ lifecycle: [row('again', ['kept'], ['kept', 'gone'])] }, 'kept')).toBe(false);
  });
});

test('permissions are those of all rows of a command, each role once, and reading', () => {
  const lifecycle = [
    row('claim', ['a'], ['b'], { who: [{ by: ['engineer', 'desk-agent'] }, { by: ['engineer'] }] }),
    row('claim', ['c'], ['b'], { who: [{ by: ['supervisor', 'engineer'] }] }),
    row('end', ['b'], ['c'], { who: [{ by: ['system'] }] }),
  ];
  expect(holdersOf({ key: 'work-order', lifecycle }, { readers: ['auditor'], unitReads: true })).toEqual({
    'work-order.claim': { roles: ['engineer', 'desk-agent', 'supervisor'] },
    'work-order.end': { roles: ['system'] },
    'work-order.read': { roles: ['auditor'], unit: true },
  });
});

const person = (id: string, ...grants: Grant[]): Actor => ({
  id,
  kind: 'person',
  unit: `/dx/${id}`,
  teams: [`team-of-${id}`],
  grants,
});
const at = (role: Grant['role'], orgPath: Grant['orgPath']): Grant => ({ role, orgPath });
const refusal = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, params: error.params, fields: error.fields };
    throw error;
  }
};

describe('who may', () => {
  const seen: SeenCase = {
    orgLine: ['/dx/city/county', '/dx/city', '/dx'],
    queueOrg: '/dx/city',
    queue: 'team-of-member',
    parties: {
      requester: 'requester',
      reporters: ['reporter'],
      unit: '/dx/unit',
      assignee: 'assignee',
      commander: 'commander',
      followers: ['follower'],
    },
    resolver: 'resolver',
  };
  const desks = { L1: { orgPath: '/dx/city/county', queue: 'l1' }, L2: { orgPath: '/dx/city', queue: 'l2' } } as const;
  type Blockers = Readonly<Record<string, Refusal>>;
  const processOf = (lifecycle: readonly Row[], blockers: Blockers = {}): AnyProcess =>
    ({ key: 'thing', lifecycle, seen: () => seen, decider: { blockers: () => blockers } }) as unknown as AnyProcess;
  const kase = (more: object = {}): CaseState<{ status: string }> =>
    ({
      caseId: 'THG-000001',
      seq: 1,
      state: { status: 'open' },
      pins: { desks },
      clocks: {},
      mode: 'live',
      ...more,
    }) as never;
  const offered = (actor: Actor, who: Row['who'], more: Partial<Row> = {}) =>
    allowedCommands(processOf([row('act', ['open'], ['open', 'shut'], { who, ...more })]), kase(), { actor, now: 0 });
  const may = (actor: Actor, who: Row['who']): boolean => offered(actor, who).allowed.length > 0;

  test('a role counts on the line of the case, a supervisor’s on that of its queue, a requester’s anywhere', () => {
    const engineer: Row['who'] = [{ by: ['engineer'] }];
    const places = ['/dx/city/county', '/dx/city', '/dx', '/dx/other', '/dx/city/county/unit'] as const;
    const where = (role: Grant['role']) =>
      places.filter((place) => may(person('x', at(role, place)), [{ by: [role] }]));
    expect(where('engineer')).toEqual(['/dx/city/county', '/dx/city', '/dx']);
    expect(where('supervisor')).toEqual(['/dx/city', '/dx']);
    expect(where('requester')).toEqual([...places]);
    expect(may(person('x', at('desk-agent', '/dx')), engineer)).toBe(false);
    expect(may(person('x'), engineer)).toBe(false);
  });

  test.each([
    ['requester', 'requester'],
    ['assignee', 'assignee'],
    ['commander', 'commander'],
    ['follower', 'follower'],
    ['reporter', 'reporter'],
    ['reporter', 'requester'],
    ['caller', 'requester'],
    ['caller', 'unit'],
    ['reporter', 'unit'],
    ['unit', 'unit'],
    ['queue-member', 'member'],
    ['resolver', 'resolver'],
  ] as const)('as %s: %s and not somebody else', (as, id) => {
    const here = (one: string) => may(person(one, at('engineer', '/dx/city')), [{ by: ['engineer'], as }]);
    expect([here(id), here('somebody')]).toEqual([true, false]);
  });

  test.each(['queue-member', 'assignee', 'commander', 'follower'] as const)('as %s wherever the role is held', (as) => {
    const id = as === 'queue-member' ? 'member' : as;
    expect(may(person(id, at('engineer', '/elsewhere')), [{ by: ['engineer'], as }])).toBe(true);
    expect(may(person(id, at('auditor', '/elsewhere')), [{ by: ['engineer'], as }])).toBe(false);
    expect(may(person('resolver', at('engineer', '/elsewhere')), [{ by: ['engineer'], as: 'resolver' }])).toBe(false);
  });

  test('as the supervisor of the highest desk', () => {
    const top: Row['who'] = [{ by: ['supervisor'], as: 'top-supervisor' }];
    expect(may(person('x', at('supervisor', '/dx/city')), top)).toBe(true);
    expect(may(person('x', at('supervisor', '/dx/city/county')), top)).toBe(false);
    expect(may(person('x', at('engineer', '/dx/city')), top)).toBe(false);
    expect(may(person('x', at('supervisor', '/dx/city'), at('engineer', '/other')), top)).toBe(true);
    // One who oversees the queue, but not what lies above it.
    const above = kase({ pins: { desks: { ...desks, L3: { orgPath: '/province', queue: 'l3' } } } });
    const rows = [row('act', ['open'], ['shut'], { who: top })];
    const offer = (actor: Actor, of = above) => allowedCommands(processOf(rows), of, { actor, now: 0 }).allowed;
    expect(offer(person('x', at('supervisor', '/dx/city')))).toEqual([]);
    expect(offer(person('x', at('supervisor', '/dx/city')), kase({ pins: { desks: {} } }))).toEqual([]);
  });

  test('a case without a queue, followers and other reporters makes nobody a party to them', () => {
    const { queue: _queue, queueOrg: _queueOrg, ...bare } = seen;
    const { reporters: _reporters, followers: _followers, ...parties } = seen.parties;
    const rows = (as: NonNullable<Row['who'][number]['as']>) => [
      row('act', ['open'], ['shut'], { who: [{ by: ['engineer'], as }] }),
    ];
    const process = (as: Parameters<typeof rows>[0]): AnyProcess => ({
      ...processOf(rows(as)),
      seen: () => ({ ...bare, parties }),
    });
    const actor = { ...person('x', at('engineer', '/dx')), teams: ['undefined'] };
    for (const as of ['queue-member', 'follower', 'reporter'] as const)
      expect(allowedCommands(process(as), kase(), { actor, now: 0 })).toEqual({ allowed: [], blocked: [] });
    const supervised = {
      ...processOf([row('act', ['open'], ['shut'], { who: [{ by: ['supervisor'] }] })]),
      seen: () => bare,
    };
    const asked = { actor: person('x', at('supervisor', '/dx/city/county')), now: 0 };
    expect(allowedCommands(supervised, kase(), asked).allowed).toEqual(['act']); // on the line of the case, for it lies nowhere
  });

  test('before the first event only the unit is there to be seen', () => {
    const rows = [
      row('create', ['none'], ['open'], { who: [{ by: ['engineer'], as: 'assignee' }, { by: ['desk-agent'] }] }),
    ];
    const before = kase({ seq: 0, state: { status: 'none' } });
    const facts = { unit: { orgPath: '/dx/city/county', open: true } } as const;
    const offer = (actor: Actor, more: object = { facts }) =>
      allowedCommands(processOf(rows), before, { actor, now: 0, ...more }).allowed;
    expect(offer(person('assignee', at('engineer', '/dx')))).toEqual([]);
    expect(offer(person('x', at('desk-agent', '/dx/city')))).toEqual(['create']);
    expect(offer(person('x', at('desk-agent', '/other')))).toEqual([]);
    expect(offer(person('x', at('desk-agent', '/other')), {})).toEqual(['create']); // no unit is named yet: it may be his
  });

  test('the first alternative that fits says the role, and the product itself acts only where it is named', () => {
    const rows = [row('act', ['open'], ['shut'], { who: [{ by: ['auditor'] }, { by: ['engineer', 'desk-agent'] }] })];
    const both = person('x', at('desk-agent', '/dx'), at('engineer', '/dx'));
    expect(guard(processOf(rows), kase(), { actor: both, now: 0, command: 'act' })).toBe('desk-agent');
    const system: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };
    expect([may(system, [{ by: ['system'] }]), may(system, [{ by: ['engineer'] }])]).toEqual([true, false]);
  });

  test('what a person must not be to the case blocks the command, under a code of its own for the resolver', () => {
    const who: Row['who'] = [{ by: ['engineer'] }];
    const blocked = (id: string, not: NonNullable<Row['not']>) =>
      offered(person(id, at('engineer', '/dx')), who, { not });
    expect(blocked('resolver', ['resolver'])).toEqual({
      allowed: [],
      blocked: [{ command: 'act', code: 'self-confirm' }],
    });
    expect(blocked('assignee', ['resolver', 'assignee']).blocked).toEqual([
      { command: 'act', code: 'separation-of-duties', params: { party: 'assignee' } },
    ]);
    expect(blocked('somebody', ['resolver', 'assignee'])).toEqual({ allowed: ['act'], blocked: [] });
  });

  const ask = (
    command: string,
    {
      blockers = {},
      more = {},
      actor = person('x', at('engineer', '/dx')),
    }: { blockers?: Blockers; more?: object; actor?: Actor } = {},
  ) =>
    refusal(() => guard(processOf([row('act', ['open'], ['shut'])], blockers), kase(more), { actor, now: 0, command }));

  test('what is refused says why, and with what it needs', () => {
    expect(ask('act')).toBe('engineer');
    expect(ask('dance')).toMatchObject({ code: 'wrong-status', params: { status: 'open', command: 'dance' } });
    expect(ask('dance', { more: { state: { status: 'open', incident: 'INC-000001' } } })).toMatchObject({
      params: { incident: 'INC-000001' },
    });
    const ended = { code: 'case-ended', params: { status: 'shut', followUpOf: 'THG-000001' } };
    expect(ask('act', { more: { state: { status: 'shut' } } })).toMatchObject(ended);
    expect(ask('act', { more: { state: { status: 'shut', mergedInto: 'THG-000002' } } })).toMatchObject({
      params: { ...ended.params, mergedInto: 'THG-000002' },
    });
    expect(ask('act', { actor: person('x') })).toMatchObject({ code: 'not-permitted', params: { command: 'act' } });
    const blockers = { act: { code: 'too-early', params: { until: 7 } } } as const;
    expect(ask('act', { blockers })).toMatchObject({ code: 'too-early', params: { until: 7 } });
    expect(ask('act', { blockers: { act: { code: 'too-early' } } })).toMatchObject({ code: 'too-early' });
  });

  test('an offer names what is blocked, but not what is not permitted', () => {
    const rows = ['a', 'b', 'c', 'c'].map((command) => row(command, ['open'], ['shut']));
    const blockers = { a: { code: 'not-permitted' }, b: { code: 'too-early', params: { until: 7 } } } as const;
    const asking = { actor: person('x', at('engineer', '/dx')), now: 0 };
    expect(allowedCommands(processOf(rows, blockers), kase(), asking)).toEqual({
      allowed: ['c'],
      blocked: [{ command: 'b', code: 'too-early', params: { until: 7 } }],
    });
  });

  test('an intake for a unit out of reach is refused like one for a unit that is not there', () => {
    const rows = [row('create', ['none'], ['open'])];
    const before = kase({ seq: 0, state: { status: 'none' } });
    const opening = (actor: Actor, unit: Grant['orgPath'] = '/dx/city/county') =>
      refusal(() =>
        guard(processOf(rows), before, {
          actor,
          now: 0,
          command: 'create',
          facts: { unit: { orgPath: unit, open: true } },
        }),
      );
    expect(opening(person('x', at('engineer', '/dx/city')))).toBe('engineer');
    expect(opening(person('x', at('engineer', '/other')))).toMatchObject({
      code: 'invalid-data',
      fields: [{ pointer: '/unit', code: 'unknown' }],
    });
    expect(opening(person('x', at('auditor', '/dx')))).toMatchObject({ code: 'not-permitted' });
    expect(opening(person('x', at('auditor', '/dx'), at('engineer', '/other')))).toMatchObject({
      code: 'invalid-data',
    });
  });
});
