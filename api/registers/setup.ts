/** How far a new installation is: what its screens say to whoever begins with it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { isRole, type Role } from '../../domain/roles.ts';
import { type SetupFacts, setupOf, setupSteps } from '../../domain/setup.ts';
import { caseOf } from '../../models/cases/case.ts';
import { applicationOf } from '../../models/registers/application.ts';
import { coverages } from '../../models/registers/horizon.ts';
import { type Organisation, organisationOf } from '../../models/registers/organisation.ts';
import { personOf } from '../../models/registers/person.ts';
import { policyOf } from '../../models/registers/policy.ts';
import { type Team, teamOf } from '../../models/registers/team.ts';
import { type Route, route } from '../http/route.ts';

const itemSchema = z.object({
  step: z.enum(setupSteps),
  state: z.enum(['done', 'open', 'shipped']).describe('`shipped`: what comes with the product will do'),
  count: z.int(),
  missing: z.array(z.string()).describe('What is still wanted, by key: roles, teams, `L2@/dx`, calendars'),
  roles: z.array(z.string()).describe('Who does it'),
});
/** What people published is theirs; the rest came with the product. */
const BY_PRODUCT = 'system';

export const setupRoute = ({ db }: { db: Connection }): Route =>
  route({
    method: 'get',
    path: '/api/setup',
    operationId: 'setup.get',
    tag: 'organisations',
    summary: 'What an installation needs before its first case, and how far it is; no names, and nothing of any case',
    access: { rule: 'role', roles: ['system-administrator', 'security-administrator', 'process-owner'] },
    ofAnyBranch: true,
    responses: { 200: { description: 'In the order of doing', schema: z.object({ items: z.array(itemSchema) }) } },
    handle: async () => ({ body: { items: setupOf(await factsOf(db)) } }),
  });

async function factsOf(db: Connection): Promise<SetupFacts> {
  const [holders, members, places, teams, applications, calendars, own, shipped, aCase] = await Promise.all([
    countedBy(db, 'grants.role'),
    countedBy(db, 'teams'),
    organisationOf(db).find({ open: true }).lean<Organisation[]>(),
    teamOf(db).find({ open: true }).sort({ _id: 1 }).lean<Team[]>(),
    applicationOf(db).countDocuments({ open: true }),
    coverages(db),
    policyOf(db).countDocuments({ publishedBy: { $ne: BY_PRODUCT } }),
    policyOf(db).countDocuments({ publishedBy: BY_PRODUCT }),
    caseOf(db).exists({ mode: 'live' }),
  ]);
  const staffed = places.filter(({ tiers }) => tiers.length > 0);
  const empty = teams.filter(({ _id }) => (members.get(_id) ?? 0) === 0).map(({ _id }) => _id);
  return {
    now: Date.now(),
    holders: rolesOf(holders),
    organisations: { open: places.length, staffed: staffed.length },
    teams: {
      manned: teams.length - empty.length,
      empty,
      withoutDesk: staffed.flatMap(({ _id, tiers }) =>
        tiers.filter((tier) => !teams.some(isDesk(_id, tier))).map((tier) => `${tier}@${_id}`),
      ),
    },
    applications,
    calendars: calendars.map(({ calendar, coveredUntil }) => ({ id: calendar, coveredUntil })),
    policies: { own, shipped },
    hasCases: aCase !== null,
  };
}

const isDesk = (orgPath: string, tier: string) => (team: Team) =>
  team.orgPath === orgPath && team.tier === tier && team.standard;

/** Active people by each value of a list of theirs. */
async function countedBy(db: Connection, field: 'grants.role' | 'teams'): Promise<ReadonlyMap<string, number>> {
  const counted = await personOf(db).aggregate<{ _id: string; count: number }>([
    { $match: { active: true } },
    { $unwind: `$${field.split('.')[0]}` },
    { $group: { _id: { value: `$${field}`, person: '$_id' } } },
    { $group: { _id: '$_id.value', count: { $sum: 1 } } },
  ]);
  return new Map(counted.map(({ _id, count }) => [_id, count]));
}

const rolesOf = (counted: ReadonlyMap<string, number>): Partial<Record<Role, number>> =>
  Object.fromEntries([...counted].filter(([role]) => isRole(role)));
