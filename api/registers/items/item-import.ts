/** Import of items and relations from CSV files: looked at line by line first, then taken whole or, if asked to, as far as it is good. */
import { z } from 'zod';
import { text as texts } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { FieldError, Millis } from '../../../domain/kernel/process.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { derivedOf } from '../../../models/registers/items/item.ts';
import { type Change, saveMany, versionMade } from '../../../models/registers/register-version.ts';
import { sha256 } from '../../../models/store/chain.ts';
import { invalid } from '../../http/problem.ts';
import { type Asking, type Reply, type Route, route } from '../../http/route.ts';
import { recordedAll } from '../on-record.ts';
import type { PlainDeps } from '../plain/plain-row.ts';
import type { Fault } from './item-drafts.ts';
import { isWritten, type Plan, planOf, type Planned } from './item-plan.ts';
import { itemFields, keepers } from './item-rows.ts';
import { MOST_RECORDS } from './item-sheet.ts';

type Deps = PlainDeps & { audit: AuditTrail; zone: string };

const MOST_BASE64 = 4_000_000;
const file = z.base64().min(1).max(MOST_BASE64);
const body = z.strictObject({
  content: file
    .optional()
    .describe(
      `The file of items: CSV, UTF-8 or GBK, in base64, at most ${MOST_RECORDS} lines. Columns that it lacks stay as they are`,
    ),
  relations: file.optional().describe('A file of relations that are added: item, relation, target'),
  take: z
    .enum(['all', 'good'])
    .default('all')
    .describe('`all`: nothing where anything is wrong; `good`: whatever is right, and the rest is left out'),
  preview: z.string().max(64).optional().describe('The digest of a preview: something else is refused'),
  note: texts(1_000).optional().describe('Why, for those who read the versions'),
});
type Wish = z.output<typeof body>;

/** Of each list that somebody reads. */
const [MOST_ITEMS, MOST_FAULTS] = [1_000, 500];
const faultSchema = z.object({
  file: z.enum(['items', 'relations']),
  line: z.int().describe('The heading is 1, as in a spreadsheet program'),
  column: z.int().optional().describe('From 1; absent: of the whole line'),
  heading: z.string().optional(),
  value: z.string().optional().describe('What stands in the cell'),
  code: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
});
const plannedSchema = z.object({
  id: z.string(),
  line: z.int().optional().describe('Absent: only relations are added to it'),
  what: z.enum(['new', 'changed', 'unchanged']),
  changes: z.array(z.looseObject({ pointer: z.string() })).describe('Of one that is there: what was, and would be'),
});
const sumSchema = z.object({
  counts: z.object({ new: z.int(), changed: z.int(), unchanged: z.int(), faulty: z.int().describe('Lines left out') }),
  faults: z.array(faultSchema).describe(`The first ${MOST_FAULTS}`),
  moreFaults: z.int(),
  encodings: z.record(z.string(), z.string()).describe('How the files were read'),
});
const previewSchema = sumSchema.extend({
  items: z.array(plannedSchema).describe(`The first ${MOST_ITEMS} that are new or changed, or else unchanged`),
  moreItems: z.int(),
  preview: z.string().describe('What an import names so that nothing else is written than was looked at'),
});

export function itemImportRoutes(deps: Deps): Route[] {
  const common = {
    method: 'post',
    tag: 'items',
    access: { rule: 'role', roles: keepers },
    largeBody: true,
    costly: 'work',
    body,
  } as const;
  return [
    route({
      ...common,
      path: '/api/items/import/preview',
      operationId: 'items.previewImport',
      summary:
        'Configuration items: what files would make new, change and leave, and each fault with its line and column',
      looks: true,
      responses: { 200: { description: 'Nothing was written', schema: previewSchema } },
      handle: async (asking) => ({ body: previewed(await planned(deps, asking)) }),
    }),
    route({
      ...common,
      path: '/api/items/import',
      operationId: 'items.import',
      summary:
        'Configuration items: take files, by key, so that the same again changes nothing. All of it, or what is good if asked to',
      mayConflict: true,
      responses: { 200: { description: 'Taken', schema: sumSchema } },
      handle: (asking) => taken(deps, asking),
    }),
  ];
}

type Given = Pick<Asking<object, object, Wish>, 'actor' | 'body'>;
async function planned(deps: Deps, { actor, body: { content, relations } }: Given): Promise<Plan> {
  if (content === undefined && relations === undefined) throw invalid([{ pointer: '/content', code: 'required' }]);
  return await planOf(deps, { content, relations, actor, now: Date.now() });
}

const countOf = (plan: Plan, what: Planned['what']): number => plan.planned.filter((one) => one.what === what).length;
const summed = (plan: Plan): z.output<typeof sumSchema> => ({
  counts: {
    new: countOf(plan, 'new'),
    changed: countOf(plan, 'changed'),
    unchanged: countOf(plan, 'unchanged'),
    faulty: plan.faulty,
  },
  faults: plan.faults.slice(0, MOST_FAULTS),
  moreFaults: Math.max(0, plan.faults.length - MOST_FAULTS),
  encodings: plan.encodings,
});

function previewed(plan: Plan): z.output<typeof previewSchema> {
  const all = [...plan.planned.filter(isWritten), ...plan.planned.filter((one) => !isWritten(one))];
  const items = all.slice(0, MOST_ITEMS).map(({ id, line, what, changes }) => ({
    id,
    ...(line === undefined ? {} : { line }),
    what,
    changes: [...changes],
  }));
  return { ...summed(plan), items, moreItems: all.length - items.length, preview: plan.digest };
}

async function taken(deps: Deps, asking: Given): Promise<Reply> {
  const { actor, body: wish } = asking;
  const plan = await planned(deps, asking);
  if (wish.take === 'all' && plan.faults.length > 0) throw invalid(plan.faults.slice(0, MOST_FAULTS).map(asField));
  if (wish.preview !== undefined && wish.preview !== plan.digest)
    throw new DomainError('preview-stale', 'The files or the register are not what was looked at', {
      params: { preview: plan.digest },
    });
  const at = Date.now();
  const written = plan.planned.filter(isWritten);
  const changes = written.map((one) => changeOf(one, { at, by: actor.id, note: wish.note }));
  if (
    changes.length > 0 &&
    !(await recordedAll(deps, entriesFor(written, changes, { at, by: actor.id, wish }), () =>
      saveMany(deps.db, 'items', changes),
    ))
  )
    throw new DomainError('register-changed', 'Somebody else has changed some of these items meanwhile');
  deps.directory.drop();
  return { body: summed(plan) };
}

const asField = ({ file: name, code, params, ...place }: Fault): FieldError => ({
  pointer: name === 'items' ? '/content' : '/relations',
  code,
  params: { ...params, ...place },
});

const NOTHING = Object.fromEntries(Object.keys(itemFields.shape).map((field) => [field, undefined]));
type Stamp = { at: Millis; by: string; note?: string | undefined };
const changeOf = ({ id, seen, body: item }: Planned, stamp: Stamp): Change => ({
  register: 'items',
  id,
  seen,
  fields: { ...NOTHING, ...item, ...derivedOf(id, item) },
  ...stamp,
});

/** So many changes a record: one of all would be longer than people read. */
const A_RECORD = 250;
/** Each names its versions, and of what was there before what changes; what is new stands in its first version. */
function entriesFor(
  written: readonly Planned[],
  changes: readonly Change[],
  { at, by, wish }: { at: Millis; by: string; wish: Wish },
): AuditEntry[] {
  const { content, relations, note } = wish;
  const files = {
    ...(content === undefined ? {} : { items: sha256(content) }),
    ...(relations === undefined ? {} : { relations: sha256(relations) }),
  };
  const records = Math.ceil(written.length / A_RECORD);
  return Array.from({ length: records }, (_, n) => {
    const [from, to] = [n * A_RECORD, (n + 1) * A_RECORD];
    const also = written
      .slice(from, to)
      .flatMap(({ id, what, changes: changed }) =>
        what === 'changed' ? [{ register: 'items', id, changes: changed }] : [],
      );
    const data = {
      ...(note === undefined ? {} : { note }),
      take: wish.take,
      files,
      record: n + 1,
      records,
      versions: changes.slice(from, to).map(versionMade),
      also,
    };
    return { type: 'itemsImported', by, at, data };
  });
}
