/** Figures for a monitoring system, in Prometheus' text format. The only file that knows prom-client. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  /** One answered request; `route` is the path as declared, never as asked, so that ids make no series of their own. */
  answered(request: { method: string; route: string; status: number; ms: number }): void;
  /** A command or sign-in refused, by its stable code. */
  refused(code: string): void;
  /** Live streams that are open now. */
  streams(open: number): void;
  /** Days for which the dates of each calendar are known, asked whenever the figures are read. */
  calendarDays(read: () => Promise<readonly { calendar: string; days: number }[]>): void;
  contentType: string;
  text(): Promise<string>;
};

/** A registry of its own, so that two apps in one process (tests) do not meet. */
export function createMetrics({ process: withProcess = true }: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (withProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const seconds = new Histogram({
    name: 'changming_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const refusals = new Counter({
    name: 'changming_refusals_total',
    help: 'Commands and sign-ins refused',
    labelNames: ['code'],
    registers,
  });
  const open = new Gauge({ name: 'changming_live_streams', help: 'Live streams open', registers });
  let readDays: Parameters<Metrics['calendarDays']>[0] | undefined;
  const days = new Gauge({
    name: 'changming_calendar_days_left',
    help: 'Days for which the dates of a calendar are known; deadlines beyond are provisional',
    labelNames: ['calendar'],
    registers,
  });
  return {
    answered: ({ method, route, status, ms }) => seconds.observe({ method, route, status }, ms / 1000),
    refused: (code) => refusals.inc({ code }),
    streams: (count) => open.set(count),
    calendarDays: (read) => {
      readDays = read;
    },
    contentType: registry.contentType,
    text: async () => {
      days.reset(); // what cannot be read now is absent, the other figures are not
      for (const one of readDays ? await readOrNothing(readDays) : []) days.set({ calendar: one.calendar }, one.days);
      return await registry.metrics();
    },
  };
}

const PATIENCE_MS = 1_000;

/** A scrape waits for no engine that is away. */
async function readOrNothing<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly T[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE_MS);
  });
  try {
    return await Promise.race([read().catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}
