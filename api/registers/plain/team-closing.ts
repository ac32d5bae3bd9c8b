/** Closing a team: what hangs on its queue, and its heir, who goes on with that. */
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { startHandover } from '../../../client/cases/handover.ts';
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import { key } from '../../../domain/kernel/contract.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { holdsCases, queueHoldingsOf } from '../../../models/registers/in-use/of-queue.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { type Team, teamOf } from '../../../models/registers/team.ts';
import { holdingReach } from '../../cases/holding-reach.ts';
import { recordedEdit } from '../on-record.ts';
import type { PlainDeps } from './plain-row.ts';
import { changed, refuseElsewhere, shownAs } from './plain-registers.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';
import { visibleIn } from '../register-scope.ts';
import { note } from '../register-sources.ts';
import { type Asking, type Reply, type Route, route } from '../../http/route.ts';

type Deps = PlainDeps & { temporal: Client; taskQueue: string; audit: AuditTrail };
const body = z.strictObject({
  reason: note,
  heir: key().optional().describe('Of the same tier, at the organisation of the team or above'),
});
const numbers = z.array(z.string());
const holdingsSchema = z.object({
  lying: numbers.describe('Open cases that lie there'),
  coming: numbers.describe('Open cases elsewhere that would come there by escalation or hand-back'),
  members: numbers.describe('Active people'),
  outside: z.int().optional().describe('Open cases of these out of your reach: counted, and not named'),
});
const editors = ['system-administrator'] as const;
const common = { tag: 'teams', params: z.strictObject({ id: key().describe('Key of the team') }) } as const;

export const teamClosingRoutes = (deps: Deps): Route[] => [
  route({
    ...common,
    access: { rule: 'role', roles: [...editors, 'supervisor', 'process-owner'] },
    method: 'get',
    path: '/api/teams/:id/holdings',
    operationId: 'teams.holdings',
    summary: 'What hangs on a queue, before it is closed and while its heir takes over',
    responses: { 200: { description: 'Of each the first 200', schema: holdingsSchema } },
    handle: async ({ actor, params: { id } }) => ({
      body: await queueHoldingsOf(deps.db, await teamIn(deps, actor, id), holdingReach(actor), onlyWithin(actor)),
    }),
  }),
  route({
    ...common,
    access: { rule: 'role', roles: editors },
    method: 'post',
    path: '/api/teams/:id/close',
    operationId: 'teams.close',
    summary: 'Close a team: its open cases, and those that would come to it, go to the heir',
    versioned: 'required',
    body,
    responses: {
      200: {
        description: 'Closed; cases are being handed over',
        schema: z.looseObject({ id: z.string(), version: z.int() }),
      },
    },
    handle: (asking) => close(deps, asking),
  }),
];

async function teamIn({ db }: Pick<Deps, 'db'>, actor: Actor, id: string): Promise<Team> {
  const found = await teamOf(db)
    .findOne({ $and: [visibleIn('teams', actor), { _id: id }] })
    .lean<Team>();
  if (!found) throw notFound();
  return found;
}

type Closing = Pick<Asking<{ id: string }, object, z.output<typeof body>>, 'actor' | 'params' | 'body' | 'seen'>;

async function close(deps: Deps, { actor, params: { id }, body: asked, seen = 0 }: Closing): Promise<Reply> {
  const { db, directory } = deps;
  const { reason, heir: named } = asked;
  const team = await teamIn(deps, actor, id);
  refuseElsewhere(actor, editors, [team.orgPath]);
  if (versionOf(team) !== seen) throw changed({ ...team }, asked);
  const heir = named === undefined ? null : await directory.team(named);
  const problems = await problemsOf(deps, team, { named, heir, actor });
  if (problems.length > 0) throw invalid(problems);
  const at = Date.now();
  const stamp = { note: reason, at, by: actor.id };
  const closed: Change = { register: 'teams', id, seen, fields: { open: false, heir: named }, ...stamp };
  const entry: AuditEntry = { type: 'teamClosed', by: actor.id, at, data: { team: id, heir: named, reason } };
  const changes = [closed, ...(heir ? inheritance(team, heir, stamp) : [])] as const;
  const now = () => teamOf(db).findById(id).lean<Team>();
  const first = () => startHandover(deps, { register: 'teams', id, version: seen + 1 });
  if (!(await recordedEdit(deps, { entry, changes, first }))) throw changed({ ...(await now()), _id: id }, asked);
  directory.drop();
  return shownAs({ ...(await now()), _id: id }, { ...team });
}

async function problemsOf(
  { db }: Deps,
  team: Team,
  { named, heir, actor }: { named: string | undefined; heir: Team | null; actor: Actor },
): Promise<FieldError[]> {
  if (!team.open) return [{ pointer: '', code: 'closed-already' }];
  if (named === undefined) {
    const { members: _members, ...held } = await queueHoldingsOf(db, team, holdingReach(actor));
    return holdsCases(held) ? [{ pointer: '/heir', code: 'required', params: held }] : [];
  }
  // Its cases come from that line, and nobody else's queue may have them.
  if (!heir?.open || heir._id === team._id || !orgLineOf(team.orgPath).includes(heir.orgPath))
    return [{ pointer: '/heir', code: 'unknown' }];
  return heir.tier === team.tier ? [] : [{ pointer: '/heir', code: 'wrong-tier' }];
}

/** At the same organisation the heir serves what the closed team did, and what nobody else serves if that one did. */
function inheritance(team: Team, heir: Team, stamp: Pick<Change, 'note' | 'at' | 'by'>): Change[] {
  if (heir.orgPath !== team.orgPath) return [];
  const applications = [...new Set([...heir.applications, ...team.applications])];
  const standard = heir.standard || team.standard;
  if (applications.length === heir.applications.length && standard === heir.standard) return [];
  return [{ register: 'teams', id: heir._id, seen: versionOf(heir), fields: { applications, standard }, ...stamp }];
}
