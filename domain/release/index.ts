/** The process as one value: what the registries list. No contract in it, so no zod. */
import { ownerOf } from '../kernel/common/whom.ts';
import { defineProcess } from '../kernel/define-process.ts';
import type { BlockerCtx, Next, PartNext } from '../kernel/definition.ts';
import type { Refusal } from '../kernel/process.ts';
import { closedTo } from '../kernel/gating/gating.ts';
import { shutAt, shutWhole } from '../kernel/running/following.ts';
import { gateReopened, runRelieved } from '../kernel/running/folds.ts';
import { runKeepsOut, runParties, runSeats } from '../kernel/running/persons.ts';
import { expired } from '../kernel/running/rules.ts';
import { runHanding, runParts, runPlanned, untilOf } from '../kernel/running/shipped.ts';
import { commanderOf, haltWaits, partWaits, runBlockers, runShown, runWaits } from '../kernel/running/waits.ts';
import { instant, optional, text, yesNo } from '../kernel/own-fields.ts';
import { MOST_SITES, MOST_WAVES } from './caps.ts';
import { releaseClocks } from './clocks.ts';
import { releaseFields, releaseOpen } from './fields.ts';
import { releaseLifecycle, releaseWork } from './lifecycle.ts';
import { customerOf, engineersOf, follows, tells } from './reactions.ts';
import { releaseRules } from './rules.ts';
import { changeAlso } from './rules-building.ts';
import { missingAt, pastIn, sitesMissingAt } from './rules-waves.ts';
import { releaseRun } from './run.ts';
import type { Release, Rules, RulesCtx, Word } from './state.ts';
import { currentWave, installedAt, leftOutIn, partsOfKind, statusOf, windowOf } from './waves.ts';
import { releaseWords } from './words.ts';

export const release = defineProcess({
  key: 'release',
  lifecycle: releaseLifecycle,
  parties: {
    builder: ({ builder }) => (builder === undefined ? [] : [builder]),
    tester: ({ testers }) => testers,
    ...runParties,
  },
  keepsOut: runKeepsOut,
  parts: {
    kinds: {
      ...runParts.kinds,
      wave: {
        origin: 'plan',
        initial: ['pending'],
        most: MOST_WAVES,
        fields: {
          windowFrom: optional(instant),
          windowUntil: optional(instant),
          openedAt: optional(instant),
          due: optional(yesNo),
        },
      },
      site: { origin: 'plan', initial: ['pending'], most: MOST_SITES, fields: { conflict: optional(text) } },
      gate: { origin: 'plan', initial: ['shut'], most: MOST_WAVES, fields: { soaked: optional(yesNo) } },
    },
    planned: (state) => runPlanned(state),
  },
  work: releaseWork,
  ...releaseRules,
  ends: { closed: 'closed', rolledBack: 'rolled-back', canceled: 'canceled' },
  seats: runSeats,
  also: {
    ...changeAlso,
    effectFailed: (state, event) => gateReopened(changeAlso.effectFailed?.(state, event) ?? state, event),
    relieved: (state, event) => runRelieved(state, event),
  },
  blockers: (state, ctx) => ({ ...ofRun(state, ctx), ...ownBlockers(state, ctx), ...shutBlockers(state, ctx) }),
  onDue: {
    step: {
      at: ['running', 'undoing'],
      move: (state, ctx, { due }) => {
        const words = expired(releaseRun, state, behind(due, ctx));
        return words && [...due, ...words];
      },
    },
    soak: {
      at: ['soaking', 'held'],
      move: (_state, { part }, { due }) =>
        part
          ? [...due, { type: 'soaked', data: { part: part.id, ...(part.status === 'soaking' ? { to: 'ready' } : {}) } }]
          : null,
    },
    // While it stands or goes back nothing opens; it is said when it goes on.
    'wave-start': {
      at: ['admitted'],
      move: (state, { part }, { due }) =>
        part && state.status === 'deploying' && !state.parts?.wave?.[part.id]?.due && !shutAt(state, part.id)
          ? [...due, { type: 'waveDue', data: { part: part.id } }]
          : null,
    },
  },
  addresses: ['process-owner', 'supervisor', 'engineer', 'quality-lead', 'customer-representative'],
  tells,
  handing: ['created', 'buildStarted', 'buildRecorded', 'testRecorded', 'soaked', 'waveRolledBack', ...runHanding],
  follows,
  next: {
    // Its commander may be somebody else, who plans nothing.
    planning: (state: Release) => [[ownerOf(state), state.outline ? 'startBuild' : 'planWaves']],
    building: (state: Release) => [[engineersOf(state), 'recordBuild']],
    testing: (state: Release) => [
      state.tested ? [customerOf(state), 'acceptTest'] : [engineersOf(state), 'recordTest'],
    ],
    approving: null,
    deploying: (state: Release) => {
      const waits = [...partWaits(state), ...waveWaits(state)];
      return waits.length > 0 ? waits : runWaits(state);
    },
    'rolling-back': runWaits,
    'needs-human': haltWaits,
    verifying: (state: Release) => [
      state.confirmedAt === undefined ? [customerOf(state), 'confirmService'] : [ownerOf(state), 'close'],
    ],
    'rolled-back': null,
    closed: null,
    canceled: null,
  },
  fields: releaseFields,
  shown: {
    ...runShown,
    wave: (state) => currentWave(state),
    waves: (state) =>
      state.waves.length === 0
        ? undefined
        : state.waves.map(({ id, title }) => {
            const { from, until } = windowOf(state, id);
            const leftOut = leftOutIn(state, id);
            return {
              id,
              ...(title === undefined ? {} : { title }),
              status: statusOf(state, id) ?? 'pending',
              windowFrom: from,
              windowUntil: until,
              organisations: partsOfKind(state, 'site', id).flatMap(({ orgPath }) => orgPath ?? []),
              ...(leftOut.length > 0 ? { leftOut } : {}),
            };
          }),
    installed: (state) => {
      const all = installedAt(state);
      return all.length > 0 ? all : undefined;
    },
    wentBack: ({ wentBack }) => wentBack === true,
  },
  clocks: {
    shipped: releaseClocks,
    parts: {
      step: { instants: { until: (part, state) => untilOf(part, state) } },
      wave: {
        instants: {
          windowFrom: ({ id }, state) => windowOf(state, id).from,
          windowUntil: ({ id }, state) => windowOf(state, id).until,
        },
      },
    },
  },
  words: releaseWords,
  open: releaseOpen,
  shape: 3, // 3: what an open rectification keeps shut; 2: what of a wave is left out, who did what in a run
} satisfies Rules);

/** What time makes happen, behind what fell due before it. */
function behind(due: readonly Word[], ctx: RulesCtx): RulesCtx {
  return {
    ...ctx,
    after: (words) => ctx.after([...due, ...words]),
    ending: (words, end, dueAt) => ctx.ending([...due, ...words], end, dueAt),
  };
}

/** What an open rectification keeps shut: a wave that would open, a site that would begin, a gate that would let on; or its close. */
function shutBlockers(state: Release, { part }: Pick<BlockerCtx, 'part'>): Readonly<Record<string, Refusal>> {
  if (!part) return closedTo(shutWhole(state), 'close');
  if (state.back !== undefined || !OPENING[part.kind]) return {};
  return closedTo(shutAt(state, part.id), ...(OPENING[part.kind] ?? []));
}
const OPENING: Readonly<Record<string, readonly string[]>> = {
  wave: ['openWave', 'retryWave'],
  site: ['retryStep'],
  gate: ['approveGate'],
};

const waveIs = (state: Release, ...statuses: readonly string[]): string[] =>
  partsOfKind(state, 'wave').flatMap(({ id }) => (statuses.includes(statusOf(state, id) ?? '') ? [id] : []));
/** What of its waves waits for a person: to be opened, let on, tried again. */
function waveWaits(state: Release): (Next | PartNext)[] {
  const to = ownerOf(state);
  const kinds = (kind: 'site' | 'gate', ...of: readonly string[]) =>
    partsOfKind(state, kind).flatMap(({ id }) => (of.includes(statusOf(state, id) ?? '') ? [id] : []));
  return [
    ...waveIs(state, 'admitted').map((part): PartNext => ({ to, command: 'openWave', part, clock: 'wave-window' })),
    ...waveIs(state, 'rolled-back').map((part): PartNext => ({ to, command: 'retryWave', part })),
    ...kinds('site', 'failed').map((part): PartNext => ({ to: commanderOf(state), command: 'retryStep', part })),
    ...kinds('gate', 'soaking', 'ready', 'held').map(
      (part): PartNext => ({ to, command: 'approveGate', part, clock: 'soak' }),
    ),
  ];
}

/** Those of every run. A point of no return in a wave that is out does not keep another one from going back. */
function ofRun(state: Release, ctx: Pick<BlockerCtx, 'part' | 'actor'>): ReturnType<typeof runBlockers> {
  const { part } = ctx;
  const all = runBlockers(state, ctx);
  if (part?.kind !== 'wave' || state.back !== undefined) return all;
  const { rollBack: _ofAll, ...others } = all;
  const steps = pastIn(state, part.id);
  return steps.length > 0 ? { ...others, rollBack: { code: 'past-no-return', params: { steps } } } : others;
}

/** What stands in the way, so that no button leads into a refusal. */
function ownBlockers(state: Release, { part }: Pick<BlockerCtx, 'part' | 'actor'>): Readonly<Record<string, Refusal>> {
  const missing = part?.kind === 'gate' ? missingAt(state, part.id) : [];
  return {
    ...(state.status === 'planning' && !state.outline ? { startBuild: { code: 'no-waves' } } : {}),
    ...(state.status === 'testing' && !state.tested ? { acceptTest: { code: 'not-tested' } } : {}),
    ...(missing.length > 0 && part
      ? { approveGate: { code: 'gate-not-met', params: { missing, ...sitesMissingAt(state, part.id) } } }
      : {}),
    ...(state.changeStands ? {} : { retryWave: { code: 'change-not-scheduled' } }),
    ...(state.confirmedAt === undefined
      ? { close: { code: 'not-confirmed' } }
      : { confirmService: { code: 'already-confirmed' } }),
  };
}
