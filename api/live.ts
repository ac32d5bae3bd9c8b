/** Live changes as server-sent events: what changed, never its content. */
import type { Response } from 'express';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { isWithin, type Seen } from '../domain/kernel/access.ts';
import { key, orgPath } from '../domain/kernel/contract.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { isProcessKey } from '../domain/processes.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Auth } from './auth.ts';
import { type CaseChange, createFeed, type Feed } from './live-feed.ts';
import { unreadCount } from './notices.ts';
import { type Reads, readReach } from './reads.ts';
import { answered, type Asking, type Identity, type Route, route } from './route.ts';
import { caseNumber, processKey } from './schemas.ts';
import { workCounts, workNumbers } from './work.ts';

type Deps = { db: Connection; auth: Auth; directory: Directory; reads: Reads; logger: Logger; metrics: Metrics };
export type Live = { routes: Route[]; ready: Promise<void>; goodbye(code: string): void; close(): Promise<void> };

const COMMENT_MS = 15_000;
const RECHECK_MS = 60_000;
const COUNTS_MS = 1_000;
const SLOW_BYTES = 256 * 1024;
const MOST_PER_PERSON = 10;
const MOST_OF_WORK = 2_000;

const several = <T extends z.ZodType<string, string>>(one: T) =>
  z
    .string()
    .max(2_000)
    .transform((words) => words.split(','))
    .pipe(z.array(one).max(50));
/** Of a list's filter, what never changes on a case: a case that leaves the list by the rest must be told too. */
const query = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('work') }),
  z.strictObject({ scope: z.literal('case'), number: caseNumber }),
  z.strictObject({
    scope: z.literal('list'),
    process: several(processKey).optional(),
    org: several(orgPath()).optional(),
    unit: several(orgPath()).optional(),
    application: several(key()).optional(),
  }),
]);
type Scope = z.output<typeof query>;
type LiveAsking = Asking<object, Scope, object>;
type Reader = {
  personId: string;
  response: Response;
  /** Cases of the own work list as last told. */
  work: Set<string>;
  identity: Identity;
  asking: LiveAsking;
  countsDue?: NodeJS.Timeout;
};

export function createLive(deps: Deps): Live {
  const feed = createFeed(deps.db, deps.logger);
  const readers = new Set<Reader>();

  feed.listen({
    caseChanged: (change) => {
      for (const reader of readers) tell(reader, change);
    },
    othersChanged: (collection, id) => {
      for (const reader of readers) {
        if (collection === 'notices' && id === reader.personId) countsSoon(deps, reader);
        if (collection === 'people' && id === reader.personId) void recheck(reader); // answers by itself
        if (collection !== 'notices' && id === reader.identity.id) void recheck(reader);
      }
    },
    broken: () => {
      for (const reader of readers) write(reader, 'event: reset\ndata: {}\n\n');
    },
  });

  function tell(reader: Reader, change: CaseChange): void {
    const text = frameOf(reader, change);
    if (!text) return;
    write(reader, text);
    countsSoon(deps, reader);
  }

  function drop(reader: Reader): void {
    readers.delete(reader);
    clearTimeout(reader.countsDue);
    deps.metrics.streams(readers.size);
  }

  /** A reader who does not read is cut: he resumes where he was, and nobody else waits for him. */
  function write(reader: Reader, text: string): void {
    const { response } = reader;
    if (response.writableLength > SLOW_BYTES) response.destroy();
    else response.write(text);
  }

  function bye(reader: Reader, code: string): void {
    drop(reader);
    reader.response.end(`event: bye\ndata: ${JSON.stringify({ code })}\n\n`);
  }

  /** Session, grants and teams as they are now; a stream never outlives the right to it. */
  async function recheck(reader: Reader): Promise<void> {
    if (!readers.has(reader)) return;
    deps.auth.forget(); // the caches have change streams of their own, which may be behind this one
    deps.directory.drop();
    try {
      const now = await deps.auth.identify(reader.asking.request);
      if (now?.actor.id !== reader.personId) return bye(reader, 'session-ended');
      const changed = JSON.stringify(now.actor) !== JSON.stringify(reader.identity.actor);
      reader.identity = now;
      if (changed) write(reader, 'event: reset\ndata: {}\n\n');
    } catch (error) {
      if (error instanceof DomainError) bye(reader, error.code);
    }
  }

  const comments = setInterval(() => {
    for (const reader of readers) write(reader, ': still here\n\n');
  }, COMMENT_MS);
  const rechecks = setInterval(() => {
    for (const reader of readers) void recheck(reader); // its failures are its own answer
  }, RECHECK_MS);
  comments.unref();
  rechecks.unref();

  async function open(asking: LiveAsking): Promise<typeof answered> {
    const { identity, actor, response } = asking;
    const own = [...readers].filter(({ personId }) => personId === actor.id);
    if (own.length >= MOST_PER_PERSON)
      throw new DomainError('too-many-requests', `At most ${MOST_PER_PERSON} streams`, { params: { retryAfter: 5 } });
    if (asking.query.scope === 'case') await deps.reads.one(identity, asking.query.number);
    if (!feed.isOpen()) throw new DomainError('engine-away', 'No live changes at this moment');
    const last = asking.request.get('last-event-id');
    const reader: Reader = { personId: actor.id, response, work: new Set(), identity, asking };
    if (asking.query.scope === 'work') reader.work = new Set(await workNumbers(deps.reads, identity, MOST_OF_WORK));
    begin(reader);
    await resume(feed, reader, last);
    countsSoon(deps, reader);
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
      if (newest) write(reader, `id: ${newest}\nevent: open\ndata: {}\n\n`);
      return;
    }
    const missed = /^[0-9A-F]{16,400}$/i.test(last) ? await from.since(last) : null;
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
      for (const reader of readers) bye(reader, 'stopping');
      await feed.close();
    },
    routes: [
      route({
        method: 'get',
        path: '/api/live',
        operationId: 'live.open',
        tag: 'live',
        summary: 'Server-sent events: case, gone, counts, reset, bye; resumes by Last-Event-ID',
        access: { rule: 'reader' },
        query,
        responses: { 200: { description: 'A stream', mediaType: 'text/event-stream' } },
        handle: open,
      }),
    ],
  };
}

/** What this reader is told of a change; undefined: nothing, not even that it happened. */
function frameOf(reader: Reader, { token, view, before }: CaseChange): string | undefined {
  const { _id: number, process, version, status } = view;
  const reach = isProcessKey(process) ? readReach(reader.identity, process) : null;
  const [sees, saw] = [reach?.covers(view) === true, reach?.covers(before) === true];
  if (!sees && !saw) return undefined;
  if (!concerns(reader, view, sees)) return undefined;
  return sees
    ? `id: ${token}\nevent: case\ndata: ${JSON.stringify({ number, process, version, status })}\n\n`
    : `id: ${token}\nevent: gone\ndata: ${JSON.stringify({ number, process })}\n\n`;
}

function concerns({ asking, work, identity }: Reader, view: CaseChange['view'], sees: boolean): boolean {
  const { query: scope } = asking;
  if (scope.scope === 'case') return scope.number === view._id;
  if (scope.scope === 'list') return fits(scope, view);
  const was = work.has(view._id);
  const is = sees && waitsForMe(identity, view);
  if (is) work.add(view._id);
  else work.delete(view._id);
  return was || is;
}

const fits = (
  scope: Extract<Scope, { scope: 'list' }>,
  { process, orgLine, parties }: Pick<CaseChange['view'], 'process'> & Seen,
): boolean =>
  (scope.process?.some((one) => one === process) ?? true) &&
  (scope.org?.some((org) => orgLine.includes(org)) ?? true) &&
  (scope.unit?.includes(parties.unit) ?? true);

const waitsForMe = ({ actor }: Identity, { waitsFor }: CaseChange['view']): boolean =>
  waitsFor.some(({ to }) => {
    if ('person' in to) return to.person === actor.id;
    if ('team' in to) return actor.teams.includes(to.team);
    return actor.grants.some(({ role, orgPath: place }) => role === to.role && isWithin(to.orgPath, place));
  });

/** Bursts become one count. */
function countsSoon({ db, reads, logger }: Deps, reader: Reader): void {
  reader.countsDue ??= setTimeout(() => {
    delete reader.countsDue;
    const counted = Promise.all([workCounts(reads, reader.identity), unreadCount(db, reader.personId)]);
    counted
      .then(
        ([work, notices]) =>
          reader.response.writable &&
          reader.response.write(`event: counts\ndata: ${JSON.stringify({ ...work, notices })}\n\n`),
      )
      .catch((error: unknown) => logger.warn({ code: error instanceof Error ? error.name : 'unknown' }, 'no counts'));
  }, COUNTS_MS).unref();
}
