/** What may be done with the drafts of one versioned register: every edit, whichever way it comes, goes through here. */
import { changesBetween } from '../../../domain/kernel/record/changes.ts';
import { type Difference, differencesBetween } from '../../../domain/kernel/record/differences.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import type { Actor, FieldError, Millis, OrgPath, Role } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import {
  discardDraft,
  type Draft,
  draftId,
  draftOf,
  keepDraft,
  publishDraft,
  type Sources,
  type VersionedName,
} from '../../../models/registers/draft.ts';
import { hashOfRow } from '../../../models/store/signed-row.ts';
import { parsed } from '../../http/fields.ts';
import { recorded } from '../../http/recorded.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import type { Reads } from '../../cases/reads.ts';
import { affectedBy, metBy, type MetCases } from './register-affected.ts';
import { shapesAll, visibleIn } from '../register-scope.ts';
import type { Documents, VersionedRegister } from './register-shapes.ts';
import { newestOf, type RegisterDeps } from './register-table.ts';
import type { Asking, Identity, Reply } from '../../http/route.ts';

export type EditorDeps = RegisterDeps & { audit: AuditTrail; reads: Reads };
type OfOne<B = unknown> = Pick<Asking<{ id: string }, unknown, B>, 'actor' | 'identity' | 'params' | 'body' | 'seen'>;

type Meeting = { meets?: MetCases };

export function editorOf<K extends VersionedName>(deps: EditorDeps, register: VersionedRegister<K>) {
  const { registers: db, directory, audit } = deps;
  const { name, field, writers = OWNERS } = register;
  const currentOf = (id: string) => newestOf(db, register, id);

  /** As far as the actor sees it. */
  async function draftFor(id: string, actor: Actor): Promise<Kept<K> | null> {
    const found = await draftOf(db)
      .findOne({ $and: [visibleIn('drafts', actor), { _id: draftId(name, id) }] })
      .lean<Draft>();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store's border: a draft was parsed when it was kept
    return found as Kept<K> | null;
  }

  async function required(id: string, actor: Actor): Promise<Kept<K>> {
    const draft = await draftFor(id, actor);
    if (!draft) throw notFound();
    return draft;
  }

  async function problemsOf({ id, base, source }: Kept<K>, actor: Actor): Promise<FieldError[]> {
    const current = await currentOf(id);
    const version = current?.version ?? 0;
    const old = version === base ? [] : [{ pointer: '', code: 'outdated', params: { base, version } }];
    return [...old, ...(await register.problems(deps, { id, source, former: current?.source ?? null, actor }))];
  }

  async function shown(draft: Kept<K>, actor: Actor): Promise<Reply> {
    const { id, revision, base, source, editedAt, editedBy } = draft;
    const authors = register.needsFourEyes?.(source) ? { authors: authorsOf(draft) } : {};
    const problems = await problemsOf(draft, actor);
    const body = { register: name, id, revision, base, source, editedAt, editedBy, ...authors, problems };
    return { body, headers: { ETag: `"${revision}"` } };
  }

  /** `imported`: what stands on record beside, where the text came by an import. */
  async function save({ actor, params: { id }, body, seen = 0 }: OfOne, imported?: AuditEntry): Promise<Reply> {
    const source = parsedSource(register, body);
    const [current, before] = await Promise.all([currentOf(id), draftFor(id, actor)]);
    for (const one of [source, current?.source, before?.source])
      if (one) refuseOthers(actor, register.places(one), writers);
    if ((before?.revision ?? 0) !== seen) throw changed(before, source);
    const base = before?.base ?? current?.version ?? 0;
    if (base !== (current?.version ?? 0)) throw outdated(id, current, source);
    const edit = { register: name, id, base, source, editedAt: Date.now(), editedBy: actor.id };
    const changes = changesBetween(before?.source ?? current?.source ?? {}, source);
    const data = { register: name, id, seen, ...changes };
    const entry: AuditEntry = { type: 'draftSaved', by: actor.id, at: edit.editedAt, data };
    const keep = () => recorded(audit, entry, () => keepDraft(db, seen, edit));
    const isKept = await (imported ? recorded(audit, imported, keep) : keep());
    if (!isKept) throw changed(await draftFor(id, actor), source);
    const kept = await draftFor(id, actor);
    if (!kept) throw changed(kept, source); // discarded or published in the meantime
    return await shown(kept, actor);
  }

  async function discard({ actor, params: { id }, seen = 0 }: OfOne): Promise<Reply> {
    const draft = await required(id, actor);
    refuseOthers(actor, register.places(draft.source), writers);
    if (draft.revision !== seen) throw changed(draft);
    const changes = changesBetween(draft.source, (await currentOf(id))?.source ?? {});
    const data = { register: name, id, seen, ...changes };
    const entry: AuditEntry = { type: 'draftDiscarded', by: actor.id, at: Date.now(), data };
    if (!(await recorded(audit, entry, () => discardDraft(db, draft)))) throw changed(await draftFor(id, actor));
    return { status: 204 };
  }

  async function preview({ actor, identity, params: { id } }: OfOne): Promise<Reply> {
    const draft = await required(id, actor);
    const { source } = draft;
    const former = (await currentOf(id))?.source ?? null;
    const changes: Difference[] = differencesBetween(former ?? {}, source);
    const [problems, affected] = await Promise.all([
      problemsOf(draft, actor),
      affectedBy(deps, register, { identity, id, source, former }),
    ]);
    const meets = problems.length > 0 ? undefined : await metAsIf(draft, actor, identity);
    return { body: { problems, changes, affected, ...meets }, headers: { ETag: `"${draft.revision}"` } };
  }

  /** What it would meet if it were published now. */
  async function metAsIf({ id, base, source }: Kept<K>, actor: Actor, identity: Identity): Promise<Meeting> {
    const stamp = { version: base + 1, publishedAt: Date.now(), publishedBy: actor.id };
    return await meeting(identity, await register.documentOf(deps, id, source, stamp), stamp.publishedAt);
  }

  async function meeting(identity: Identity, version: Documents[K], now: Millis): Promise<Meeting> {
    const meets = await metBy(deps, register, { identity, version, now });
    return meets ? { meets } : {};
  }

  async function publish({ actor, identity, params: { id }, body, seen = 0 }: OfOne<{ note: string }>): Promise<Reply> {
    const draft = await required(id, actor);
    refuseOthers(actor, register.places(draft.source));
    if (draft.revision !== seen) throw changed(draft);
    const source = parsedSource(register, draft.source);
    const approved = register.needsFourEyes?.(source) ? { authors: authorsOf(draft) } : {};
    if (approved.authors?.includes(actor.id)) throw fourEyes();
    const current = await currentOf(id);
    if ((current?.version ?? 0) !== draft.base) throw outdated(id, current);
    refuse(await register.problems(deps, { id, source, former: current?.source ?? null, actor }));
    const { note } = body;
    const stamp = { version: draft.base + 1, note, publishedAt: Date.now(), publishedBy: actor.id, ...approved };
    const published = await register.documentOf(deps, id, source, stamp);
    const changes = changesBetween(current?.source ?? {}, source);
    const hash = hashOfRow(published);
    const data = { register: name, version: published._id, revision: draft.revision, note, hash, ...changes };
    const entry: AuditEntry = { type: 'registerPublished', by: actor.id, at: stamp.publishedAt, data };
    const rivals = async (session: Parameters<NonNullable<typeof register.rivals>>[2]) =>
      refuse((await register.rivals?.(deps, { id, source }, session)) ?? []);
    await register.announce?.(deps, published);
    const isDone = await recorded(audit, entry, () => publishDraft(db, { draft, field, published, refuse: rivals }));
    if (!isDone) throw changed(await draftFor(id, actor));
    directory.drop();
    const meets = await meeting(identity, published, stamp.publishedAt);
    return {
      status: 201,
      body: { ...entryOutside(published), ...meets },
      headers: { Location: `/api/${name}/${published._id}` },
    };
  }

  const show = async ({ actor, params: { id } }: OfOne): Promise<Reply> =>
    await shown(await required(id, actor), actor);
  return { show, save, discard, preview, publish };
}

type Kept<K extends VersionedName> = Omit<Draft, 'source' | 'register'> & { register: K; source: Sources[K] };

const authorsOf = ({ authors, editedBy }: Pick<Draft, 'authors' | 'editedBy'>): readonly string[] =>
  authors ?? [editedBy];
const fourEyes = (): DomainError =>
  new DomainError('separation-of-duties', 'Whoever wrote it does not publish it: its publication is an approval');

/** As the register's own schema gives it. */
function parsedSource<K extends VersionedName>({ schema }: VersionedRegister<K>, body: unknown): Sources[K] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parse border: the schema is of this register
  return parsed(schema, body) as Sources[K];
}

function refuse(problems: readonly FieldError[]): void {
  if (problems.length > 0) throw invalid(problems);
}

const OWNERS: readonly Role[] = ['process-owner'];
/** A process owner shapes what lies at his organisations or below; what holds for all is shaped at the top. `by`: who else writes. */
export function refuseOthers(actor: Actor, places: readonly OrgPath[], by = OWNERS): void {
  const his = actor.grants.filter(({ role }) => by.includes(role)).map(({ orgPath }) => orgPath);
  const covers = (place: OrgPath) => his.some((path) => isWithin(place, path));
  if (shapesAll(actor) || (places.length > 0 && places.every(covers))) return;
  throw notPermitted('Only for his own organisations; what holds for all is decided at the top');
}

/** Both texts, so that neither editor loses his. */
function changed(
  theirs: (Pick<Draft, 'revision' | 'base' | 'editedBy' | 'editedAt'> & { source: object }) | null,
  yours?: object,
): DomainError {
  return new DomainError('register-changed', 'Somebody else has edited this meanwhile', {
    params: {
      theirs: theirs && {
        revision: theirs.revision,
        base: theirs.base,
        editedBy: theirs.editedBy,
        editedAt: theirs.editedAt,
        source: theirs.source,
      },
      ...(yours ? { yours } : {}),
    },
  });
}

/** A version came in by another way, such as an update of the product: the draft was made from what is no longer in force. */
function outdated(id: string, current: { version: number; source: object } | null, yours?: object): DomainError {
  return new DomainError('register-changed', 'A newer version was published: discard the draft and begin a new one', {
    params: {
      theirs: current && { id, version: current.version, source: current.source },
      ...(yours ? { yours } : {}),
    },
  });
}
