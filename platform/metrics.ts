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
  calendarDays(read: Read<{ calendar: string; days: number }>): void;
  /** Notices that were tried by a way and wait for another try, asked likewise. */
  troubled(read: Read<{ channel: string; deliveries: number }>): void;
  /** Cases whose workflow fails at each try, asked whenever the figures are read; above 0 a person must look. */
  stuckCases(read: () => Promise<number>): void;
  /** Seconds since the record was sealed last, asked likewise; absent while it never was. */
  sealAge(read: Read<number>): void;
  contentType: string;
  text(): Promise<string>;
};

type Read<T> = () => Promise<readonly T[]>;

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
  const days = new Gauge({
    name: 'changming_calendar_days_left',
    help: 'Days for which the dates of a calendar are known; deadlines beyond are provisional',
    labelNames: ['calendar'],
    registers,
  });
  const troubled = new Gauge({
    name: 'changming_deliveries_troubled',
    help: 'Notices that did not go out by mail or webhook at the first try and wait for another',
    labelNames: ['channel'],
    registers,
  });
  const sealAge = new Gauge({
    name: 'changming_seal_age_seconds',
    help: 'Time since the record was sealed last; a seal is made every hour',
    registers,
  });
  const reads: (() => Promise<void>)[] = [];
  const fed = <T>(gauge: Gauge, read: Read<T>, set: (one: T) => void): void => {
    reads.push(async () => {
      const found = await readOrNothing(read);
      gauge.reset(); // what cannot be read now is absent, the other figures are not
      for (const one of found) set(one);
    });
  };
  let readStuck: Parameters<Metrics['stuckCases']>[0] | undefined;
  const stuck = new Gauge({
    name: 'changming_cases_stuck',
    help: 'Cases whose workflow fails at each try: a person must look',
    labelNames: [],
    registers,
  });
  return {
    answered: ({ method, route, status, ms }) => seconds.observe({ method, route, status }, ms / 1000),
    refused: (code) => refusals.inc({ code }),
    streams: (count) => open.set(count),
    calendarDays: (read) => fed(days, read, ({ calendar, days: left }) => days.set({ calendar }, left)),
    troubled: (read) => fed(troubled, read, ({ channel, deliveries }) => troubled.set({ channel }, deliveries)),
    sealAge: (read) => fed(sealAge, read, (age) => sealAge.set(age)),
    stuckCases: (read) => {
      readStuck = read;
    },
    contentType: registry.contentType,
    text: async () => {
      const count = readStuck;
      stuck.reset();
      for (const one of count ? await readOrNothing(async () => [await count()]) : []) stuck.set(one);
      await Promise.all(reads.map((read) => read()));
      return await registry.metrics();
    },
  };
}

const PATIENCE_MS = 1_000;

/** A scrape waits for no engine that is away. */
async function readOrNothing<T>(read: Read<T>): Promise<readonly T[]> {
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
