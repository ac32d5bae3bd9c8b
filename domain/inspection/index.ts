/** The process as one value: what the registries list. No contract in it, so no zod. */
import { vehicleHold } from '../dispatch/vehicles.ts';
import { defineProcess } from '../kernel/define-process.ts';
import type { BlockerCtx, PartNext } from '../kernel/definition.ts';
import type { Refusal } from '../kernel/process.ts';
import { MOST_LINES } from './checklist.ts';
import { inspectionClocks } from './clocks.ts';
import { inspectionFields, inspectionOpen } from './fields.ts';
import { incidentStarted, rectificationStarted, rectificationUnstarted, withInspectors } from './folds.ts';
import { inspectionLifecycle, inspectionWork, UNBEGUN } from './lifecycle.ts';
import { customerOf, follows, inspectorOf, tells } from './reactions.ts';
import { openFindings } from './record.ts';
import { inspectionRules } from './rules.ts';
import { onDue } from './rules-settling.ts';
import type { Inspection, Rules } from './state.ts';
import { CLASSES, READING_WARNINGS, SAYS } from './statuses.ts';
import { inspectionWords } from './words.ts';
import { choice, instant, object, optional, text } from '../kernel/own-fields.ts';

export const MOST_FINDINGS = 60;

/** Of one with two values, `was` and `other` beside `value`: whoever chooses sees both. */
const lineFields = {
  value: optional(text),
  was: optional(choice(SAYS)),
  other: optional(object({ says: choice(SAYS), value: optional(text) })),
  warning: optional(choice(READING_WARNINGS)),
  last: optional(text),
};

export const inspection = defineProcess({
  key: 'inspection',
  lifecycle: inspectionLifecycle,
  staff: ['project-manager', 'maintenance-lead'],
  // Nobody is announced whom nobody announces: it is not there for the customer before it has begun.
  conceals: {
    from: ['customer-representative'],
    while: ({ unannounced, status }) => unannounced === true && UNBEGUN.includes(status),
  },
  parties: {
    inspector: ({ inspectors }) => inspectors,
    'former-inspector': ({ former = [] }) => former,
    signer: ({ signed }) => (signed ? [signed.by] : []),
  },
  passedOn: ['inspector'],
  parts: {
    kinds: {
      line: { origin: 'plan', initial: ['open'], most: MOST_LINES, fields: lineFields },
      finding: {
        origin: 'command',
        initial: ['raised'],
        most: MOST_FINDINGS,
        fields: {
          class: choice(CLASSES),
          due: optional(instant),
          rectification: optional(text),
          incident: optional(text),
        },
      },
    },
    planned: ({ lines }) => lines.map(({ id }) => ({ id, kind: 'line' as const })),
  },
  work: inspectionWork,
  ...inspectionRules,
  also: {
    relieved: (state, { data: { person, places, heir } }) =>
      places.includes('inspector')
        ? withInspectors(state, [
            ...new Set(state.inspectors.flatMap((id) => (id !== person ? [id] : heir === undefined ? [] : [heir]))),
          ])
        : state,
    caseStarted: (state, { data: { caseId, ref } }) =>
      incidentStarted(rectificationStarted(state, caseId, ref), caseId, ref),
    effectFailed: (state, { data: { ref } }) => rectificationUnstarted(state, ref),
  },
  ends: { archived: 'archived', canceled: 'canceled', missed: 'missed' },
  blockers: (state, ctx) => ({ ...workBlockers(state), ...partBlockers(state, ctx), ...signBlockers(state, ctx) }),
  onDue,
  addresses: ['supervisor', 'customer-representative', 'project-manager'],
  tells,
  handing: ['created', 'appointed', 'inspectorsReplaced', 'remedyProposed', 'recordPresented', 'signed'],
  follows,
  next: {
    planned: (state: Inspection) => [[inspectorOf(state), 'appoint', 'visit-by']],
    scheduled: (state: Inspection) => [
      [inspectorOf(state), state.inspectors.length > 0 ? 'begin' : 'appoint', 'visit-by'],
    ],
    'in-progress': (state: Inspection) => [
      [
        inspectorOf(state),
        !hasInspector(state) ? 'replaceInspectors' : openLines(state).length > 0 ? 'recordItems' : 'complete',
        'report',
      ],
    ],
    settling: (state: Inspection) => settlingWaits(state),
    signing: (state: Inspection) =>
      state.signed
        ? [[customerOf(state), 'sign', state.silenceSigns ? 'countersign' : 'sign']]
        : [[inspectorOf(state), hasInspector(state) ? 'sign' : 'replaceInspectors', 'sign']],
    archived: null,
    canceled: null,
    missed: null,
  },
  holds: ({ status, vehicle, visitFrom: from, vehicleUntil: until }) =>
    ['scheduled', 'in-progress'].includes(status) && vehicle !== undefined && from !== undefined && until !== undefined
      ? [vehicleHold(vehicle, { from, until })]
      : [],
  fields: inspectionFields,
  shown: {
    unannounced: ({ unannounced }) => unannounced === true,
    lines: (state) => ({
      all: state.lines.length,
      open: openLines(state).length,
      abnormal: linesIn(state, 'abnormal').length,
      contested: linesIn(state, 'contested').length,
    }),
    findings: (state) => ({
      all: Object.values(state.parts?.finding ?? {}).filter(({ status }) => status !== 'withdrawn').length,
      open: openFindings(state).length,
    }),
    suggested: (state) => {
      const found = new Set(Object.values(state.parts?.finding ?? {}).map((one) => one.in));
      const lines = state.status === 'in-progress' ? linesIn(state, 'abnormal').filter((id) => !found.has(id)) : [];
      return lines.length > 0 ? lines : undefined;
    },
    ownLines: ({ lines }) => {
      const own = lines.flatMap(({ id, title }) => (title ? [{ line: id, ...title }] : []));
      return own.length > 0 ? own : undefined;
    },
    warned: ({ parts }) => {
      const lines = Object.entries(parts?.line ?? {}).flatMap(([id, { warning }]) => (warning ? [id] : []));
      return lines.length > 0 ? lines : undefined;
    },
    recordHash: ({ record }) => record,
    signatures: ({ signed, countersigned }) =>
      signed
        ? [{ side: 'service', ...signed }, ...(countersigned ? [{ side: 'customer', ...countersigned }] : [])]
        : undefined,
  },
  clocks: {
    shipped: inspectionClocks,
    context: (state) => ({
      toPropose: state.status === 'settling' && waiting(state, ['raised', 'disputed']).length > 0,
      toAgree: state.status === 'settling' && waiting(state, ['proposed']).length > 0,
      ...(state.silenceSigns ? { toCountersign: state.status === 'signing' && state.signed !== undefined } : {}),
    }),
    watches: { toPropose: [true, false], toAgree: [true, false], toCountersign: [true, false] },
    terms: { deemedSigned: 'boolean' },
    instants: { visitUntil: ({ visitUntil }) => visitUntil },
  },
  words: inspectionWords,
  open: inspectionOpen,
  shape: 3, // 3: both values of a line that has two
} satisfies Rules);

const hasInspector = ({ inspectors }: Inspection): boolean => inspectors.length > 0;
const linesIn = ({ parts }: Inspection, of: string): string[] =>
  Object.entries(parts?.line ?? {}).flatMap(([id, { status }]) => (status === of ? [id] : []));
/** Not answered yet, or with two values. */
const openLines = ({ lines, parts }: Inspection): string[] =>
  lines.flatMap(({ id }) => (['open', 'contested'].includes(parts?.line?.[id]?.status ?? 'open') ? [id] : []));
/** Its checklist asks for a photo of it as it stands, and there is none. */
const unproven = ({ lines, parts }: Inspection): string[] =>
  lines.flatMap(({ id, photo }) => {
    const { status = 'open', photos = 0 } = parts?.line?.[id] ?? {};
    const isAsked =
      photo === 'always' ? ['ok', 'abnormal'].includes(status) : photo === 'abnormal' && status === 'abnormal';
    return isAsked && photos === 0 ? [id] : [];
  });
const waiting = ({ parts }: Inspection, statuses: readonly string[]): string[] =>
  Object.entries(parts?.finding ?? {}).flatMap(([id, { status }]) => (statuses.includes(status) ? [id] : []));

function settlingWaits(state: Inspection) {
  const to = inspectorOf(state);
  if (!hasInspector(state)) return [[to, 'replaceInspectors', null] as const];
  const waits: PartNext[] = [
    ...waiting(state, ['raised', 'disputed']).map((part) => ({ to, command: 'proposeRemedy', part, clock: 'propose' })),
    ...waiting(state, ['proposed']).map((part) => ({
      to: customerOf(state),
      command: 'agreeRemedy',
      part,
      clock: 'agree',
    })),
  ];
  return waits.length > 0 ? waits : [[to, 'presentRecord', null] as const];
}

const SHOWN = 20;
function workBlockers(state: Inspection) {
  const [lines, bare, findings] = [openLines(state), unproven(state), openFindings(state)];
  return {
    ...(state.status === 'in-progress' && bare.length > 0
      ? { complete: { code: 'evidence-missing', params: { lines: bare.slice(0, SHOWN), count: bare.length } } }
      : {}),
    ...(state.status === 'in-progress' && lines.length > 0
      ? { complete: { code: 'lines-open', params: { lines: lines.slice(0, SHOWN), count: lines.length } } }
      : {}),
    ...(state.status === 'settling' && findings.length > 0
      ? { presentRecord: { code: 'findings-open', params: { findings: findings.slice(0, SHOWN) } } }
      : {}),
  };
}

/** Of the finding that a command is about. */
function partBlockers(
  state: Inspection,
  { part }: BlockerCtx,
): Partial<Record<'fixFinding' | 'reopenFinding', Refusal>> {
  const finding = part?.kind === 'finding' ? state.parts?.finding?.[part.id] : undefined;
  if (!finding) return {};
  const { rectification, unstarted, status } = finding;
  const isMinor = finding.class === 'minor';
  // One that is on its way has no number yet: opened again now, it would have two.
  const isStarting = rectification === undefined && status === 'agreed' && !isMinor && !unstarted;
  const params = rectification === undefined ? {} : { params: { rectification } };
  return {
    ...(isMinor ? {} : { fixFinding: { code: 'not-minor' } }),
    ...(rectification === undefined && !isStarting
      ? {}
      : { reopenFinding: { code: 'rectification-started', ...params } }),
  };
}

/** The service side signs first, once; the customer behind it. */
function signBlockers(state: Inspection, { actor }: BlockerCtx) {
  if (state.status !== 'signing') return {};
  const isInspector = state.inspectors.includes(actor.id);
  const presented: Refusal = { code: 'record-presented' };
  return {
    // What both sides sign is what both were shown: of which unit, and under which title, too.
    amend: presented,
    correct: presented,
    ...(state.signed && isInspector ? { sign: { code: 'signed-already' } } : {}),
    ...(!state.signed && !isInspector ? { sign: { code: 'service-signs-first' } } : {}),
  };
}
