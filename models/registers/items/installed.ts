/** What a release brings to organisations, and what they had before, in the register of items: an edit like any other, beside people's. */
import type { Connection } from 'mongoose';
import { type Installed, withoutVersion, withVersion } from '../../../domain/items/installed.ts';
import type { Millis, OrgPath } from '../../../domain/kernel/process.ts';
import { registerVersionOf, saveEntries, versionOf } from '../register-version.ts';
import type { Item } from './item.ts';

export type Bringing = {
  /** Stored key of the effect. */
  key: string;
  /** Number of the release. */
  release: string;
  appVersion: string;
  at: Readonly<Record<string, readonly OrgPath[]>>;
  /** What they had before. */
  back?: true | undefined;
  /** Instant of what it follows from. */
  since: Millis;
};

/** An edit of a person takes milliseconds: who is refused so often in a row is asked again later. */
const TRIES = 20;

/**
 * Item by item, each once under the key, as a version of it that names the release. Who edits an item beside it loses nothing: one
 * of both finds it changed and takes what the other wrote into account. Throws when an item is edited all the time; again, it goes on
 * with those that are missing.
 */
export async function bringVersions(db: Connection, { at, ...what }: Bringing): Promise<void> {
  for (const [item, organisations] of Object.entries(at)) await bringOne(db, item, { ...what, organisations });
}

type One = Omit<Bringing, 'at'> & { organisations: readonly OrgPath[] };
async function bringOne(db: Connection, id: string, one: One): Promise<void> {
  const { key, release } = one;
  const note = noteOf(one);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const item = await db
      .collection<Pick<Item, '_id' | 'version' | 'installed'>>('items')
      .findOne({ _id: id }, { projection: { version: 1, installed: 1 } });
    if (!item) return; // never deleted: it was in no register when the release was raised
    if (await registerVersionOf(db).exists({ register: 'items', id, cause: key })) return;
    const installed = afterwards(item.installed ?? [], one);
    if (installed === null) return;
    const fields = { installed: installed.length > 0 ? installed : undefined };
    const change = { register: 'items', id, seen: versionOf(item), fields, note, at: Date.now() } as const;
    if (await saveEntries(db, [{ ...change, by: release, cause: key }])) return;
  }
  throw new Error(`the item ${id} is edited all the time`);
}

const MOST_NAMED = 5;
/** For whoever reads the versions of the item: in figures and names, which need no language. */
function noteOf({ release, appVersion, organisations, back }: One): string {
  const others = organisations.length - MOST_NAMED;
  const named = [...organisations.slice(0, MOST_NAMED), ...(others > 0 ? [`+${others}`] : [])];
  return `${release} ${back ? '↩ ' : ''}${appVersion} ${named.join(' ')}`;
}

/** Null: it says so already. */
function afterwards(now: readonly Installed[], { release, appVersion, organisations, back, since: at }: One) {
  const next = back
    ? withoutVersion(now, { release, organisations })
    : withVersion(now, { release, organisations, appVersion, at });
  return JSON.stringify(next) === JSON.stringify(now) ? null : next;
}
