/** One change stream per API process: what changed, for whoever listens. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Seen } from '../domain/kernel/access.ts';
import type { CaseView } from '../domain/kernel/process.ts';
import { watchDatabase } from '../models/changes.ts';
import type { Logger } from '../platform/logger.ts';

/** A case as it was saved, with the queue that it was in before: all else that access looks at never changes. */
export type CaseChange = {
  token: string;
  view: Pick<CaseView, '_id' | 'process' | 'version' | 'status' | 'waitsFor' | 'application'> & Seen;
  before: Seen;
};
export type Listener = {
  caseChanged(change: CaseChange): void;
  /** Sessions, people or notices changed; `ids`: documents, where they can be told. */
  othersChanged(collection: string, ids: string): void;
  /** Changes may have been missed. */
  broken(): void;
};
export type Feed = {
  listen(listener: Listener): () => void;
  /** Changes of cases after `token`, oldest first; null when they cannot all be told any more. */
  since(token: string): Promise<CaseChange[] | null>;
  /** False while MongoDB is away. */
  isOpen(): boolean;
  /** Newest token seen; undefined before the first change. */
  newest(): string | undefined;
  close(): Promise<void>;
};

const WATCHED = ['cases', 'sessions', 'api-keys', 'people', 'notices'];
const KEPT = 5_000;
const RETRY_MS = 1_000;
const CATCH_UP_MOST = 20_000;

const changeSchema = z.object({
  _id: z
    .object({ _data: z.string() })
    .transform(Object.values<string>)
    .pipe(z.tuple([z.string()])), // the resume token
  ns: z.object({ coll: z.string() }),
  documentKey: z.object({ _id: z.unknown() }).optional(),
  fullDocument: z.looseObject({}).nullish(),
});
type Change = z.output<typeof changeSchema>;

/** Only what is told or looked at travels from the database. */
const pipeline = [
  { $match: { 'ns.coll': { $in: WATCHED }, operationType: { $in: ['insert', 'update', 'replace', 'delete'] } } },
  {
    $project: {
      ns: 1,
      documentKey: 1,
      'fullDocument._id': 1,
      'fullDocument.process': 1,
      'fullDocument.version': 1,
      'fullDocument.status': 1,
      'fullDocument.waitsFor': 1,
      'fullDocument.orgLine': 1,
      'fullDocument.parties': 1,
      'fullDocument.queue': 1,
      'fullDocument.application': 1,
      'fullDocument.closedAt': 1,
      'fullDocument.to': 1,
    },
  },
];
type WatchOptions = { resumeAfter?: { _data: string }; fullDocument: 'updateLookup' };
const watch = (db: Connection, options: WatchOptions) => watchDatabase(db, pipeline, options);

const nothing = (): void => undefined;

/** Opens at once; `ready` resolves when changes from then on are seen. */
export function createFeed(db: Connection, logger: Pick<Logger, 'warn'>): Feed & { ready: Promise<void> } {
  const listeners = new Set<Listener>();
  const kept: CaseChange[] = [];
  const queues = new Map<string, string | undefined>();
  let stream: ReturnType<typeof watch> | null = null;
  let newest: string | undefined;
  let following = false;
  const life = { closed: false };
  let wake: () => void = nothing;
  let opened: () => void = nothing;
  const ready = new Promise<void>((resolve) => {
    opened = resolve;
  });

  function take(change: Change): void {
    [newest] = change._id;
    const { coll } = change.ns;
    if (coll !== 'cases') {
      const to: unknown = change.fullDocument?.['to'];
      const id = typeof to === 'string' ? to : String(change.documentKey?._id);
      for (const one of listeners) one.othersChanged(coll, id);
      return;
    }
    const told = caseChangeOf(change, queues);
    if (!told) return;
    remember(told, change);
    kept.push(told);
    if (kept.length > KEPT) kept.shift();
    for (const one of listeners) one.caseChanged(told);
  }

  function remember({ view }: CaseChange, { fullDocument }: Change): void {
    if (fullDocument?.['closedAt'] === undefined) queues.set(view._id, view.queue);
    else queues.delete(view._id); // an ended case moves no more
  }

  /** Where each open case is now, so that the first change of each tells from where it came. */
  async function learnQueues(): Promise<void> {
    const open = db.collection<CaseView>('cases').find({ closedAt: { $exists: false } }, { projection: { queue: 1 } });
    for await (const { _id, queue } of open) if (!queues.has(_id)) queues.set(_id, queue);
  }

  async function follow(): Promise<void> {
    stream = watch(db, { fullDocument: 'updateLookup', ...(newest ? { resumeAfter: { _data: newest } } : {}) });
    const first: unknown = await stream.tryNext(); // opens it
    await learnQueues();
    following = true;
    opened();
    if (first !== null) take(changeSchema.parse(first));
    for (;;) take(changeSchema.parse(await stream.next()));
  }

  async function run(): Promise<void> {
    while (!life.closed) {
      try {
        await follow();
      } catch (error) {
        following = false;
        if (life.closed) return;
        logger.warn({ err: error }, 'live changes interrupted');
        if (isLost(error)) newest = undefined;
        kept.length = 0;
        for (const one of listeners) one.broken();
      }
      await stream?.close().catch(() => undefined);
      if (!life.closed) await retryTime();
    }
  }
  const retryTime = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const running = run();

  return {
    ready,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isOpen: () => following,
    newest: () => newest,
    since: async (token) => {
      const place = kept.findIndex((one) => one.token === token);
      if (place >= 0) return kept.slice(place + 1);
      if (newest === token) return [];
      return await readBack(db, token, newest, queues);
    },
    close: async () => {
      life.closed = true;
      wake();
      await stream?.close().catch(() => undefined);
      await running;
    },
  };
}

type View = CaseChange['view'];
/** Projected from a document that the save of a case wrote, whose shape is the view's. */
const isView = (document: object): document is View => 'orgLine' in document && 'waitsFor' in document;
const viewIn = (document: object): View | null => (isView(document) ? document : null);

function caseChangeOf(
  { _id, fullDocument }: Change,
  queues: ReadonlyMap<string, string | undefined>,
): CaseChange | null {
  if (!fullDocument) return null;
  const view = viewIn(fullDocument);
  if (!view) return null;
  const { orgLine, parties } = view;
  const queue = queues.has(view._id) ? queues.get(view._id) : view.queue;
  return { token: _id[0], view, before: { orgLine, parties, ...(queue === undefined ? {} : { queue }) } };
}

/**
 * What was saved after a token that another process, or an earlier start, gave out. Tokens sort by time, so it ends
 * where our own stream is. Null: the token is too old, or not one at all.
 */
async function readBack(
  db: Connection,
  token: string,
  upTo: string | undefined,
  queues: ReadonlyMap<string, string | undefined>,
): Promise<CaseChange[] | null> {
  const stream = watch(db, { fullDocument: 'updateLookup', resumeAfter: { _data: token } });
  const found: CaseChange[] = [];
  try {
    for (;;) {
      const next: unknown = await stream.tryNext();
      if (next === null) return found; // nothing is left at the end of the log
      const change = changeSchema.parse(next);
      if (upTo !== undefined && change._id[0] > upTo) return found;
      const told = change.ns.coll === 'cases' ? caseChangeOf(change, queues) : null;
      if (told) found.push(told);
      if (found.length > CATCH_UP_MOST) return null;
    }
  } catch {
    return null;
  } finally {
    await stream.close().catch(() => undefined);
  }
}

const LOST = new Set<unknown>([286, 280, 260, 40_585]); // history lost, stream fatal, invalid token
const isLost = (error: unknown): boolean => error instanceof Error && 'code' in error && LOST.has(error.code);
