/** How somebody stands to a case: which words of a table mean him, and in which role he acts. */
import {
  deskAbove,
  deskBelow,
  deskOf,
  lastPlace,
  lowerTiers,
  namedPlace,
  topDesk,
} from '../../../../domain/kernel/people/desks.ts';
import { isKernelParty, isPartParty, keptOut, roleOf, type Stood } from '../../../../domain/kernel/people/parties.ts';
import {
  answersForWork,
  HANDS,
  isHands,
  only,
  rowsOf,
  staffOf,
  takesPart,
  WORKING,
} from '../../../../domain/kernel/people/who.ts';
import { DomainError } from '../../../../domain/kernel/errors.ts';
import type { Part } from '../../../../domain/kernel/part.ts';
import type { Actor, OrgPath, Role, Who } from '../../../../domain/kernel/process.ts';
import { isRole, roles } from '../../../../domain/roles.ts';

const unit = '/dx/donghu/linxi';
const kase: Stood = {
  orgLine: [unit, '/dx/donghu', '/dx'],
  queueLine: ['/dx/donghu', '/dx'],
  topLine: ['/dx'],
  queue: 'l2',
  parties: {
    requester: 'req',
    unit,
    assignee: 'wang',
    commander: 'chief',
    followers: ['li'],
    reporters: ['later'],
    involved: ['guest'],
  },
  resolver: 'solver',
  own: { approver: ['ann'] },
  others: { client: '/dx/xiling/school' },
};
const step = {
  id: 's1',
  kind: 'step',
  status: 'pending',
  assignees: ['zhao'],
  rev: 0,
  role: 'engineer',
  had: ['former'],
  asked: { by: 'asker' },
} as unknown as Part;
const granted = (...grants: [Role, OrgPath][]) => grants.map(([role, orgPath]) => ({ role, orgPath }));
const who = (id: string, more: Partial<Actor> = {}): Actor => ({
  id,
  kind: 'person',
  unit: '/elsewhere',
  teams: [],
  grants: granted(['engineer', '/dx'], ['requester', '/dx']),
  ...more,
});
const some: readonly [string, Actor][] = [
  ...['req', 'later', 'wang', 'chief', 'li', 'guest', 'solver', 'ann', 'zhao', 'former', 'asker', 'nobody'].map(
    (id): [string, Actor] => [id, who(id)],
  ),
  ['colleague', who('colleague', { unit })],
  ['member', who('member', { teams: ['l1', 'l2'] })],
  ['leader', who('leader', { teams: ['l2'], leads: ['l2'] })],
  ['top', who('top', { grants: granted(['supervisor', '/dx']) })],
  ['middle', who('middle', { grants: granted(['supervisor', '/dx/donghu']) })],
];
const meant = (party: string, seen: Stood = { ...kase, part: step }) =>
  some
    .filter(([, actor]) => keptOut(actor, { who: [], not: [party] }, seen) === party)
    .map(([name]) => name)
    .join(' ');

test.each([
  ['requester', 'req'],
  ['caller', 'req colleague'],
  ['reporter', 'req later colleague'],
  ['unit', 'colleague'],
  ['assignee', 'wang'],
  ['commander', 'chief'],
  ['follower', 'li'],
  ['involved', 'guest'],
  ['queue-member', 'member leader'],
  ['queue-lead', 'leader'],
  ['top-supervisor', 'top'],
  ['resolver', 'solver'],
  ['stand-in', ''],
  ['part-assignee', 'zhao'],
  ['part-former', 'former'],
  ['part-asker', 'asker'],
  ['approver', 'ann'],
  ['unheard-of', ''],
  ['toString', ''],
])('%s means: %s', (party, names) => {
  expect(meant(party)).toBe(names);
});

test('of a case that names nobody nobody is meant; and everybody may act where the desk acts', () => {
  const bare: Stood = { orgLine: ['/dx'], queueLine: ['/dx'], topLine: [], parties: { unit: '/dy' } };
  const parties = ['requester', 'reporter', 'assignee', 'follower', 'involved', 'queue-member', 'queue-lead'];
  for (const party of [
    ...parties,
    'top-supervisor',
    'resolver',
    'part-assignee',
    'part-former',
    'part-asker',
    'approver',
  ])
    expect([party, meant(party, bare)]).toEqual([party, '']);
  expect(meant('stand-in', { ...bare, deskActs: true }).split(' ')).toHaveLength(some.length);
  expect(meant('part-former', { ...bare, part: { ...step, had: 'former' } as unknown as Part })).toBe('');
  for (const asked of [null, 'asker', { by: 7 }, {}])
    expect(meant('part-asker', { ...bare, part: { ...step, asked } as unknown as Part })).toBe('');
  expect(keptOut(who('wang'), { who: [], not: ['assignee'] }, null)).toBeUndefined();
  expect(keptOut(who('wang'), { who: [] }, kase)).toBeUndefined();
  expect(keptOut(who('wang'), { who: [], not: ['requester', 'assignee', 'caller'] }, kase)).toBe('assignee');
});

test('which words are of a part, and which every process has', () => {
  const words = ['assignee', 'part-assignee', 'queue-lead', 'approver', 'toString'];
  expect(words.filter(isPartParty)).toEqual(['part-assignee']);
  expect(words.filter(isKernelParty)).toEqual(['assignee', 'queue-lead']);
});

const acts = (
  grants: Actor['grants'],
  one: Who<string> | Who<string>[],
  seen: Stood | null = kase,
  more: object = {},
) => roleOf(who('wang', { grants, ...more }), { who: [one].flat() }, seen);

describe('in which role somebody acts', () => {
  test.each<[string, Role, OrgPath, Who<string>, Role | undefined]>([
    ['at the organisation of the case', 'engineer', unit, { by: ['engineer'] }, 'engineer'],
    ['above it', 'engineer', '/dx', { by: ['engineer'] }, 'engineer'],
    ['not below it', 'engineer', '/dx/donghu/linxi/school', { by: ['engineer'] }, undefined],
    ['not in another role', 'desk-agent', unit, { by: ['engineer'] }, undefined],
    ['a supervisor on the line of its queue', 'supervisor', '/dx/donghu', { by: ['supervisor'] }, 'supervisor'],
    ['not below that', 'supervisor', unit, { by: ['supervisor'] }, undefined],
    ['a requester anywhere', 'requester', '/elsewhere', { by: ['requester'] }, 'requester'],
    ['whom the case names, anywhere', 'engineer', '/elsewhere', { by: ['engineer'], as: 'assignee' }, 'engineer'],
    ['not where it names him otherwise', 'engineer', '/elsewhere', { by: ['engineer'], as: 'resolver' }, undefined],
    ['whom it does not name', 'engineer', '/dx', { by: ['engineer'], as: 'commander' }, undefined],
    ['all of several words', 'engineer', '/dx', { by: ['engineer'], as: ['assignee', 'commander'] }, undefined],
    ['at another organisation', 'supervisor', '/dx/xiling', { by: ['supervisor'], at: 'client' }, 'supervisor'],
    ['there alone', 'supervisor', '/dx/donghu', { by: ['supervisor'], at: 'client' }, undefined],
    ['at none that is not named', 'supervisor', '/dx', { by: ['supervisor'], at: 'vendor' }, undefined],
  ])('%s', (_where, role, orgPath, one, found) => {
    expect(acts(granted([role, orgPath]), one)).toBe(found);
  });

  test('the first that fits of several, and of his grants the first that counts', () => {
    const both = granted(['desk-agent', '/elsewhere'], ['engineer', '/dx'], ['desk-agent', '/dx']);
    expect(acts(both, [{ by: ['supervisor'] }, { by: ['desk-agent'] }, { by: ['engineer'] }])).toBe('desk-agent');
    expect(acts(both, { by: ['desk-agent', 'engineer'] })).toBe('engineer');
    expect(acts([], { by: ['engineer'] })).toBeUndefined();
  });

  test('before there is a case anybody with the role; the product where it is named, and by no grant', () => {
    expect(acts(granted(['engineer', '/elsewhere']), { by: ['engineer'], as: 'assignee' }, null)).toBe('engineer');
    expect(acts(granted(['engineer', '/elsewhere']), { by: ['engineer'], at: 'client' }, null)).toBeUndefined();
    const product = { kind: 'system' };
    expect(acts(granted(['engineer', '/dx']), { by: ['engineer'] }, kase, product)).toBeUndefined();
    expect(acts([], { by: ['engineer', 'system'] }, kase, product)).toBe('system');
    expect(acts(granted(['engineer', '/dx']), { by: ['system'] })).toBeUndefined();
  });

  test('a part of another place is for those there, and where it has a role for those who hold that', () => {
    const far = { ...kase, part: { ...step, orgPath: '/dx/xiling' } as Part };
    const by: Who<string> = { by: ['engineer', 'supervisor', 'desk-agent'] };
    const asRole: Who<string> = { ...by, as: 'part-role' };
    expect(acts(granted(['engineer', '/dx/donghu']), by, far)).toBeUndefined();
    expect(acts(granted(['engineer', '/dx/xiling']), by, far)).toBe('engineer');
    expect(acts(granted(['supervisor', '/dx/xiling']), by, far)).toBe('supervisor');
    expect(acts(granted(['desk-agent', '/dx'], ['engineer', '/dx']), asRole, far)).toBe('engineer');
    expect(acts(granted(['desk-agent', '/dx'], ['engineer', '/dx/donghu']), asRole, far)).toBeUndefined();
    expect(acts(granted(['engineer', unit]), asRole, { ...kase, part: step })).toBe('engineer');
    expect(acts(granted(['engineer', unit]), asRole)).toBeUndefined();
  });

  test('whom the process itself names in its own word may come from anywhere', () => {
    const own = { ...kase, own: { approver: ['wang'] } };
    const approver: Who<string> = { by: ['engineer'], as: 'approver' };
    expect(acts(granted(['engineer', '/elsewhere']), approver, own)).toBe('engineer');
    expect(acts(granted(['engineer', '/elsewhere']), approver)).toBeUndefined();
  });
});

test('which roles work, take part, and answer for the work of others', () => {
  const all = Object.keys(roles).filter(isRole);
  const holding = (may: (grants: Actor['grants']) => boolean) =>
    all.filter((role) => may(granted(['requester', '/dx'], [role, '/dx'])));
  expect(holding(takesPart)).toEqual([...WORKING, 'customer-representative']);
  expect(holding(answersForWork)).toEqual(['supervisor', 'process-owner']);
  expect([...all, 'system' as const].filter(isHands)).toEqual(['desk-agent', 'engineer']);
  expect(HANDS).toEqual(['engineer', 'desk-agent']);
  expect([takesPart([]), answersForWork([])]).toEqual([false, false]);
});

test('a process names roles that take part in its cases beside those of all', () => {
  const grants = granted(['safety-lead', '/dx']);
  expect([takesPart(grants), takesPart(grants, staffOf({}))]).toEqual([false, false]);
  expect(takesPart(grants, staffOf({ staff: ['safety-lead'] }))).toBe(true);
  expect(takesPart(granted(['engineer', '/dx']), staffOf({ staff: ['safety-lead'] }))).toBe(true);
});

test('a row says from where, to where or that it moves nothing, and who may', () => {
  const row = rowsOf<'open' | 'done', 'close' | 'note'>();
  expect([
    row('close', 'open', 'done', only('engineer', 'system')),
    row('note', ['open', 'done'], '=', { by: ['requester'], as: 'caller' }, only('engineer')),
  ]).toEqual([
    { command: 'close', from: ['open'], to: ['done'], who: [{ by: ['engineer', 'system'] }] },
    {
      command: 'note',
      from: ['open', 'done'],
      to: '=',
      who: [{ by: ['requester'], as: 'caller' }, { by: ['engineer'] }],
    },
  ]);
});

const named = (fact: object | null): unknown => {
  try {
    return namedPlace(unit, { queue: fact as never });
  } catch (error) {
    return error instanceof DomainError ? error.code : error;
  }
};

describe('desks', () => {
  const desks = { L1: { orgPath: unit, queue: 'desk' }, L3: { orgPath: '/dx', queue: 'experts' } } as const;
  const [first, third] = [
    { queue: 'desk', queueOrg: unit, tier: 'L1' },
    { queue: 'experts', queueOrg: '/dx', tier: 'L3' },
  ];

  test('the nearest that is staffed, above and below', () => {
    const tiers = ['L1', 'L2', 'L3'] as const;
    expect(tiers.map((tier) => deskOf(desks, tier))).toEqual([first, undefined, third]);
    expect(tiers.map((tier) => deskAbove(desks, tier))).toEqual([third, third, undefined]);
    expect(tiers.map((tier) => deskBelow(desks, tier))).toEqual([undefined, first, first]);
    expect(deskBelow({ ...desks, L2: { orgPath: '/dx', queue: 'l2' } }, 'L3')).toMatchObject({ queue: 'l2' });
    expect(deskAbove({ ...desks, L2: { orgPath: '/dx', queue: 'l2' } }, 'L1')).toMatchObject({ queue: 'l2' });
    expect(tiers.map(lowerTiers)).toEqual([[], ['L1'], ['L2', 'L1']]);
    expect([topDesk(desks), topDesk({ L1: desks.L1 }), topDesk({})]).toEqual([third, first, undefined]);
  });

  test('a queue that is named is open, and on the line of the unit', () => {
    const queue = { key: 'l2', orgPath: '/dx/donghu', open: true, tier: 'L2' } as const;
    expect(named(queue)).toEqual({ queue: 'l2', queueOrg: '/dx/donghu', tier: 'L2' });
    for (const fact of [null, { ...queue, open: false }, { ...queue, orgPath: '/dx/xiling' }])
      expect(named(fact)).toBe('target-not-open');
  });

  test('where an ended case lay is known whole or not at all', () => {
    const fact = { queue: 'l2', queueOrg: '/dx', tier: 'L2' } as const;
    const last = (more: object) => lastPlace({ ...fact, ...more } as never);
    expect(last({})).toEqual(fact);
    expect(['queue', 'queueOrg', 'tier'].map((name) => last({ [name]: undefined }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
