/** The routes, in the order in which they are looked through. */
import type { Role } from '../domain/roles.ts';
import { apiKeyRoutes } from './sign-in/api-key-routes.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { caseRecordRoutes } from './audit/case-record-routes.ts';
import { calendarRoutes } from './registers/changes/calendar-routes.ts';
import { conflictRoutes } from './registers/changes/conflict-routes.ts';
import { bulkRoutes } from './cases/bulk.ts';
import { calendarHorizonRoutes } from './registers/versioned/calendar-horizon.ts';
import { calendarDueRoute } from './registers/versioned/calendar-due.ts';
import { calendarImportRoutes } from './registers/versioned/calendar-import.ts';
import { caseRoutes } from './cases/case-routes.ts';
import { fileRoutes } from './files/file-routes.ts';
import type { ApiDeps } from './deps.ts';
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
import { healthRoutes } from './health.ts';
import { runRoutes } from './runs/run-routes.ts';
import { runbookDrillRoute } from './registers/runbooks/runbook-drills.ts';
import { runbookFileRoutes } from './registers/runbooks/runbook-routes.ts';
import { itemExportRoute } from './registers/items/item-export.ts';
import { itemImportRoutes } from './registers/items/item-import.ts';
import { installedRoute } from './registers/items/installed-route.ts';
import { itemRoutes } from './registers/items/item-routes.ts';
import { listRoutes } from './cases/lists.ts';
import { consentRoutes } from './sign-in/consent-routes.ts';
import { secondFactorRoutes } from './sign-in/second-factor-routes.ts';
import { dutyRoutes } from './registers/dispatch/duty-routes.ts';
import { skillRoutes } from './registers/dispatch/skill-routes.ts';
import { zoneRoutes } from './registers/dispatch/zone-routes.ts';
import { planRoutes } from './registers/inspections/plan-routes.ts';
import { indicatorEditingRoutes } from './registers/figures/indicator-routes.ts';
import { proposalRoutes } from './registers/inspections/proposal-routes.ts';
import { mandateRoutes } from './registers/meetings/mandate-routes.ts';
import { meetingRoutes } from './registers/meetings/meeting-routes.ts';
import { noticeRoutes, unreadCount } from './notices/notices.ts';
import { readerOf } from './notices/notice-text.ts';
import { deliveryRoute } from './notices/deliveries.ts';
import { outboxRoutes } from './notices/outbox.ts';
import { callerRoutes } from './registers/plain/callers.ts';
import { organisationTreeRoute } from './registers/plain/organisation-tree.ts';
import { peopleExportRoute } from './registers/plain/people-export.ts';
import { peopleImportRoutes } from './registers/plain/people-import.ts';
import { peopleRoutes } from './registers/plain/people-routes.ts';
import { plainRoutes } from './registers/plain/plain-registers.ts';
import { preferenceRoutes } from './notices/preferences.ts';
import { processRoutes } from './cases/process-router.ts';
import { worksSomewhere } from './cases/reads.ts';
import { indicatorRoutes } from './figures/routes.ts';
import { rehearsalRoutes } from './rehearsals/rehearsals.ts';
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
import { stuckRoutes } from './cases/stuck.ts';
import { sealRoutes } from './audit/seal-routes.ts';
import { witnessRoutes } from './audit/witness-routes.ts';
import { actionResultRoute } from './registers/actions/result-route.ts';
import { actionSecretRoutes } from './registers/actions/secret-routes.ts';
import { suggestRoutes } from './cases/duplicates.ts';
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
import { recentRoute } from './cases/recent/recent.ts';
import { cannedRoutes } from './registers/shared/canned-routes.ts';
import { templateRoutes } from './registers/shared/template-routes.ts';
import { viewRoutes } from './registers/shared/view-routes.ts';
import { syncRoutes } from './cases/sync.ts';
import { workRoutes } from './cases/work.ts';
import type { Built } from './built.ts';

/** Every route of the API but its specification, which is made of this table. */
export function routeTable(deps: ApiDeps, built: Built): Route[] {
  const { db, temporal, rehearsalTemporal, caseClient, directory, env, metrics } = deps;
  const { audit, auth, lockout, factors, limiter, consents, cursors, resolve, zoneOf, reads, refusals } = built;
  const { suggestions, live, readiness, uploads, thumbnails, looks, store, rehearsals, rehearsed } = built;
  const { taskQueue } = env;
  const access = { db, auth, audit, lockout, limiter, factors };
  const commands = { caseClient, reads, suggestions };
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
  return table;
}

/** Of an operation that goes by role. */
function rolesOf(table: readonly Route[], operation: string): readonly Role[] {
  const access = table.find(({ operationId }) => operationId === operation)?.access;
  return access?.rule === 'role' ? access.roles : [];
}
