/** The engine's history of a case, live or from the export, with business names beside the engine's. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { workflowIdOf } from '../../../domain/kernel/ids.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { historyOf as historiesOf, type History } from '../../../models/cases/history.ts';
import { fetchRun, unpack } from '../../../platform/histories.ts';
import type { Words } from '../../../domain/notice-words.ts';
import type { Lang } from '../../http/file.ts';
import { notFound } from '../../http/problem.ts';
import { instantOut } from '../../http/schemas.ts';
import { commandWords, lookWords, meanings, reasonWords } from './history-words.ts';

export const historySchema = z.object({
  workflowId: z.string(),
  runId: z.string(),
  source: z.enum(['engine', 'export']),
  sha256: z.string().optional().describe('Of the exported text'),
  runs: z.array(z.string()).describe('Exported runs, oldest first'),
  events: z.array(
    z.object({
      id: z.int(),
      at: instantOut,
      engine: z.string().describe("The engine's name of the event"),
      business: z.string().describe('What it means for the case, for programs'),
      words: z.string().describe("The same in the reader's language"),
      detail: z.looseObject({}).optional(),
    }),
  ),
  next: z.string().nullable(),
});

type Deps = { db: Connection; temporal: Client };

/** Behind which event of which run a page begins: a case may begin a new run meanwhile. */
export const historyPosition = z.object({ run: z.string(), id: z.int() });
export type HistoryPosition = z.output<typeof historyPosition>;
export type HistoryWish = { run?: string | undefined; limit: number; after?: HistoryPosition | undefined; lang: Lang };

/** A page of the run named, else of the newest, and where the next begins. Throws 'not-found' for a run that is nowhere. */
export async function historyOfCase(
  deps: Deps,
  stored: StoredCase,
  { run, limit, after, lang }: HistoryWish,
): Promise<{ body: object; next: HistoryPosition | null }> {
  const { json, ...found } = await runOf(deps, stored, after?.run ?? run);
  const events = historyJson.parse(JSON.parse(json)).events;
  const rest = events.filter(({ eventId }) => eventId > (after?.id ?? 0));
  const page = rest.slice(0, limit).map((event) => shownOf(event, stored.process, lang));
  const last = page.at(-1);
  const next = last && rest.length > limit ? { run: found.runId, id: last.id } : null;
  return { body: { ...found, events: page }, next };
}

async function runOf(deps: Deps, stored: StoredCase, run: string | undefined) {
  const workflowId = workflowIdOf(stored.process, stored._id);
  const exported = await historiesOf(deps.db)
    .find({ caseId: stored._id }, { gzip: 0 })
    .sort({ closedAt: 1 })
    .lean<Omit<History, 'gzip'>[]>();
  const runs = exported.map(({ runId }) => runId);
  const kept = exported.findLast(({ runId, last }) => (run === undefined ? last : runId === run));
  if (kept) {
    const { gzip } = (await historiesOf(deps.db).findById(kept._id, { gzip: 1 }).lean<Pick<History, 'gzip'>>()) ?? {};
    const text = await unpack(bytesOf(gzip));
    const { runId, sha256 } = kept;
    return { workflowId, runId, source: 'export', sha256, runs, json: text };
  }
  return { workflowId, runs, ...(await liveHistory(deps.temporal, workflowId, run)) };
}

async function liveHistory(temporal: Client, workflowId: string, run: string | undefined) {
  try {
    const { runId, json } = await fetchRun(temporal, workflowId, run);
    return { runId, source: 'engine', json };
  } catch (error) {
    throw isUnknown(error) ? notFound() : error;
  }
}

/** gRPC: invalid argument, not found. The engine answers so for a run that it never had. */
const UNKNOWN = new Set<unknown>([3, 5]);

function isUnknown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'WorkflowNotFoundError') return true;
  return ('code' in error && UNKNOWN.has(error.code)) || isUnknown(error.cause);
}

/** A lean read gives BSON's Binary, a hydrated one a Buffer. */
function bytesOf(gzip: unknown): Uint8Array {
  if (gzip instanceof Uint8Array) return gzip;
  if (typeof gzip === 'object' && gzip !== null && 'buffer' in gzip && gzip.buffer instanceof Uint8Array)
    return gzip.buffer;
  throw new TypeError('The exported history has no content');
}

const payload = z.object({ data: z.string() });
const payloads = z.object({ payloads: z.array(payload).optional() });
const eventSchema = z.looseObject({
  eventId: z.coerce.number(),
  eventTime: z.string(),
  eventType: z.string(),
  workflowExecutionUpdateAcceptedEventAttributes: z
    .looseObject({
      acceptedRequest: z.looseObject({ input: z.looseObject({ name: z.string(), args: payloads.optional() }) }),
    })
    .optional(),
  activityTaskScheduledEventAttributes: z.looseObject({ activityType: z.looseObject({ name: z.string() }) }).optional(),
  timerStartedEventAttributes: z.looseObject({ startToFireTimeout: z.string().optional() }).optional(),
  userMetadata: z.looseObject({ summary: payload.optional() }).optional(),
  markerRecordedEventAttributes: z.looseObject({ markerName: z.string() }).optional(),
});
type EngineEvent = z.output<typeof eventSchema>;
const historyJson = z.object({ events: z.array(eventSchema) });

function shownOf(event: EngineEvent, process: string, lang: Lang) {
  const { words, ...meaning } = meaningOf(event, process);
  return {
    id: event.eventId,
    at: Date.parse(event.eventTime),
    engine: engineName(event.eventType),
    ...meaning,
    words: words[lang],
  };
}

/** EVENT_TYPE_TIMER_FIRED → TimerFired, as the engine's own tools show it. */
const engineName = (type: string): string =>
  type
    .replace(/^EVENT_TYPE_/, '')
    .toLowerCase()
    .replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

type Meaning = { business: string; words: Words; detail?: object };

function meaningOf(event: EngineEvent, process: string): Meaning {
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest.input;
  if (update) return askedBy(update, process);
  const name = engineName(event.eventType);
  const words = meanings[name] ?? { zh: name, en: name };
  const { why } = summaryOf(event);
  const activity = event.activityTaskScheduledEventAttributes?.activityType.name;
  const timer = event.timerStartedEventAttributes?.startToFireTimeout;
  if (activity === undefined && timer === undefined) return { business: words.en, words };
  const detail = activity === undefined ? { after: timer } : { function: activity };
  if (why === undefined) return { business: words.en, words, detail };
  const reason = reasonWords(process, why);
  return {
    business: words.en,
    words: { zh: `${words.zh}：${reason.zh}`, en: `${words.en}: ${reason.en}` },
    detail: { ...detail, why },
  };
}

/** What a timer or an action is for, as its turn said it. */
function summaryOf({ userMetadata }: EngineEvent): { why?: string } {
  const said = userMetadata?.summary && jsonIn(userMetadata.summary.data);
  return typeof said === 'string' ? { why: said } : {};
}

const askSchema = z.looseObject({
  command: z.string().optional(),
  note: z.string().optional(),
  part: z.string().optional(),
  key: z.string().optional(),
  data: z.unknown().optional(),
  actor: z.looseObject({ id: z.string() }).optional(),
});
type Ask = z.output<typeof askSchema>;
const askedSchema = z.object({ asks: z.array(askSchema) });

/** One update asks for one command or for several; older runs had an update of its own for each command. */
function askedBy(
  { name, args }: { name: string; args?: z.output<typeof payloads> | undefined },
  process: string,
): Meaning {
  const data = args?.payloads?.[0]?.data;
  const input = data === undefined ? undefined : jsonIn(data);
  const asks = askedSchema.safeParse(input).data?.asks;
  if (!asks) {
    const detail = detailOf(askSchema.safeParse(input).data ?? {});
    return { business: `command ${name}`, words: commandWords(process, [name], false), detail };
  }
  if (asks.length === 0) return { business: lookWords.en, words: lookWords };
  const names = asks.map(({ command, note }) => command ?? note ?? '');
  const isNote = asks.every(({ command }) => command === undefined);
  const [one, ...more] = asks.map(detailOf);
  return {
    business: `${isNote ? 'note' : 'command'} ${names.join(', ')}`,
    words: commandWords(process, names, isNote),
    detail: more.length === 0 ? (one ?? {}) : { asks: [one, ...more] },
  };
}

/** Who, under which key, with which data. The facts and pins that travel along are left out. */
const detailOf = ({ part, key, actor, data }: Ask): object => ({
  ...(part ? { part } : {}),
  ...(key ? { key } : {}),
  ...(actor ? { by: actor.id } : {}),
  ...(data ? { data } : {}),
});

function jsonIn(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString());
  } catch {
    return undefined; // a payload of another encoding
  }
}
