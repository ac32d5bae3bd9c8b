/** How a change is raised, planned, submitted and assessed. */
import { hasSay, voidApproval } from '../kernel/approving/rules.ts';
import { nothingCommon } from '../kernel/common/common.ts';
import { followed, openUnit } from '../kernel/common/intake.ts';
import { DomainError, fieldFault, invalid } from '../kernel/errors.ts';
import { orgLineOf } from '../kernel/people/access.ts';
import type { FieldError, OrgPath, Role } from '../kernel/process.ts';
import { contentHash } from '../kernel/record/content-hash.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { checked, found, refuseBlocked } from './conflicts.ts';
import { AFTERWARDS, ASSESSMENTS } from './fields.ts';
import { missing, outlineOf, type Plan, planFaults } from './plan.ts';
import { riskOf, SHIPPED } from './risk.ts';
import { anew, opening } from './rules-authorizing.ts';
import { wordsOf } from './standard/made-of.ts';
import { filledBy, replanned, templateRefusals } from './standard/rules.ts';
import { judgedOf, submitted, submittedAsNormal, submittedAsStandard } from './standard/submitted.ts';
import type { Change, Folds, Rules, RulesCtx, Word } from './state.ts';

const GRAVE: readonly string[] = ['P1', 'P2'];

export const create: Rules['create'] = (data, _change, ctx) => {
  const { kind, items, title, description, template, difference, followUpOf, incident, ...others } = data;
  const { release, failover, reporter, plan, ...said } = others;
  const own = [release, failover, reporter, plan];
  if (ctx.role !== 'system' && own.some((one) => one !== undefined))
    throw new DomainError('not-permitted', 'Only the product itself raises a change for a release or of a failover');
  const unit = openUnit(ctx);
  const isAfter = AFTERWARDS.includes(kind);
  if (isAfter !== (ctx.role === 'auditor') && ctx.role !== 'system')
    throw new DomainError(
      'not-permitted',
      'What was done is recorded by an auditor, and what is to be done by who works',
    );
  const fields: FieldError[] = [
    ...itemFaults(items, ctx),
    ...standardFaults(data, ctx),
    ...(kind === 'unauthorised' && difference === undefined ? [{ pointer: '/difference', code: 'required' }] : []),
    ...(ctx.role !== 'system' ? incidentFaults(kind, incident, ctx) : []),
  ];
  if (fields.length > 0) throw new DomainError('invalid-data', 'The change cannot be raised so', { fields });
  followed(followUpOf, ctx);
  const offered = kind === 'standard' ? ctx.facts.template : undefined;
  const touched = customersOf(ownersOf(items, ctx), ctx);
  return [
    {
      type: 'created',
      data: {
        ...said,
        title: title ?? offered?.title ?? '',
        description: description ?? offered?.description ?? '',
        kind,
        items,
        unit,
        reporter: reporter ?? ctx.actor.id,
        ...touched,
        ...(template === undefined ? {} : { template }),
        ...(difference === undefined ? {} : { difference }),
        ...(incident === undefined ? {} : { incident }),
        ...(release === undefined ? {} : { release }),
        ...(followUpOf === undefined ? {} : { followUpOf }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
    ...(offered ? [plannedAs(filledBy({}, offered.plan), { items, ...touched }, madeOfIt(offered))] : []),
    ...(plan ? [plannedAs(plan, { items, ...touched })] : []),
    ...linkedWith(ctx),
    ...[release, failover].flatMap((target) =>
      target === undefined ? [] : [{ type: 'linked', data: { target, relation: 'related' } } as const],
    ),
  ];
};

/** Nobody approves a standard change again, so its template is one that was approved, and it says no less than others. */
function standardFaults(
  { kind, template, title, description, items }: Parameters<typeof create>[0],
  { facts, now }: RulesCtx,
): FieldError[] {
  if (kind === 'standard')
    return template === undefined
      ? [{ pointer: '/template', code: 'required' }]
      : templateRefusals(facts.template, items, now);
  const required = Object.entries({ title, description }).filter(([, said]) => said === undefined);
  return [
    ...required.map(([name]) => ({ pointer: `/${name}`, code: 'required' })),
    ...(template === undefined ? [] : [{ pointer: '/template', code: 'standard-only' }]),
  ];
}

type Planned = Extract<Word, { type: 'planned' }>;
const madeOfIt = ({ ref, pin }: NonNullable<RulesCtx['facts']['template']>) => ({
  template: ref,
  pinned: { template: pin },
});
function plannedAs(
  plan: Plan,
  { items, ...touched }: Pick<Change, 'items' | 'customers' | 'represented'>,
  more: Partial<Planned['data']> = {},
): Planned {
  const planHash = contentHash({ ...plan, items, customers: touched.customers });
  return { type: 'planned', data: { plan, items, ...touched, planHash, ...more } };
}

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

/** Who is to be asked is there to ask: a customer without one would be left out in silence. */
const customerFaults = (customers: readonly OrgPath[], { facts }: RulesCtx): FieldError[] =>
  customers.flatMap((org, at) =>
    fieldFault(!Object.hasOwn(facts.representatives ?? {}, org), `/customers/${at}`, 'nobody'),
  );

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
  plan({ items, asNormal = false, ...said }, change, ctx) {
    const isStandard = change.kind === 'standard';
    const person = said.implementer === undefined ? undefined : ctx.facts.person;
    const faults = [
      ...itemFaults(items, ctx),
      ...customerFaults(said.customers ?? [], ctx),
      ...(said.implementer !== undefined && !person?.active ? [{ pointer: '/implementer', code: 'unknown' }] : []),
      ...(person?.active && person.roleMissing ? [{ pointer: '/implementer', code: 'role-missing' }] : []),
      ...(asNormal && !isStandard ? [{ pointer: '/asNormal', code: 'standard-only' }] : []),
    ];
    const { before, plan, made } =
      isStandard && faults.length === 0
        ? replanned(said, change, ctx, { items, asNormal })
        : { before: [], plan: said, made: {} };
    const fields = [...planFaults(plan, ctx.now), ...faults];
    if (fields.length > 0) throw new DomainError('invalid-data', 'The plan has faults', { fields });
    if (plan.implementer !== undefined && hasSay(change, plan.implementer))
      throw new DomainError('separation-of-duties', 'Who decides on it does not carry it out');
    const owners = [...new Set([...ownersOf(items, ctx), ...(plan.customers ?? [])])].toSorted();
    const touched = customersOf(owners, ctx);
    const dropped = change.outline.steps.map(({ id }) => id).filter((id) => !plan.steps?.some((one) => one.id === id));
    return [...before, plannedAs(plan, { items, ...touched }, { ...made, ...(dropped.length > 0 ? { dropped } : {}) })];
  },
  submit(_data, change, ctx) {
    const fields = missing(change.outline, change.assignee);
    if (fields.length > 0)
      throw new DomainError('plan-incomplete', 'The plan lacks what must be known before it is looked at', { fields });
    if ((change.outline.window?.until ?? 0) <= ctx.now) throw new DomainError('window-over', 'Its window is over');
    const conflicts = found(change, ctx);
    refuseBlocked(change, conflicts);
    if (change.kind === 'standard') return submittedAsStandard(change, ctx, conflicts);
    if (change.kind === 'normal') return submittedAsNormal(change, ctx, conflicts);
    const words: Word[] = [submitted(change), checked('submit', conflicts)];
    return change.kind === 'emergency' ? [...words, ...opening(words, ctx)] : words;
  },
  assess(data, change, ctx) {
    if (change.assessed.some((one) => one.as === data.as))
      throw new DomainError('already-assessed', 'This has been assessed', { params: { as: data.as } });
    if (change.assessed.some((one) => one.by === ctx.actor.id))
      throw new DomainError('separation-of-duties', 'Each assessment is another person’s');
    const asked = change.questionnaire ?? SHIPPED;
    refuseOtherRole(asked.assessors?.[data.as], change, ctx);
    const fields = Object.keys(data.answers)
      .filter((key) => !asked.questions.some((one) => one.key === key))
      .map((key) => ({ pointer: `/answers/${key}`, code: 'unknown' }));
    if (fields.length > 0) throw new DomainError('invalid-data', 'There is no such question', { fields });
    const words: Word[] = [{ type: 'assessed', data }];
    const { state } = ctx.after(words);
    if (state.assessed.length < ASSESSMENTS.length) return words;
    const { questionnaire } = change;
    const verdict = {
      ...riskOf(judgedOf(state), state.answers, asked),
      ...(questionnaire ? { questionnaire: questionnaire.ref } : {}),
    };
    const judged: Word[] = [...words, { type: 'riskSet', data: verdict }];
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

/** The questionnaire may leave an assessment to one role, at the organisation of the case or above. */
function refuseOtherRole(role: Role | undefined, { unit }: Change, { actor }: RulesCtx): void {
  const line = orgLineOf(unit);
  if (role !== undefined && !actor.grants.some((one) => one.role === role && line.includes(one.orgPath)))
    throw new DomainError('not-permitted', 'That assessment is for another role', { params: { role } });
}

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
    { data: { plan, items, customers, represented, planHash, template }, seq },
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
    ...(template === undefined ? {} : { madeOf: { ref: template, words: wordsOf(plan) } }),
  }),
  becameNormal: ({ madeOf: _left, ...change }) => ({ ...change, kind: 'normal' }),
  // An emergency and a standard change go on in the same save.
  submitted: ({ questionnaire: _former, ...change }, { data: { questionnaire }, at }) => ({
    ...change,
    status: STATUS_SUBMITTED[change.kind],
    submittedAt: change.submittedAt ?? at,
    ...(questionnaire === undefined ? {} : { questionnaire }),
  }),
  conflictsChecked: (change, { data }) => ({ ...change, conflicts: data.found }),
  assessed: (change, { data: { as, answers }, by }) => ({
    ...change,
    assessed: [...change.assessed, { as, by: by.id }],
    answers: bothAnswered(change.answers, answers),
  }),
  riskSet: (change, { data: { risk, reasons } }) => ({ ...change, risk, reasons }),
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
