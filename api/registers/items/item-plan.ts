/** What a file of items, and one of relations, would make of the register: by item, and every fault with its place. */
import { isRetired, type ItemBody } from '../../../domain/items/item.ts';
import { type Candidate, itemFaults } from '../../../domain/items/faults.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { type Changes, changesBetween } from '../../../domain/kernel/record/changes.ts';
import type { Actor, FieldError, Millis } from '../../../domain/kernel/process.ts';
import type { Item } from '../../../models/registers/items/item.ts';
import { type ItemTypes, itemTypesOf } from '../../../models/registers/items/item-types.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { hashOf } from '../../../models/store/chain.ts';
import { read } from '../../http/fields.ts';
import { answersFor } from '../plain/plain-registers.ts';
import type { PlainDeps } from '../plain/plain-row.ts';
import {
  addDraft,
  addLink,
  bodyOf,
  type Draft,
  type Fault,
  faultOf,
  type File,
  itemRows,
  nameOf,
  placed,
  relationRows,
} from './item-drafts.ts';
import { knownFor } from './item-known.ts';
import { itemFields, keepers } from './item-rows.ts';
import { seesItem } from './item-scope.ts';
import { readSheet, type Sheet } from './item-sheet.ts';

export type Planned = {
  id: string;
  /** Of the file of items; absent: only relations are added to it. */
  line?: number;
  what: 'new' | 'changed' | 'unchanged';
  seen: number;
  body: ItemBody;
  changes: Changes['changes'];
};
export type Plan = {
  planned: readonly Planned[];
  faults: readonly Fault[];
  /** How many items and relations are left out for their faults. */
  faulty: number;
  encodings: Partial<Record<File, string>>;
  /** Of what would be written: the same only while neither files nor register change. */
  digest: string;
};
type Deps = Pick<PlainDeps, 'db' | 'directory'> & { zone: string };
type Asked = { content?: string | undefined; relations?: string | undefined; actor: Actor; now: Millis };

export const isWritten = ({ what }: Planned): boolean => what !== 'unchanged';

/** Judges every line; `faults` is empty where all of it may be written. Faulty lines are left out of what is planned. */
export async function planOf(deps: Deps, { content, relations, actor, now }: Asked): Promise<Plan> {
  const types = await itemTypesOf(deps.db);
  const [sheet, links] = await Promise.all([
    content === undefined ? undefined : readSheet(content),
    relations === undefined ? undefined : readSheet(relations),
  ]);
  const faults: Fault[] = [...faultsIn(sheet, 'items'), ...faultsIn(links, 'relations')];
  const drafts = new Map<string, Draft>();
  const reading = { types, zone: deps.zone };
  const rows = sheet ? itemRows(sheet, reading, faults) : [];
  const linkRows = links ? relationRows(links, types, faults) : [];
  const stored = await storedItems(deps, [...rows.map(({ id }) => id), ...linkRows.map(({ from }) => from)]);
  const sees = seesItem(actor);
  for (const row of rows) addDraft(row, { drafts, stored, sees, reading, faults });
  for (const row of linkRows) addLink(row, { drafts, stored, sees, faults });
  const judged = await judge(deps, [...drafts.values()], { actor, now, types, sees });
  const planned = judged.flatMap(({ draft, body }) => (body ? [plannedOf(draft, body)] : []));
  const all = [...faults, ...judged.flatMap(({ draft }) => draft.faults)].toSorted(byPlace);
  const written = planned.filter(isWritten);
  return {
    planned,
    faults: all,
    faulty: new Set(all.map(({ file, line }) => `${file} ${line}`)).size,
    encodings: { ...(sheet && { items: sheet.encoding }), ...(links && { relations: links.encoding }) },
    digest: hashOf({ written: written.map(({ id, seen, body }) => ({ id, seen, body: plain(body) })) }),
  };
}

const byPlace = (one: Fault, other: Fault): number =>
  one.file === other.file
    ? one.line - other.line || (one.column ?? 0) - (other.column ?? 0)
    : one.file === 'items'
      ? -1
      : 1;
const faultsIn = (sheet: Sheet | undefined, file: File): Fault[] =>
  (sheet?.faults ?? []).map((fault) => ({ file, ...fault }));
/** Without what is undefined, as it is stored. */
const plain = (body: object): object =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

// ── judging
type Judging = { actor: Actor; now: Millis; types: ItemTypes; sees: (item: Item) => boolean };
type Judged = { draft: Draft; body: ItemBody | null };

/**
 * Drops what is faulty until the rest holds by itself: what names a new item that is left out is left out too. A relation of the
 * second file is dropped alone.
 */
async function judge(deps: Deps, drafts: readonly Draft[], judging: Judging): Promise<Judged[]> {
  const { now, types, sees, actor } = judging;
  const judged = drafts.map((draft): Judged => ({ draft, body: wellFormed(draft, actor) }));
  for (;;) {
    const live = judged.filter((one): one is { draft: Draft; body: ItemBody } => one.body !== null);
    const candidates = live.map(
      ({ draft, body }): Candidate => ({
        id: draft.id,
        body,
        former: draft.former,
        isRetired: isRetired(body, now),
      }),
    );
    const known = await knownFor(deps, candidates, { now, types, shows: sees });
    let dropped = false;
    for (const [i, one] of live.entries()) {
      const candidate = candidates[i];
      const found = candidate ? itemFaults(known, candidate) : [];
      if (found.length === 0) continue;
      dropped = true;
      dropFaulty(one, found);
    }
    if (!dropped) return judged;
  }
}

const FIELDS = Object.keys(itemFields.shape);
function wellFormed(draft: Draft, actor: Actor): ItemBody | null {
  const { raw, relations } = draft;
  const given = Object.fromEntries(FIELDS.flatMap((field) => (raw[field] === undefined ? [] : [[field, raw[field]]])));
  const { data, errors } = read(itemFields, { ...given, relations });
  draft.faults.push(...errors.map((error) => placed(draft, error.pointer, faultOf(error))));
  if (errors.length > 0 || draft.faults.length > 0) return null;
  const places = [data.orgPath, ...(draft.former ? [draft.former.orgPath] : [])];
  if (answersFor(actor, keepers, places)) return data;
  const line = draft.line ?? [...draft.added.values()][0] ?? 1;
  const fault = placed(draft, '/orgPath', { code: 'not-permitted' });
  draft.faults.push(draft.line === undefined ? { ...fault, file: 'relations', line } : fault);
  return null;
}

function dropFaulty(one: Judged & { body: ItemBody }, found: readonly FieldError[]): void {
  const { draft, body } = one;
  const gone = new Set<string>();
  let own = false;
  for (const fault of found) {
    const [, first, index] = fault.pointer.split('/');
    const relation = first === 'relations' ? body.relations[Number(index)] : undefined;
    const line = relation && draft.added.get(nameOf(relation));
    if (relation && line !== undefined) {
      gone.add(nameOf(relation));
      const column = draft.columns.get(fault.pointer.endsWith('/type') ? 'link/type' : 'link/to');
      draft.faults.push({
        file: 'relations',
        line,
        ...(column === undefined ? {} : { column }),
        value: relation.to,
        ...faultOf(fault),
      });
    } else {
      own = true;
      draft.faults.push(placed(draft, relation ? `/relations/${relation.type}` : fault.pointer, faultOf(fault)));
    }
  }
  Object.assign(one, {
    body: own ? null : { ...body, relations: body.relations.filter((relation) => !gone.has(nameOf(relation))) },
  });
}

// ── what comes of it
function plannedOf({ id, line, former }: Draft, body: ItemBody): Planned {
  const of = { id, ...(line === undefined ? {} : { line }), seen: former ? versionOf(former) : 0 };
  if (!former) return { ...of, what: 'new', body, changes: [] };
  const before = bodyOf(former);
  const kept = keptOrder(before, body);
  const { changes } = changesBetween(plain(before), plain(kept));
  return { ...of, what: changes.length > 0 ? 'changed' : 'unchanged', body: kept, changes };
}

const same = <T>(one: readonly T[], other: readonly T[]): readonly T[] =>
  canonical(one.map(canonical).toSorted()) === canonical(other.map(canonical).toSorted()) ? one : other;
/** Lists that say the same in another order stay as they were. */
function keptOrder(before: ItemBody, body: ItemBody): ItemBody {
  return {
    ...body,
    maintainers: same(before.maintainers, body.maintainers),
    teams: same(before.teams, body.teams),
    relations: same(before.relations, body.relations),
  };
}

async function storedItems({ db }: Deps, ids: readonly string[]): Promise<Map<string, Item>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .collection<Item>('items')
    .find({ _id: { $in: [...new Set(ids)] } }, { projection: { words: 0, pieces: 0 } })
    .toArray();
  return new Map(found.map((item) => [item._id, item]));
}
