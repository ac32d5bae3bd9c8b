/** Editing of organisations, teams, people, applications, categories and cause codes; closing instead of deleting. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { startRegranting } from '../../../client/cases/regranting.ts';
import { isWithin, orgLineOf } from '../../../domain/kernel/people/access.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { type Changes, changesBetween } from '../../../domain/kernel/record/changes.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import type { Actor, FieldError, Role } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import {
  type Change,
  type PlainName,
  type RegisterVersion,
  registerVersionOf,
  versionOf,
} from '../../../models/registers/register-version.ts';
import type { Auth } from '../../sign-in/auth.ts';
import { administrative, type Consents } from '../../sign-in/consents.ts';
import { inTime } from '../../../platform/temporal.ts';
import { read } from '../../http/fields.ts';
import { recordedEdit } from '../on-record.ts';
import { changedGrants, grantsIn, newGrants } from './plain-people.ts';
import type { Body, Edit, PlainDeps, PlainRegister } from './plain-row.ts';
import { entrySchemaOf, plainRegisters } from './plain-table.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import { visibleIn } from '../register-scope.ts';
import { note } from '../register-sources.ts';
import { type Access, type Asking, type Reply, type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';

const idOf = ({ id }: PlainRegister) => z.strictObject({ id: id.describe('Id of the entry') });
const versionSchema = z.object({
  version: z.int(),
  value: z.looseObject({}),
  changes: z
    .array(z.looseObject({ pointer: z.string() }))
    .optional()
    .describe('What it changed of the version before: each place, with what stood there `before` and `after`'),
  more: z.int().optional().describe('So many places beyond those named'),
  note: z.string().optional(),
  at: instantOut,
  by: z.string(),
});
type Entry = Record<string, unknown> & { _id: string; version?: number };
export type PlainEditing = PlainDeps & {
  audit: AuditTrail;
  auth: Auth;
  consents: Consents;
  jobs: { temporal: Client; taskQueue: string };
};

type Deps = PlainEditing;

export const plainRoutes = (deps: Deps): Route[] =>
  plainRegisters.flatMap((register) => [...editRoutes(deps, register), versionsRoute(deps, register)]);

function editRoutes(deps: Deps, register: PlainRegister): Route[] {
  const { name, title, editors, fields } = register;
  const [params, entrySchema] = [idOf(register), entrySchemaOf(register)];
  const access: Access = register.keeps ? { rule: 'signed-in' } : { rule: 'role', roles: editors };
  const common = { tag: name, access, parsesBody: true } as const;
  const why = note.optional().describe('Why, for those who read the versions');
  const editing = fields.extend({ note: why });
  const making = register.makesIds ? editing : editing.extend({ id: register.id });
  return [
    route({
      ...common,
      method: 'post',
      path: `/api/${name}`,
      operationId: `${name}.make`,
      summary: `${title}: a new one`,
      body: making,
      responses: { 201: { description: 'Made', schema: entrySchema } },
      handle: async ({ actor, body }) => ({
        ...(await save(deps, register, { actor, schema: making, raw: body, seen: 0 })),
        status: 201,
      }),
    }),
    route({
      ...common,
      method: 'put',
      path: `/api/${name}/:id`,
      operationId: `${name}.edit`,
      summary: `${title}: change it; what is left out is taken away`,
      versioned: 'required',
      params,
      body: editing,
      responses: { 200: { description: 'Changed', schema: entrySchema } },
      handle: ({ actor, params: { id }, body, seen = 0 }) =>
        save(deps, register, { actor, id, schema: editing, raw: body, seen }),
    }),
  ];
}

const MOST_VERSIONS = 1_000;
function versionsRoute({ db }: Deps, register: PlainRegister): Route {
  const { name, title, editors, versionsForAll = false } = register;
  return route({
    tag: name,
    access: versionsForAll
      ? { rule: 'signed-in' }
      : { rule: 'role', roles: [...editors, 'auditor', 'audit-administrator'] },
    method: 'get',
    path: `/api/${name}/:id/versions`,
    operationId: `${name}.versions`,
    summary: `${title}: what each change made of it, newest first`,
    params: idOf(register),
    responses: {
      200: {
        description: 'The last 1,000; `capped`: there are older ones',
        schema: z.object({ items: z.array(versionSchema), capped: z.boolean() }),
      },
    },
    handle: async ({ actor, params: { id } }) => {
      const entry = await entryFor(db, name, id, actor);
      if (!entry) throw notFound();
      const hidden = register.hidden?.(actor, entry) ?? [];
      const kept = await registerVersionOf(db)
        .find({ register: name, id }, { _id: 0, version: 1, value: 1, note: 1, at: 1, by: 1 })
        .sort({ version: -1 })
        .limit(MOST_VERSIONS + 1)
        .lean<RegisterVersion[]>();
      const found = kept.filter(({ value }) => register.seesVersion?.(actor, { ...value }) ?? true);
      const values = await within(
        { db },
        register,
        actor,
        found.map(({ value }) => ({ ...value })),
      );
      const all = found.map(({ value: _whole, ...item }, i) => ({
        ...item,
        value: without(valueOutside(values[i] ?? {}), hidden),
      }));
      const items = all.slice(0, MOST_VERSIONS).map((item, i) => ({ ...item, ...changedSince(all[i + 1], item) }));
      return { body: { items, capped: kept.length > MOST_VERSIONS } };
    },
  });
}

type Shown = { value: object; version: number };
/** What a version has changed of the one before; where that is not shown nothing can be said. */
const changedSince = (former: Shown | undefined, { value, version }: Shown): Partial<Changes> =>
  former?.version === version - 1 ? changesBetween(without(former.value, UNTOLD), without(value, UNTOLD)) : {};
const UNTOLD = ['version', 'line', 'changedAt'];

/** What the entry was, which knew its own id; older versions may not. */
const valueOutside = (value: object): object =>
  '_id' in value && typeof value._id === 'string' ? entryOutside({ ...value, _id: value._id }) : value;

const without = (value: object, hidden: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !hidden.includes(field)));

/** As far as `actor` sees it; null also for one that is not there. */
const entryFor = (db: Connection, register: PlainName, id: string, actor: Actor): Promise<Entry | null> =>
  db.collection<Entry>(register).findOne({ $and: [visibleIn(register, actor), { _id: id }] });

/** `id`: of the entry that is edited; absent: a new one, whose id the body names. */
type Saving = { actor: Asking['actor']; id?: string; schema: z.ZodObject; raw: unknown; seen: number };

/** Everything that stands in the way of saving it, but for a consent that it needs. Writes nothing. Throws nothing. */
export async function wrongWith(
  deps: Deps,
  register: PlainRegister,
  { actor, schema, raw, id }: { actor: Actor; schema: z.ZodObject; raw: object; id: string },
): Promise<readonly FieldError[]> {
  const { errors, known } = understood(schema, raw);
  const { note: _why, id: _given, ...said } = known;
  const former = await entryFor(deps.db, register.name, id, actor);
  const edit: Edit = { id, body: said, former, actor };
  const isRefused = await refuseOthers(deps, register, edit, errors).then(
    () => false,
    () => true,
  );
  return isRefused ? [{ pointer: '', code: 'not-permitted' }] : await wrongIn(deps, register, edit, errors);
}

/** Saves one entry as its route does. Throws DomainError. */
export async function save(
  deps: Deps,
  register: PlainRegister,
  { actor, schema, raw, seen, ...of }: Saving,
): Promise<Reply> {
  const { db, directory, auth } = deps;
  const { name } = register;
  const { errors, known } = understood(schema, raw);
  const { note: why, id: given, ...said } = known;
  const id = of.id ?? (register.makesIds ? randomUUID() : textIn(given));
  const isEdit = of.id !== undefined;
  const former = await entryFor(db, name, id, actor);
  if (isEdit && !former) throw notFound();
  const body = (await register.withUnseen?.(deps, { id, body: said, former, actor })) ?? said;
  const edit: Edit = { id, body, former, actor };
  await refuseOthers(deps, register, edit, errors);
  if (isEdit && former && versionOf(former) !== seen) throw changed(await seenBy(deps, register, actor, former), said);
  const wrong = await wrongIn(deps, register, edit, errors);
  if (wrong.length > 0) throw invalid(wrong);
  if (!isEdit && former) throw taken(register);
  const at = Date.now();
  const fields = { ...emptied(register), ...body, ...(await register.derived?.(edit, deps)) };
  const change: Change = { register: name, id, seen, fields, note: textIn(why) || undefined, at, by: actor.id };
  const leave = await leaveFor(deps, register, edit);
  const told = { ...(change.note === undefined ? {} : { note: change.note }), ...leave?.told };
  const data = { register: name, id, version: seen + 1, ...told };
  const entry: AuditEntry = { type: 'registerChanged', by: actor.id, at, data };
  const first = regrants(register, edit) ? () => askingRounds(deps, change) : undefined;
  const isSaved = await recordedEdit(deps, { entry, changes: [change], first }).catch(async (error: unknown) => {
    await leave?.unused();
    throw error;
  });
  if (!isSaved) await leave?.unused();
  if (!isSaved)
    throw isEdit
      ? changed(await seenBy(deps, register, actor, await entryFor(db, name, id, actor)), said)
      : taken(register);
  if (!register.keeps) directory.drop(); // which has nothing of what people keep for themselves
  // A session is for the rights that it was opened with.
  if (name === 'people' && former && changedGrants(grantsIn(former), grantsIn(body)).length > 0)
    await auth.end(id, { allBut: null });
  const now = await db.collection<Entry>(name).findOne({ _id: id });
  return shownAs(await seenBy(deps, register, actor, now), { _id: id, version: seen + 1 });
}

const within = async (deps: Pick<Deps, 'db'>, register: PlainRegister, actor: Actor, entries: readonly Body[]) =>
  (await register.within?.(deps, actor, entries)) ?? entries;
/** An entry as far as he may know what it names. */
export async function seenBy(
  deps: Pick<Deps, 'db'>,
  register: PlainRegister,
  actor: Actor,
  entry: Entry | null,
): Promise<Entry | null> {
  const [seen] = entry ? await within(deps, register, actor, [entry]) : [];
  return entry && { ...entry, ...seen };
}

/** Somebody is given a role that may have a say in a round of approval, or loses one. */
const regrants = ({ name }: PlainRegister, { body, former }: Edit): boolean =>
  name === 'people' &&
  changedGrants(grantsIn(former ?? {}), grantsIn(body)).some(({ role }) => STAFF.some((one) => one === role));

/** A right is taken whatever is away: then rounds ask for themselves, half-way to the end of the time to vote. */
const askingRounds = async ({ jobs }: Deps, { id, seen }: Change): Promise<void> =>
  await inTime(jobs.temporal, Date.now() + PATIENCE_MS, (temporal) =>
    startRegranting({ ...jobs, temporal }, { person: id, version: seen + 1 }),
  ).catch(() => undefined);
const PATIENCE_MS = 5_000;

/** Nobody makes an administrator alone. Throws 'consent-needed'. */
async function leaveFor({ consents }: Deps, { name }: PlainRegister, { id, body, former, actor }: Edit) {
  const grants = name === 'people' ? administrative(newGrants(grantsIn(former ?? {}), grantsIn(body))) : [];
  return grants.length === 0 ? null : await consents.take(actor, { kind: 'grants', person: id, grants });
}

/** What is left out of an edit is taken away. */
const emptied = ({ fields }: PlainRegister): object =>
  Object.fromEntries(Object.keys(fields.shape).map((field) => [field, undefined]));
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

type Understood = { errors: readonly FieldError[]; known: Readonly<Record<string, unknown>> };
/** Field by field, so that what is well-formed can be held against the rules in the same answer. */
function understood(schema: z.ZodObject, raw: unknown): Understood {
  const whole = read(schema, raw);
  if (whole.errors.length === 0) return { errors: [], known: whole.data };
  const given: ReadonlyMap<string, unknown> = new Map(typeof raw === 'object' && raw ? Object.entries(raw) : []);
  const known = Object.entries(schema.shape).flatMap(([field, one]) => {
    const result = z.safeParse(one, given.get(field));
    return result.success && result.data !== undefined ? [[field, result.data]] : [];
  });
  return { errors: whole.errors, known: Object.fromEntries(known) };
}

const fieldOf = ({ pointer }: { pointer: string }): string | undefined => pointer.split('/')[1];
/** Every bad field: those that are malformed, and of the others those that break a rule. */
async function wrongIn(deps: Deps, register: PlainRegister, edit: Edit, errors: Understood['errors']) {
  const malformed = new Set(errors.map(fieldOf));
  const broken = await register.problems(deps, edit);
  return [...errors, ...broken.filter((one) => !malformed.has(fieldOf(one)))];
}

/** Each responsible for what lies at his organisations or below; what belongs to none is kept at the top. */
export function answersFor({ grants }: Actor, editors: readonly Role[], places: readonly string[]): boolean {
  const his = grants.filter(({ role }) => editors.includes(role)).map(({ orgPath }) => orgPath);
  const isTop = his.some((path) => orgLineOf(path).length === 1);
  const covers = (place: string) => his.some((path) => isWithin(`/${place.slice(1)}`, path));
  return places.length === 0 ? isTop : places.every(covers);
}

/** Throws 'not-permitted' where he does not answer for all `places`. */
export function refuseElsewhere(actor: Actor, editors: readonly Role[], places: readonly string[]): void {
  if (!answersFor(actor, editors, places)) throw notPermitted('Only for his own organisations');
}

/** Throws 'not-permitted' where the edit is not his to make. */
async function refuseOthers(deps: Deps, register: PlainRegister, edit: Edit, errors: Understood['errors']) {
  if (register.keeps) {
    if (!(await register.keeps(deps, edit))) throw notPermitted('Only what is his to keep');
    return;
  }
  const places = register.places(edit);
  if (places.length > 0 || errors.length === 0) refuseElsewhere(edit.actor, register.editors, places);
}

/** Of one whose id is made here, what is taken is the name. */
const taken = ({ makesIds }: PlainRegister): DomainError =>
  invalid([{ pointer: makesIds ? '/name' : '/id', code: 'not-unique' }]);
/** Both texts, so that neither editor loses his. */
export const changed = (theirs: Entry | null, yours: object): DomainError =>
  new DomainError('register-changed', 'Somebody else has changed this meanwhile', {
    params: { theirs: theirs && shown(theirs), yours },
  });

/** Never the password, nor what an item is found by. */
const shown = ({
  password: _password,
  preferences: _own,
  words: _words,
  pieces: _pieces,
  ...entry
}: Entry): object => ({
  ...entryOutside(entry),
  version: versionOf(entry),
});
export const shownAs = (entry: Entry | null, otherwise: Entry): Reply => ({
  body: shown(entry ?? otherwise),
  headers: { ETag: `"${versionOf(entry ?? otherwise)}"` },
});
