/** Accounts: what hangs on a person, leaving and coming back, passwords set by others; and roles that nobody holds. */
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { startHandover } from '../client/handover.ts';
import { orgLineOf } from '../domain/kernel/access.ts';
import { key } from '../domain/kernel/contract.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { Actor, Audience, FieldError, OrgPath } from '../domain/kernel/process.ts';
import { apiKeyOf } from '../models/api-key.ts';
import type { AuditTrail } from '../models/audit.ts';
import { holdingsOf, isLastGuard } from '../models/in-use.ts';
import { type Organisation, organisationOf } from '../models/organisation.ts';
import { type Person, personOf } from '../models/person.ts';
import { type Change, saveEntries, versionOf } from '../models/register-version.ts';
import { type Team, teamOf } from '../models/team.ts';
import { hashPassword, newPassword } from '../platform/passwords.ts';
import type { Auth } from './auth.ts';
import { shown } from './plain-registers.ts';
import type { PlainDeps } from './plain-table.ts';
import { invalid, notFound, notPermitted } from './problem.ts';
import { note } from './register-sources.ts';
import { type Reply, type Route, route } from './route.ts';

type Deps = PlainDeps & { temporal: Client; taskQueue: string; audit: AuditTrail; auth: Auth };
const idParams = z.strictObject({ id: key() });
const numbers = z.array(z.string());
const holdingsSchema = z.object({
  assigned: numbers,
  commands: numbers,
  follows: numbers,
  leads: numbers.describe('Teams'),
  onCall: numbers,
  onCallBackup: numbers,
});
const leavingBody = z.strictObject({
  reason: note,
  successor: key().optional().describe('Who takes his places where he may; else the queues do'),
});
const entry = z.looseObject({ _id: z.string(), version: z.int() });
const gap = z.object({
  orgPath: z.string(),
  role: z.string(),
  team: z.string().optional(),
  standsIn: z.array(z.string()).describe('Who would be told instead'),
  missing: z.string(),
});

export function peopleRoutes(deps: Deps): Route[] {
  const { db, directory, audit, auth } = deps;
  const common = { tag: 'people', access: { rule: 'role', roles: ['security-administrator'] } } as const;

  /** Within the reach of the administrator; else as if there were nobody of that name. */
  async function one(actor: Actor, id: string): Promise<Person> {
    const found = await personOf(db).findById(id).lean<Person>();
    if (!found || !isHis(actor, found.unit)) throw notFound();
    return found;
  }

  async function save(person: Person, changes: readonly Change[]): Promise<Reply> {
    if (!(await saveEntries(db, changes)))
      throw new DomainError('register-changed', 'Somebody else has changed this meanwhile', {
        params: { theirs: shown({ ...(await personOf(db).findById(person._id).lean<Person>()), _id: person._id }) },
      });
    directory.drop();
    const now = await personOf(db).findById(person._id).lean<Person>();
    return { body: shown({ ...now, _id: person._id }), headers: { ETag: `"${versionOf(now ?? person)}"` } };
  }

  async function endAccess(id: string): Promise<void> {
    await auth.end(id, { allBut: null });
    await apiKeyOf(db).updateMany({ personId: id, endedAt: { $exists: false } }, { $set: { endedAt: Date.now() } });
    auth.forget();
  }

  return [
    gapRoute(deps),
    route({
      ...common,
      access: { rule: 'role', roles: ['security-administrator', 'supervisor'] },
      method: 'get',
      path: '/api/people/:id/holdings',
      operationId: 'people.holdings',
      summary: 'What hangs on a person: open cases and seats, before he leaves and while they are handed over',
      params: idParams,
      responses: { 200: { description: 'Of each the first 200', schema: holdingsSchema } },
      handle: async ({ actor, params: { id } }) => ({ body: await holdingsOf(db, (await one(actor, id))._id) }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/deactivate',
      operationId: 'people.deactivate',
      summary: 'A person leaves: access ends at once, seats and open cases go to the successor or back to the queues',
      versioned: 'required',
      params: idParams,
      body: leavingBody,
      responses: { 200: { description: 'Deactivated; cases are being handed over', schema: entry } },
      handle: async ({ actor, params: { id }, body: { reason, successor }, seen = 0 }) => {
        const person = await one(actor, id);
        const problems = await leavingProblems(deps, { person, successor, actor });
        if (problems.length > 0) throw invalid(problems);
        const at = Date.now();
        const stamp = { note: reason, at, by: actor.id };
        const left: Change = { register: 'people', id, seen, fields: { active: false, changedAt: at }, ...stamp };
        await audit.record({ type: 'personDeactivated', by: actor.id, at, data: { person: id, successor, reason } });
        const answer = await save(person, [left, ...(await seatChanges(deps, id, successor, stamp))]);
        await endAccess(id);
        const leaving = { person: id, version: seen + 1, reason, ...(successor === undefined ? {} : { successor }) };
        await startHandover(deps, leaving);
        return answer;
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/reactivate',
      operationId: 'people.reactivate',
      summary: 'A person comes back, with his grants and teams, without the cases that were handed over',
      versioned: 'required',
      params: idParams,
      body: z.strictObject({ reason: note }),
      responses: { 200: { description: 'Active again', schema: entry } },
      handle: async ({ actor, params: { id }, body: { reason }, seen = 0 }) => {
        const person = await one(actor, id);
        const at = Date.now();
        await audit.record({ type: 'personReactivated', by: actor.id, at, data: { person: id, reason } });
        const fields = { active: true, changedAt: at };
        return await save(person, [{ register: 'people', id, seen, fields, note: reason, at, by: actor.id }]);
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/password',
      operationId: 'people.password',
      summary:
        'Set a password for somebody: shown once, to be changed at his next sign-in; his sessions end, his API keys stay',
      params: idParams,
      responses: { 201: { description: 'Set', schema: z.object({ password: z.string() }) } },
      handle: async ({ actor, params: { id } }) => {
        const person = await one(actor, id);
        if (id === actor.id) throw notPermitted('His own password he changes himself');
        const password = newPassword();
        const hash = await hashPassword(password);
        const at = Date.now();
        await audit.record({ type: 'passwordSet', by: actor.id, at, data: { person: id } });
        await personOf(db).updateOne(
          { _id: person._id },
          { $set: { password: hash, mustChange: true, changedAt: at } },
        );
        directory.drop();
        await auth.end(id, { allBut: null });
        return { status: 201, body: { password } };
      },
    }),
  ];
}

const isHis = ({ grants }: Actor, unit: OrgPath): boolean =>
  grants.some(
    ({ role, orgPath }) => ['security-administrator', 'supervisor'].includes(role) && orgLineOf(unit).includes(orgPath),
  );

type Leaving = { person: Person; successor: string | undefined; actor: Actor };

async function leavingProblems({ db, directory }: Deps, { person, successor, actor }: Leaving): Promise<FieldError[]> {
  const heir = successor === undefined ? null : await directory.person(successor);
  const { commands } = await holdingsOf(db, person._id);
  const guards = person.grants.some(({ role }) => role === 'security-administrator');
  return [
    ...(person._id === actor.id ? [{ pointer: '', code: 'oneself' }] : []),
    ...(successor !== undefined && (!heir?.active || successor === person._id)
      ? [{ pointer: '/successor', code: 'unknown' }]
      : []),
    // A major incident is never without a commander.
    ...(successor === undefined && commands.length > 0
      ? [{ pointer: '/successor', code: 'required', params: { commands } }]
      : []),
    ...(guards && (await isLastGuard(db, person._id)) ? [{ pointer: '', code: 'last-security-administrator' }] : []),
  ];
}

type Stamp = Pick<Change, 'note' | 'at' | 'by'>;

/** Seats go to the successor where he is a member, else stay empty until somebody is named. */
async function seatChanges(
  { db }: Deps,
  person: string,
  successor: string | undefined,
  stamp: Stamp,
): Promise<Change[]> {
  const seats = ['lead', 'onCall', 'onCallBackup'] as const;
  const teams = await teamOf(db)
    .find({ $or: seats.map((seat) => ({ [seat]: person })) })
    .sort({ _id: 1 })
    .lean<Team[]>();
  const heir = successor === undefined ? null : await personOf(db).findById(successor).lean<Person>();
  return teams.map((team) => {
    const next = heir?.teams.includes(team._id) ? heir._id : undefined;
    const fields = Object.fromEntries(seats.filter((seat) => team[seat] === person).map((seat) => [seat, next]));
    return { register: 'teams', id: team._id, seen: versionOf(team), fields, ...stamp };
  });
}

/** Roles that ladders speak to and nobody holds, before it matters. */
const gapRoute = ({ db, directory }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/gaps',
    operationId: 'organisations.gaps',
    tag: 'organisations',
    summary: 'Organisations and teams where a ladder would find nobody, and who would stand in',
    access: { rule: 'role', roles: ['system-administrator', 'security-administrator', 'process-owner', 'supervisor'] },
    responses: { 200: { description: 'As of now', schema: z.object({ items: z.array(gap) }) } },
    handle: async ({ actor }) => {
      const his = actor.grants.filter(({ role }) => role !== 'requester').map(({ orgPath }) => orgPath);
      const mine = (path: OrgPath) => his.some((own) => orgLineOf(path).includes(own));
      const [places, teams] = await Promise.all([
        organisationOf(db)
          .find({ open: true, 'tiers.0': { $exists: true } })
          .sort({ _id: 1 })
          .lean<Organisation[]>(),
        teamOf(db).find({ open: true }).sort({ _id: 1 }).lean<Team[]>(),
      ]);
      const asked: { orgPath: OrgPath; role: string; team?: string; to: Audience }[] = [
        ...places.map(({ _id: orgPath }) => ({
          orgPath,
          role: 'supervisor',
          to: { role: 'supervisor', orgPath } as const,
        })),
        ...teams.flatMap(({ _id: team, orgPath }) => [
          { orgPath, role: 'team', team, to: { team } },
          { orgPath, role: 'team-lead', team, to: { team, of: 'lead' } as const },
        ]),
      ];
      const found = await Promise.all(
        asked
          .filter(({ orgPath }) => mine(orgPath))
          .map(async ({ to, ...where }) => ({ ...where, told: await directory.peopleFor(to) })),
      );
      const items = found.flatMap(({ told: { people, stoodIn }, ...where }) =>
        stoodIn === undefined ? [] : [{ ...where, standsIn: people, missing: stoodIn }],
      );
      return { body: { items } };
    },
  });
