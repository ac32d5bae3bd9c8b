/** What changed, for whoever listens: sessions, people and notices at any time, cases while somebody follows them. */
import type { Connection, mongo } from 'mongoose';
import type { Seen } from '../../domain/kernel/people/access.ts';
import type { CaseView } from '../../domain/kernel/process.ts';
import { createOwed, type Standing } from '../cases/work/owed.ts';
import { butUses, watchDatabase } from '../../models/store/changes.ts';
import { toldIn } from '../../models/notices/notice.ts';
import type { Logger } from '../../platform/logger.ts';
import { type Change, changeOf, keepOpen } from './kept-stream.ts';
import type { Place } from './live-positions.ts';
import { createReadBack, OLDEST_MS } from './read-back.ts';

/** A case as it was saved, with the queue that it was in before: all else that access looks at never changes. */
export type CaseChange = {
  place: Place;
  view: Pick<
    CaseView,
    '_id' | 'process' | 'version' | 'status' | 'waitsFor' | 'application' | 'outward' | 'dueAt' | 'closedAt'
  > &
    Seen;
  before: Seen;
  /** Who is counted for it, before and now; absent: it was not there. */
  owed: { before?: Standing; now: Standing };
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
  /** Has the changes of cases told from now on, until what it gives is called; null while MongoDB is away. */
  follow(): Promise<(() => void) | null>;
  /** Changes of cases after `place`, oldest first; null when they cannot all be told any more, or whoever asked has gone. */
  since(place: Place, gone: AbortSignal): Promise<CaseChange[] | null>;
  /** Newest place seen of cases; undefined while nobody follows them. */
  newest(): Place | undefined;
  close(): Promise<void>;
};

const OTHERS = ['sessions', 'api-keys', 'people', 'notices', 'presence'];
const KEPT = 5_000;
/** So long the stream of cases stays open when its last reader has gone: he may only be loading anew. */
const IDLE_MS = 60_000;

const changesIn = (collections: readonly string[]) => ({
  $match: { 'ns.coll': { $in: collections }, operationType: { $in: ['insert', 'update', 'replace', 'delete'] } },
});

const watchOthers = (db: Connection, after: string | undefined): mongo.ChangeStream =>
  watchDatabase(db, [changesIn(OTHERS), butUses, { $project: { ns: 1, documentKey: 1 } }], resumed(after));

/** Only what is told or looked at travels from the database; each change costs it a read of the document. */
const watchCases = (db: Connection, after: string | undefined): mongo.ChangeStream =>
  watchDatabase(
    db,
    [
      changesIn(['cases']),
      {
        $project: {
          ns: 1,
          documentKey: 1,
          'fullDocument._id': 1,
          'fullDocument.process': 1,
          'fullDocument.version': 1,
          'fullDocument.outward': 1,
          'fullDocument.status': 1,
          'fullDocument.waitsFor': 1,
          'fullDocument.orgLine': 1,
          'fullDocument.parties': 1,
          'fullDocument.queue': 1,
          'fullDocument.concealed': 1,
          'fullDocument.application': 1,
          'fullDocument.closedAt': 1,
          'fullDocument.dueAt': 1,
        },
      },
    ],
    { fullDocument: 'updateLookup', ...resumed(after) },
  );

const resumed = (after: string | undefined) => (after === undefined ? {} : { resumeAfter: { _data: after } });

type Options = { idleMs?: number };

/** `ready` resolves when changes of all but cases are seen from then on. */
export function createFeed(
  db: Connection,
  logger: Pick<Logger, 'warn'>,
  { idleMs = IDLE_MS }: Options = {},
): Feed & { ready: Promise<void> } {
  const listeners = new Set<Listener>();
  const readBack = logReader();
  let cases: CaseStream | null = null;
  let followers = 0;
  let idle: NodeJS.Timeout | undefined;
  let closing = Promise.resolve();

  const interrupted = (err: unknown): void => logger.warn({ err }, 'live changes interrupted');
  const broken = (): void => {
    for (const one of listeners) one.broken();
  };

  const others = keepOpen({
    open: (after) => watchOthers(db, after),
    take: ({ ns: { coll }, documentKey }) => {
      const id = String(documentKey?._id);
      for (const one of listeners) one.othersChanged(coll, coll === 'notices' ? toldIn(id) : id);
    },
    broken: (error, isLost) => {
      interrupted(error);
      if (isLost) broken();
    },
  });

  const openCases = (): CaseStream =>
    createCaseStream(db, readBack, {
      changed: (change) => {
        for (const one of listeners) one.caseChanged(change);
      },
      broken: (error) => {
        interrupted(error);
        broken();
      },
    });

  function left(): void {
    followers -= 1;
    if (followers > 0) return;
    clearTimeout(idle);
    idle = setTimeout(() => void closeCases(), idleMs);
    idle.unref();
  }

  async function closeCases(): Promise<void> {
    const over = cases;
    cases = null;
    closing = Promise.all([closing, over?.close()]).then(() => undefined);
    await closing;
  }

  return {
    ready: others.ready,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow: async () => {
      if (!others.isOpen()) return null;
      followers += 1;
      clearTimeout(idle);
      cases ??= openCases();
      const leave = once(left);
      if (await cases.isFollowed()) return leave;
      leave();
      return null;
    },
    newest: () => cases?.newest(),
    since: async (place, gone) => {
      if (cases) return await cases.since(place, gone);
      return await readBack({ db, from: place, upTo: undefined, places: new Map(), gone });
    },
    close: async () => {
      clearTimeout(idle);
      await Promise.all([others.close(), closeCases()]);
    },
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

type CaseStream = {
  /** False while it is broken. */
  isFollowed: () => Promise<boolean>;
  newest: Feed['newest'];
  since: Feed['since'];
  close: () => Promise<void>;
};
type Told = { changed: (change: CaseChange) => void; broken: (error: unknown) => void };

/** Changes of cases from now on, the last of them kept for readers who come back. */
function createCaseStream(db: Connection, readBack: LogReader, { changed, broken }: Told): CaseStream {
  const kept: CaseChange[] = [];
  /** All that came after this is kept. */
  let keptFrom: string | undefined;
  let newest: Place | undefined;
  const places = new Map<string, Where>();

  /** Where each open case is now, so that the first change of each tells from where it came. */
  async function learnPlaces(): Promise<void> {
    const projection = {
      queue: 1,
      status: 1,
      dueAt: 1,
      'waitsFor.to': 1,
      'waitsFor.command': 1,
      'parties.assignee': 1,
    };
    const open = db.collection<CaseView>('cases').find({ closedAt: { $exists: false } }, { projection });
    for await (const one of open) if (!places.has(one._id)) places.set(one._id, whereOf(one));
  }

  function remember({ view }: CaseChange): void {
    if (view.closedAt === undefined || view.waitsFor.length > 0) places.set(view._id, whereOf(view));
    else places.delete(view._id); // an ended case moves no more
  }

  const stream = keepOpen({
    open: (after) => watchCases(db, after),
    opened: async (token) => {
      keptFrom = token;
      newest = { token, at: Date.now() };
      await learnPlaces();
    },
    take: (change) => {
      newest = { token: change._id, at: Date.now() };
      const told = caseChangeOf(change, places, newest.at);
      if (!told) return;
      remember(told);
      kept.push(told);
      if (kept.length > KEPT) keptFrom = kept.shift()?.place.token;
      changed(told);
    },
    broken: (error) => {
      kept.length = 0;
      keptFrom = undefined;
      broken(error);
    },
  });

  return {
    isFollowed: async () => (await stream.tried) && stream.isOpen(),
    newest: () => newest,
    since: async (from, gone) => {
      const { token } = from;
      const isKept = keptFrom !== undefined && newest !== undefined && keptFrom <= token && token <= newest.token;
      if (isKept) return kept.filter(({ place }) => place.token > token);
      return await readBack({ db, from, upTo: newest?.token, places, gone });
    },
    close: stream.close,
  };
}

/** An open case as it was. */
type Where = Standing & { queue: string | undefined };
type Stood = Pick<CaseView, 'queue' | 'waitsFor' | 'status' | 'dueAt'> & { parties: { assignee?: string } };
const owedOf = createOwed();
const standingOf = (view: Stood): Standing => ({ owed: owedOf(view), dueAt: view.dueAt });
const whereOf = (view: Stood): Where => ({ ...standingOf(view), queue: view.queue });

type View = CaseChange['view'];
/** Projected from a document that the save of a case wrote, whose shape is the view's. */
const isView = (document: object): document is View => 'orgLine' in document && 'waitsFor' in document;
const viewIn = (document: object): View | null => (isView(document) ? document : null);

function caseChangeOf(
  { _id, fullDocument }: Change,
  places: ReadonlyMap<string, Where>,
  at: number,
): CaseChange | null {
  if (!fullDocument) return null;
  const view = viewIn(fullDocument);
  if (!view) return null;
  const { orgLine, parties, concealed } = view;
  const known = places.get(view._id);
  const queue = known ? known.queue : view.queue;
  // What is concealed was so before: whoever it is kept from is not told that it has gone either.
  const before = { orgLine, parties, ...(queue === undefined ? {} : { queue }), ...(concealed ? { concealed } : {}) };
  const owed = { ...(known ? { before: known } : {}), now: standingOf(view) };
  return { place: { token: _id, at }, view, before, owed };
}

type Missed = {
  db: Connection;
  from: Place;
  /** Where our own stream is. */
  upTo: string | undefined;
  places: ReadonlyMap<string, Where>;
  gone: AbortSignal;
};
type LogReader = (missed: Missed) => Promise<CaseChange[] | null>;

/**
 * What was saved after a place that another process, or an earlier start, gave out. Tokens sort by time, so it ends
 * where our own stream is. Null: the place is too old, or not one at all.
 */
function logReader(): LogReader {
  const read = createReadBack();
  return async ({ db, from, upTo, places, gone }) => {
    if (Date.now() - from.at > OLDEST_MS) return null;
    const open = () => {
      const stream = watchCases(db, from.token);
      const next = async (): Promise<Change | null> => {
        const told: unknown = await stream.tryNext(); // null: nothing is left at the end of the log
        return told === null ? null : changeOf(told);
      };
      return { next, close: () => stream.close() };
    };
    const isBeyond = ({ _id }: Change): boolean => upTo !== undefined && _id > upTo;
    const found = await read({ open, isBeyond, gone });
    // as old as the place that they were asked from: else somebody could come back for ever, further behind each time
    return found && found.flatMap((change) => caseChangeOf(change, places, from.at) ?? []);
  };
}
