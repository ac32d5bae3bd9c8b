/**
 * Editing of versioned registers: a draft that one saves, looks at and publishes. A published version never changes, so
 * no edit touches a case that is open.
 */
import { z } from 'zod';
import { orgLineOf } from '../domain/kernel/access.ts';
import { type Difference, differencesBetween } from '../domain/kernel/differences.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { key } from '../domain/kernel/contract.ts';
import type { Actor } from '../domain/kernel/process.ts';
import type { AuditTrail } from '../models/audit.ts';
import {
  discardDraft,
  type Draft,
  draftId,
  draftOf,
  keepDraft,
  publishDraft,
  type VersionedName,
} from '../models/draft.ts';
import { parsed } from './fields.ts';
import { invalid, notFound, notPermitted } from './problem.ts';
import type { Reads } from './reads.ts';
import { note } from './register-sources.ts';
import { type RegisterDeps, type VersionedRegister, versionedRegisters } from './register-table.ts';
import { type Asking, type Identity, type Reply, type Route, route } from './route.ts';
import { fieldErrorSchema, instantOut } from './schemas.ts';

const idParams = z.strictObject({ id: key() });
const looseSource = z.looseObject({});
export const draftSchema = z.object({
  register: z.string(),
  id: z.string(),
  revision: z.int().describe('What If-Match names'),
  base: z.int().describe('The version that it was made from; 0: a new entry'),
  source: looseSource,
  editedAt: instantOut,
  editedBy: z.string(),
  problems: z.array(fieldErrorSchema).describe('What stands in the way of publishing it'),
});
const previewSchema = z.object({
  problems: z.array(fieldErrorSchema),
  changes: z.array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
  affected: z
    .object({ open: z.int(), capped: z.boolean(), numbers: z.array(z.string()) })
    .describe('Open cases on earlier versions, as far as the asker reads: they stay there until they are re-targeted'),
});
const SHOWN = 200;

export type EditorDeps = RegisterDeps & { audit: AuditTrail; reads: Reads };
type OfOne<B = unknown> = Pick<Asking<{ id: string }, unknown, B>, 'actor' | 'identity' | 'params' | 'body' | 'seen'>;

export const versionedRoutes = (deps: EditorDeps): Route[] => [
  ...routesOf(deps, versionedRegisters.calendars),
  ...routesOf(deps, versionedRegisters.policies),
  ...routesOf(deps, versionedRegisters.matrices),
  ...routesOf(deps, versionedRegisters.contracts),
];

function routesOf<K extends VersionedName>(deps: EditorDeps, register: VersionedRegister<K>): Route[] {
  const { name, title } = register;
  const editor = editorOf(deps, register);
  const common = { tag: name, access: { rule: 'role', roles: ['process-owner'] }, params: idParams } as const;
  const path = `/api/${name}/:id/draft` as const;
  const answer = { description: 'The draft', schema: draftSchema };
  return [
    route({
      ...common,
      method: 'get',
      path,
      operationId: `${name}.draft`,
      summary: `${title}: its draft`,
      responses: { 200: answer },
      handle: ({ params: { id } }) => editor.show(id),
    }),
    route({
      ...common,
      method: 'put',
      path,
      operationId: `${name}.edit`,
      summary: `${title}: save the draft. If-Match "0" begins one; a new id is a new entry`,
      versioned: 'required',
      body: register.source,
      responses: { 200: answer },
      handle: (asking) => editor.save(asking),
    }),
    route({
      ...common,
      method: 'delete',
      path,
      operationId: `${name}.discard`,
      summary: `${title}: discard the draft`,
      versioned: 'required',
      responses: { 204: { description: 'Discarded' } },
      handle: (asking) => editor.discard(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: `${path}/preview`,
      operationId: `${name}.preview`,
      summary: `${title}: what publishing the draft would change`,
      responses: { 200: { description: 'Nothing was written', schema: previewSchema } },
      handle: (asking) => editor.preview(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: `/api/${name}/:id/publish`,
      operationId: `${name}.publish`,
      summary: `${title}: publish the draft as the next version, for cases opened from now on`,
      versioned: 'required',
      body: z.strictObject({ note: note.describe('Why, for those who read the versions') }),
      responses: {
        201: { description: 'Published', schema: z.looseObject({ _id: z.string(), version: z.int() }) },
      },
      handle: (asking) => editor.publish(asking),
    }),
  ];
}

/** What may be done with the drafts of one register; other ways to edit end in its `save`. */
export function editorOf<K extends VersionedName>(deps: EditorDeps, register: VersionedRegister<K>) {
  const { registers: db, directory, audit } = deps;
  const { name, field } = register;
  const draftFor = (id: string) => draftOf(db).findById(draftId(name, id)).lean<Draft>();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store's border: a draft was parsed when it was kept
  const sourceOf = (draft: Draft) => draft.source as Parameters<typeof register.places>[0];

  async function required(id: string, actor: Actor): Promise<Draft> {
    const draft = await draftFor(id);
    if (!draft) throw notFound();
    refuseOthers(actor, register.places(sourceOf(draft)));
    return draft;
  }

  async function shown(draft: Draft): Promise<Reply> {
    const { register: _register, _id, ...rest } = draft;
    const problems = await register.problems(deps, draft.id, sourceOf(draft));
    return { body: { register: name, ...rest, problems }, headers: { ETag: `"${draft.revision}"` } };
  }

  async function save({ actor, params: { id }, body, seen = 0 }: OfOne): Promise<Reply> {
    const source = sourceFrom(register, body);
    const current = await register.current(db, id);
    for (const places of [register.places(source), ...(current ? [register.places(current.source)] : [])])
      refuseOthers(actor, places);
    const edit = { register: name, id, base: current?.version ?? 0, source, editedAt: Date.now(), editedBy: actor.id };
    await audit.record({ type: 'draftSaved', by: actor.id, at: edit.editedAt, data: { register: name, id, seen } });
    if (!(await keepDraft(db, seen, edit))) throw changed(await draftFor(id), source);
    const kept = await draftFor(id);
    if (!kept) throw changed(kept, source); // discarded or published in the meantime
    return await shown(kept);
  }

  async function discard({ actor, params: { id }, seen = 0 }: OfOne): Promise<Reply> {
    const draft = await required(id, actor);
    await audit.record({ type: 'draftDiscarded', by: actor.id, at: Date.now(), data: { register: name, id, seen } });
    if (!(await discardDraft(db, { _id: draft._id, revision: seen }))) throw changed(await draftFor(id));
    return { status: 204 };
  }

  async function preview({ actor, identity, params: { id } }: OfOne): Promise<Reply> {
    const draft = await required(id, actor);
    const [current, problems] = await Promise.all([
      register.current(db, id),
      register.problems(deps, id, sourceOf(draft)),
    ]);
    const changes: Difference[] = differencesBetween(current?.source ?? {}, draft.source);
    return { body: { problems, changes, affected: await affectedBy(deps, register, { identity, id }) } };
  }

  async function publish({ actor, params: { id }, body, seen = 0 }: OfOne<{ note: string }>): Promise<Reply> {
    const draft = await required(id, actor);
    if (draft.revision !== seen) throw changed(draft);
    const source = sourceFrom(register, draft.source);
    const problems = await register.problems(deps, id, source);
    if (problems.length > 0) throw invalid(problems);
    const version = draft.base + 1;
    const stamp = { version, note: body.note, publishedAt: Date.now(), publishedBy: actor.id };
    const document = await register.documentOf(deps, id, source, stamp);
    await audit.record({
      type: 'registerPublished',
      by: actor.id,
      at: stamp.publishedAt,
      data: { register: name, version: document._id, note: body.note },
    });
    if (!(await publishDraft(db, draft, field, document))) throw changed(await draftFor(id));
    directory.drop();
    return { status: 201, body: document, headers: { Location: `/api/${name}/${document._id}` } };
  }

  return {
    show: async (id: string): Promise<Reply> => {
      const draft = await draftFor(id);
      if (!draft) throw notFound();
      return await shown(draft);
    },
    save,
    discard,
    preview,
    publish,
  };
}

/** As the register's own schema gives it. */
function sourceFrom<K extends VersionedName>(register: VersionedRegister<K>, body: unknown) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parse border: the schema is of this register
  return parsed(register.source, body) as Parameters<typeof register.places>[0];
}

/** A process owner shapes what lies at his organisations or below; what holds for all is shaped at the top. */
export function refuseOthers({ grants }: Actor, places: readonly string[]): void {
  const his = grants.filter(({ role }) => role === 'process-owner').map(({ orgPath }) => orgPath);
  const isTop = his.some((path) => orgLineOf(path).length === 1);
  const covers = (place: string) => his.some((path) => place === path || place.startsWith(`${path}/`));
  if (isTop || (places.length > 0 && places.every(covers))) return;
  throw notPermitted('Only for his own organisations; what holds for all is decided at the top');
}

/** Both texts, so that neither editor loses his. */
function changed(theirs: Draft | null, yours?: object): DomainError {
  return new DomainError('register-changed', 'Somebody else has edited this meanwhile', {
    params: {
      theirs: theirs && {
        revision: theirs.revision,
        base: theirs.base,
        editedBy: theirs.editedBy,
        editedAt: new Date(theirs.editedAt).toISOString(),
        source: theirs.source,
      },
      ...(yours ? { yours } : {}),
    },
  });
}

type Affected = { open: number; capped: boolean; numbers: string[] };

async function affectedBy<K extends VersionedName>(
  { registers: db, reads }: EditorDeps,
  { name, field, pinnedTo }: VersionedRegister<K>,
  { identity, id }: { identity: Identity; id: string },
): Promise<Affected> {
  if (!pinnedTo) return { open: 0, capped: false, numbers: [] };
  const versions = await db.collection(name).distinct('_id', { [field]: id });
  const open = [pinnedTo(versions.map(String))].flat().map((filter) => ({ ...filter, closedAt: { present: false } }));
  const cases = reads.scoped(identity);
  const [{ count, capped }, found] = await Promise.all([
    cases.count(open),
    cases.find(open, { order: { field: '_id' }, limit: SHOWN }),
  ]);
  return { open: count, capped, numbers: found.map(({ _id }) => _id) };
}
