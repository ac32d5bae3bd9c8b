/** How a change is raised, planned, submitted and assessed. */
import { hasSay, voidApproval } from '../kernel/approving/rules.ts';
import { nothingCommon } from '../kernel/common/common.ts';
import { followed, openUnit } from '../kernel/common/intake.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import type { FieldError, OrgPath } from '../kernel/process.ts';
import { contentHash } from '../kernel/record/hash.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { checked, found, refuseBlocked } from './conflicts.ts';
import { ASSESSMENTS } from './fields.ts';
import { missing, outlineOf, planFaults } from './plan.ts';
import { QUESTIONS, riskOf } from './risk.ts';
import { anew, opening } from './rules-authorizing.ts';
import { sheetHash } from './sheet.ts';
import type { Change, Folds, Rules, RulesCtx, Word } from './state.ts';

/** Kinds that are written down after the deed: they are reviewed, and nothing of them is planned. */
const AFTERWARDS: readonly string[] = ['record', 'unauthorised'];
const GRAVE: readonly string[] = ['P1', 'P2'];

export const create: Rules['create'] = (data, _change, ctx) => {
  const { kind, items, template, difference, followUpOf, incident, ...said } = data;
  const unit = openUnit(ctx);
  const isAfter = AFTERWARDS.includes(kind);
  if (isAfter !== (ctx.role === 'auditor') && ctx.role !== 'system')
    throw new DomainError(
      'not-permitted',
      'What was done is recorded by an auditor, and what is to be done by who works',
    );
  const fields: FieldError[] = [
    ...itemFaults(items, ctx),
    ...(kind === 'standard' && template === undefined ? [{ pointer: '/template', code: 'required' }] : []),
    // Nobody approves a standard change again, so its template is one that was approved.
    ...(kind === 'standard' && template !== undefined && ctx.facts.template === undefined
      ? [{ pointer: '/template', code: 'unknown' }]
      : []),
    ...(kind !== 'standard' && template !== undefined ? [{ pointer: '/template', code: 'standard-only' }] : []),
    ...(kind === 'unauthorised' && difference === undefined ? [{ pointer: '/difference', code: 'required' }] : []),
    ...(ctx.role !== 'system' ? incidentFaults(kind, incident, ctx) : []),
  ];
  if (fields.length > 0) throw new DomainError('invalid-data', 'The change cannot be raised so', { fields });
  followed(followUpOf, ctx);
  return [
    {
      type: 'created',
      data: {
        ...said,
        kind,
        items,
        unit,
        reporter: ctx.actor.id,
        ...customersOf(ownersOf(items, ctx), ctx),
        ...(template === undefined ? {} : { template }),
        ...(difference === undefined ? {} : { difference }),
        ...(incident === undefined ? {} : { incident }),
        ...(followUpOf === undefined ? {} : { followUpOf }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
    ...linkedWith(ctx),
  ];
};

/** The incident that it is for shows it, too. */
function linkedWith({ facts }: RulesCtx): Word[] {
  const fact = facts.cases?.['incident'];
  if (!fact) return [];
  const { caseId: target, open } = fact;
  return [{ type: 'linked', data: { target, relation: 'related', ...(open ? {} : { ended: true as const }) } }];
}

/** An emergency is for an open incident of priority 1 or 2. */
function incidentFaults(kind: Change['kind'], incident: string | undefined, { facts }: RulesCtx): FieldError[] {
  if (incident === undefined) return kind === 'emergency' ? [{ pointer: '/incident', code: 'required' }] : [];
  const fact = facts.cases?.['incident'];
  if (!fact || fact.process !== 'incident') return [{ pointer: '/incident', code: 'unknown' }];
  if (kind !== 'emergency') return [];
  return fact.open && fact.priority !== undefined && GRAVE.includes(fact.priority)
    ? []
    : [{ pointer: '/incident', code: 'no-emergency' }];
}

/** Items that are not there, or no longer in use. */
const itemFaults = (items: readonly string[], { facts }: RulesCtx): FieldError[] =>
  items.flatMap((id, at): FieldError[] => {
    const fact = facts.items?.[id];
    if (!fact) return [{ pointer: `/items/${at}`, code: 'unknown' }];
    if (fact.isRetired) return [{ pointer: `/items/${at}`, code: 'retired' }];
    return items.indexOf(id) === at ? [] : [{ pointer: `/items/${at}`, code: 'named-twice' }];
  });

const ownersOf = (items: readonly string[], { facts }: RulesCtx): OrgPath[] =>
  [...new Set(items.flatMap((id) => facts.items?.[id]?.orgPath ?? []))].toSorted();

/** Organisations that somebody represents: what they own is a customer's, and only by his consent is it touched (A12). */
function customersOf(owners: readonly OrgPath[], { facts }: RulesCtx): Pick<Change, 'customers' | 'represented'> {
  const represented = Object.fromEntries(
    owners.flatMap((org) => {
      const people = facts.representatives?.[org] ?? [];
      return people.length > 0 ? [[org, people] as const] : [];
    }),
  );
  return { customers: owners.filter((org) => Object.hasOwn(represented, org)), represented };
}

export const opened: Rules['opened'] = ({ pinned: _pinned, difference: _difference, ...data }, at) => ({
  ...data,
  ...(AFTERWARDS.includes(data.kind) ? { status: 'reviewing', finishedAt: at } : { status: 'draft' }),
  openedAt: at,
  outline: outlineOf({}),
  assessed: [],
  answers: {},
  reasons: [],
  conflicts: [],
  consents: [],
  awaitedBy: [],
  rounds: 0,
  common: nothingCommon,
});

export const planningRules = {
  /** The whole plan as far as it is known: what is not said again is no longer said. */
  plan({ items, ...plan }, change, ctx) {
    const person = plan.implementer === undefined ? undefined : ctx.facts.person;
    const fields = [
      ...planFaults(plan, ctx.now),
      ...itemFaults(items, ctx),
      ...(plan.implementer !== undefined && !person?.active ? [{ pointer: '/implementer', code: 'unknown' }] : []),
    ];
    if (fields.length > 0) throw new DomainError('invalid-data', 'The plan has faults', { fields });
    if (plan.implementer !== undefined && hasSay(change, plan.implementer))
      throw new DomainError('separation-of-duties', 'Who decides on it does not carry it out');
    const owners = [...new Set([...ownersOf(items, ctx), ...(plan.customers ?? [])])].toSorted();
    const touched = customersOf(owners, ctx);
    const dropped = change.outline.steps.map(({ id }) => id).filter((id) => !plan.steps?.some((one) => one.id === id));
    const planHash = contentHash({ ...plan, items, customers: touched.customers });
    return [
      { type: 'planned', data: { plan, items, ...touched, planHash, ...(dropped.length > 0 ? { dropped } : {}) } },
    ];
  },
  submit(_data, change, ctx) {
    const fields = missing(change.outline, change.assignee);
    if (fields.length > 0)
      throw new DomainError('plan-incomplete', 'The plan lacks what must be known before it is looked at', { fields });
    if ((change.outline.window?.until ?? 0) <= ctx.now) throw new DomainError('window-over', 'Its window is over');
    const conflicts = found(change, ctx);
    refuseBlocked(change, conflicts);
    const words: Word[] = [{ type: 'submitted', data: { planHash: sheetHash(change) } }, checked('submit', conflicts)];
    if (change.kind === 'emergency') return [...words, ...opening(words, ctx)];
    if (change.kind === 'normal') return words;
    return [...words, { type: 'scheduled', data: {} }];
  },
  assess(data, change, ctx) {
    if (change.assessed.some((one) => one.as === data.as))
      throw new DomainError('already-assessed', 'This has been assessed', { params: { as: data.as } });
    if (change.assessed.some((one) => one.by === ctx.actor.id))
      throw new DomainError('separation-of-duties', 'Each assessment is another person’s');
    const fields = Object.keys(data.answers)
      .filter((key) => !QUESTIONS.some((one) => one.key === key))
      .map((key) => ({ pointer: `/answers/${key}`, code: 'unknown' }));
    if (fields.length > 0) throw new DomainError('invalid-data', 'There is no such question', { fields });
    const words: Word[] = [{ type: 'assessed', data }];
    const { state } = ctx.after(words);
    if (state.assessed.length < ASSESSMENTS.length) return words;
    const judged: Word[] = [...words, { type: 'riskSet', data: riskOf(judgedOf(state), state.answers) }];
    return [...judged, ...opening(judged, ctx)];
  },
  return: ({ reason }, change) => [...voidApproval(change, reason), { type: 'returned', data: { reason } }],
  revise: ({ reason }, change) => [...voidApproval(change, reason), { type: 'revised', data: { reason } }],
  waiveConflict(data, { conflicts }) {
    const one = conflicts.find(({ key }) => key === data.conflict);
    if (!one) throw invalid('conflict', 'unknown', 'The change has no such conflict');
    if (!one.waivable || one.severity === 'block')
      throw new DomainError('not-waivable', 'What blocks is not waived', { params: { conflict: one.key } });
    if (one.waivedBy !== undefined) throw new DomainError('already-waived', 'It was waived before');
    return [{ type: 'conflictWaived', data }];
  },
} satisfies Partial<Rules['rules']>;

const judgedOf = ({ items, customers, outline, conflicts }: Change) => ({
  items: items.length,
  customers: customers.length,
  outageMinutes: outline.outageMinutes ?? 0,
  withoutUndo: outline.steps.filter(({ undo }) => !undo).length,
  warnings: conflicts.filter(({ waivedBy }) => waivedBy === undefined).length,
});

const STATUS_SUBMITTED = {
  normal: 'assessing',
  emergency: 'draft',
  standard: 'draft',
  record: 'draft',
  unauthorised: 'draft',
} as const;

export const planningFolds = {
  planned: (
    { assignee: _former, freezesNoted: _told, ...change },
    { data: { plan, items, customers, represented, planHash }, seq },
  ) => ({
    ...change,
    ...(plan.implementer === undefined ? {} : { assignee: plan.implementer }),
    items,
    customers,
    represented,
    outline: outlineOf(plan),
    planHash,
    plannedAt: seq,
    conflicts: [],
  }),
  // An emergency and a standard change go on in the same save.
  submitted: (change) => ({ ...change, status: STATUS_SUBMITTED[change.kind] }),
  conflictsChecked: (change, { data }) => ({ ...change, conflicts: data.found }),
  assessed: (change, { data: { as, answers }, by }) => ({
    ...change,
    assessed: [...change.assessed, { as, by: by.id }],
    answers: bothAnswered(change.answers, answers),
  }),
  riskSet: (change, { data }) => ({ ...change, ...data }),
  returned: anew,
  revised: anew,
  conflictWaived: (change, { data, by }) => ({
    ...change,
    conflicts: change.conflicts.map((one) => (one.key === data.conflict ? { ...one, waivedBy: by.id } : one)),
  }),
} satisfies Partial<Folds>;

/** What one of them answered with yes stays a yes. */
const bothAnswered = (
  before: Readonly<Record<string, boolean>>,
  now: Readonly<Record<string, boolean>>,
): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(now)])].map((key) => [
      key,
      before[key] === true || now[key] === true,
    ]),
  );
