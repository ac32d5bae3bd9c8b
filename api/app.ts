/** The app: the route table behind the door, with what every answer has. */
import express, { type Express } from 'express';
import { giveAccessSecret, hasAccessSecret } from '../models/access/secret-hash.ts';
import { troubledDeliveries } from '../models/notices/delivery.ts';
import { refuseOddAddress } from './http/address.ts';
import { calendarDays } from './registers/versioned/calendar-horizon.ts';
import { consolePages, programsToApi } from './console/console.ts';
import type { ApiDeps } from './deps.ts';
import { docsPage } from './docs/docs-page.ts';
import { monitorRule } from './health.ts';
import { jsonBody, pathsOf, translateBodyErrors } from './http/json-body.ts';
import { type Door, mount } from './http/mount.ts';
import { createSpecification, type Specification, specRoute } from './docs/spec-route.ts';
import { notFound } from './http/problem.ts';
import { bytesLimits, createGate } from './http/gate.ts';
import { isOfRehearsals } from './rehearsals/rehearsals.ts';
import type { Route } from './http/route.ts';
import { stuckCases } from './cases/stuck.ts';
import { sealAge } from './audit/seal-routes.ts';
import { type Built, builtFrom } from './built.ts';
import { routeTable } from './route-table.ts';
import { errorAnswer, headers, requestLog } from './answers.ts';

export type App = {
  /** Resolves when live changes are followed; requests are answered before, too. */
  ready: Promise<void>;
  express: Express;
  /** The table that Express and the specification were made of. */
  routes: readonly Route[];
  /** OpenAPI 3.1 of `routes`, made where it is looked at. */
  specification: Specification;
  /** Not ready from now on, and streams are told to come back elsewhere. */
  drain(): void;
  close(): Promise<void>;
};

const VERSION = '0.1.0';

export function createApp(deps: ApiDeps): App {
  const { db, env } = deps;
  if (!hasAccessSecret(db)) giveAccessSecret(db, env.secret);
  const built = builtFrom(deps);
  const { auth, factors, live, readiness, thumbnails } = built;
  measure(deps);
  const table = routeTable(deps, built);
  const specification: Specification = createSpecification(() => routes, { title: 'Changming', version: VERSION });
  const routes: Route[] = [...table, specRoute(specification)];

  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.set('trust proxy', [...env.trustedProxies]);
  app.use(
    headers(env.publicUrl),
    requestLog(deps),
    refuseOddAddress,
    ...jsonBody(
      pathsOf(routes, ({ largeBody }) => largeBody === true),
      pathsOf(routes, ({ bytes }) => bytes === true),
    ),
    mount(routes, doorOf(deps, built)),
    docsPage(),
  );
  app.use(programsToApi(), consolePages());
  app.use(() => {
    throw notFound();
  });
  app.use(translateBodyErrors, errorAnswer(deps));
  return {
    express: app,
    ready: live.ready,
    routes,
    specification,
    drain: () => {
      readiness.stop();
      live.goodbye('stopping');
    },
    close: async () => {
      await live.close();
      await Promise.all([auth.close(), factors.close(), thumbnails.close()]);
    },
  };
}

/** What is measured when it is asked for. */
function measure({ db, temporal, env, metrics }: ApiDeps): void {
  metrics.sealAge(() => sealAge(db));
  metrics.calendarDays(() => calendarDays(db));
  metrics.stuckCases(async () => (await stuckCases({ db, temporal, env })).length);
  metrics.troubled(() => troubledDeliveries(db));
}

const doorOf = ({ directory, env }: ApiDeps, { auth, limiter, factors, refusals, refusedThere }: Built): Door => ({
  auth,
  limiter,
  gates: { work: createGate(), file: createGate(), bytes: createGate(bytesLimits) },
  isMonitor: monitorRule(env),
  owes: async (actor) => {
    if ((await directory.person(actor.id))?.mustChange === true) return 'password-change-required';
    return (await factors.owes(actor)) ? 'second-factor-missing' : null;
  },
  actorOf: (id) => directory.actorOf(id),
  onRefusal: (refusal) => (isOfRehearsals(refusal.route) ? refusedThere : refusals).ofRoute(refusal),
});
