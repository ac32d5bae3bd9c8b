/** Is the process alive, can it serve, and how does it fare. */
import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time';
import type { Connection } from 'mongoose';
import type { Request } from 'express';
import { timingSafeEqual, createHash } from 'node:crypto';
import { z } from 'zod';
import { isOtherEngine, OTHER_ENGINE } from '../client/record/other-engine.ts';
import { GROUPED } from '../models/migrations/steps/0012-grouped-events.ts';
import { missingMigrations } from '../models/migrations/index.ts';
import { upgradeUnderWay } from '../models/store/upgrade.ts';
import { silencesOf } from '../models/store/worker-beat.ts';
import { buildId } from '../platform/build.ts';
import { inTime } from '../platform/temporal.ts';
import type { ApiDeps } from './deps.ts';
import { answered, type Route, route } from './http/route.ts';

const PATIENCE_MS = 2_000;
/** An answer of the engines is good for so long. */
const KEPT_MS = 500;
const TASK_QUEUE_WORKFLOW = 1;

const readySchema = z.object({
  ready: z.boolean(),
  parts: z.record(z.string(), z.string()).describe('Each part: ok, or what is wrong'),
});

export type Readiness = {
  /** Empty when all parts are well. */
  check(): Promise<{ ready: boolean; parts: Record<string, string> }>;
  /** From now on: not ready, whatever the parts say. */
  stop(): void;
};

type Probe = () => Promise<true | string>;

type Probes = Readonly<Record<string, Probe>>;

/** `beside`: parts that are told, and whose absence is no reason to send nobody here. */
export function createReadiness(probes: Probes, beside: Probes = {}, now = Date.now): Readiness {
  let stopping = false;
  let last: { answer: ReturnType<typeof look>; until: number } | undefined;
  const look = () => Promise.all([wordsOf(probes), wordsOf(beside)]);
  /** Anybody may ask, as often as he likes: the engines are asked once for all who ask meanwhile, or soon after. */
  async function shared(): ReturnType<typeof look> {
    if (last && now() < last.until) return await last.answer;
    const asked = { answer: look(), until: Infinity };
    last = asked;
    void asked.answer.finally(() => (asked.until = now() + KEPT_MS)).catch(() => undefined);
    return await asked.answer;
  }
  return {
    check: async () => {
      const [needed, others] = await shared();
      const own = { ...needed, ...(stopping ? { process: 'stopping' } : {}) };
      return { ready: Object.values(own).every((word) => word === 'ok'), parts: { ...own, ...others } };
    },
    stop: () => {
      stopping = true;
    },
  };
}

async function wordsOf(probes: Probes): Promise<Record<string, string>> {
  const found = Object.entries(probes).map(async ([name, probe]) => {
    const result = await withinPatience(probe);
    return [name, result === true ? 'ok' : result] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** Words of an engine's error are for the log; outside only that it is away. */
async function withinPatience(probe: Probe): Promise<true | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), PATIENCE_MS);
  });
  try {
    return await Promise.race([probe().catch(() => 'away'), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** MongoDB takes writes: a primary is there. */
export const mongoProbe =
  (db: Connection): Probe =>
  async () => {
    const hello = await db.db?.command({ hello: 1 });
    return hello?.['isWritablePrimary'] === true ? true : 'no primary';
  };

/** Indexes and reference data are there, and all cases are those of this release. */
export const migrationProbe =
  (db: Connection, { embedded }: Pick<ApiDeps['env'], 'embedded'>): Probe =>
  async () => {
    const missing = await missingMigrations(db, { embedded });
    const upgrading = await upgradeUnderWay(db, !missing.includes(GROUPED));
    return upgrading ?? (missing.length === 0 ? true : 'migrations are missing');
  };

/** A worker gives a sign of life every 2 s; in a herd of deadlines its one thread may be busy for some. */
const SILENT_MS = 8_000;
/** One that gives no signs (of the release before) asks the engine for work at least once in this time. */
const POLL_MS = 70_000;

/**
 * Temporal answers, and a worker of ours, of the same build, polls the queue and lives. The engine lists a poller for
 * minutes after its last poll, so the signs of life in `db` count.
 */
export const workerProbe =
  (temporal: Client, db: Connection, taskQueue: string): Probe =>
  async () => {
    const { pollers } = await inTime(temporal, Date.now() + PATIENCE_MS, (timed) =>
      timed.workflowService.describeTaskQueue({
        namespace: temporal.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: TASK_QUEUE_WORKFLOW,
      }),
    );
    const silences = await silencesOf(db, taskQueue);
    const seen = (pollers ?? []).flatMap(({ identity, lastAccessTime }) => {
      const name = identity ?? '';
      const { silentMs, left } = silences.get(name) ?? {};
      if (left) return [];
      const pollMs = Date.now() - (optionalTsToMs(lastAccessTime) ?? 0);
      const isSilent = silentMs === undefined ? pollMs > POLL_MS : silentMs > SILENT_MS;
      return { name, build: name.split(' ').at(-1), forMs: isSilent ? (silentMs ?? pollMs) : 0 };
    });
    return wordOnWorkers(seen);
  };

type Seen = { name: string; build: string | undefined; forMs: number };

function wordOnWorkers(workers: readonly Seen[]): true | string {
  if (workers.length === 0) return 'no worker polls';
  const ours = workers.filter(({ build }) => build === buildId());
  if (ours.some(({ forMs }) => forMs === 0)) return true;
  const [last] = ours.toSorted((a, b) => a.forMs - b.forMs);
  return last
    ? `the worker ${last.name} has not been heard of for ${Math.round(last.forMs / 1000)} s`
    : 'the workers are of another build';
}

/** The engine is the one on which the cases of this store run; else none that lost its workflow is brought back. */
export const engineProbe =
  (temporal: Client, db: Connection): Probe =>
  async () => {
    const other = await inTime(temporal, Date.now() + PATIENCE_MS, (timed) => isOtherEngine(timed, db));
    return other ? OTHER_ENGINE : true;
  };

/** From this machine, or with the token. */
export const monitorRule =
  ({ metricsToken }: Pick<ApiDeps['env'], 'metricsToken'>) =>
  (request: Request): boolean => {
    const address = request.socket.remoteAddress ?? '';
    const isForwarded = request.headers['x-forwarded-for'] !== undefined;
    if (/^(127\.|::1$|::ffff:127\.)/.test(address) && !isForwarded) return true;
    const given = request.headers.authorization;
    return metricsToken !== undefined && given !== undefined && isSame(given, `Bearer ${metricsToken}`);
  };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

export function healthRoutes({ readiness, metrics }: { readiness: Readiness; metrics: ApiDeps['metrics'] }): Route[] {
  const common = { method: 'get', tag: 'operations', unrecorded: true } as const;
  return [
    route({
      ...common,
      path: '/healthz',
      operationId: 'operations.alive',
      summary: 'The process lives; touches no engine',
      access: { rule: 'anyone' },
      responses: { 200: { description: 'Alive', schema: z.object({ alive: z.literal(true) }) } },
      handle: async () => ({ body: { alive: true } }),
    }),
    route({
      ...common,
      path: '/readyz',
      operationId: 'operations.ready',
      summary: 'All parts are there; else 503 naming those that are not',
      access: { rule: 'anyone' },
      responses: {
        200: { description: 'Ready', schema: readySchema },
        503: { description: 'Not ready', schema: readySchema },
      },
      handle: async () => {
        const body = await readiness.check();
        return { status: body.ready ? 200 : 503, body, headers: { 'Cache-Control': 'no-store' } };
      },
    }),
    route({
      ...common,
      path: '/metrics',
      operationId: 'operations.metrics',
      summary: "Figures in Prometheus' text format",
      access: { rule: 'monitor' },
      responses: { 200: { description: 'Figures', mediaType: 'text/plain' } },
      handle: async ({ response }) => {
        response.type(metrics.contentType).send(await metrics.text());
        return answered;
      },
    }),
  ];
}
