/** The plain registers, a row each: fields, what must hold, who edits, and where. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { orgLineOf } from '../domain/kernel/access.ts';
import { key, line, orgPath, tier } from '../domain/kernel/contract.ts';
import type { Actor, FieldError, Grant, OrgPath, Role, Tier } from '../domain/kernel/process.ts';
import { isRole, roles } from '../domain/roles.ts';
import { hasOpenBelow, isFirstLevel, isLastGuard, openCasesIn, otherStandard, teamsAt } from '../models/in-use.ts';
import type { PlainName } from '../models/register-version.ts';
import { isZone } from '../platform/zones.ts';

export type PlainDeps = { db: Connection; directory: Directory };
type Body = Readonly<Record<string, unknown>>;
type Asking = { id: string; body: Body; former: Body | null; actor: Actor };
export type PlainRegister = {
  name: PlainName;
  title: string;
  editors: readonly Role[];
  /** Of a new entry. */
  id: z.ZodType<string>;
  fields: z.ZodObject;
  /** What stands in the way; empty when nothing does. */
  problems(deps: PlainDeps, asking: Asking): Promise<FieldError[]>;
  /** Organisations that an editor must be responsible for; empty: only at the top. */
  places(asking: Pick<Asking, 'id' | 'body' | 'former'>): readonly string[];
  /** What is stored beside the fields themselves. */
  derived?: (asking: Asking) => object;
};

const title = z.strictObject({ zh: line(100), en: line(100) });
const open = z.boolean().default(true);
const order = z.int().min(0).max(100_000).default(0);
const system = ['system-administrator'] as const;
const problem = (found: boolean, pointer: string, code: string): FieldError[] => (found ? [{ pointer, code }] : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const isTier = (value: unknown): value is Tier => value === 'L1' || value === 'L2' || value === 'L3';
const isPath = (word: string): word is OrgPath => word.startsWith('/');

const organisations: PlainRegister = {
  name: 'organisations',
  title: 'Organisation',
  editors: system,
  id: orgPath(),
  fields: z.strictObject({
    name: line(200),
    kind: z.enum(['support', 'budget-unit', 'collecting-unit']),
    tiers: z.array(tier).max(3).describe('Those that it staffs'),
    open: open.describe('False: takes no new case'),
  }),
  places: ({ id }) => [id],
  derived: ({ id }) => ({ line: orgLineOf(isPath(id) ? id : `/${id}`) }),
  problems: async ({ db, directory }, { id, body }) => {
    const [, above] = orgLineOf(isPath(id) ? id : `/${id}`);
    const parent = above === undefined ? null : await directory.organisation(above);
    const staffed = texts(body['tiers']);
    const closes = body['open'] === false;
    const here = isPath(id) ? await teamsAt(db, id) : [];
    const below = closes && isPath(id) && (await hasOpenBelow(db, id));
    return [
      ...problem(above !== undefined && parent === null, '/id', 'parent-unknown'),
      ...problem(new Set(staffed).size !== staffed.length, '/tiers', 'named-twice'),
      ...problem(body['kind'] !== 'support' && staffed.length > 0, '/tiers', 'not-support'),
      ...here
        .filter((team) => !closes && !staffed.includes(team.tier))
        .map((team) => ({ pointer: '/tiers', code: 'team-open', params: { team: team._id } })),
      ...problem(closes && (below || here.length > 0), '/open', 'still-in-use'),
    ];
  },
};

const teams: PlainRegister = {
  name: 'teams',
  title: 'Team',
  editors: system,
  id: key(),
  fields: z.strictObject({
    name: line(200),
    orgPath: orgPath(),
    tier,
    standard: z.boolean().describe('Takes what no other team of its organisation and tier serves'),
    applications: z.array(key()).max(500),
    lead: key().optional(),
    onCall: key().optional(),
    onCallBackup: key().optional(),
    calendar: key().describe('Its working hours, without version'),
    open: open.describe('False: takes no case any more; its open cases must have been transferred'),
  }),
  places: ({ body, former }) => [String(body['orgPath']), ...(former ? [String(former['orgPath'])] : [])],
  problems: async ({ db, directory }, { id, body, former }) => {
    const path = String(body['orgPath']);
    const here = isPath(path) ? await directory.organisation(path) : null;
    const seats = ['lead', 'onCall', 'onCallBackup'].filter((seat) => body[seat] !== undefined);
    const people = await Promise.all(seats.map((seat) => directory.person(String(body[seat]))));
    const known = await Promise.all(texts(body['applications']).map((word) => directory.knows('application', word)));
    const { orgPath: place, tier: level } = body;
    const isStandard = body['standard'] === true && body['open'] !== false && isPath(path) && isTier(level);
    const second = isStandard && (await otherStandard(db, { _id: id, orgPath: path, tier: level }));
    const cases = body['open'] === false ? await openCasesIn(db, id) : [];
    return [
      ...problem(here === null || !here.open, '/orgPath', 'unknown'),
      ...problem(here !== null && !(isTier(level) && here.tiers.includes(level)), '/tier', 'not-staffed'),
      ...problem(former !== null && (former['orgPath'] !== place || former['tier'] !== level), '/orgPath', 'immutable'),
      ...problem(Boolean(second), '/standard', 'not-unique'),
      ...problem((await directory.newestCalendar(String(body['calendar']))) === null, '/calendar', 'unknown'),
      ...known.flatMap((found, i) => problem(!found, `/applications/${i}`, 'unknown')),
      ...seats.flatMap((seat, i) =>
        problem(!people[i]?.active || !people[i].teams.includes(id), `/${seat}`, 'not-a-member'),
      ),
      ...(cases.length > 0 ? [{ pointer: '/open', code: 'cases-open', params: { numbers: cases } }] : []),
    ];
  },
};

const grant = z.strictObject({ role: z.string().refine(isRole, 'unknown'), orgPath: orgPath() });
const people: PlainRegister = {
  name: 'people',
  title: 'Person',
  editors: ['security-administrator'],
  id: key(),
  fields: z.strictObject({
    name: line(100),
    unit: orgPath(),
    grants: z.array(grant).max(50),
    teams: z.array(key()).max(50),
    locale: z.enum(['zh', 'en']).default('zh'),
    zone: z.string().refine(isZone, 'unknown').optional(),
    phone: line(40).optional(),
    email: z.email().max(200).optional(),
  }),
  places: ({ body, former }) => [
    String(body['unit']),
    ...(former ? [String(former['unit'])] : []),
    ...grantsIn(body).map((one) => one.orgPath),
  ],
  derived: ({ former, actor }) => ({ changedAt: Date.now(), ...(former || actor.id === '' ? {} : { active: true }) }),
  problems: async ({ db, directory }, { id, body, former, actor }) => {
    const grants = grantsIn(body);
    const paths = [String(body['unit']), ...grants.map((one) => one.orgPath)];
    const places = await Promise.all(
      paths.map(async (path) => (isPath(path) ? await directory.organisation(path) : null)),
    );
    const member = await Promise.all(texts(body['teams']).map((team) => directory.team(team)));
    const before = former ? grantsIn(former) : [];
    const losesLast = before.some(isGuard) && !grants.some(isGuard) && (await isLastGuard(db, id));
    return [
      ...problem(!places[0]?.open, '/unit', 'unknown'),
      ...grants.flatMap((_, i) => problem(!places[i + 1], `/grants/${i}/orgPath`, 'unknown')),
      ...member.flatMap((team, i) => problem(!team?.open, `/teams/${i}`, 'unknown')),
      ...separation(grants),
      ...problem(actor.id === id && grantWords(before) !== grantWords(grants), '/grants', 'own-grants'),
      ...problem(losesLast, '/grants', 'last-security-administrator'),
    ];
  },
};

export function grantsIn(body: Body): Grant[] {
  const { grants } = body;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema above, or stored after that
  return Array.isArray(grants) ? (grants as Grant[]) : [];
}

/** 三员分立: nobody is two of the three administrators, or one of them and anything else. */
function separation(grants: readonly Grant[]): FieldError[] {
  const held = [...new Set(grants.map(({ role }) => role))];
  const administers = held.filter((role) => roles[role].kind === 'administrator');
  return problem(administers.length > 0 && held.length > 1, '/grants', 'separation-of-duties');
}

const isGuard = ({ role }: Grant): boolean => role === 'security-administrator';
/** In one form, whatever their order. */
export const grantWords = (grants: readonly Grant[]): string =>
  grants
    .map(({ role, orgPath: at }) => `${role}@${at}`)
    .toSorted()
    .join();

const word = (name: PlainName, label: string, more: z.ZodRawShape = {}): PlainRegister => ({
  name,
  title: label,
  editors: system,
  id: key(),
  fields: z.strictObject({ title, order, open, ...more }),
  places: () => [],
  problems: async ({ db }, { id, body }) => {
    const { parent } = body;
    if (typeof parent !== 'string') return [];
    return problem(parent === id || !(await isFirstLevel(db, parent)), '/parent', 'unknown');
  },
});

export const plainRegisters: readonly PlainRegister[] = [
  organisations,
  teams,
  people,
  word('applications', 'Application (service)'),
  word('categories', 'Category', { parent: key().optional().describe('Absent: first level') }),
  word('cause-codes', 'Cause code'),
];
