/** Accounts: what hangs on a person, locking, leaving and coming back, passwords set by others. */
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { startHandover } from '../../../client/cases/handover.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import { key } from '../../../domain/kernel/contract.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';
import { changesBetween } from '../../../domain/kernel/record/changes.ts';
import { apiKeyOf } from '../../../models/access/api-key.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { holdingsOf } from '../../../models/registers/in-use.ts';
import { type Person, personOf } from '../../../models/registers/person.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { hashPassword, newPassword } from '../../../platform/passwords.ts';
import type { Auth } from '../../sign-in/auth.ts';
import { endingProblems, leavingProblems, seatChanges } from './leaving.ts';
import { recordedEdit } from '../on-record.ts';
import { answersForTeam } from './plain-people.ts';
import type { PlainDeps } from './plain-row.ts';
import { changed, shownAs } from './plain-registers.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import { note } from '../register-sources.ts';
import { type Asking, type Reply, type Route, route } from '../../http/route.ts';
import { orgPathOut } from '../../http/schemas.ts';

type Deps = PlainDeps & { temporal: Client; taskQueue: string; audit: AuditTrail; auth: Auth };
type OfOne<B = object> = Pick<Asking<{ id: string }, object, B>, 'actor' | 'params' | 'body' | 'seen'>;
type Why = { reason: string };
type Edit = Parameters<typeof recordedEdit>[1];

const idParams = z.strictObject({ id: key().describe('Id of the person') });
const numbers = z.array(z.string());
const holdingsSchema = z.object({
  assigned: numbers,
  commands: numbers.describe('Major incidents'),
  follows: numbers,
  leads: numbers.describe('Teams'),
  onCall: numbers,
  onCallBackup: numbers,
  holdsAlone: z
    .array(z.object({ role: z.string(), orgPath: orgPathOut }))
    .describe('Roles that nobody else holds there'),
});
const why = z.strictObject({ reason: note });
const leavingBody = why.extend({
  successor: key().optional().describe('Who takes his places where he may; else the queues do'),
});
const entrySchema = z.looseObject({ id: z.string(), version: z.int() });
const common = {
  tag: 'people',
  access: { rule: 'role', roles: ['security-administrator'] },
  params: idParams,
} as const;

export function peopleRoutes(deps: Deps): Route[] {
  const accounts = accountsOf(deps);
  return [
    route({
      ...common,
      access: { rule: 'role', roles: ['security-administrator', 'supervisor'] },
      method: 'get',
      path: '/api/people/:id/holdings',
      operationId: 'people.holdings',
      summary: 'What hangs on a person: open cases and seats, before he leaves and while they are handed over',
      responses: { 200: { description: 'Of each the first 200', schema: holdingsSchema } },
      handle: async ({ actor, params: { id } }) => ({
        body: await holdingsOf(deps.db, await personIn(deps, actor, id)),
      }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/deactivate',
      operationId: 'people.deactivate',
      summary:
        'A person leaves: sessions and API keys end at once, seats and open cases go to the successor or back to the queues',
      versioned: 'required',
      body: leavingBody,
      responses: { 200: { description: 'Deactivated; cases are being handed over', schema: entrySchema } },
      handle: (asking) => accounts.deactivate(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/lock',
      operationId: 'people.lock',
      summary: 'Lock an account: sessions and API keys end at once, seats and cases stay until he is back or leaves',
      versioned: 'required',
      body: why,
      responses: { 200: { description: 'Locked', schema: entrySchema } },
      handle: (asking) => accounts.lock(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/reactivate',
      operationId: 'people.reactivate',
      summary: 'A locked person, or one who had left, is back, without what was handed over and without API keys',
      versioned: 'required',
      body: why,
      responses: { 200: { description: 'Active again', schema: entrySchema } },
      handle: (asking) => accounts.reactivate(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/password',
      operationId: 'people.password',
      summary:
        'Set a password for somebody: shown once, to be changed at his next sign-in; his sessions end, his API keys stay',
      responses: { 201: { description: 'Set', schema: z.object({ password: z.string() }) } },
      handle: (asking) => accounts.setPassword(asking),
    }),
  ];
}

/** Within the reach of the asker; else as if there were nobody of that name. */
async function personIn({ db }: Pick<Deps, 'db'>, { grants }: Actor, id: string): Promise<Person> {
  const found = await personOf(db).findById(id).lean<Person>();
  const may = grants.filter(({ role }) => role === 'security-administrator' || role === 'supervisor');
  if (!found || !may.some(({ orgPath }) => isWithin(found.unit, orgPath))) throw notFound();
  return found;
}

/** Whoever holds an account holds its rights, so they must all lie within the administrator's own reach. */
async function accountIn(deps: Pick<Deps, 'db' | 'directory'>, actor: Actor, id: string): Promise<Person> {
  const found = await personIn(deps, actor, id);
  const may = actor.grants.filter(({ role }) => role === 'security-administrator');
  const covers = (place: OrgPath) => may.some(({ orgPath }) => isWithin(place, orgPath));
  const teams = await Promise.all(found.teams.map((team) => deps.directory.team(team)));
  const isCovered = [found.unit, ...found.grants.map((grant) => grant.orgPath)].every(covers);
  if (!isCovered || !teams.every((team) => answersForTeam(actor, team)))
    throw notPermitted('He has rights beyond your own organisations');
  return found;
}

function accountsOf(deps: Deps) {
  const { db, directory, audit, auth } = deps;

  async function save(person: Person, edit: Edit): Promise<Reply> {
    if (!(await recordedEdit(deps, edit))) throw stale(await personOf(db).findById(person._id).lean<Person>());
    directory.drop();
    return shownAs(await personOf(db).findById(person._id).lean<Person>(), person);
  }

  async function endAccess(id: string): Promise<void> {
    await auth.end(id, { allBut: null });
    await apiKeyOf(db).updateMany({ personId: id, endedAt: { $exists: false } }, { $set: { endedAt: Date.now() } });
    auth.forget();
  }

  async function deactivate({ actor, params: { id }, body: { reason, successor }, seen = 0 }: OfOne<Leave>) {
    const person = await accountIn(deps, actor, id);
    if (versionOf(person) !== seen) throw stale(person);
    const problems = await leavingProblems(deps, { person, successor, actor });
    if (problems.length > 0) throw invalid(problems);
    const at = Date.now();
    const stamp = { note: reason, at, by: actor.id };
    const fields = { active: false, successor, changedAt: at };
    const left: Change = { register: 'people', id, seen, fields, ...stamp };
    const changes: Edit['changes'] = [left, ...(await seatChanges(deps, id, successor, stamp))];
    const entry: AuditEntry = { type: 'personDeactivated', by: actor.id, at, data: { person: id, successor, reason } };
    const first = () => startHandover(deps, { register: 'people', id, version: seen + 1 });
    const answer = await save(person, { entry, changes, first });
    await endAccess(id);
    return answer;
  }

  async function lock({ actor, params: { id }, body: { reason }, seen = 0 }: OfOne<Why>) {
    const person = await accountIn(deps, actor, id);
    if (versionOf(person) !== seen) throw stale(person);
    const problems = await endingProblems(deps, { person, actor });
    if (problems.length > 0) throw invalid(problems);
    const at = Date.now();
    const entry: AuditEntry = { type: 'personLocked', by: actor.id, at, data: { person: id, reason } };
    const fields = { active: false, successor: undefined, changedAt: at };
    const changes: Edit['changes'] = [{ register: 'people', id, seen, fields, note: reason, at, by: actor.id }];
    const answer = await save(person, { entry, changes });
    await endAccess(id);
    return answer;
  }

  async function reactivate({ actor, params: { id }, body: { reason }, seen = 0 }: OfOne<Why>) {
    const person = await accountIn(deps, actor, id);
    if (versionOf(person) !== seen) throw stale(person);
    const at = Date.now();
    const entry: AuditEntry = { type: 'personReactivated', by: actor.id, at, data: { person: id, reason } };
    const fields = { active: true, successor: undefined, changedAt: at };
    const changes: Edit['changes'] = [{ register: 'people', id, seen, fields, note: reason, at, by: actor.id }];
    const first = person.active ? undefined : () => endAccess(id); // whatever was cut off when he was locked
    return await save(person, { entry, changes, first });
  }

  async function setPassword({ actor, params: { id } }: Pick<OfOne, 'actor' | 'params'>): Promise<Reply> {
    const person = await accountIn(deps, actor, id);
    if (id === actor.id) throw notPermitted('His own password he changes himself');
    const password = newPassword();
    const hash = await hashPassword(password);
    const at = Date.now();
    const { mustChange = false } = person;
    const data = { person: id, ...changesBetween({ password: '', mustChange }, { password: hash, mustChange: true }) };
    await audit.record({ type: 'passwordSet', by: actor.id, at, data });
    await personOf(db).updateOne({ _id: person._id }, { $set: { password: hash, mustChange: true, changedAt: at } });
    directory.drop();
    await auth.end(id, { allBut: null });
    return { status: 201, body: { password } };
  }

  return { deactivate, lock, reactivate, setPassword };
}

const stale = (theirs: Person | null) => changed(theirs, {});
type Leave = z.output<typeof leavingBody>;
