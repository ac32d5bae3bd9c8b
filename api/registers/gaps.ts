/** Gaps of the organisation, before they matter: whom ladders and notices speak to and nobody is, and tiers without a desk. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { catalogue } from '../../domain/catalogue.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import { audiencesAt } from '../../domain/kernel/people/escalation.ts';
import type { Audience, OrgPath } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { type Organisation, organisationOf } from '../../models/registers/organisation.ts';
import { type Team, teamOf } from '../../models/registers/team.ts';
import { type Route, route } from '../http/route.ts';
import { orgPathOut } from '../http/schemas.ts';

type Deps = { db: Connection; directory: Directory };
const MOST = 500;
/** Nobody is missing behind these: the case names them itself. */
const OF_THE_CASE = new Set(['assignee', 'requester', 'commander', 'followers', 'approvers']);

const gap = z.object({
  orgPath: orgPathOut,
  missing: z.string().describe('`supervisor@/dx/donghu`, `lead:donghu-l2`, `team:donghu-l2`, `desk:L2@/dx/donghu`'),
  team: z.string().optional(),
  instead: z.string().describe('What stands in, `nobody` at worst'),
  people: z.array(z.string()).describe('Who would be told'),
});
type Gap = z.output<typeof gap>;

export const gapRoutes = ({ db, directory }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/api/organisations/gaps',
    operationId: 'organisations.gaps',
    tag: 'organisations',
    summary:
      'Where a ladder in force, or a notice, would find nobody, or a staffed tier has no desk, and who would stand in',
    access: { rule: 'role', roles: ['system-administrator', 'security-administrator', 'process-owner', 'supervisor'] },
    ofAnyBranch: true,
    responses: {
      200: { description: 'As of now, the first 500', schema: z.object({ items: z.array(gap), capped: z.boolean() }) },
    },
    handle: async ({ actor }) => {
      const his = actor.grants.filter(({ role }) => role !== 'requester').map(({ orgPath }) => orgPath);
      const isHis = ({ orgPath }: { orgPath: OrgPath }) => his.some((own) => isWithin(orgPath, own));
      const [places, teams, words] = await Promise.all([
        organisationOf(db)
          .find({ open: true, 'tiers.0': { $exists: true } })
          .sort({ _id: 1 })
          .lean<Organisation[]>(),
        teamOf(db).find({ open: true }).sort({ orgPath: 1, _id: 1 }).lean<Team[]>(),
        wordsInForce(directory),
      ]);
      const here = places.filter(({ _id }) => isHis({ orgPath: _id }));
      const found = onceEach([
        ...(await withoutDesk(directory, here, teams)),
        ...(await withoutHolder(directory, teams.filter(isHis), words)),
      ]);
      return { body: { items: found.slice(0, MOST), capped: found.length > MOST } };
    },
  }),
];

/** Several words may miss the same person at the same place, from there and from below: that is one gap, of that place. */
function onceEach(gaps: readonly Gap[]): Gap[] {
  const found = new Map<string, Gap>();
  for (const one of gaps)
    if (!found.has(one.missing) || one.missing.endsWith(`@${one.orgPath}`)) found.set(one.missing, one);
  return [...found.values()];
}

/** What the ladders of the newest policies say, whom notices and waits speak to, and the queue itself, which hears of every case. */
async function wordsInForce(directory: Directory): Promise<string[]> {
  const policies = await Promise.all(Object.keys(processes).map((process) => directory.policiesOf(process)));
  const steps = policies.flat().flatMap(({ clocks }) => Object.values(clocks).flatMap(({ ladder = [] }) => ladder));
  const roles = Object.values(catalogue).flatMap(({ addresses }) => addresses);
  return [...new Set(['team', ...roles, ...steps.flatMap(({ to }) => to)])].filter((one) => !OF_THE_CASE.has(one));
}

/** Each audience once, though many steps of many policies mean it. */
async function withoutHolder(directory: Directory, teams: readonly Team[], words: readonly string[]): Promise<Gap[]> {
  const asked = new Map<string, { to: Audience; team: Team }>();
  for (const team of teams)
    for (const to of audiencesAt(words, { queue: team._id, orgPath: team.orgPath }))
      if (!asked.has(JSON.stringify(to))) asked.set(JSON.stringify(to), { to, team });
  const all = await Promise.all(
    [...asked.values()].map(async ({ to, team }) => ({ to, team, told: await directory.peopleFor(to) })),
  );
  return all.flatMap(({ to, team: { _id, orgPath }, told: { people, stoodIn } }) => {
    const [missing, instead] = stoodIn?.split(' > ') ?? [];
    if (missing === undefined || instead === undefined) return [];
    return [{ orgPath, missing, ...('team' in to ? { team: _id } : {}), instead, people }];
  });
}

/** A tier that an organisation says it staffs, and has no team for whatever comes: routing passes it by. */
async function withoutDesk(
  directory: Directory,
  places: readonly Organisation[],
  teams: readonly Team[],
): Promise<Gap[]> {
  const bare = places.flatMap(({ _id: orgPath, tiers }) =>
    tiers
      .filter((tier) => !teams.some((team) => team.orgPath === orgPath && team.tier === tier && team.standard))
      .map((tier) => ({ orgPath, tier })),
  );
  return await Promise.all(
    bare.map(async ({ orgPath, tier }) => {
      const desk = (await directory.desksFor(orgPath))[tier];
      const people = desk ? (await directory.peopleFor({ team: desk.queue })).people : [];
      return { orgPath, missing: `desk:${tier}@${orgPath}`, instead: desk ? `team:${desk.queue}` : 'nobody', people };
    }),
  );
}
