/** Accounts: what hangs on a person, locking, leaving and coming back, passwords set by others. */
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { startHandover } from '../../../client/cases/handover.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import { key } from '../../../domain/kernel/contract.ts';
import type { Actor, OrgPath } from '../../../domain/kernel/process.ts';
import { changesBetween } from '../../../domain/kernel/record/changes.ts';
import { type ApiKey, apiKeyOf, endKeys, liveKeys } from '../../../models/access/api-key.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { holdingsOf } from '../../../models/registers/in-use/of-person.ts';
import { type Person, personOf } from '../../../models/registers/person.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { hashPassword, newPassword } from '../../../platform/passwords.ts';
import { keyId, keySchema, shownKey } from '../../sign-in/api-key-routes.ts';
import type { Auth } from '../../sign-in/auth.ts';
import { onlyWithin } from '../../sign-in/key-rights.ts';
import { administrative, type Consented, type Consents } from '../../sign-in/consents.ts';
import type { SecondFactors } from '../../sign-in/second-factor.ts';
import { endingProblems, leavingProblems, seatChanges } from './leaving.ts';
import { holdingReach } from '../../cases/holding-reach.ts';
import { recordedEdit } from '../on-record.ts';
import { answersForTeam } from './plain-people.ts';
import type { PlainDeps } from './plain-row.ts';
import { changed, shownAs } from './plain-registers.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import { note } from '../register-sources.ts';
import { type Asking, type Reply, type Route, route } from '../../http/route.ts';
import { orgPathOut } from '../../http/schemas.ts';

type Deps = PlainDeps & {
  temporal: Client;
  taskQueue: string;
  audit: AuditTrail;
  auth: Auth;
  consents: Consents;
  factors: SecondFactors;
};
type OfOne<B = object> = Pick<Asking<{ id: string }, object, B>, 'actor' | 'params' | 'body' | 'seen'>;
type Why = { reason: string };
type Edit = Parameters<typeof recordedEdit>[1];

const idParams = z.strictObject({ id: key().describe('Id of the person') });
const numbers = z.array(z.string());
const outside = z.int().describe('Open cases of these out of your reach: counted, and not named');
const holdingsSchema = z.object({
  assigned: numbers,
  commands: numbers.describe('Major incidents'),
  parts: numbers.describe('Cases of which he has a part in hand'),
  follows: numbers,
  reported: numbers.describe('Cases that he reported, first or later'),
  leads: numbers.describe('Teams'),
  onCall: numbers,
  onCallBackup: numbers,
  maintains: numbers.describe('Configuration items in use; who keeps them names somebody else'),
  inspects: numbers.describe('Open inspection plans that name him; who keeps them names somebody else'),
  meetings: numbers.describe('Meetings to come that name him as chair, secretary or member'),
  delegations: numbers.describe('Standing delegations that he gave or was given, not over yet'),
  holdsAlone: z
    .array(z.object({ role: z.string(), orgPath: orgPathOut }))
    .describe('Roles that nobody else holds there'),
  outside: outside.optional(),
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
        body: await holdingsOf(deps.db, await personIn(deps, actor, id), holdingReach(actor), onlyWithin(actor)),
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
      summary:
        'A locked person, or one who had left, is back, without what was handed over and without API keys. An administrator by consent of another',
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
        'Set a password for somebody: shown once, to be changed at his next sign-in; his sessions and API keys end. That of an administrator by consent of another',
      responses: { 201: { description: 'Set', schema: z.object({ password: z.string() }) } },
      handle: (asking) => accounts.setPassword(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/second-factor/reset',
      operationId: 'people.resetSecondFactor',
      summary:
        'Take away the second factor of somebody who has lost it: his sessions and API keys end. That of an administrator by consent of another',
      body: why,
      responses: { 204: { description: 'He signs in by password, and sets up another' } },
      handle: (asking) => accounts.resetSecondFactor(asking),
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/people/:id/api-keys',
      operationId: 'people.apiKeys',
      summary: 'API keys of somebody, without their secrets',
      responses: { 200: { description: 'Newest first', schema: z.object({ items: z.array(keySchema) }) } },
      handle: async ({ actor, params: { id } }) => {
        await accountIn(deps, actor, id);
        const found = await apiKeyOf(deps.db).find(liveKeys(id)).sort({ createdAt: -1 }).lean<ApiKey[]>();
        return { body: { items: found.map(shownKey) } };
      },
    }),
    route({
      ...common,
      params: idParams.extend({ key: keyId }),
      method: 'delete',
      path: '/api/people/:id/api-keys/:key',
      operationId: 'people.endApiKey',
      summary: 'End an API key of somebody at once',
      responses: { 204: { description: 'Ended' } },
      handle: async ({ actor, params: { id, key: which } }) => {
        await accountIn(deps, actor, id);
        if ((await apiKeyOf(deps.db).countDocuments({ ...liveKeys(id), _id: which })) === 0) throw notFound();
        await deps.audit.record({
          type: 'apiKeyEnded',
          by: actor.id,
          at: Date.now(),
          data: { person: id, key: which },
        });
        await endKeys(deps.db, id, which);
        deps.auth.forget();
        return { status: 204 };
      },
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
export async function accountIn(deps: Pick<Deps, 'db' | 'directory'>, actor: Actor, id: string): Promise<Person> {
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
  const { db, directory, audit, auth, consents, factors } = deps;

  async function save(person: Person, edit: Edit): Promise<Reply> {
    if (!(await recordedEdit(deps, edit))) throw stale(await personOf(db).findById(person._id).lean<Person>());
    directory.drop();
    return shownAs(await personOf(db).findById(person._id).lean<Person>(), person);
  }

  async function endAccess(id: string): Promise<void> {
    await auth.end(id, { allBut: null });
    await endKeys(db, id);
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
    const grants = person.active ? [] : administrative(person.grants);
    // Whoever brings an administrator back makes one.
    const leave = grants.length > 0 ? await consents.take(actor, { kind: 'grants', person: id, grants }) : undefined;
    const data = { person: id, reason, ...leave?.told };
    const entry: AuditEntry = { type: 'personReactivated', by: actor.id, at, data };
    const fields = { active: true, successor: undefined, changedAt: at };
    const changes: Edit['changes'] = [{ register: 'people', id, seen, fields, note: reason, at, by: actor.id }];
    const first = person.active ? undefined : () => endAccess(id); // whatever was cut off when he was locked
    try {
      return await save(person, { entry, changes, first });
    } catch (error) {
      await leave?.unused();
      throw error;
    }
  }

  async function setPassword({ actor, params: { id } }: Pick<OfOne, 'actor' | 'params'>): Promise<Reply> {
    const person = await accountIn(deps, actor, id);
    if (id === actor.id) throw notPermitted('His own password he changes himself');
    const password = newPassword();
    const hash = await hashPassword(password);
    const at = Date.now();
    const { mustChange = false } = person;
    const told = await consented(actor, person, 'password');
    const data = {
      person: id,
      ...told,
      ...changesBetween({ password: '', mustChange }, { password: hash, mustChange: true }),
    };
    await audit.record({ type: 'passwordSet', by: actor.id, at, data });
    await personOf(db).updateOne({ _id: person._id }, { $set: { password: hash, mustChange: true, changedAt: at } });
    directory.drop();
    await endAccess(id);
    return { status: 201, body: { password } };
  }

  /** Whoever sets the password of an administrator can act as he: by consent of another, never alone. */
  async function consented(
    actor: Actor,
    { _id, grants }: Person,
    kind: 'password' | 'second-factor',
  ): Promise<Consented> {
    return administrative(grants).length === 0 ? {} : (await consents.take(actor, { kind, person: _id })).told;
  }

  async function resetSecondFactor({ actor, params: { id }, body: { reason } }: OfOne<Why>): Promise<Reply> {
    const person = await accountIn(deps, actor, id);
    if (id === actor.id) throw notPermitted('His own he ends himself, by a recovery code');
    if ((await factors.state(id)) === 'none') throw notFound();
    const told = await consented(actor, person, 'second-factor');
    await audit.record({
      type: 'secondFactorReset',
      by: actor.id,
      at: Date.now(),
      data: { person: id, reason, ...told },
    });
    await factors.remove(id);
    await endAccess(id);
    return { status: 204 };
  }

  return { deactivate, lock, reactivate, setPassword, resetSecondFactor };
}

const stale = (theirs: Person | null) => changed(theirs, {});
type Leave = z.output<typeof leavingBody>;
