/**
 * What who owns the database and the folder of seals sees: all of it, and no key. Tamperings are reckoned on it alone; what they
 * change is then written to the stores, and put back from it.
 */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection, mongo } from 'mongoose';
import { sealFolder } from '../../platform/seal-folder.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- what lies in a store may be anything, and kinds reach deep into it
export type Anything = any;
export type Doc = { _id: string } & Record<string, Anything>;
export type Store = 'live' | 'rehearsal';
type Collections = ReadonlyMap<string, readonly Doc[]>;
export type Image = {
  stores: Record<Store, Collections>;
  /** Texts of the seals, by number. */
  seals: ReadonlyMap<number, string>;
  /** Copies that were taken earlier, the oldest first. */
  before: readonly Image[];
};

/** `document` null: it is taken away. */
export type Change =
  | { store?: Store; collection: string; id: unknown; document: object | null }
  | { seal: number; text: string | null };
/** Where the verification must find it: one of these. A finding of the seals themselves has the chain `seals`. */
export type Place = { chain: string; seq: number };
export type Tampering = { changes: readonly Change[]; places: readonly Place[] };

/** Where one copy of the world lies. */
export type Lane = { stores: Record<Store, Connection>; folder: string };

const bytes: mongo.FindOptions = { promoteBuffers: true };

async function collectionsOf(db: Connection): Promise<Collections> {
  const listed = (await db.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  const read = async ({ name }: { name: string }) =>
    [
      name,
      await db
        .collection<Doc>(name)
        .find({}, { ...bytes, sort: { _id: 1 } })
        .toArray(),
    ] as const;
  return new Map(await Promise.all(listed.map(read)));
}

export async function imageOf({ stores, folder }: Lane, before: readonly Image[] = []): Promise<Image> {
  const seals = sealFolder(folder);
  const texts = (await seals.numbers()).map(async (number) => [number, await seals.read(number)] as const);
  return {
    stores: { live: await collectionsOf(stores.live), rehearsal: await collectionsOf(stores.rehearsal) },
    seals: new Map(await Promise.all(texts)),
    before,
  };
}

export const fileOf = (folder: string, number: number): string =>
  path.join(folder, `${String(number).padStart(6, '0')}.json`);

/** Fills an empty lane. */
export async function layOut(image: Image, { stores, folder }: Lane): Promise<void> {
  for (const store of ['live', 'rehearsal'] as const)
    for (const [name, documents] of image.stores[store])
      if (documents.length > 0) await stores[store].collection<Doc>(name).insertMany([...documents]);
  for (const [number, text] of image.seals) await writeFile(fileOf(folder, number), text);
}

export async function carryOut(lane: Lane, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    if ('seal' in change) await putSeal(lane, change.seal, change.text);
    else await put(lane, change, change.document);
  }
}

/** As the image has it. */
export async function undo(lane: Lane, image: Image, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    if ('seal' in change) await putSeal(lane, change.seal, image.seals.get(change.seal) ?? null);
    else await put(lane, change, documentIn(image, change) ?? null);
  }
}

type Of = { store?: Store; collection: string; id: unknown };
const documentIn = (image: Image, { store = 'live', collection, id }: Of): Doc | undefined =>
  image.stores[store].get(collection)?.find(({ _id }) => _id === id);

async function put({ stores }: Lane, { store = 'live', collection, id }: Of, document: object | null): Promise<void> {
  const rows = stores[store].collection<Doc>(collection);
  const one = { _id: String(id) };
  if (typeof id === 'number') Object.assign(one, { _id: id }); // a seal in the list
  if (document) await rows.replaceOne(one, document, { upsert: true });
  else await rows.deleteOne(one);
}

async function putSeal({ folder }: Lane, number: number, text: string | null): Promise<void> {
  if (text === null) await rm(fileOf(folder, number), { force: true });
  else await writeFile(fileOf(folder, number), text);
}

/** All of one collection. */
export const allOf = (image: Image, collection: string, store: Store = 'live'): readonly Doc[] =>
  image.stores[store].get(collection) ?? [];

/** By what `of` says; each group in the order of the image. */
export function groupedBy(documents: readonly Doc[], of: (document: Doc) => string): Map<string, Doc[]> {
  const groups = new Map<string, Doc[]>();
  for (const document of documents) groups.set(of(document), [...(groups.get(of(document)) ?? []), document]);
  return groups;
}

/** The last seq that a seal vouches for, of a chain; 0: none. */
export function sealedUpTo(image: Image, kind: 'cases' | 'audit' | 'registers', chain: string): number {
  let last = 0;
  for (const text of image.seals.values()) {
    const heads: [string, number, string][] = JSON.parse(text).heads[kind];
    for (const [name, seq] of heads) if (name === chain) last = Math.max(last, seq);
  }
  return last;
}
