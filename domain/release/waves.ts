/** How the waves, sites and gates of a release stand. Pure. */
import { itemsOf } from '../items/installed.ts';
import type { OrgPath } from '../kernel/process.ts';
import { plannedIn, standingIn } from '../kernel/running/following.ts';
import type { OutlinedPart } from '../kernel/steps/outline.ts';
import type { Interval } from '../kernel/time/intervals.ts';
import type { Release } from './state.ts';
import type { ReleaseParts } from './statuses.ts';

type Kind = keyof ReleaseParts;
/** Its parts of one kind in the order of the plan; `within`: those that stand in that part. */
export const partsOfKind = (state: Pick<Release, 'outline'>, kind: Kind, within?: string): readonly OutlinedPart[] =>
  plannedIn(state).filter((one) => one.kind === kind && (within === undefined || one.in === within));
/** Status of a wave, site or gate; of one that nothing touched, its first. */
export const statusOf = (state: Release, id: string): string | undefined => standingIn(state)(id);

/** The window of a wave as it is now. Throws an Error, a bug, for what is no wave. */
export function windowOf({ waves, parts }: Pick<Release, 'waves' | 'parts'>, id: string): Interval {
  const planned = waves.find((one) => one.id === id)?.window;
  if (!planned) throw new Error(`there is no wave ${id}`);
  const { windowFrom = planned.from, windowUntil = planned.until } = parts?.wave?.[id] ?? {};
  return { from: windowFrom, until: windowUntil };
}
export const isOpenAt = ({ from, until }: Interval, now: number): boolean => now >= from && now < until;

/** The wave that a gate stands behind. Throws an Error, a bug, for what is no gate. */
export function waveOfGate(state: Release, gate: string): string {
  const wave = partsOfKind(state, 'gate').find(({ id }) => id === gate)?.in;
  if (wave === undefined) throw new Error(`there is no gate ${gate}`);
  return wave;
}
/** The wave that a step or quality gate of a site belongs to; undefined for what stands in none. */
export function waveOfPart(state: Release, id: string): string | undefined {
  const all = plannedIn(state);
  const site = all.find((one) => one.id === id)?.in;
  return all.find((one) => one.id === site)?.in;
}

/** Sites of a wave that have not the version and are not left out, by their ids. */
export const unverifiedIn = (state: Release, wave: string): string[] =>
  partsOfKind(state, 'site', wave).flatMap(({ id }) =>
    ['verified', 'left-out'].includes(statusOf(state, id) ?? '') ? [] : [id],
  );
/** Organisations of a wave that are left out by decision; of one that is left out all. */
export const leftOutIn = (state: Release, wave: string): OrgPath[] =>
  partsOfKind(state, 'site', wave).flatMap(({ id, orgPath }) =>
    orgPath !== undefined && [statusOf(state, id), statusOf(state, wave)].includes('left-out') ? [orgPath] : [],
  );

/** The wave that is under way, or is next; undefined before there is a plan, and once all are over. */
export const currentWave = (state: Release): string | undefined =>
  partsOfKind(state, 'wave').find(({ id }) => !['passed', 'left-out'].includes(statusOf(state, id) ?? ''))?.id;

/** Organisations whose sites have the version now. */
export const installedAt = (state: Release): OrgPath[] =>
  partsOfKind(state, 'site').flatMap(({ id, orgPath }) =>
    statusOf(state, id) === 'verified' && orgPath !== undefined ? [orgPath] : [],
  );

/** Which of its items each of these sites has, by item: its own, and those that no other site has for itself. */
export function itemsAt(state: Release, sites: readonly string[]): Record<string, OrgPath[]> {
  const { items, owners = {} } = state;
  const all = partsOfKind(state, 'site');
  const places = all.flatMap(({ orgPath }) => orgPath ?? []);
  const at = new Map<string, OrgPath[]>();
  for (const { id, orgPath } of all) {
    if (orgPath === undefined || !sites.includes(id)) continue;
    for (const item of itemsOf(orgPath, { items, owners, places })) at.set(item, [...(at.get(item) ?? []), orgPath]);
  }
  return Object.fromEntries(at);
}

const PASSED = ['done', 'skipped', 'passed'];
/** Sites at work in which nothing is left to be done. */
export const doneSites = (state: Release): string[] => {
  const standing = standingIn(state);
  const open = new Set(
    plannedIn(state).flatMap((one) =>
      (one.kind === 'step' || one.kind === 'check') && !PASSED.includes(standing(one.id) ?? '') ? (one.in ?? []) : [],
    ),
  );
  return partsOfKind(state, 'site').flatMap(({ id }) => (standing(id) === 'running' && !open.has(id) ? [id] : []));
};

const BACK: Readonly<Record<string, { from: readonly string[]; to: string } | undefined>> = {
  wave: { from: ['admitted', 'running', 'gating', 'passed'], to: 'rolling-back' },
  site: { from: ['running', 'verified', 'failed'], to: 'rolling-back' },
  gate: { from: ['soaking', 'ready', 'held', 'passed'], to: 'shut' },
};
/** What of waves, sites and gates goes back with one wave, or with all: each with its status then. */
export function goingBack(state: Release, wave?: string): Record<string, string> {
  const standing = standingIn(state);
  const meant = plannedIn(state).filter((one) => wave === undefined || one.id === wave || one.in === wave);
  return Object.fromEntries(
    meant.flatMap(({ id, kind }) => {
      const back = BACK[kind];
      return back?.from.includes(standing(id) ?? '') ? [[id, back.to] as const] : [];
    }),
  );
}
/** The same once all of it is taken back. */
export const goneBack = (state: Release, wave?: string): Record<string, string> =>
  Object.fromEntries(
    [...partsOfKind(state, 'wave'), ...partsOfKind(state, 'site')].flatMap((one) =>
      (wave === undefined || one.id === wave || one.in === wave) && statusOf(state, one.id) === 'rolling-back'
        ? [[one.id, 'rolled-back'] as const]
        : [],
    ),
  );

/** Sites to which the release may still go, or which have it. */
export const sitesMeant = (state: Release): OutlinedPart[] =>
  partsOfKind(state, 'site').filter(
    (one) => statusOf(state, one.id) !== 'left-out' && statusOf(state, one.in ?? '') !== 'left-out',
  );
