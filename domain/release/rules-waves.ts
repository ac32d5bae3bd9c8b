/** How the waves of a release go out: opened, passed by their gates, taken back, gone again, left out; and how it is closed. */
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import type { FoundConflict } from '../kernel/facts.ts';
import type { PartRecord } from '../kernel/part.ts';
import { following, goBack, rollBack } from '../kernel/running/following.ts';
import { refuseStale, runRules } from '../kernel/running/rules.ts';
import { runFolds, withInspector } from '../kernel/running/folds.ts';
import { pastNoReturn } from '../kernel/steps/next.ts';
import { plannedIn, standingIn } from '../kernel/running/following.ts';
import { unfitActions } from './actions.ts';
import { INCIDENTS_TOO_MANY, LONGEST_SPAN } from './caps.ts';
import { releaseRun } from './run.ts';
import type { Folds, Release, Rules, RulesCtx, WaveKept, Word } from './state.ts';
import {
  currentWave,
  installedAt,
  isOpenAt,
  partsOfKind,
  sitesMeant,
  statusOf,
  unverifiedIn,
  waveOfGate,
  windowOf,
} from './waves.ts';

const runs = runRules(releaseRun);
/** Of actions that cannot be begun so many are told; all are in the answer to who opens it himself. */
const MOST_NAMED = 20;
const partOf = ({ part }: Pick<RulesCtx, 'part'>): NonNullable<RulesCtx['part']> => {
  if (!part) throw new Error('the command is about a part');
  return part;
};

/** Throws 'change-not-scheduled' where no change lets it go on. */
function refuseUncovered({ change, changeStands }: Release): void {
  if (changeStands) return;
  throw new DomainError('change-not-scheduled', 'Its change has no time, or has it no longer', {
    params: change === undefined ? {} : { change },
  });
}
/** Throws 'outside-window'. */
function refuseOutside(release: Release, wave: string, now: number): void {
  const window = windowOf(release, wave);
  if (!isOpenAt(window, now))
    throw new DomainError('outside-window', 'The window of the wave is not open', { params: { wave, ...window } });
}
/** What keeps a site from beginning; a drill alters nothing, and nothing is in its way. */
const against = (
  site: string,
  { mode, facts: { siteConflicts } }: Pick<RulesCtx, 'mode' | 'facts'>,
): FoundConflict[] =>
  mode === 'drill' ? [] : (siteConflicts?.[site] ?? []).filter(({ severity }) => severity === 'block');

/** What is missing before a gate opens, as far as the case knows by itself; empty: nothing. */
export function missingAt(release: Release, gate: string): string[] {
  return [
    ...(unverifiedIn(release, waveOfGate(release, gate)).length === 0 ? [] : ['wave-not-verified']),
    ...(release.parts?.gate?.[gate]?.soaked ? [] : ['soak-not-over']),
  ];
}
/** For the params of 'gate-not-met': which sites have not the version yet. */
export const sitesMissingAt = (release: Release, gate: string): { sites?: string[] } => {
  const sites = unverifiedIn(release, waveOfGate(release, gate));
  return sites.length > 0 ? { sites } : {};
};

/** All that is missing. `grave`: numbers of incidents that stand against it. */
function missingNow(
  release: Release,
  gate: string,
  { sha256, facts, now }: Pick<RulesCtx, 'facts' | 'now'> & { sha256: string },
) {
  const { count = 0, grave = [] } = facts.incidentsOn ?? {};
  return [
    ...missingAt(release, gate),
    ...(isOpenAt(windowOf(release, waveOfGate(release, gate)), now) ? [] : ['window-closed']),
    ...(grave.length === 0 ? [] : ['grave-incidents-open']),
    ...(count < INCIDENTS_TOO_MANY ? [] : ['too-many-incidents']),
    ...(sha256 === release.sha256 ? [] : ['artefact-differs']),
  ];
}

export const waveRules = {
  ...runs,
  /** By time it comes late, too, when the release has gone another way meanwhile: then nothing happens. */
  openWave(_data, release, ctx) {
    const { id, status } = partOf(ctx);
    if (ctx.role === 'system' && (release.status !== 'deploying' || status !== 'admitted')) return [];
    refuseUncovered(release);
    refuseOutside(release, id, ctx.now);
    const unfit = release.outline ? unfitActions(release.outline, ctx.facts.actions) : [];
    if (unfit.length > 0 && ctx.role === 'system')
      return [{ type: 'waveBarred', data: { part: id, actions: unfit.slice(0, MOST_NAMED) } }];
    if (unfit.length > 0)
      throw new DomainError('action-unfit', 'Its steps name actions that cannot be begun', {
        params: { actions: unfit },
      });
    const stopped = partsOfKind(release, 'site', id).flatMap((site) => {
      const [first, ...others] = against(site.id, ctx);
      const isPending = (statusOf(release, site.id) ?? 'pending') === 'pending';
      return first && isPending
        ? [[site.id, { code: first.why.code, keys: [first, ...others].map(({ key }) => key) }] as const]
        : [];
    });
    const failed =
      stopped.length > 0
        ? {
            also: Object.fromEntries(stopped.map(([site]) => [site, 'failed'])),
            conflicts: Object.fromEntries(stopped),
          }
        : {};
    return following(releaseRun, [{ type: 'waveOpened', data: { part: id, to: 'running', ...failed } }], ctx);
  },
  approveGate({ sha256 }, release, ctx) {
    const { id } = partOf(ctx);
    const missing = missingNow(release, id, { ...ctx, sha256 });
    const { count: incidents = 0, grave = [] } = ctx.facts.incidentsOn ?? {};
    if (missing.length > 0)
      throw new DomainError('gate-not-met', 'Not all that the gate asks for is there', {
        params: { missing, ...sitesMissingAt(release, id), incidents, grave },
      });
    const also = { [waveOfGate(release, id)]: 'passed' };
    return following(
      releaseRun,
      [{ type: 'gateApproved', data: { part: id, to: 'passed', also, sha256, incidents } }],
      ctx,
    );
  },
  holdGate: ({ reason }, _release, ctx) => [{ type: 'gateHeld', data: { part: partOf(ctx).id, to: 'held', reason } }],
  /** Of a wave: minor is held until it is put right, major takes the wave back. */
  refuseGate(data, release, ctx) {
    const { id, kind, rev } = partOf(ctx);
    if (kind !== 'gate') return runs.refuseGate(data, release, ctx);
    const { basedOn, ...said } = data;
    refuseStale('rev', basedOn, rev);
    const refused: Word = { type: 'gateRefused', data: { part: id, to: 'held', ...said } };
    if (data.class === 'minor') return [refused];
    const scope = { part: waveOfGate(release, id) };
    refusePast(release, scope.part);
    return goBack(releaseRun, [refused], { scope, reason: data.findings }, ctx);
  },
  extendWindow({ until, reason }, release, ctx) {
    const { id } = partOf(ctx);
    const window = windowOf(release, id);
    if (until <= window.until) throw invalid('until', 'not-after-window', 'It ends later than now planned');
    if (until > window.from + LONGEST_SPAN) throw invalid('until', 'too-far', 'What takes longer is another release');
    return following(releaseRun, [{ type: 'windowExtended', data: { part: id, until, reason } }], ctx);
  },
  /** Of a site that a conflict stopped, too. */
  retryStep(data, release, ctx) {
    const { id, kind, in: wave = '' } = partOf(ctx);
    if (kind !== 'site') return runs.retryStep(data, release, ctx);
    refuseOutside(release, wave, ctx.now);
    const conflicts = against(id, ctx);
    if (conflicts.length > 0)
      throw new DomainError('conflict', 'Something still stands in the way of the site', { params: { conflicts } });
    const started: Word = { type: 'siteStarted', data: { part: id, to: 'running', reason: data.reason } };
    return following(releaseRun, [started], ctx);
  },
  rollBack(data, release, ctx) {
    const { part } = ctx;
    if (part?.kind !== 'wave') return runs.rollBack(data, release, ctx);
    return rollBack(releaseRun, release, { scope: { part: part.id }, reason: data.reason }, ctx);
  },
  retryWave(data, release, ctx) {
    const { id } = partOf(ctx);
    refuseUncovered(release);
    const { window } = data;
    const fields = window
      ? [
          ...fieldFault(window.until <= window.from, '/window/until', 'not-after-from'),
          ...fieldFault(window.until <= ctx.now, '/window/until', 'not-ahead'),
          ...fieldFault(window.until - window.from > LONGEST_SPAN, '/window/until', 'too-long-apart'),
        ]
      : [];
    if (fields.length > 0) throw new DomainError('invalid-data', 'That is no window', { fields });
    const also = Object.fromEntries(begunIn(release, id).map((part) => [part.id, FIRST[part.kind] ?? 'pending']));
    return following(releaseRun, [{ type: 'waveRetried', data: { part: id, to: 'admitted', also, ...data } }], ctx);
  },
  leaveOut({ reason }, release, ctx) {
    const { id, kind } = partOf(ctx);
    const left = kind === 'wave' ? partsOfKind(release, 'site', id).map((site) => site.id) : [id];
    if (sitesMeant(release).every((site) => left.includes(site.id)))
      throw new DomainError('nothing-left', 'Then nobody would have it: roll the whole release back');
    const back = left.filter((site) => kind === 'wave' && statusOf(release, site) === 'rolled-back');
    const also = back.length > 0 ? { also: Object.fromEntries(back.map((site) => [site, 'left-out'])) } : {};
    return following(releaseRun, [{ type: 'leftOut', data: { part: id, to: 'left-out', ...also, reason } }], ctx);
  },
  close(data, release, ctx) {
    if (release.confirmedAt === undefined) throw unconfirmed();
    if (data.outcome === 'successful' && release.wentBack)
      throw invalid('outcome', 'was-rolled-back', 'A wave of it was taken back');
    const { application = '', appVersion, items } = release;
    const noted: Word = {
      type: 'versionsNoted',
      data: { application, appVersion, items, organisations: installedAt(release) },
    };
    return ctx.ending([{ type: 'reviewed', data }, ...(ctx.mode === 'drill' ? [] : [noted])], 'closed');
  },
} satisfies Partial<Rules['rules']>;

const unconfirmed = (): DomainError => new DomainError('not-confirmed', 'Its customer has not confirmed the service');

function refusePast(release: Release, wave: string): void {
  const passed = pastIn(release, wave);
  if (passed.length > 0)
    throw new DomainError('past-no-return', 'Behind its point of no return nothing is taken back', {
      params: { steps: passed },
    });
}
/** Steps of a wave behind which nothing is taken back. */
export const pastIn = (release: Release, wave: string): string[] =>
  release.outline ? pastNoReturn(release.outline, standingIn(release), { part: wave }) : [];

const FIRST: Readonly<Record<string, string>> = { check: 'shut' };
/** What in a wave was touched, and is to be done once more: what is left out stays so. */
function begunIn(release: Release, wave: string) {
  const sites = partsOfKind(release, 'site', wave).filter(({ id }) => statusOf(release, id) === 'rolled-back');
  const ids = new Set(sites.map(({ id }) => id));
  const inside = plannedIn(release).filter((one) => ids.has(one.in ?? '') && statusOf(release, one.id) !== undefined);
  return [...sites, ...inside];
}

// ── folds
type Kind = 'wave' | 'site' | 'gate' | 'step';
/** The kernel has folded the part already: its own fields are laid over; what is undefined is kept no longer. */
function kept(release: Release, kind: Kind, { id, patch }: { id: string; patch: object }): Release {
  const records: Readonly<Record<string, PartRecord>> = release.parts?.[kind] ?? {};
  const record = records[id];
  if (!record) return release;
  const next = Object.fromEntries(Object.entries({ ...record, ...patch }).filter(([, value]) => value !== undefined));
  return { ...release, parts: { ...release.parts, [kind]: { ...records, [id]: next } } };
}
const keptWave = (release: Release, id: string, patch: { [K in keyof WaveKept]?: WaveKept[K] | undefined }): Release =>
  kept(release, 'wave', { id, patch });

/** A wave that was to open by itself is not opened while the release stands or goes back: it is said anew when it goes on. */
function notDue(release: Release): Release {
  const wave = currentWave(release);
  return wave !== undefined && statusOf(release, wave) === 'admitted'
    ? keptWave(release, wave, { due: undefined })
    : release;
}

const { halted, rollbackStarted, ...others } = runFolds<Release>('deploying');
export const waveFolds = {
  ...others,
  halted: (release, event) => notDue(halted?.(release, event) ?? release),
  rollbackStarted: (release, event) => ({
    ...notDue(rollbackStarted?.(release, event) ?? release),
    wentBack: true,
  }),
  waveAdmitted: null,
  waveDue: (release, { data: { part } }) => keptWave(release, part, { due: true }),
  waveOpened: (release, { data: { part, conflicts = {} }, at }) =>
    Object.entries(conflicts).reduce(
      (one, [id, { code }]) => kept(one, 'site', { id, patch: { conflict: code } }),
      keptWave(release, part, { openedAt: at, due: undefined }),
    ),
  waveBarred: null,
  siteStarted: (release, { data: { part } }) => kept(release, 'site', { id: part, patch: { conflict: undefined } }),
  siteVerified: null,
  soakStarted: (release, { data: { part } }) => kept(release, 'gate', { id: part, patch: { soaked: undefined } }),
  soaked: (release, { data: { part } }) => kept(release, 'gate', { id: part, patch: { soaked: true } }),
  gateApproved: (release, { by }) => withInspector(release, by.id),
  gateHeld: null,
  windowExtended: (release, { data: { part, until } }) => keptWave(release, part, { windowUntil: until }),
  waveRolledBack: (release) => {
    const { back: _back, ...rest } = release;
    return { ...rest, status: 'deploying' };
  },
  waveRetried: (release, { data: { part, window, also = {} } }) =>
    Object.keys(also).reduce(
      // How often it was begun is kept: actions are known by it.
      (one, id) =>
        kept(one, 'step', { id, patch: { tries: undefined, choice: undefined, assignees: undefined, had: undefined } }),
      keptWave(release, part, {
        due: undefined,
        openedAt: undefined,
        ...(window ? { windowFrom: window.from, windowUntil: window.until } : {}),
      }),
    ),
  leftOut: null,
  serviceConfirmed: (release, { at }) => ({ ...release, confirmedAt: at }),
  serviceRefused: ({ confirmedAt: _confirmed, ...release }) => release,
  reviewed: (release, { data: { outcome } }) => ({ ...release, outcome }),
  versionsNoted: null,
  closed: null,
} satisfies Partial<Folds>;
