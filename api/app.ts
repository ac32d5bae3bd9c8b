/** The app: the route table behind the door, with headers, ids, log lines and errors in one place each. */
import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { zoneOfDays } from '../client/registers/period-calendar.ts';
import { resolvePins } from '../client/registers/pins.ts';
import { createRehearsals } from '../client/rehearsals/rehearsals.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import type { Actor, OrgPath } from '../domain/kernel/process.ts';
import { isRole, type Role } from '../domain/roles.ts';
import { StartRefused } from '../platform/fatal.ts';
import { giveAccessSecret, hasAccessSecret } from '../models/access/secret-hash.ts';
import type { AuditTrail } from '../models/access/audit.ts';
import { noteParked } from '../models/cases/parked.ts';
import { troubledDeliveries } from '../models/notices/delivery.ts';
import { rehearsalStore } from '../models/rehearsal.ts';
import { refuseOddAddress } from './http/address.ts';
import { apiKeyRoutes } from './sign-in/api-key-routes.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { caseRecordRoutes } from './audit/case-record-routes.ts';
import { createAuth } from './sign-in/auth.ts';
import { calendarRoutes } from './registers/changes/calendar-routes.ts';
import { conflictRoutes } from './registers/changes/conflict-routes.ts';
import { bulkRoutes } from './cases/bulk.ts';
import { calendarDays, calendarHorizonRoutes } from './registers/versioned/calendar-horizon.ts';
import { calendarDueRoute } from './registers/versioned/calendar-due.ts';
import { calendarImportRoutes } from './registers/versioned/calendar-import.ts';
import { consolePages, programsToApi } from './console/console.ts';
import { caseRoutes } from './cases/case-routes.ts';
import { fileRoutes } from './files/file-routes.ts';
import { createThumbnails } from './files/thumbnails.ts';
import { createUploads } from './files/upload.ts';
import { createCursors } from './http/cursor.ts';
import type { ApiDeps } from './deps.ts';
import { askedNow } from './http/asked.ts';
import { docsPage } from './docs/docs-page.ts';
import { appraisalRoutes } from './appraisals/routes.ts';
import { archiveRoutes } from './archives/routes.ts';
import { documentRoutes } from './cases/documents/routes.ts';
import { exportRoutes } from './cases/export.ts';
import { eventLogRoutes } from './event-log/routes.ts';
import { changeFigureRoutes } from './cases/figures/change-figures.ts';
import { figureRoutes } from './cases/figures/figures.ts';
import { releaseFigureRoutes } from './cases/figures/release-figures.ts';
import { meterRoutes } from './cases/figures/meters.ts';
import { repeatedFaultRoutes } from './cases/figures/repeated-faults.ts';
import { gapRoutes } from './registers/gaps.ts';
import { setupRoute } from './registers/setup.ts';
import {
  createReadiness,
  engineProbe,
  healthRoutes,
  migrationProbe,
  monitorRule,
  mongoProbe,
  workerProbe,
} from './health.ts';
import { jsonBody, pathsOf, translateBodyErrors } from './http/json-body.ts';
import { runRoutes } from './runs/run-routes.ts';
import { runbookDrillRoute } from './registers/runbooks/runbook-drills.ts';
import { runbookFileRoutes } from './registers/runbooks/runbook-routes.ts';
import { itemExportRoute } from './registers/items/item-export.ts';
import { itemImportRoutes } from './registers/items/item-import.ts';
import { installedRoute } from './registers/items/installed-route.ts';
import { itemRoutes } from './registers/items/item-routes.ts';
import { listRoutes } from './cases/lists.ts';
import { createLive } from './live/live.ts';
import { consentRoutes } from './sign-in/consent-routes.ts';
import { createConsents } from './sign-in/consents.ts';
import { createSecondFactors } from './sign-in/second-factor.ts';
import { secondFactorRoutes } from './sign-in/second-factor-routes.ts';
import { createLockout } from './sign-in/lockout.ts';
import { dutyRoutes } from './registers/dispatch/duty-routes.ts';
import { skillRoutes } from './registers/dispatch/skill-routes.ts';
import { zoneRoutes } from './registers/dispatch/zone-routes.ts';
import { planRoutes } from './registers/inspections/plan-routes.ts';
import { indicatorEditingRoutes } from './registers/figures/indicator-routes.ts';
import { proposalRoutes } from './registers/inspections/proposal-routes.ts';
import { mandateRoutes } from './registers/meetings/mandate-routes.ts';
import { meetingRoutes } from './registers/meetings/meeting-routes.ts';
import { mount } from './http/mount.ts';
import { noticeRoutes, unreadCount } from './notices/notices.ts';
import { readerOf } from './notices/notice-text.ts';
import { createSpecification, type Specification, specRoute } from './docs/spec-route.ts';
import { deliveryRoute } from './notices/deliveries.ts';
import { outboxRoutes } from './notices/outbox.ts';
import { callerRoutes } from './registers/plain/callers.ts';
import { organisationTreeRoute } from './registers/plain/organisation-tree.ts';
import { peopleExportRoute } from './registers/plain/people-export.ts';
import { peopleImportRoutes } from './registers/plain/people-import.ts';
import { peopleRoutes } from './registers/plain/people-routes.ts';
import { plainRoutes } from './registers/plain/plain-registers.ts';
import { preferenceRoutes } from './notices/preferences.ts';
import { isBug, notFound, problemOf } from './http/problem.ts';
import { processRoutes } from './cases/process-router.ts';
import { bytesLimits, createGate } from './http/gate.ts';
import { createLimiter } from './http/rates.ts';
import { createReads, worksSomewhere } from './cases/reads.ts';
import { createRefusals } from './audit/refusals.ts';
import { readsOfRehearsals } from './rehearsals/rehearsed-routes.ts';
import { indicatorRoutes } from './figures/routes.ts';
import { isOfRehearsals, rehearsalRoutes } from './rehearsals/rehearsals.ts';
import { receivedMailRoutes } from './notices/received-mail.ts';
import { namesRoute } from './registers/names.ts';
import { registerRoutes } from './registers/registers.ts';
import { correctionRoutes } from './cases/corrections.ts';
import { retargetRoutes } from './cases/retarget.ts';
import type { Route } from './http/route.ts';
import { wallRoutes } from './wall/routes.ts';
import { boardRoute } from './board/board.ts';
import { callerLookUpRoutes } from './callers/routes.ts';
import { presenceRoutes } from './live/presence.ts';
import { registerFormRoutes } from './forms/register-forms.ts';
import { roleRoutes } from './forms/roles.ts';
import { formRoutes } from './forms/routes.ts';
import { meRoutes } from './sign-in/me.ts';
import { sessionRoutes } from './sign-in/session-routes.ts';
import { slaRoutes } from './registers/sla.ts';
import { stuckCases, stuckRoutes } from './cases/stuck.ts';
import { sealAge, sealRoutes } from './audit/seal-routes.ts';
import { witnessRoutes } from './audit/witness-routes.ts';
import { actionResultRoute } from './registers/actions/result-route.ts';
import { actionSecretRoutes } from './registers/actions/secret-routes.ts';
import { createSuggestions, suggestRoutes } from './cases/duplicates.ts';
import { entryClosingRoutes } from './registers/plain/entry-closing.ts';
import { teamClosingRoutes } from './registers/plain/team-closing.ts';
import { versionedRoutes } from './registers/versioned/versioned-registers.ts';
import { trailExportRoutes } from './audit/trail-export.ts';
import { trailRoutes } from './audit/trail-routes.ts';
import { webhookRoutes } from './notices/webhooks.ts';
import { decidedRoute } from './cases/approvals/decided.ts';
import { approvalRoutes } from './cases/approvals/inbox.ts';
import { runReportRoute } from './cases/runs/report.ts';
import { candidateRoute } from './cases/work-order/candidates.ts';
import { tagRoute } from './cases/work/tags.ts';
import { worklogRoutes } from './cases/work/worklog.ts';
import { sheetRoute } from './cases/approvals/sheet.ts';
import { createLooks, recentRoute } from './cases/recent/recent.ts';
import { cannedRoutes } from './registers/shared/canned-routes.ts';
import { templateRoutes } from './registers/shared/template-routes.ts';
import { viewRoutes } from './registers/shared/view-routes.ts';
import { syncRoutes } from './cases/sync.ts';
import { workRoutes } from './cases/work.ts';

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
  const { db, temporal, caseClient, directory, env, logger, metrics } = deps;
  if (!hasAccessSecret(db)) giveAccessSecret(db, env.secret);
  const audit = failingClosed(deps);
  const auth = createAuth({ ...deps, audit });
  const limiter = createLimiter(deps.rates);
  const lockout = createLockout(db);
  const factors = createSecondFactors({ db, secret: env.secret, requiredOf: rolesNamed(env.secondFactor), lockout });
  const access = { db, auth, audit, lockout, limiter, factors };
  const consents = createConsents({ db, audit });
  const cursors = createCursors(env.secret);
  const resolve = (refs: Parameters<typeof resolvePins>[1]) => resolvePins(db, refs);
  const zoneOf = async (orgPath?: OrgPath) => await zoneOfDays({ db, directory }, orgPath, env.zone);
  const reads = createReads({ db, resolvePins: resolve, zoneOf });
  const refusals = createRefusals({
    audit,
    metrics,
    reads,
    onParked: (id, met) => noteParked(db, id, Date.now(), { met }),
  });
  const suggestions = createSuggestions({ reads, directory });
  const live = createLive({ db, auth, directory, reads, logger, metrics, secret: env.secret });
  const { rehearsalTemporal } = deps;
  const { taskQueue } = env;
  const readiness = createReadiness(
    {
      mongodb: mongoProbe(db),
      migrations: migrationProbe(db, env),
      temporal: workerProbe(temporal, db, taskQueue),
      engine: engineProbe(temporal, db),
    },
    { rehearsals: workerProbe(rehearsalTemporal, db, taskQueue) },
  );
  metrics.sealAge(() => sealAge(db));
  metrics.calendarDays(() => calendarDays(db));
  metrics.stuckCases(async () => (await stuckCases({ db, temporal, env })).length);
  metrics.troubled(() => troubledDeliveries(db));
  const uploads = createUploads({ db, settings: env.files });
  const thumbnails = createThumbnails({ db, logger });
  const commands = { caseClient, reads, suggestions };
  const looks = createLooks(db);
  const store = rehearsalStore(db);
  const rehearsals = createRehearsals({ temporal: rehearsalTemporal, store, registers: db, directory, taskQueue });
  const rehearsed = readsOfRehearsals({ rehearsals, store, zoneOf });
  const refusedThere = createRefusals({ audit, metrics, reads: rehearsed, onParked: async () => undefined });
  const me = { db, directory, factors, zoneOf, worksSomewhere };
  const plain = { db, directory, audit, auth, consents, jobs: { temporal, taskQueue }, allow: env.webhookAllow };
  const readerFor = async (person: string, notices: Parameters<typeof readerOf>[2]) =>
    await readerOf({ db, directory, zone: env.zone }, person, notices);
  const table: Route[] = [
    ...healthRoutes({ readiness, metrics }),
    ...sessionRoutes({ ...me, ...access, metrics }),
    ...meRoutes(me),
    ...apiKeyRoutes({ ...access, rolesOf: (operation) => rolesOf(table, operation) }),
    ...secondFactorRoutes(access),
    ...consentRoutes({ consents, directory }),
    ...workRoutes({ reads, cursors, unread: (actor) => unreadCount(db, actor) }),
    ...approvalRoutes({ reads, cursors }),
    decidedRoute({ db, reads, cursors }),
    sheetRoute({ db, reads }),
    runReportRoute({ db, reads }),
    candidateRoute({ db, directory, reads }),
    ...listRoutes({ reads, cursors }),
    tagRoute({ reads }),
    ...worklogRoutes({ db, reads, audit, directory, limiter, zone: env.zone }),
    ...exportRoutes({ reads, audit, directory, limiter, zone: env.zone, mostRows: deps.mostRows }),
    ...eventLogRoutes({ db, reads, audit, directory, limiter, zone: env.zone }),
    ...processRoutes(commands),
    ...formRoutes(),
    ...registerFormRoutes(() => table),
    ...roleRoutes(() => table),
    ...callerLookUpRoutes({ db, directory, reads }),
    ...presenceRoutes({ db, directory, reads, limiter }),
    boardRoute({ directory, reads }),
    ...wallRoutes({ db, directory, reads, audit, secret: env.secret }),
    ...bulkRoutes({ ...commands, refusals }),
    ...syncRoutes({ ...commands, refusals, limiter }),
    ...slaRoutes({ registers: db, directory }),
    ...retargetRoutes({ db, registers: db, directory, reads }),
    ...correctionRoutes({ db, registers: db, directory, reads }),
    ...stuckRoutes({ db, temporal, env }),
    ...caseRoutes({
      db,
      registers: db,
      temporal,
      audit,
      directory,
      reads,
      cursors,
      resolvePins: resolve,
      readerFor,
      looks,
    }),
    namesRoute({ db, reads }),
    recentRoute({ db, reads }),
    ...archiveRoutes({ db, reads, audit, limiter }),
    ...appraisalRoutes({ db, registers: db, reads }),
    ...documentRoutes({ db, reads, resolvePins: resolve, directory, jobs: { temporal, taskQueue } }),
    ...fileRoutes({ db, reads, cursors, uploads, thumbnails, mostBytes: env.files.mostBytes }),
    ...runRoutes({ db, registers: db, directory, reads, zone: env.zone }),
    ...suggestRoutes({ suggestions }),
    ...plainRoutes(plain),
    ...peopleImportRoutes(plain),
    peopleExportRoute({ db, audit, directory, limiter, zone: env.zone }),
    organisationTreeRoute({ db, cursors }),
    ...actionSecretRoutes({ db, directory, audit }),
    actionResultRoute({ db, temporal }),
    ...peopleRoutes({ db, directory, temporal, taskQueue, audit, auth, consents, factors }),
    ...callerRoutes({ db, directory, audit, caseClient }),
    ...entryClosingRoutes({ db, directory, audit }),
    ...teamClosingRoutes({ db, directory, temporal, taskQueue, audit }),
    ...gapRoutes({ db, directory }),
    setupRoute({ db }),
    ...calendarHorizonRoutes({ db, keptMs: deps.horizonKeptMs }),
    runbookDrillRoute({ db, reads, cursors, zone: env.zone }), // before one that is called `drills` could be asked for
    ...indicatorEditingRoutes({ db }), // likewise `names`
    ...registerRoutes({ db, cursors, directory }),
    ...skillRoutes({ db, directory }),
    ...dutyRoutes({ db, directory }),
    ...zoneRoutes({ db, directory }),
    ...planRoutes({ db, directory, reads }),
    ...viewRoutes({ db, audit, reads }),
    ...cannedRoutes({ db, audit, directory, reads, zone: env.zone }),
    ...templateRoutes({ db, audit }),
    ...proposalRoutes({ db, directory, audit }),
    itemExportRoute({ db, audit, directory, limiter, zone: env.zone }),
    ...itemRoutes({ db, cursors }),
    installedRoute({ db }),
    ...itemImportRoutes({ db, directory, audit, zone: env.zone }),
    ...mandateRoutes({ db, directory, audit, cursors, jobs: { temporal, taskQueue }, zone: env.zone }),
    ...meetingRoutes({ db, directory, reads, audit, zone: env.zone }),
    ...calendarRoutes({ db, directory, reads, zone: env.zone }),
    ...conflictRoutes({ db, directory, reads }),
    ...versionedRoutes({ registers: db, directory, audit, reads, jobs: { temporal, taskQueue } }),
    calendarDueRoute({ db }),
    ...calendarImportRoutes({ registers: db, directory, audit, reads }),
    ...runbookFileRoutes({ registers: db, directory, audit, reads }),
    ...auditRoutes({ db, temporal, taskQueue, env, audit, reads, cursors }),
    ...caseRecordRoutes({ db, temporal, taskQueue, env, audit, reads, resolvePins: resolve }),
    ...sealRoutes({ db, temporal, taskQueue, audit, cursors }),
    ...witnessRoutes({ db, audit, env }),
    ...trailRoutes({ db, audit, cursors }),
    ...trailExportRoutes({ db, audit, directory, limiter, zone: env.zone, mostRows: deps.mostRows }),
    ...noticeRoutes({ db, cursors, directory, zone: env.zone }),
    ...preferenceRoutes({ db, directory, audit }),
    ...outboxRoutes({ db, cursors, audit }),
    deliveryRoute({ db, cursors }),
    ...receivedMailRoutes({
      db,
      caseClient,
      directory,
      uploads,
      metrics,
      audit,
      filesBytes: env.files.bytes.command,
    }),
    ...webhookRoutes({ db, audit, directory, temporal, taskQueue, cursors, allow: env.webhookAllow }),
    ...figureRoutes({ reads }),
    ...indicatorRoutes({ db, directory, reads, cursors }),
    ...changeFigureRoutes({ reads }),
    ...releaseFigureRoutes({ reads }),
    ...repeatedFaultRoutes({ reads }),
    ...meterRoutes({ reads, db }),
    ...rehearsalRoutes({
      db,
      zone: env.zone,
      rehearsals,
      store,
      reads: rehearsed,
      temporal: rehearsalTemporal,
      directory,
      audit,
      cursors,
    }),
    ...live.routes,
  ];
  const specification: Specification = createSpecification(() => routes, { title: 'Changming', version: VERSION });
  const routes: Route[] = [...table, specRoute(specification)];
  const door = {
    auth,
    limiter,
    gates: { work: createGate(), file: createGate(), bytes: createGate(bytesLimits) },
    isMonitor: monitorRule(env),
    owes: async (actor: Actor) => {
      if ((await directory.person(actor.id))?.mustChange === true) return 'password-change-required';
      return (await factors.owes(actor)) ? 'second-factor-missing' : null;
    },
    actorOf: (id: string) => directory.actorOf(id),
    onRefusal: (refusal: Parameters<typeof refusals.ofRoute>[0]) =>
      (isOfRehearsals(refusal.route) ? refusedThere : refusals).ofRoute(refusal),
  };

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
    mount(routes, door),
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

/** @throws StartRefused: a word that is no role would leave somebody without what the installation asks of him */
function rolesNamed(words: readonly string[]): Role[] {
  const unknown = words.filter((word) => !isRole(word));
  if (unknown.length > 0)
    throw new StartRefused(`CHANGMING_SECOND_FACTOR names what is no role: ${unknown.join(', ')}`);
  return words.filter(isRole);
}

/** Of an operation that goes by role. */
function rolesOf(table: readonly Route[], operation: string): readonly Role[] {
  const access = table.find(({ operationId }) => operationId === operation)?.access;
  return access?.rule === 'role' ? access.roles : [];
}

/**
 * What cannot be recorded does not happen: a sign-in, an auditor's look, a refusal's answer. Reads and commands go on. Each
 * record says where the request came from.
 */
function failingClosed({ audit, logger }: ApiDeps): AuditTrail {
  return {
    ...audit,
    record: async (entry) => {
      try {
        await audit.record({ ...askedNow(), ...entry });
      } catch (error) {
        logger.error({ err: error, type: entry.type }, 'the audit record cannot be written');
        throw new DomainError('record-away', 'The audit record cannot be written');
      }
    },
  };
}

/** Strict by default; the page that browses the API has a policy of its own. */
function headers(publicUrl: string | undefined): RequestHandler {
  const all = headersOf(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
      },
      strictTransportSecurity: publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  return (_request, response, next) => {
    for (const [name, value] of all) response.setHeader(name, value);
    next();
  };
}

/** What helmet sets, asked once: it is the same for every request. */
function headersOf(set: ReturnType<typeof helmet>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  class Heard extends ServerResponse {
    override setHeader(name: string, value: number | string | readonly string[]): this {
      all.set(name, String(value));
      return this;
    }
  }
  const request = new IncomingMessage(new Socket());
  set(request, new Heard(request), (error) => {
    if (error !== undefined) throw error;
  });
  return all;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** Id, and one line for each request: who, what, how long; no address of a page's query, no content. */
const requestLog =
  ({ logger, metrics }: ApiDeps): RequestHandler =>
  (request, response, next) => {
    const given = request.get('x-request-id');
    const traceId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    response.locals['traceId'] = traceId;
    response.set({ 'X-Request-Id': traceId, 'Cache-Control': 'no-store' });
    response.locals['ifNoneMatch'] = request.headers['if-none-match']; // for routes whose tag covers all that is shown
    delete request.headers['if-none-match']; // what may be done now can change while the version does not
    response.on('close', () => {
      const ms = performance.now() - startedAt;
      const known: unknown = response.locals['route'];
      const path = typeof known === 'string' ? known : 'unknown';
      const { method } = request;
      const { statusCode: status } = response;
      metrics.answered({ method, route: path, status, ms });
      const person: unknown = response.locals['person'];
      logger.info({ traceId, method, route: path, status, ms: Math.round(ms), person }, 'request');
    });
    next();
  };

/** The one place where an error becomes an answer. */
const errorAnswer =
  ({ logger, metrics }: ApiDeps): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const traceId = String(response.locals['traceId'] ?? '');
    const problem = problemOf(error, { instance: request.path, traceId });
    if (isBug(error)) logger.error({ err: error, traceId }, 'bug');
    if (error instanceof DomainError) metrics.refused(error.code);
    const view: unknown = response.locals['view'];
    const allowed: unknown = response.locals['allowed'];
    if (problem.retryAfter !== undefined) response.set('Retry-After', String(problem.retryAfter));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer realm="changming"');
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, ...(view ? { view, allowed } : {}) }));
  };
