/** Who one is: roles, units, the screens for him, what he may open, and how he likes it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { contracts } from '../../domain/contracts.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { type Role, roles } from '../../domain/roles.ts';
import { awayShown } from '../../models/registers/meetings/away.ts';
import { DENSITIES, ownSettingsOf, type OwnSettings, THEMES } from '../../models/access/own-settings.ts';
import type { ZoneOf } from '../http/days.ts';
import { notFound } from '../http/problem.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { awaySchema, instantOut, orgPathOut, processKeys } from '../http/schemas.ts';
import { ABSOLUTE_MS, IDLE_MS } from './auth.ts';
import { holds, isNarrowed, keyAllows } from './key-rights.ts';
import type { SecondFactors } from './second-factor.ts';

export type MeDeps = {
  db: Connection;
  directory: Directory;
  factors: SecondFactors;
  zoneOf: ZoneOf;
  worksSomewhere: (actor: Actor) => boolean;
};

/** Of this product alone: nobody is sent elsewhere after signing in. */
const path = z.string().regex(/^\/[a-z0-9-][A-Za-z0-9/?=&%._:,~+-]{0,300}$/, 'path');
const settings = z.strictObject({
  density: z.enum(DENSITIES),
  theme: z.enum(THEMES),
  singleKeys: z.boolean().describe('Keys without Ctrl act while no field has the focus'),
  landing: path.nullable().describe('The screen after signing in, as its path; null: that of the role'),
});
type Settings = z.output<typeof settings>;

export const meSchema = z.object({
  id: z.string(),
  name: z.string(),
  unit: orgPathOut,
  teams: z.array(z.string()),
  grants: z.array(
    z.object({ role: z.string(), orgPath: orgPathOut, title: z.object({ zh: z.string(), en: z.string() }) }),
  ),
  navigation: z.array(z.string()),
  landing: z.string().describe('Path of the screen to begin with: the own one, else that of the role'),
  opens: z.record(z.string(), z.array(z.string())).describe('By process: the intakes that are his, somewhere'),
  works: z.boolean().describe('Works on cases or watches over that; all others see the side of the requester'),
  language: z.enum(['zh', 'en']),
  away: awaySchema.optional().describe('Out of office by his own word'),
  zone: z.string().describe('IANA name: the own one, else that of his organisation'),
  settings,
  mustChangePassword: z.boolean(),
  secondFactor: z.enum(['none', 'offered', 'on']),
  mustSetSecondFactor: z.boolean().describe('Nothing else is open to him before'),
  signedInBy: z.enum(['session', 'key']),
  session: z
    .object({ idleMs: z.int(), longestMs: z.int() })
    .optional()
    .describe('It ends so long after its last use, and so long after it was opened at the latest'),
  serverNow: instantOut,
});

/** Who has work of any process put before him. */
const WORKERS = [
  'desk-agent',
  'engineer',
  'coordinator',
  'supervisor',
  'quality-lead',
  'process-owner',
  'project-manager',
  'maintenance-lead',
  'safety-lead',
  'records-keeper',
  'spare-keeper',
  'appraiser',
  'chief-appraiser',
] as const satisfies readonly Role[];
const LEADERS = ['coordinator', 'supervisor', 'quality-lead', 'process-owner'] as const satisfies readonly Role[];

/** In the order of the rail. */
const screens: readonly { screen: string; roles: readonly Role[] }[] = [
  { screen: 'my', roles: ['requester'] },
  { screen: 'desk', roles: ['desk-agent'] },
  { screen: 'queue', roles: WORKERS },
  { screen: 'board', roles: LEADERS },
  { screen: 'overview', roles: ['process-owner', 'customer-representative'] },
  { screen: 'approvals', roles: [...WORKERS, 'customer-representative'] },
  { screen: 'calendar', roles: [...LEADERS, 'engineer', 'customer-representative', 'project-manager'] },
  { screen: 'runs', roles: [...LEADERS, 'engineer'] },
  { screen: 'field', roles: ['coordinator', 'supervisor', 'maintenance-lead', 'project-manager', 'spare-keeper'] },
  { screen: 'inspections', roles: [...LEADERS, 'engineer', 'project-manager', 'maintenance-lead'] },
  {
    screen: 'appraisals',
    roles: [...LEADERS, 'project-manager', 'appraiser', 'chief-appraiser', 'customer-representative'],
  },
  { screen: 'figures', roles: [...LEADERS, 'project-manager', 'customer-representative'] },
  { screen: 'rehearsals', roles: ['process-owner', 'supervisor'] },
  { screen: 'items', roles: ['configuration-manager'] },
  { screen: 'audit', roles: ['auditor'] },
  { screen: 'admin', roles: ['system-administrator', 'process-owner'] },
  { screen: 'admin-security', roles: ['security-administrator'] },
  { screen: 'admin-records', roles: ['audit-administrator'] },
];
/** The first of them that is his: who leads begins with what he leads, who works with his work. */
const LANDING: readonly (readonly [role: Role, path: string])[] = [
  ['process-owner', '/overview'],
  ['supervisor', '/board'],
  ['coordinator', '/board'],
  ['quality-lead', '/board'],
  ['desk-agent', '/desk'],
  ['engineer', '/queue'],
  ['customer-representative', '/overview'],
  ['configuration-manager', '/items'],
  ['auditor', '/audit'],
  ['security-administrator', '/admin/security'],
  ['audit-administrator', '/admin/records'],
  ['system-administrator', '/admin'],
  ['requester', '/my'],
];
const ANYBODYS = '/queue';

/** Who he is to whom a session has just been opened. Throws 'not-found'. */
export async function meOfNew(deps: MeDeps, id: string): Promise<object> {
  const actor = await deps.directory.actorOf(id);
  if (!actor) throw notFound();
  return await meOf(deps, { by: 'session', id: '', actor });
}

/** Throws 'not-found'. */
async function meOf({ db, directory, factors, zoneOf, worksSomewhere }: MeDeps, identity: Identity): Promise<object> {
  const { actor, by } = identity;
  const { id } = actor;
  const [person, own] = await Promise.all([directory.person(id), settingsOf(db, id)]);
  if (!person) throw notFound();
  const { name, unit, locale, mustChange } = person;
  const { teams, grants } = isNarrowed(identity) ? actor : person; // an API key of one organisation leaves less of him
  const held = grants.map(({ role }) => role);
  return {
    id,
    name,
    unit,
    teams,
    grants: grants.map(({ role, orgPath }) => ({ role, orgPath, title: roles[role].title })),
    navigation: screens.filter((one) => held.some((role) => one.roles.includes(role))).map(({ screen }) => screen),
    landing: own.landing ?? LANDING.find(([role]) => held.includes(role))?.[1] ?? ANYBODYS,
    opens: opensOf(identity),
    works: worksSomewhere(actor),
    away: (await awayShown(db, [id], Date.now())).get(id),
    language: locale,
    zone: person.zone ?? (await zoneOf(unit)),
    settings: own,
    mustChangePassword: mustChange === true,
    secondFactor: await factors.state(id),
    mustSetSecondFactor: await factors.owes({ id, grants: person.grants }),
    signedInBy: by,
    ...(by === 'session' ? { session: { idleMs: IDLE_MS, longestMs: ABSOLUTE_MS } } : {}),
    serverNow: Date.now(),
  };
}

/** Whether one of them may be given for a certain unit, its own guard says. */
const opensOf = (identity: Identity): Record<string, string[]> =>
  Object.fromEntries(
    processKeys.flatMap((process) => {
      const his = Object.entries(contracts[process]).flatMap(([command, { intake, internal }]) => {
        const permission = `${process}.${command}`;
        return intake && !internal && keyAllows(identity, permission) && holds(identity.actor, permission)
          ? [command]
          : [];
      });
      return his.length > 0 ? [[process, his] as const] : [];
    }),
  );

/** Until he chooses: whoever works through lists has more rows on a screen. */
const AS_SHIPPED: Settings = { density: 'comfortable', theme: 'system', singleKeys: true, landing: null };

async function settingsOf(db: Connection, id: string): Promise<Settings> {
  const own = await ownSettingsOf(db).findById(id).lean<OwnSettings>();
  if (!own) return AS_SHIPPED;
  const { density, theme, singleKeys, landing = null } = own;
  return { density, theme, singleKeys, landing };
}

export const meRoutes = (deps: MeDeps): Route[] => [
  route({
    method: 'get',
    path: '/api/me',
    operationId: 'me.get',
    beforeChange: true,
    tag: 'session',
    summary: 'Who asks, with roles, units, teams, the screens for him, what he may open and how he likes it',
    access: { rule: 'signed-in' },
    responses: { 200: { description: 'The asker', schema: meSchema } },
    handle: async ({ identity }) => ({ body: await meOf(deps, identity) }),
  }),
  route({
    method: 'put',
    path: '/api/me/settings',
    operationId: 'me.settings',
    tag: 'session',
    summary: 'Choose how the own screens look and where one begins; language and zone: PUT /api/me/preferences',
    access: { rule: 'own-session' },
    unrecorded: true,
    body: settings,
    responses: { 200: { description: 'Settings', schema: settings } },
    handle: async ({ actor, body }) => {
      const { landing, ...rest } = body;
      const chosen = { ...rest, ...(landing === null ? {} : { landing }), changedAt: Date.now() };
      await ownSettingsOf(deps.db).replaceOne({ _id: actor.id }, chosen, { upsert: true });
      return { body };
    },
  }),
];
