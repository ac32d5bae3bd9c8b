/** Register reads kept in memory until a change stream says that something changed. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { butUses, opened, watchDatabase } from '../../models/store/changes.ts';
import { Kept } from './kept.ts';

export type RegisterCache = {
  /** The same reader, but what it gave is kept by key. */
  keep: <T>(read: (key: string) => PromiseLike<T>) => (key: string) => Promise<T>;
  /** Forgets all at once: for the process that has just changed a register itself. */
  drop: () => void;
  close: () => Promise<void>;
};

/** What the directory keeps. */
export const REGISTERS = [
  'people',
  'teams',
  'organisations',
  'matrices',
  'policies',
  'calendars',
  'contracts',
  'approval-policies',
  'change-templates',
  'risk-questionnaires',
  'document-templates',
  'freezes',
  'runbooks',
  'webhooks',
  'applications',
  'categories',
  'cause-codes',
  'item-kinds',
  'item-relations',
  'meetings',
  'actions',
  'runners',
  'skills',
  'qualifications',
  'duty-rosters',
  'zones',
  'checklists',
  'indicators',
  'appraisal-schemes',
  'inspection-plans',
  'returned-parts',
] as const;
const WATCHED = [...REGISTERS, 'sessions', 'api-keys', 'second-factors'] as const;
type Watched = (typeof WATCHED)[number];

/** Bound for a stream that has died without a word: MongoDB answers one that waits each second. */
const MAX_SILENCE_MS: Millis = 5_000;
/** Bound for a stream that answers and lags behind. */
const MAX_AGE_MS: Millis = 30_000;
const RETRY_MS: Millis = 1_000;
/** Of one reader: more than any installation has people, and no more than whoever shows made-up ids and secrets can fill. */
const MOST_KEPT = 20_000;

/**
 * Nothing is kept while the stream is not open, and nothing that was read before the newest change: so a lost role acts
 * with the first request after the change has reached this process, and the two bounds limit what a stream could hide. That
 * a session or a key was used is no change, or its use would empty the cache for all.
 */
export function createRegisterCache(db: Connection, collections: readonly Watched[]): RegisterCache {
  const stores: { clear(): void }[] = [];
  const drop = () => {
    for (const store of stores) store.clear();
  };
  const watcher = watchCollections(db, collections, drop);

  return {
    keep: <T>(read: (key: string) => PromiseLike<T>) => {
      const store = new Kept<{ value: Promise<T>; until: Millis }>(MOST_KEPT);
      stores.push(store);
      return (key) => {
        const found = store.get(key);
        const isOpen = watcher.isOpen();
        if (found && isOpen && found.until > Date.now()) return found.value;
        const value = Promise.resolve(read(key)); // a query runs once, at its first then
        if (!isOpen) return value;
        const entry = { value, until: Date.now() + MAX_AGE_MS };
        store.set(key, entry);
        value.catch(() => {
          if (store.get(key) === entry) store.delete(key);
        });
        return value;
      };
    },
    drop,
    close: watcher.close,
  };
}

type Listener = { of: ReadonlySet<string>; changed: () => void };
type Watcher = { listeners: Set<Listener>; isOpen: () => boolean; close: () => Promise<void> };

/** One stream of a connection, for all its caches: each stream costs MongoDB a look at every write, of cases too. */
const watchers = new WeakMap<Connection, Watcher>();

/** Calls `changed` after each change of these collections, and whenever it may have missed some. */
function watchCollections(db: Connection, collections: readonly Watched[], changed: () => void) {
  const listener = { of: new Set<string>(collections), changed };
  const watcher = watchers.get(db) ?? watchAll(db);
  watchers.set(db, watcher);
  watcher.listeners.add(listener);
  return {
    isOpen: watcher.isOpen,
    close: async () => {
      watcher.listeners.delete(listener);
      if (watcher.listeners.size > 0) return;
      if (watchers.get(db) === watcher) watchers.delete(db);
      await watcher.close();
    },
  };
}

function watchAll(db: Connection): Watcher {
  const pipeline = [{ $match: { 'ns.coll': { $in: WATCHED } } }, butUses, { $project: { ns: 1 } }];
  const open = () => watchDatabase(db, pipeline);
  const listeners = new Set<Listener>();
  const allChanged = () => {
    for (const { changed } of listeners) changed();
  };
  const ending = new AbortController();
  let stream: ReturnType<typeof open> | null = null;
  let watching = false;
  let heardAt: Millis = 0;

  async function follow(): Promise<void> {
    stream = open();
    stream.on('resumeTokenChanged', () => {
      heardAt = Date.now(); // with an answer that tells nothing, too
    });
    const { first } = await opened(stream);
    heardAt = Date.now();
    watching = true;
    allChanged();
    if ((await first) !== null) allChanged();
    for (;;) {
      const change = await stream.next();
      const name = 'ns' in change && 'coll' in change.ns ? change.ns.coll : undefined;
      for (const { of, changed } of listeners) if (name === undefined || of.has(name)) changed();
    }
  }
  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      await follow().catch(() => undefined); // MongoDB away or the stream cut: nothing is kept until it is back
      watching = false;
      allChanged();
      await stream?.close().catch(() => undefined);
      await retryTime(ending.signal);
    }
  }
  void run(); // catches all itself
  return {
    listeners,
    isOpen: () => watching && Date.now() - heardAt < MAX_SILENCE_MS,
    // does not wait for the read at the end of the log, which takes up to a second to come back with nothing
    close: async () => {
      ending.abort();
      watching = false;
      await stream?.close().catch(() => undefined);
    },
  };
}

const retryTime = (ending: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (ending.aborted) return resolve();
    const stop = () => {
      clearTimeout(timer);
      ending.removeEventListener('abort', stop); // else one more at each try, as long as MongoDB is away
      resolve();
    };
    const timer = setTimeout(stop, RETRY_MS);
    timer.unref();
    ending.addEventListener('abort', stop);
  });
