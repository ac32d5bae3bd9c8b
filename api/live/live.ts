/** Live changes as server-sent events: what changed, never its content. */
import type { Connection } from 'mongoose';
import type { Directory } from '../../client/registers/directory.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Auth } from '../sign-in/auth.ts';
import { type CaseChange, createFeed, type Feed } from './live-feed.ts';
import { presentIn } from '../../models/access/presence.ts';
import { present } from '../http/present.ts';
import { presentOn, seesPresence } from './presence.ts';
import { createCounts, fresh } from './live-counts.ts';
import { createPositions } from './live-positions.ts';
import { frameOf, type LiveAsking, liveQuery, type Reader } from './live-reader.ts';
import type { Reads } from '../cases/reads.ts';
import { answered, type Route, route } from '../http/route.ts';
import { workNumbers } from '../cases/work.ts';

type Deps = {
  db: Connection;
  auth: Auth;
  directory: Directory;
  reads: Reads;
  logger: Logger;
  metrics: Metrics;
  secret: string;
};
export type Live = { routes: Route[]; ready: Promise<void>; goodbye(code: string): void; close(): Promise<void> };

const COMMENT_MS = 15_000;
const RECHECK_MS = 60_000;
const PRESENCE_MS = 250;
const SLOW_BYTES = 256 * 1024;
const MOST_PER_PERSON = 10;
const MOST_OF_WORK = 2_000;

export function createLive(deps: Deps): Live {
  const feed = createFeed(deps.db, deps.logger);
  const positions = createPositions(deps.secret);
  const readers = new Set<Reader>();
  const counts = createCounts(deps);
  /** Of each person, those that are being opened too. */
  const streams = new Map<string, number>();
  /** By case. */
  const presenceDue = new Map<string, NodeJS.Timeout>();

  feed.listen({
    caseChanged: (change) => {
      for (const reader of readers) tell(reader, change);
    },
    othersChanged: (collection, id) => {
      if (collection === 'presence') return presenceSoon(presentIn(id));
      const isNotice = collection === 'notices';
      const concerned = [...readers].filter(({ personId, identity }) => id === personId || id === identity.id);
      if (!isNotice && concerned.length > 0) {
        deps.auth.forget(); // the caches have change streams of their own, which may be behind this one
        deps.directory.drop();
      }
      for (const reader of concerned) {
        if (isNotice) counts.noticed(reader);
        else void recheck(reader); // its failures are its own answer
      }
    },
    broken: () => {
      for (const reader of readers) write(reader, 'event: reset\ndata: {}\n\n');
    },
  });

  function tell(reader: Reader, change: CaseChange): void {
    const text = frameOf(reader, change);
    if (!text) return;
    write(reader, `id: ${positions.outside(change.place, reader.personId)}\n${text}`);
    counts.changed(reader, change);
  }

  /** Several words of one moment are told once. */
  function presenceSoon(number: string): void {
    const isWatched = [...readers].some((reader) => watches(reader, number));
    if (!isWatched || presenceDue.has(number)) return;
    const timer = setTimeout(() => {
      presenceDue.delete(number);
      tellPresence(number).catch((err: unknown) => deps.logger.warn({ err }, 'nobody was told who is there'));
    }, PRESENCE_MS);
    presenceDue.set(number, timer.unref());
  }

  async function tellPresence(number: string): Promise<void> {
    const people = present({ number, people: await presentOn(deps, number) });
    for (const reader of [...readers].filter((one) => watches(one, number)))
      if (await seesPresence(deps.reads, reader.identity, number))
        write(reader, `event: presence\ndata: ${JSON.stringify(people)}\n\n`);
  }

  function drop(reader: Reader): void {
    readers.delete(reader);
    counts.drop(reader);
    reader.leave();
    deps.metrics.streams(readers.size);
  }

  function bye(reader: Reader, code: string): void {
    drop(reader);
    reader.response.end(`event: bye\ndata: ${JSON.stringify({ code })}\n\n`);
  }

  /** Session, grants and teams as they are now; a stream never outlives the right to it. */
  async function recheck(reader: Reader): Promise<void> {
    if (!readers.has(reader)) return;
    try {
      const now = await deps.auth.look(reader.asking.request);
      if (now?.actor.id !== reader.personId) return bye(reader, 'session-ended');
      const changed = JSON.stringify(now.actor) !== JSON.stringify(reader.identity.actor);
      reader.identity = now;
      if (changed) {
        write(reader, 'event: reset\ndata: {}\n\n');
        counts.all(reader);
      }
    } catch (error) {
      if (error instanceof DomainError) bye(reader, error.code);
    }
  }

  const comments = setInterval(() => {
    for (const reader of readers) write(reader, ': still here\n\n');
  }, COMMENT_MS);
  const rechecks = setInterval(() => {
    for (const reader of readers) void recheck(reader);
  }, RECHECK_MS);
  comments.unref();
  rechecks.unref();

  /** Taken before anything is waited for, so that many at once are counted too; given back when the answer ends. */
  function takePlace({ actor, response }: LiveAsking): void {
    const own = streams.get(actor.id) ?? 0;
    if (own >= MOST_PER_PERSON)
      throw new DomainError('too-many-requests', `At most ${MOST_PER_PERSON} streams`, { params: { retryAfter: 5 } });
    streams.set(actor.id, own + 1);
    response.once('close', () => {
      const left = (streams.get(actor.id) ?? 1) - 1;
      if (left > 0) streams.set(actor.id, left);
      else streams.delete(actor.id);
    });
  }

  async function open(asking: LiveAsking): Promise<typeof answered> {
    const { identity, actor, response } = asking;
    takePlace(asking);
    if (asking.query.scope === 'case') await deps.reads.one(identity, asking.query.number);
    const isWork = asking.query.scope === 'work';
    const work = new Set(isWork ? await workNumbers(deps.reads, identity, MOST_OF_WORK) : []);
    const last = asking.request.get('last-event-id') ?? asking.query.after;
    const leave = await feed.follow();
    if (!leave) throw new DomainError('engine-away', 'No live changes at this moment');
    const reader: Reader = {
      personId: actor.id,
      response,
      work,
      told: new Map(),
      identity,
      asking,
      leave,
      reaches: { by: new Map() },
      counts: fresh(),
    };
    if (response.destroyed) {
      leave(); // he has gone meanwhile
      return answered;
    }
    begin(reader);
    await resume(feed, reader, last);
    counts.all(reader);
    return answered;
  }

  function begin(reader: Reader): void {
    const { response } = reader;
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    response.write('retry: 2000\n\n');
    response.on('close', () => drop(reader));
    readers.add(reader); // from here on the feed's changes are told, so none falls between
    deps.metrics.streams(readers.size);
  }

  async function resume(from: Feed, reader: Reader, last: string | undefined): Promise<void> {
    if (last === undefined) {
      const newest = from.newest();
      if (newest) write(reader, `id: ${positions.outside(newest, reader.personId)}\nevent: open\ndata: {}\n\n`);
      return;
    }
    const gone = new AbortController();
    reader.response.once('close', () => gone.abort());
    const place = positions.place(last, reader.personId);
    const missed = place === undefined ? null : await from.since(place, gone.signal);
    if (!missed) return write(reader, 'event: reset\ndata: {}\n\n');
    for (const change of missed) tell(reader, change);
  }

  return {
    ready: feed.ready,
    goodbye: (code) => {
      for (const reader of readers) bye(reader, code);
    },
    close: async () => {
      clearInterval(comments);
      clearInterval(rechecks);
      for (const timer of presenceDue.values()) clearTimeout(timer);
      for (const reader of readers) bye(reader, 'stopping');
      await feed.close();
    },
    routes: [
      route({
        method: 'get',
        path: '/api/live',
        operationId: 'live.open',
        tag: 'live',
        summary:
          'Server-sent events: case, gone, counts, presence (of `scope=case`), reset, bye; resumes by Last-Event-ID or `after`',
        access: { rule: 'reader' },
        unrecorded: true,
        passive: true,
        query: liveQuery,
        responses: { 200: { description: 'A stream', mediaType: 'text/event-stream' } },
        handle: open,
      }),
    ],
  };
}

const watches = ({ asking: { query } }: Reader, number: string): boolean =>
  query.scope === 'case' && query.number === number;

/** A reader who does not read is cut: he resumes where he was, and nobody else waits for him. */
function write(reader: Reader, text: string): void {
  const { response } = reader;
  if (response.writableLength > SLOW_BYTES) response.destroy();
  else response.write(text);
}
