/** Figures for a monitoring system, in Prometheus' text format. The only file that knows prom-client. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  /** One answered request; `route` is the path as declared, never as asked, so that ids make no series of their own. */
  answered(request: { method: string; route: string; status: number; ms: number }): void;
  /** A command or sign-in refused, by its stable code. */
  refused(code: string): void;
  /** Live streams that are open now. */
  streams(open: number): void;
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
  return {
    answered: ({ method, route, status, ms }) => seconds.observe({ method, route, status }, ms / 1000),
    refused: (code) => refusals.inc({ code }),
    streams: (count) => open.set(count),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
