/** Editing of organisations, teams, people, applications, categories and cause codes; closing instead of deleting. */
import { z } from 'zod';
import { orgLineOf } from '../domain/kernel/access.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { Actor } from '../domain/kernel/process.ts';
import type { AuditTrail } from '../models/audit.ts';
import {
  type Change,
  type RegisterVersion,
  registerVersionOf,
  saveEntries,
  versionOf,
} from '../models/register-version.ts';
import type { Auth } from './auth.ts';
import { grantsIn, grantWords, type PlainDeps, type PlainRegister, plainRegisters } from './plain-table.ts';
import { invalid, notFound, notPermitted } from './problem.ts';
import { note } from './register-sources.ts';
import { asObject } from './process-router.ts';
import { type Asking, type Reply, type Route, route } from './route.ts';
import { instantOut } from './schemas.ts';

const idParams = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9/][A-Za-z0-9/._-]{0,200}$/) });
const entrySchema = z.looseObject({ _id: z.string(), version: z.int() });
const versionSchema = z.object({
  version: z.int(),
  value: z.looseObject({}),
  note: z.string().optional(),
  at: instantOut,
  by: z.string(),
});
type Entry = Record<string, unknown> & { _id: string; version?: number };
type Deps = PlainDeps & { audit: AuditTrail; auth: Auth };

export const plainRoutes = (deps: Deps): Route[] => plainRegisters.flatMap((register) => routesOf(deps, register));

function routesOf(deps: Deps, register: PlainRegister): Route[] {
  const { name, title, editors, fields } = register;
  const common = { tag: name, access: { rule: 'role', roles: editors } } as const;
  const body = fields.extend({ note: note.optional().describe('Why, for those who read the versions') });
  return [
    route({
      ...common,
      method: 'post',
      path: `/api/${name}`,
      operationId: `${name}.make`,
      summary: `${title}: a new one`,
      body: body.extend({ id: register.id }),
      responses: { 201: { description: 'Made', schema: entrySchema } },
      handle: async (asking) => {
        const { id, ...rest }: { id?: string } = asObject(asking.body);
        return { ...(await save(deps, register, { asking, id: id ?? '', body: rest, seen: 0 })), status: 201 };
      },
    }),
    route({
      ...common,
      method: 'put',
      path: `/api/${name}/:id`,
      operationId: `${name}.edit`,
      summary: `${title}: change it; what is left out is taken away`,
      versioned: 'required',
      params: idParams,
      body,
      responses: { 200: { description: 'Changed', schema: entrySchema } },
      handle: (asking) =>
        save(deps, register, { asking, id: asking.params.id, body: asObject(asking.body), seen: asking.seen ?? 0 }),
    }),
    route({
      ...common,
      access: { rule: 'role', roles: [...editors, 'auditor', 'audit-administrator'] },
      method: 'get',
      path: `/api/${name}/:id/versions`,
      operationId: `${name}.versions`,
      summary: `${title}: what each change made of it, newest first`,
      params: idParams,
      responses: { 200: { description: 'Versions', schema: z.object({ items: z.array(versionSchema) }) } },
      handle: async ({ params: { id } }) => {
        const items = await registerVersionOf(deps.db)
          .find({ register: name, id }, { _id: 0, version: 1, value: 1, note: 1, at: 1, by: 1 })
          .sort({ version: -1 })
          .limit(1_000)
          .lean<RegisterVersion[]>();
        if (items.length === 0 && !(await entryOf(deps, register, id))) throw notFound();
        return { body: { items } };
      },
    }),
  ];
}

const entryOf = ({ db }: Deps, { name }: PlainRegister, id: string): Promise<Entry | null> =>
  db.collection<Entry>(name).findOne({ _id: id });

type Saving = { asking: Pick<Asking, 'actor'>; id: string; body: object; seen: number };

async function save(deps: Deps, register: PlainRegister, { asking, id, body, seen }: Saving): Promise<Reply> {
  const { db, directory, audit, auth } = deps;
  const { actor } = asking;
  const { name, fields } = register;
  const former = await entryOf(deps, register, id);
  if (seen > 0 && !former) throw notFound();
  const { note: why, ...given }: { note?: string } & Record<string, unknown> = { ...body };
  const about = { id, body: given, former, actor };
  refuseElsewhere(actor, register, register.places(about));
  if (former && versionOf(former) !== seen) throw seen === 0 ? taken() : changed(former, given);
  const problems = await register.problems(deps, about);
  if (problems.length > 0) throw invalid(problems);
  const known = Object.fromEntries(Object.keys(fields.shape).map((field) => [field, given[field]]));
  const at = Date.now();
  const change: Change = {
    register: name,
    id,
    seen,
    fields: { ...known, ...register.derived?.(about) },
    note: why,
    at,
    by: actor.id,
  };
  await audit.record({ type: 'registerChanged', by: actor.id, at, data: { register: name, id, version: seen + 1 } });
  if (!(await saveEntries(db, [change]))) throw changed(await entryOf(deps, register, id), given);
  directory.drop();
  // A session is for the rights that it was opened with.
  if (name === 'people' && former && grantWords(grantsIn(former)) !== grantWords(grantsIn(given)))
    await auth.end(id, { allBut: null });
  const now = await entryOf(deps, register, id);
  return { body: shown(now ?? { _id: id }), headers: { ETag: `"${seen + 1}"` } };
}

/** Each responsible for what lies at his organisations or below; what belongs to none is kept at the top. */
function refuseElsewhere({ grants }: Actor, { editors }: PlainRegister, places: readonly string[]): void {
  const his = grants.filter(({ role }) => editors.includes(role)).map(({ orgPath }) => orgPath);
  const isTop = his.some((path) => orgLineOf(path).length === 1);
  const covers = (place: string) => his.some((path) => place === path || place.startsWith(`${path}/`));
  if (places.length === 0 ? !isTop : !places.every(covers)) throw notPermitted('Only for his own organisations');
}

const taken = (): DomainError => invalid([{ pointer: '/id', code: 'not-unique' }]);
const changed = (theirs: Entry | null, yours: object): DomainError =>
  new DomainError('register-changed', 'Somebody else has changed this meanwhile', {
    params: { theirs: theirs && shown(theirs), yours },
  });
/** Never the password. */
export const shown = ({ password: _password, ...entry }: Entry): object => ({ ...entry, version: versionOf(entry) });
