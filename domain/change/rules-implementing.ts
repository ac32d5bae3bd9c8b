/** How a change is carried out, taken back, finished and reviewed. */
import { voidApproval } from '../kernel/approving/rules.ts';
import { isNewLink } from '../kernel/common/links.ts';
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import type { FieldError, Millis } from '../kernel/process.ts';
import { checked, found, refuseBlocked } from './conflicts.ts';
import { owedConsents } from './sheet.ts';
import { AFTERWARDS } from './fields.ts';
import { openingAfterwards } from './rules-authorizing.ts';
import type { Change, Folds, Rules, RulesCtx, Word } from './state.ts';

/** A window is extended by so much in all; what takes longer is another change. */
const LONGEST_EXTENSION: Millis = 24 * 3_600_000;

export const windowOf = ({ outline: { window }, extendedUntil }: Pick<Change, 'outline' | 'extendedUntil'>) =>
  window && { ...window, until: extendedUntil ?? window.until };

export const stepsOf = ({ outline: { steps }, parts }: Change) =>
  steps.map((step) => ({ ...step, status: parts?.step?.[step.id]?.status ?? 'pending' }));

export const implementingRules = {
  start(_data, change, ctx) {
    const window = windowOf(change);
    if (!window || ctx.now < window.from || ctx.now >= window.until)
      throw new DomainError('outside-window', 'It is started within its window', { params: { ...window } });
    const owed = owedConsents(change);
    if (owed.length > 0)
      throw new DomainError('consent-missing', 'A customer has not consented', { params: { customers: owed } });
    const conflicts = found(change, ctx);
    refuseBlocked(change, conflicts);
    return [checked('start', conflicts), { type: 'started', data: {} }];
  },
  completeStep({ evidence }, change, { part }) {
    const steps = stepsOf(change);
    const at = steps.findIndex(({ id }) => id === part?.id);
    const before = steps.slice(0, at).filter(({ status }) => status !== 'done');
    if (before.length > 0)
      throw new DomainError('step-out-of-order', 'The steps before it are not done', {
        params: { steps: before.map(({ id }) => id) },
      });
    return [{ type: 'stepCompleted', data: { ...aboutPart(part), to: 'done', evidence } }];
  },
  failStep: ({ reason }, _change, { part }) => [
    { type: 'stepFailed', data: { ...aboutPart(part), to: 'failed', reason } },
  ],
  extendWindow({ until, reason }, change, ctx) {
    const window = windowOf(change);
    if (!window || until <= window.until) throw invalid('until', 'not-after-window', 'It ends later than now planned');
    if (until > (change.outline.window?.until ?? 0) + LONGEST_EXTENSION)
      throw invalid('until', 'too-far', 'What takes longer is another change');
    const conflicts = found(change, ctx);
    refuseBlocked(change, conflicts);
    return [checked('extend', conflicts), { type: 'windowExtended', data: { until, reason } }];
  },
  rollBack({ reason }, change, ctx) {
    const begun: Word = { type: 'rollbackStarted', data: { reason } };
    return toUndo(change).length > 0 ? [begun] : openingAfterwards([begun, { type: 'rolledBack', data: {} }], ctx);
  },
  /** The last one done is taken back first; what cannot be taken back is passed by. */
  completeUndo({ evidence }, change, ctx) {
    const { part } = ctx;
    const [next, ...rest] = toUndo(change);
    if (next?.id !== part?.id)
      throw new DomainError('undo-out-of-order', 'The last step done is taken back first', {
        params: { next: next?.id },
      });
    const undone: Word = { type: 'undoCompleted', data: { ...aboutPart(part), to: 'undone', evidence } };
    return rest.length > 0 ? [undone] : openingAfterwards([undone, { type: 'rolledBack', data: {} }], ctx);
  },
  finish(data, change, ctx) {
    const open = stepsOf(change).filter(({ status }) => status !== 'done');
    if (open.length > 0)
      throw new DomainError('open-steps', 'Every step is done before it is finished', {
        params: { steps: open.map(({ id }) => id) },
      });
    return openingAfterwards([{ type: 'finished', data }], ctx);
  },
  review(data, change, ctx) {
    const isBack = data.outcome === 'rolled-back' || data.outcome === 'failed';
    const fields = [
      ...fieldFault(data.outcome === 'rolled-back' && !change.rolledBack, '/outcome', 'not-rolled-back'),
      ...fieldFault(change.rolledBack === true && !isBack, '/outcome', 'was-rolled-back'),
      // To note is to judge nothing, and what was carried out is judged.
      ...fieldFault(data.outcome === 'noted' && !AFTERWARDS.includes(change.kind), '/outcome', 'of-records-only'),
      ...causedFaults(data.incidents ?? [], ctx),
    ];
    if (fields.length > 0) throw new DomainError('invalid-data', 'The review says what cannot be', { fields });
    if (change.approvalOwed)
      throw new DomainError('approval-missing', 'The approval of an emergency comes before its review ends');
    return ctx.ending([{ type: 'reviewed', data }, ...causedLinks(data.incidents ?? [], change)], 'closed');
  },
  // Nobody is asked any more: a round that goes on would keep its clock running in a case that is over.
  cancel: ({ reason }, change, ctx) =>
    ctx.ending(change.status === 'authorizing' ? voidApproval(change, reason) : [], (facts) => ({
      type: 'canceled',
      data: { reason, facts },
    })),
} satisfies Partial<Rules['rules']>;

/** Incidents that are not there, or out of reach; or named twice. */
const causedFaults = (incidents: readonly string[], { facts }: RulesCtx): FieldError[] =>
  incidents.flatMap((number, at) => [
    ...fieldFault(facts.cases?.[`incidents/${at}`]?.process !== 'incident', `/incidents/${at}`, 'unknown'),
    ...fieldFault(incidents.indexOf(number) !== at, `/incidents/${at}`, 'named-twice'),
  ]);

/** As if each of them had said so itself; that it says so follows (reactions.ts). Throws 'too-many-links'. */
function causedLinks(incidents: readonly string[], { common: { links } }: Change): Word[] {
  const linked = [...links];
  return incidents.flatMap((source): Word[] => {
    const data = { source, relation: 'caused-by' } as const;
    if (!isNewLink(data, linked)) return [];
    linked.push({ number: source, relation: 'caused-by', inward: true });
    return [{ type: 'linkNoted', data }];
  });
}

const aboutPart = (part: { id: string } | undefined) => (part ? { part: part.id } : {});

/** Steps that were begun and can be taken back, the last first. A failed one, too: it may have done half of its work. */
const toUndo = (change: Change) =>
  stepsOf(change)
    .filter(({ status, undo }) => undo && (status === 'done' || status === 'failed'))
    .toReversed();

export const implementingFolds = {
  started: (change, { by, at, data: { cutover, commander } }) => ({
    ...change,
    status: 'implementing',
    startedAt: at,
    implementedBy: commander ?? by.id,
    ...(cutover === undefined ? {} : { cutover }),
  }),
  stepCompleted: null,
  stepFailed: null,
  windowExtended: (change, { data }) => ({ ...change, extendedUntil: data.until }),
  rollbackStarted: (change, { data }) => ({ ...change, status: 'rolling-back', rollbackReason: data.reason }),
  undoCompleted: null,
  rolledBack: (change, { at }) => ({ ...change, status: 'reviewing', rolledBack: true, finishedAt: at }),
  finished: (change, { at }) => ({ ...change, status: 'reviewing', finishedAt: at }),
  reviewed: (change, { data }) => ({
    ...change,
    outcome: data.outcome,
    lessons: data.lessons,
    causedIncidents: (data.incidents ?? []).length > 0,
  }),
  closed: null,
  canceled: null,
} satisfies Partial<Folds>;

/** The step that is to be done now; undefined: all are. */
export const nextStep = (change: Change) => stepsOf(change).find(({ status }) => status !== 'done');
