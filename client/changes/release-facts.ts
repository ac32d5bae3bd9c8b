/** What turns of a release ask: what stands against its sites now, and which incidents its version has met. */
import type { Connection } from 'mongoose';
import { itemsOf } from '../../domain/items/installed.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { CaseView, OrgPath } from '../../domain/kernel/process.ts';
import type { Outline } from '../../domain/kernel/steps/shapes.ts';
import { actionsIn } from '../../domain/release/actions.ts';
import type { Release } from '../../domain/release/state.ts';
import { installedAt, partsOfKind, waveOfGate, windowOf } from '../../domain/release/waves.ts';
import { incidentsSince } from '../../models/cases/processes/incident.ts';
import { actionFacts } from '../../models/registers/actions/standing.ts';
import { itemsFacts } from '../../models/registers/items/item-facts.ts';
import { type ConflictDeps, conflictsFor } from './conflicts.ts';

type Asked = { part?: string | undefined; kase: { state: { status: string } } };
const releaseIn = ({ kase: { state } }: Asked): Release | null => (isRelease(state) ? state : null);
const isRelease = (state: { status: string }): state is Release => 'waves' in state && 'appVersion' in state;

/**
 * By site of the wave that is named, or of the site itself: what stands against it from now to the end of its wave's window. Its own
 * change is none of it; an item that one of the sites owns is that site's alone.
 */
export async function againstSites(
  registers: ConflictDeps,
  stored: CaseView,
  asked: Asked,
): Promise<Facts['siteConflicts']> {
  const release = releaseIn(asked);
  const { part = '' } = asked;
  if (!release?.outline) return undefined;
  const { db, registers: kept = db } = registers;
  const all = partsOfKind(release, 'site');
  const sites = all.filter(({ id, in: wave }) => id === part || wave === part);
  const now = Math.max(Date.now(), stored.updatedAt); // a case in virtual time is ahead of this process
  const known = await itemsFacts(kept, release.items, now);
  const owners = Object.fromEntries([...known].map(([id, { organisation }]) => [id, organisation]));
  const places = all.flatMap(({ orgPath }) => orgPath ?? []);
  const found = await Promise.all(
    sites.map(async ({ id, in: wave = '', orgPath = release.unit }) => {
      const items = itemsOf(orgPath, { items: release.items, owners, places });
      const window = { from: now, until: Math.max(windowOf(release, wave).until, now + 1) };
      const services = release.application === undefined ? [] : [release.application];
      const number = release.change ?? stored._id;
      const { conflicts } = await conflictsFor(
        registers,
        { number, type: 'normal', items, orgPath, services, window, mode: stored.mode },
        now,
      );
      return [id, conflicts] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** Since the wave of the named gate began, where the version is. */
export async function incidentsOnVersion(
  db: Connection,
  stored: CaseView,
  asked: Asked,
): Promise<Facts['incidentsOn']> {
  const release = releaseIn(asked);
  if (!release?.outline || asked.part === undefined || release.application === undefined) return undefined;
  const since = release.parts?.wave?.[waveOfGate(release, asked.part)]?.openedAt;
  if (since === undefined) return { count: 0, grave: [] };
  const { application } = release;
  return await incidentsSince(db, { since, application, organisations: installedAt(release), mode: stored.mode });
}

type Named = { action?: string; undo?: { action?: string } };
type Planning = { steps?: readonly Named[]; waves?: readonly { organisations: readonly OrgPath[] }[] };
/**
 * Of the steps that the data write, or of the runbook that they name; else of the plan that the release has. Each at all of its sites:
 * one that is kept by some of them is none of the others'.
 */
export async function actionsOf(
  registers: Connection,
  { orgPath }: Pick<CaseView, 'orgPath'>,
  { data, outline, kase: { state } }: Asked & { data: object; outline: Outline | undefined },
): Promise<Facts['actions']> {
  const { steps, waves }: Planning = data;
  const { outline: kept }: { status: string; outline?: Outline } = state;
  const plan = outline ?? kept;
  const written = steps?.flatMap(({ action, undo }) => [action, undo?.action]).filter((one) => one !== undefined);
  const sites = waves
    ? waves.flatMap(({ organisations }) => organisations)
    : partsOfKind(kept ? { outline: kept } : {}, 'site').flatMap((site) => site.orgPath ?? []);
  const names = [...new Set(written ?? (plan ? actionsIn(plan) : []))];
  return await actionFacts(registers, names, sites.length > 0 ? sites : [orgPath]);
}
