/** The part of the sample organisation that scenarios play in: people, queues, desks and a working calendar. */
import { type CalendarSnapshot, type Frame } from '../../domain/kernel/time/calendar.ts';
import { holidayRules } from '../../domain/kernel/policy/calendar-rules.ts';
import type { OfferedPolicy, Stage } from '../../domain/kernel/approval/shapes.ts';
import type { Facts, ItemFact } from '../../domain/kernel/facts.ts';
import { answersForWork, takesPart } from '../../domain/kernel/people/who.ts';
import type { Actor, Grant, OrgPath, PinnedPolicy, Pins, Place, Role, Tier } from '../../domain/kernel/process.ts';
import { compileCalendar } from '../../platform/zones.ts';
import holidays from '../data/cn-holidays.json';

const OFFICE: Frame[] = [
  [9 * 60, 12 * 60],
  [13 * 60, 18 * 60],
];
const week = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];
const zone = 'Asia/Shanghai';
const years = [2025, 2026] as const;
const office: CalendarSnapshot = compileCalendar({
  id: 'cn-5x8',
  version: 1,
  zone,
  week,
  dates: holidayRules(holidays, week),
  years,
});
const empty: Frame[][] = [[], [], [], [], [], [], []];
const always: CalendarSnapshot = compileCalendar({
  id: 'always',
  version: 1,
  zone,
  always: true,
  week: empty,
  dates: {},
  years,
});

/** Wall-clock time in China: '2026-02-13 17:20'. */
export const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}+08:00`);

type Queue = { orgPath: OrgPath; tier: Tier; open: boolean };
export const queues: Readonly<Record<string, Queue>> = {
  'dx-desk': { orgPath: '/dx', tier: 'L1', open: true },
  'dx-l2': { orgPath: '/dx', tier: 'L2', open: true },
  'dx-experts': { orgPath: '/dx', tier: 'L3', open: true },
  'dx-software': { orgPath: '/dx', tier: 'L3', open: true },
  'dx-old': { orgPath: '/dx', tier: 'L2', open: false },
  'donghu-desk': { orgPath: '/dx/donghu', tier: 'L1', open: true },
  'donghu-l2': { orgPath: '/dx/donghu', tier: 'L2', open: true },
  'donghu-apps': { orgPath: '/dx/donghu', tier: 'L2', open: true },
  'xiling-l2': { orgPath: '/dx/xiling', tier: 'L2', open: true },
  'linxi-desk': { orgPath: '/dx/donghu/linxi', tier: 'L1', open: true },
};

/** Units that report, and the desks by which routing serves them. */
export const units: Readonly<Record<string, Pins['desks']>> = {
  '/dx/donghu/linxi/school': desks('linxi-desk', 'donghu-l2', 'dx-software'),
  '/dx/donghu/linxi/hospital': desks('linxi-desk', 'donghu-l2', 'dx-software'),
  '/dx/donghu/court': desks('donghu-desk', 'donghu-l2', 'dx-experts'),
  '/dx': desks('dx-desk', 'dx-l2', 'dx-experts'),
  '/dx/court': desks('dx-desk', 'dx-l2', 'dx-experts'),
  '/lone/office': {},
};
function desks(...keys: string[]): Pins['desks'] {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const queue = queues[key];
      return queue ? [[queue.tier, { orgPath: queue.orgPath, queue: key }]] : [];
    }),
  );
}

const grant = (role: Role, orgPath: OrgPath): Grant => ({ role, orgPath });
function actor(id: string, unit: OrgPath, grants: Grant[], ...teams: string[]): Actor {
  return { id, kind: 'person', unit, teams, grants };
}
export const people = {
  requester: actor('req-linxi', '/dx/donghu/linxi/school', [grant('requester', '/dx/donghu/linxi/school')]),
  colleague: actor('req-linxi-2', '/dx/donghu/linxi/school', [grant('requester', '/dx/donghu/linxi/school')]),
  stranger: actor('req-donghu', '/dx/donghu/court', [grant('requester', '/dx/donghu/court')]),
  agent: actor('desk-linxi', '/dx/donghu/linxi', [grant('desk-agent', '/dx/donghu/linxi')], 'linxi-desk'),
  cityAgent: actor('desk-donghu', '/dx/donghu', [grant('desk-agent', '/dx/donghu')], 'donghu-desk'),
  provinceAgent: actor('desk-province', '/dx', [grant('desk-agent', '/dx')], 'dx-desk'),
  li: actor('eng-donghu-1', '/dx/donghu', [grant('engineer', '/dx/donghu')], 'donghu-l2'),
  zhao: actor('eng-donghu-2', '/dx/donghu', [grant('engineer', '/dx/donghu')], 'donghu-l2'),
  /** In two queues each. */
  yang: actor('desk-linxi-2', '/dx/donghu/linxi', [grant('desk-agent', '/dx/donghu')], 'linxi-desk', 'donghu-desk'),
  deng: actor('eng-donghu-3', '/dx/donghu', [grant('engineer', '/dx/donghu')], 'donghu-l2', 'donghu-apps'),
  chen: actor('eng-dx-1', '/dx', [grant('engineer', '/dx')], 'dx-l2'),
  wang: actor('expert-2', '/dx', [grant('engineer', '/dx')], 'dx-software'),
  hu: actor('expert-1', '/dx', [grant('engineer', '/dx')], 'dx-experts'),
  cityHead: actor('sup-donghu', '/dx/donghu', [grant('supervisor', '/dx/donghu')]),
  xilingHead: actor('sup-xiling', '/dx/xiling', [grant('supervisor', '/dx/xiling')]),
  head: actor('sup-dx', '/dx', [grant('supervisor', '/dx')]),
  coordinator: actor('coord-donghu', '/dx/donghu', [grant('coordinator', '/dx/donghu')]),
  foreman: actor('foreman-donghu', '/dx/donghu', [grant('maintenance-lead', '/dx/donghu')]),
  keeper: actor('keeper-donghu', '/dx/donghu', [grant('spare-keeper', '/dx/donghu')]),
  owner: actor('owner', '/dx', [grant('process-owner', '/dx')]),
  quality: actor('quality', '/dx', [grant('quality-lead', '/dx')]),
  safety: actor('safety', '/dx', [grant('safety-lead', '/dx')]),
  /** Of the city: she leads its quality beside the province's. */
  cityQuality: actor('quality-donghu', '/dx/donghu', [grant('quality-lead', '/dx/donghu')]),
  manager: actor('manager', '/dx', [grant('project-manager', '/dx')]),
  appraiser: actor('appraiser', '/dx/court', [grant('appraiser', '/dx')]),
  secondAppraiser: actor('appraiser-2', '/dx/court', [grant('appraiser', '/dx')]),
  chief: actor('chief', '/dx/court', [grant('chief-appraiser', '/dx')]),
  archivist: actor('archivist', '/dx', [grant('records-keeper', '/dx')]),
  /** Speaks for the school as a customer. */
  principal: actor('cus-school', '/dx/donghu/linxi/school', [
    grant('customer-representative', '/dx/donghu/linxi/school'),
  ]),
  auditor: actor('auditor', '/dx', [grant('auditor', '/dx')]),
  system: { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] },
} as const satisfies Record<string, Actor>;

/** Priority by the matrix of the sample: impact + urgency. */
const MATRIX: Readonly<Record<string, string>> = { '11': 'P1', '12': 'P2', '21': 'P2', '22': 'P3', '31': 'P3' };

/** The registers' part of what the client looks up for a command with these data. */
export function registerFacts(data: object): Facts {
  const field = (name: string): string | undefined => {
    const value: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const [unit, queue, successor] = [field('unit'), field('queue'), field('successor')];
  const person =
    field('witness') ??
    field('person') ??
    field('responsible') ??
    field('reporter') ??
    field('commander') ??
    field('implementer') ??
    field('to');
  const [impact, urgency] = [field('impact'), field('urgency')];
  const team = queue === undefined ? undefined : queues[queue];
  return {
    ...(unit !== undefined && { unit: units[unit] ? { orgPath: unit as OrgPath, open: true } : null }),
    ...(queue !== undefined && { queue: team ? { key: queue, ...team } : null }),
    ...(person !== undefined && { person: personFact(person) }),
    ...(successor !== undefined && { successor: personFact(successor) }),
    ...('people' in data && Array.isArray(data.people) ? { people: peopleFacts(data.people) } : {}),
    ...('engineers' in data && Array.isArray(data.engineers)
      ? { people: peopleFacts(data.engineers.map((id: string) => ({ person: id }))) }
      : {}),
    ...(impact && urgency && { priority: MATRIX[impact + urgency] ?? 'P4' }),
    ...('items' in data && Array.isArray(data.items) ? itemFacts(data.items) : {}),
  };
}

/** What work outside at a unit finds in registers: the city has a zone, with two teams; one of its engineers knows networks. */
export const fieldFacts = (unit: OrgPath, data: object): Facts => ({
  zone: unit.startsWith('/dx/donghu')
    ? { id: 'donghu', depot: 'City depot', places: ['donghu-l2', 'donghu-apps'].map(placeOf) }
    : null,
  ...('skills' in data ? { skills: ['network', 'power'] } : {}),
  skilled: { network: ['eng-donghu-1'], power: ['eng-donghu-1', 'eng-donghu-2'] },
});
const placeOf = (queue: string): Place => {
  const { orgPath = '/dx', tier = 'L2' } = queues[queue] ?? {};
  return { queue, queueOrg: orgPath, tier };
};

/** Items of the school, which its principal represents, and of the province, which nobody represents. */
const items: Readonly<Record<string, ItemFact>> = {
  'srv-school': { orgPath: '/dx/donghu/linxi/school', isRetired: false },
  'db-school': { orgPath: '/dx/donghu/linxi/school', isRetired: false },
  'srv-dx': { orgPath: '/dx', isRetired: false, rtoMs: 2 * 3_600_000 },
  'sw-dx': { orgPath: '/dx', isRetired: false, kind: 'network-device' },
  'srv-old': { orgPath: '/dx', isRetired: true },
};
const itemFacts = (named: readonly string[]): Pick<Facts, 'items' | 'representatives'> => ({
  items: Object.fromEntries(named.map((id) => [id, items[id] ?? null])),
  representatives: { '/dx/donghu/linxi/school': ['cus-school'] },
});

const policyWith = (id: string, ...stages: Stage[]): OfferedPolicy => ({
  policy: { id, version: 1, stages, ...(id === 'cab-normal' ? { withdrawable: true } : {}) },
  ref: `${id}@1#00ff`,
  sitters: Object.fromEntries(stages.flatMap(({ seats }) => seats.map((seat) => [seat.id, [seat.id]]))),
});
const seat = (id: string, more: object = {}) => ({ id, of: { person: id }, ...more });
/** Of a low risk the city's head; of a medium one the engineers and then he; of a high one the board of five. */
export const changePolicies: Readonly<Record<string, OfferedPolicy>> = {
  'change-low': policyWith('change-low', { key: 'head', rule: 'any', seats: [seat('sup-donghu')] }),
  'change-medium': policyWith(
    'change-medium',
    { key: 'technical', rule: 'all', seats: [seat('eng-dx-1'), seat('expert-2')] },
    { key: 'head', rule: 'any', seats: [seat('sup-donghu'), seat('sup-dx')] },
  ),
  'cab-normal': policyWith('cab-normal', {
    key: 'board',
    rule: 'quorum',
    seats: [
      seat('sup-dx', { chair: true }),
      seat('eng-dx-1'),
      seat('expert-2'),
      seat('expert-1'),
      seat('quality', { required: true }),
    ],
  }),
  emergency: policyWith('emergency', {
    key: 'emergency',
    rule: 'any',
    seats: [seat('sup-donghu'), seat('sup-dx')],
  }),
};

const peopleFacts = (named: readonly { person: string }[]): NonNullable<Facts['people']> =>
  Object.fromEntries(named.map(({ person }) => [person, personFact(person)]));

function personFact(person: string): NonNullable<Facts['person']> | null {
  const found = Object.values<Actor>(people).find(({ id }) => id === person);
  if (!found) return null;
  const { teams, unit, grants } = found;
  return {
    id: person,
    active: true,
    teams,
    unit,
    ...(takesPart(grants) ? {} : { roleMissing: true }),
    ...(answersForWork(grants) ? { answers: true } : {}),
  };
}

/** Pins of a case of `unit` under `policy`. */
export function pinsOf(unit: OrgPath, policy: PinnedPolicy): Pins {
  const names = ['service', 'desk-L1', 'desk-L2', 'desk-L3', 'vendor'];
  return {
    rules: 1,
    calendars: { always: 'always@1', ...Object.fromEntries(names.map((name) => [name, 'cn-5x8@1'])) },
    snapshots: { 'always@1': always, 'cn-5x8@1': office },
    sla: policy,
    desks: units[unit] ?? {},
  };
}
