/** The engine's history of a case, live or from the export, with business names beside the engine's. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { historyOf as historiesOf, type History } from '../../models/cases/history.ts';
import { fetchRun, unpack } from '../../platform/histories.ts';
import { notFound } from '../http/problem.ts';
import { instantOut } from '../http/schemas.ts';

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
      business: z.string().describe('What it means for the case'),
      detail: z.looseObject({}).optional(),
    }),
  ),
});

type Deps = { db: Connection; temporal: Client };

/** The run named, else the newest. Throws 'not-found' for a run that is nowhere. */
export async function historyOfCase(deps: Deps, stored: StoredCase, run?: string): Promise<object> {
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
    return { workflowId, runId, source: 'export', sha256, runs, events: eventsOf(JSON.parse(text)) };
  }
  return { workflowId, runs, ...(await liveHistory(deps.temporal, workflowId, run)) };
}

async function liveHistory(temporal: Client, workflowId: string, run: string | undefined) {
  try {
    const { runId, json } = await fetchRun(temporal, workflowId, run);
    return { runId, source: 'engine', events: eventsOf(JSON.parse(json)) };
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

const eventsOf = (json: unknown) =>
  historyJson.parse(json).events.map((event) => ({
    id: event.eventId,
    at: Date.parse(event.eventTime),
    engine: engineName(event.eventType),
    ...meaningOf(event),
  }));

/** EVENT_TYPE_TIMER_FIRED → TimerFired, as the engine's own tools show it. */
const engineName = (type: string): string =>
  type
    .replace(/^EVENT_TYPE_/, '')
    .toLowerCase()
    .replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

type Meaning = { business: string; detail?: object };
const meanings = new Map<string, string>([
  ['WorkflowExecutionStarted', 'case registered'],
  ['WorkflowExecutionCompleted', 'case ended'],
  ['WorkflowExecutionContinuedAsNew', 'case carried over to a fresh run'],
  ['WorkflowExecutionFailed', 'case failed'],
  ['WorkflowExecutionTerminated', 'case terminated by hand'],
  ['WorkflowExecutionUpdateCompleted', 'answered'],
  ['WorkflowTaskScheduled', 'a turn is due'],
  ['WorkflowTaskStarted', 'a turn is taken'],
  ['WorkflowTaskCompleted', 'the turn is over'],
  ['WorkflowTaskFailed', 'the turn failed, tried again'],
  ['WorkflowTaskTimedOut', 'worker lost, tried again'],
  ['TimerStarted', 'next deadline set'],
  ['TimerFired', 'deadline reached'],
  ['TimerCanceled', 'deadline moved'],
  ['ActivityTaskStarted', 'effects under way'],
  ['ActivityTaskCompleted', 'effects carried out'],
  ['ActivityTaskFailed', 'effects failed'],
  ['ActivityTaskTimedOut', 'effects timed out'],
  ['MarkerRecorded', 'a turn: decided and saved'],
  ['WorkflowExecutionSignaled', 'asked to look'],
]);

function meaningOf(event: EngineEvent): Meaning {
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest.input;
  if (update) return askedBy(update);
  const why = summaryOf(event);
  const activity = event.activityTaskScheduledEventAttributes?.activityType.name;
  if (activity) return { business: 'effects handed out', detail: { function: activity, ...why } };
  const timer = event.timerStartedEventAttributes?.startToFireTimeout;
  if (timer) return { business: 'next deadline set', detail: { after: timer, ...why } };
  const name = engineName(event.eventType);
  return { business: meanings.get(name) ?? name };
}

/** What a timer or an action is for, as its turn said it. */
function summaryOf({ userMetadata }: EngineEvent): { why?: string } {
  const said = userMetadata?.summary && jsonIn(userMetadata.summary.data);
  return typeof said === 'string' ? { why: said } : {};
}

const askSchema = z.looseObject({
  command: z.string().optional(),
  note: z.string().optional(),
  key: z.string().optional(),
  data: z.unknown().optional(),
  actor: z.looseObject({ id: z.string() }).optional(),
});
type Ask = z.output<typeof askSchema>;
const askedSchema = z.object({ asks: z.array(askSchema) });

/** One update asks for one command or for several; older runs had an update of its own for each command. */
function askedBy({ name, args }: { name: string; args?: z.output<typeof payloads> | undefined }): Meaning {
  const data = args?.payloads?.[0]?.data;
  const input = data === undefined ? undefined : jsonIn(data);
  const asks = askedSchema.safeParse(input).data?.asks;
  if (!asks) return { business: `command ${name}`, detail: detailOf(askSchema.safeParse(input).data ?? {}) };
  if (asks.length === 0) return { business: 'asked to look for what is stored and due' };
  const words = asks.map(({ command, note }) => command ?? note ?? '').join(', ');
  const isNote = asks.every(({ command }) => command === undefined);
  const [one, ...more] = asks.map(detailOf);
  return {
    business: `${isNote ? 'note' : 'command'} ${words}`,
    detail: more.length === 0 ? (one ?? {}) : { asks: [one, ...more] },
  };
}

/** Who, under which key, with which data. The facts and pins that travel along are left out. */
const detailOf = ({ key, actor, data }: Ask): object => ({
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
