/** The registers, read-only: reference data for all, organisation and people as far as they concern the asker. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory, Searched } from '../../client/registers/directory.ts';
import { formed, key, line, orgPath, versionRef } from '../../domain/kernel/contract.ts';
import { entryOutside } from '../../domain/kernel/record/outside.ts';
import { STAFF } from '../../domain/kernel/people/who.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { termsOf } from '../../domain/kernel/search/folded.ts';
import type { Role } from '../../domain/roles.ts';
import type { Calendar } from '../../models/registers/calendar.ts';
import type { VersionedName } from '../../models/registers/draft.ts';
import { type EntryField, newestOfEach } from '../../models/store/newest-version.ts';
import { awayShown } from '../../models/registers/meetings/away.ts';
import type { Person } from '../../models/registers/person.ts';
import { versionOf } from '../../models/registers/register-version.ts';
import type { Cursors } from '../http/cursor.ts';
import { actionReaders, presentAction } from './actions/action-rows.ts';
import { limitAndAfter } from '../http/query.ts';
import { notFound } from '../http/problem.ts';
import { dutyReaders } from './dispatch/roster-rows.ts';
import { presentQualification, qualificationReaders } from './dispatch/skill-rows.ts';
import { presentIndicator } from './figures/indicator-register.ts';
import { presentScheme } from './appraisals/scheme-register.ts';
import { schemeReaders } from './appraisals/scheme-scope.ts';
import { presentChecklist } from './inspections/checklist-register.ts';
import { planReaders } from './inspections/plan-rows.ts';
import { returnedReaders } from './items/returned-rows.ts';
import { zoneReaders } from './dispatch/zone-rows.ts';
import { entrySchemaOf, plainRegisters } from './plain/plain-table.ts';
import { draftsAmong } from './versioned/register-drafts.ts';
import { type Filter, presentPerson, presentWhole, visibleIn, within } from './register-scope.ts';
import { sourceIn, versionedRegisters } from './versioned/register-table.ts';
import { type Route, route, type RouteSpec } from '../http/route.ts';
import { instantOut, pageOf } from '../http/schemas.ts';

type Document = { _id: string; version?: number };
type Register = {
  /** Path, tag and collection. */
  name: Searched | 'drafts';
  title: string;
  /** Its entries are drafted and published; absent: they have no versions. */
  versioned?: { name: VersionedName; field: EntryField; writers?: readonly Role[] };
  /** Who asks; absent: whoever is signed in. */
  roles?: readonly Role[];
  /** Entries are read one by one elsewhere. */
  listOnly?: true;
  /** Left out of every answer. */
  projection?: Readonly<Record<string, 0 | 1>>;
  /** What may be asked by organisation: the field that holds its path. */
  byOrg?: string;
  present?: (found: Document, actor: Actor) => object;
  /** What is looked up beside, by id. */
  beside?: (db: Connection, ids: readonly string[]) => Promise<ReadonlyMap<string, object>>;
  /** One alone; absent: as in a list. */
  presentOne?: (found: Document, actor: Actor) => object;
};
/** Beside what the register itself leaves out: versions are signed, which is of no use to anybody outside. */
const shownIn = ({ projection = {}, versioned }: Register): Readonly<Record<string, 0 | 1>> =>
  versioned ? { ...projection, hash: 0, mac: 0, keyId: 0 } : projection;
const allOf = (parts: readonly Filter[]): Filter => ({ $and: [{}, ...parts] });
/** The plain driver: what is read is presented as it stands. */
const entriesOf = (db: Connection, { name }: Register) => db.collection<Document>(name);

const isCalendar = (found: Document): found is Calendar => 'snapshot' in found;
/** What is always open has no end. */
const coverage = ({ snapshot: { always, coveredFrom, coveredUntil } }: Calendar): object =>
  always ? {} : { coveredFrom, coveredUntil };
const isPerson = (found: Document): found is Person => 'grants' in found && 'teams' in found;

/** Hundreds of steps in a list of runbooks: of one alone `source` has them. */
function withoutPlan(found: Document): object {
  const { plan: _plan, ...rest } = { plan: null, ...entryOutside(found) };
  return { ...rest, version: versionOf(found) };
}

/** Who is away now, until when, and who stands in. */
async function awayBeside(db: Connection, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
  const found = await awayShown(db, ids, Date.now());
  return new Map([...found].map(([id, away]) => [id, { away }]));
}

const registers: readonly Register[] = [
  {
    name: 'organisations',
    title: 'Organisations',
    byOrg: '_id',
  },
  {
    name: 'people',
    title: 'People',
    projection: { password: 0, preferences: 0 },
    byOrg: 'unit',
    present: (found, actor) => (isPerson(found) ? presentPerson(found, actor) : {}),
    presentOne: (found, actor) => (isPerson(found) ? presentWhole(found, actor) : {}),
    beside: awayBeside,
  },
  {
    name: 'teams',
    title: 'Teams, which are the queues',
    byOrg: 'orgPath',
  },
  { name: 'applications', title: 'Applications' },
  {
    name: 'calendars',
    title: 'Service calendars',
    versioned: versionedRegisters.calendars,
    present: (found) => ({ ...entryOutside(found), ...(isCalendar(found) ? coverage(found) : {}) }),
  },
  { name: 'policies', title: 'Service level policies', versioned: versionedRegisters.policies },
  { name: 'contracts', title: 'Contracts', versioned: versionedRegisters.contracts },
  { name: 'approval-policies', title: 'Approval policies', versioned: versionedRegisters['approval-policies'] },
  {
    name: 'change-templates',
    title: 'Templates of standard changes 标准变更模板',
    versioned: versionedRegisters['change-templates'],
    byOrg: 'organisation',
  },
  {
    name: 'risk-questionnaires',
    title: 'Risk questionnaires 风险问卷',
    versioned: versionedRegisters['risk-questionnaires'],
  },
  {
    name: 'document-templates',
    title: 'Templates of documents 文档模板',
    versioned: versionedRegisters['document-templates'],
  },
  {
    name: 'runbooks',
    title: 'Runbooks 预案',
    versioned: versionedRegisters.runbooks,
    roles: [...STAFF, 'auditor'],
    byOrg: 'orgPath',
    present: withoutPlan,
  },
  { name: 'freezes', title: 'Freezes 封网, and events that are supported', versioned: versionedRegisters.freezes },
  { name: 'matrices', title: 'Priority by impact and urgency', versioned: versionedRegisters.matrices },
  {
    name: 'drafts',
    title: 'Drafts of all registers with versions',
    roles: ['process-owner'],
    listOnly: true,
    projection: { source: 0 },
    present: ({ _id, ...draft }) => draft, // by the register and the `id` in it
  },
  {
    name: 'meetings',
    title: 'Meetings of change advisory boards',
    roles: [...STAFF, 'auditor'],
    byOrg: 'board',
  },
  {
    name: 'actions',
    title: 'Actions outside that steps may name 外部动作',
    // Whoever writes runbooks names them there.
    roles: [...new Set([...actionReaders, ...(versionedRegisters.runbooks.writers ?? [])])],
    byOrg: 'organisation',
    present: presentAction,
  },
  { name: 'runners', title: 'Runners 执行机, which carry commands out', roles: actionReaders, byOrg: 'organisation' },
  { name: 'skills', title: 'Skills 技能 that work outside may ask for' },
  {
    name: 'qualifications',
    title: 'Qualifications 资质: who has which skill, from when until when',
    roles: qualificationReaders,
    byOrg: 'orgPath',
    present: presentQualification,
  },
  { name: 'duty-rosters', title: 'Duty rosters 值班表 of teams', roles: dutyReaders, byOrg: 'orgPath' },
  { name: 'zones', title: 'Service zones 区域', roles: zoneReaders, byOrg: 'organisations' },
  {
    name: 'checklists',
    title: 'Checklists 巡检表',
    versioned: versionedRegisters.checklists,
    roles: planReaders,
    byOrg: 'orgPath',
    present: presentChecklist,
  },
  {
    name: 'indicators',
    title: 'Indicators 指标: what is counted of cases',
    versioned: versionedRegisters.indicators,
    present: presentIndicator,
  },
  {
    name: 'appraisal-schemes',
    title: 'Schemes of appraisal 考核方案',
    versioned: versionedRegisters['appraisal-schemes'],
    roles: schemeReaders,
    byOrg: 'orgPath',
    present: presentScheme,
  },
  { name: 'inspection-plans', title: 'Inspection plans 巡检计划', roles: planReaders, byOrg: 'orgPath' },
  { name: 'returned-parts', title: 'Returned parts 返修件', roles: returnedReaders, byOrg: 'orgPath' },
  { name: 'categories', title: 'Categories' },
  { name: 'cause-codes', title: 'Cause codes' },
  { name: 'item-kinds', title: 'Kinds of configuration items' },
  { name: 'item-relations', title: 'Relations between configuration items' },
];

const stamp = {
  version: z.int(),
  publishedAt: instantOut,
  publishedBy: key(),
  note: z.string().optional().describe('Why'),
  authors: z.array(key()).optional().describe('Of one whose publication is an approval: who wrote it'),
};
const versionSchema = z.looseObject({ id: versionRef().describe('This version, `key@version`'), ...stamp });
/** Of a list, and of one alone. */
function schemasOf({ name, versioned }: Register): { item: z.ZodType; one: z.ZodType } {
  const plain = plainRegisters.find((row) => row.name === name);
  if (plain) return { item: entrySchemaOf(plain), one: entrySchemaOf(plain) };
  if (!versioned) return { item: draftInList, one: draftInList };
  const draft = z.looseObject({}).optional().describe('What its draft is, for those who edit');
  const item = versionSchema.extend({ draft });
  return {
    item,
    one: item.extend({ source: versionedRegisters[versioned.name].schema.describe('What editors send') }),
  };
}
const draftInList = z.looseObject({ register: z.string(), id: key(), revision: z.int(), base: z.int() });
/** Path parameter: of what has versions the entry, or one version of it. */
function paramsOf({ name, versioned }: Register) {
  const plain = plainRegisters.find((row) => row.name === name);
  const words = 'Key of the entry: its newest version; or one version, `key@version`';
  return z.strictObject({
    id: versioned ? entryOrVersion.describe(words) : (plain?.id ?? key()).describe('Id of the entry'),
  });
}
const entryOrVersion = formed(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:@[1-9][0-9]{0,8})?$/, 'key');
const position = z.strictObject({ id: z.string() });
const q = line(100)
  .optional()
  .describe('Words that all stand in its id or its names; case, width and invisible characters do not matter');
const org = orgPath().optional().describe('At it and below');
/** By what the register can be asked. */
const queryOf = ({ byOrg, listOnly }: Register) =>
  z.strictObject({
    ...limitAndAfter,
    org: byOrg ? org : z.undefined().optional(),
    q: listOnly ? z.undefined().optional() : q,
  });

type Deps = { db: Connection; cursors: Cursors; directory: Directory };

export const registerRoutes = (deps: Deps): Route[] =>
  registers.flatMap((register) => [
    listRoute(deps, register),
    ...(register.listOnly ? [] : [oneRoute(deps, register)]),
    ...(register.versioned ? [versionsRoute(deps, register, register.versioned)] : []),
  ]);

const common = ({ name, roles }: Register): Pick<RouteSpec, 'method' | 'tag' | 'access'> => ({
  method: 'get',
  tag: name,
  access: roles ? { rule: 'role', roles } : { rule: 'signed-in' },
});

/** As far as the asker may know what they name. */
async function seenIn(db: Connection, actor: Actor, { name }: Register, found: Document[]): Promise<Document[]> {
  const plain = plainRegisters.find((row) => row.name === name);
  const seen = await plain?.within?.({ db }, actor, found);
  return seen ? found.map((one, at) => ({ ...one, ...seen[at] })) : found;
}

/** With what its draft is, for those who edit. */
async function withDrafts(db: Connection, actor: Actor, { versioned }: Register, found: readonly Document[]) {
  if (!versioned) return found;
  const idOf = (one: Document): string => one._id.slice(0, one._id.lastIndexOf('@'));
  const drafts = await draftsAmong(db, actor, {
    register: versioned.name,
    ids: found.map(idOf),
    writers: versioned.writers,
  });
  return found.map((one) => ({ ...one, draft: drafts.get(idOf(one)) }));
}

function listRoute({ db, cursors, directory }: Deps, register: Register): Route {
  const { name, title, byOrg, versioned, present = same } = register;
  const projection = shownIn(register);
  return route({
    ...common(register),
    path: `/api/${name}`,
    operationId: `${name}.list`,
    summary: versioned ? `${title}: the newest version of each` : title,
    query: queryOf(register),
    responses: { 200: { description: 'One page, by id', schema: pageOf(schemasOf(register).item) } },
    handle: async ({ actor, query }) => {
      const { limit, after, org: place, q: words } = query;
      const scope = { list: name, org: place, q: words, person: actor.id };
      const from = after === undefined ? undefined : cursors.read(scope, after, position).id;
      const newest = versioned ? [{ _id: { $in: await newestIds(db, register, versioned.field) } }] : [];
      const filter = allOf([
        visibleIn(name, actor),
        ...(byOrg && place ? [within(byOrg, [place])] : []),
        ...(words === undefined
          ? []
          : [{ _id: { $in: name === 'drafts' ? [] : await directory.named(name, termsOf(words)) } }]),
        ...(from === undefined ? [] : [{ _id: { $gt: from } }]),
        ...newest,
      ]);
      const found = await entriesOf(db, register)
        .find(filter, { projection })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .toArray();
      const items = await withDrafts(db, actor, register, await seenIn(db, actor, register, found.slice(0, limit)));
      const last = items.at(-1);
      const next = found.length > limit && last ? cursors.write(scope, { id: last._id }) : null;
      const beside = await register.beside?.(
        db,
        items.map(({ _id }) => _id),
      );
      const shown = items.map((one) => ({ ...present(one, actor), ...beside?.get(one._id) }));
      return { body: { items: shown, next, serverNow: Date.now() } };
    },
  });
}

/** An entry that was never edited is its first version. */
const same = (found: Document): object => ({ ...entryOutside(found), version: versionOf(found) });

/** Of each entry the newest version. */
async function newestIds(db: Connection, register: Register, field: EntryField): Promise<string[]> {
  const newest = entriesOf(db, register).aggregate<{ _id: string }>([...newestOfEach(field), { $project: { _id: 1 } }]);
  return (await newest.toArray()).map(({ _id }) => _id);
}

const newestId = async (db: Connection, register: Register, entry: Filter): Promise<string | undefined> =>
  (await entriesOf(db, register).findOne(entry, { sort: { version: -1 }, projection: { _id: 1 } }))?._id;

function oneRoute({ db }: Deps, register: Register): Route {
  const { name, title, versioned, present = same, presentOne = present } = register;
  const projection = shownIn(register);
  return route({
    ...common(register),
    path: `/api/${name}/:id`,
    operationId: `${name}.get`,
    summary: versioned
      ? `${title}: the newest version of one, or the version that \`id@version\` names`
      : `${title}: one`,
    params: paramsOf(register),
    responses: { 200: { description: 'The entry', schema: schemasOf(register).one } },
    handle: async ({ actor, params: { id } }) => {
      const _id = versioned && !id.includes('@') ? await newestId(db, register, { [versioned.field]: id }) : id;
      if (_id === undefined) throw notFound();
      const found = await entriesOf(db, register).findOne(allOf([visibleIn(name, actor), { _id }]), { projection });
      if (!found) throw notFound();
      const [seen = found] = await seenIn(db, actor, register, [found]);
      if (!versioned) {
        const beside = await register.beside?.(db, [found._id]);
        const body = { ...presentOne(seen, actor), ...beside?.get(found._id) };
        return { body, headers: { ETag: `"${versionOf(found)}"` } };
      }
      const [one = found] = await withDrafts(db, actor, register, [found]);
      return { body: { ...presentOne(one, actor), source: sourceIn(versioned.name, found) } };
    },
  });
}

const MOST_VERSIONS = 1_000;
function versionsRoute({ db }: Deps, register: Register, { field }: { field: string }): Route {
  return route({
    ...common(register),
    path: `/api/${register.name}/:id/versions`,
    operationId: `${register.name}.versions`,
    summary: `${register.title}: versions of one, newest first; \`capped\`: more than 1,000, of which these are the newest`,
    params: z.strictObject({ id: key().describe('Key of the entry') }),
    responses: {
      200: { description: 'Versions', schema: z.object({ items: z.array(versionSchema), capped: z.boolean() }) },
    },
    handle: async ({ actor, params: { id } }) => {
      const found = await entriesOf(db, register)
        .find(allOf([visibleIn(register.name, actor), { [field]: id }]), {
          projection: { version: 1, publishedAt: 1, publishedBy: 1, note: 1, authors: 1 },
        })
        .sort({ version: -1 })
        .limit(MOST_VERSIONS + 1)
        .toArray();
      if (found.length === 0) throw notFound();
      const items = found.slice(0, MOST_VERSIONS).map(entryOutside);
      return { body: { items, capped: found.length > MOST_VERSIONS } };
    },
  });
}
