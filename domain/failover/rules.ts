/** The rules of a failover and what its events do. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { nothingCommon } from '../kernel/common/common.ts';
import { followed, openUnit } from '../kernel/common/intake.ts';
import { isOfOtherMode } from '../kernel/common/mode.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { OfferedRunbook } from '../kernel/facts.ts';
import { MOST_STATE_BYTES } from '../kernel/part.ts';
import type { FieldError } from '../kernel/process.ts';
import { contentHash } from '../kernel/record/content-hash.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { runFolds } from '../kernel/running/folds.ts';
import { following, type RunUse } from '../kernel/running/following.ts';
import { runRules } from '../kernel/running/rules.ts';
import type { Outline } from '../kernel/steps/shapes.ts';
import { joined } from '../kernel/steps/joined.ts';
import { weightAtMost } from '../kernel/steps/outline.ts';
import type { Failover, Folds, Proposal, Proposed, Rules, RulesCtx, Word } from './state.ts';
import { type FaultFacts, type Scheme, type Way, wayOf } from './tree.ts';

export const failoverRun: RunUse<Failover, Word, RulesCtx> = {
  going: 'executing',
  over: (result) => [result === 'done' ? { type: 'stepsEnded', data: {} } : { type: 'rolledBack', data: {} }],
};

const create: Rules['create'] = (asked, _failover, ctx) => {
  const { facts, description = '', commander, followUpOf, drill: _inItsMode, ...said } = asked;
  const unit = openUnit(ctx);
  const { person } = ctx.facts;
  const fields: FieldError[] = [
    ...said.items.flatMap((id, at) => [
      ...fieldFault(!ctx.facts.items?.[id], `/items/${at}`, 'unknown'),
      ...fieldFault(said.items.indexOf(id) !== at, `/items/${at}`, 'named-twice'),
    ]),
    ...fieldFault(said.faultAt > ctx.now, '/faultAt', 'in-future'),
    ...fieldFault(!person?.active, '/commander', 'unknown'),
    ...fieldFault(person?.active === true && !person.answers, '/commander', 'role-missing'),
    ...fieldFault(
      said.incident !== undefined && ctx.facts.cases?.['incident']?.process !== 'incident',
      '/incident',
      'unknown',
    ),
    ...fieldFault(isOfOtherMode(ctx.facts.cases?.['incident'], ctx), '/incident', 'other-mode'),
  ];
  if (fields.length > 0) throw new DomainError('invalid-data', 'The failover cannot be raised so', { fields });
  followed(followUpOf, ctx);
  const [first = ''] = said.items;
  const rtoMs = ctx.facts.items?.[first]?.rtoMs;
  return [
    {
      type: 'created',
      data: {
        ...said,
        description,
        unit,
        commander,
        reporter: ctx.actor.id,
        ...(rtoMs === undefined ? {} : { rtoMs }),
        ...(followUpOf === undefined ? {} : { followUpOf }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
    { type: 'factsUpdated', data: { facts } },
    proposing(facts, ctx),
    ...linkedWith(ctx),
  ];
};

const opened: Rules['opened'] = ({ pinned: _pinned, ...data }, at) => ({
  ...data,
  assignee: data.commander,
  status: 'assessing',
  openedAt: at,
  facts: {},
  common: nothingCommon,
});

/** The incident that it is for shows it, too. */
function linkedWith({ facts }: RulesCtx): Word[] {
  const fact = facts.cases?.['incident'];
  if (!fact) return [];
  const { caseId: target, open } = fact;
  return [{ type: 'linked', data: { target, relation: 'related', ...(open ? {} : { ended: true as const }) } }];
}

// ── what is proposed
function proposing(facts: FaultFacts, ctx: RulesCtx): Word {
  const way = wayOf(facts);
  const found = way.schemes.map((scheme) => [scheme, nearest(ctx, scheme)] as const);
  const runbooks = found.flatMap(([scheme, one]) => (one ? [{ ...proposedOf(one), scheme }] : []));
  const missing = found.flatMap(([scheme, one]) => (one ? [] : [scheme]));
  return { type: 'planProposed', data: { proposal: proposalOf(way, runbooks, missing) } };
}

/** Registers list the nearest first. */
const nearest = ({ facts }: RulesCtx, scheme: Scheme): OfferedRunbook | undefined =>
  facts.runbooks?.find((one) => one.scheme === scheme);
/** Of a version, `id@version`. */
const idOf = (ref: string): string => ref.slice(0, ref.lastIndexOf('@'));
const proposedOf = ({ ref, pin, scheme }: OfferedRunbook): Proposed => ({
  id: idOf(ref),
  ref,
  pin,
  ...(scheme === undefined ? {} : { scheme }),
});
const proposalOf = (way: Way, runbooks: readonly Proposed[], missing: readonly Scheme[]): Proposal => ({
  ...way,
  runbooks,
  missing,
  planHash: contentHash(runbooks.map(({ pin }) => pin)),
});

/** The versions that were proposed, as they are still approved. Throws 'runbook-not-approved' and 'stale-plan'. */
function authorised(failover: Failover, shown: string, { facts }: RulesCtx): (OfferedRunbook & { outline: Outline })[] {
  const { proposal } = failover;
  if (!proposal || proposal.runbooks.length === 0 || proposal.missing.length > 0)
    throw new DomainError('no-plan', 'No approved runbook fits what is known', {
      params: { missing: proposal?.missing ?? [] },
    });
  if (proposal.planHash !== shown)
    throw new DomainError('stale-plan', 'Another plan is proposed by now', { params: { planHash: proposal.planHash } });
  return proposal.runbooks.map(({ id, ref, pin }) => {
    const found = facts.runbooks?.find((one) => idOf(one.ref) === id);
    if (found?.pin !== pin || !found.outline)
      throw new DomainError('runbook-not-approved', 'That version of the runbook is no longer the approved one', {
        params: { runbook: ref },
      });
    return { ...found, outline: found.outline };
  });
}

/** Each was weighed alone when it was published. Throws 'too-heavy'. */
function refuseTooHeavy(outline: Outline): void {
  const bytes = weightAtMost(outline);
  if (bytes > MOST_STATE_BYTES)
    throw new DomainError('too-heavy', 'Together these runbooks are more than one case can carry', {
      params: { maximum: MOST_STATE_BYTES, bytes },
    });
}

const ownRules = {
  updateFacts: ({ facts, evidence }, _failover, ctx) => [
    { type: 'factsUpdated', data: { facts, evidence } },
    proposing(facts, ctx),
  ],
  choosePlans({ runbooks: ids, reason }, failover, { facts }) {
    const chosen = ids.map((id) => facts.runbooks?.find((one) => idOf(one.ref) === id));
    const fields = chosen.flatMap((one, at) => [
      ...fieldFault(!one, `/runbooks/${at}`, 'runbook-not-approved'),
      ...fieldFault(ids.indexOf(ids[at] ?? '') !== at, `/runbooks/${at}`, 'named-twice'),
    ]);
    if (fields.length > 0) throw new DomainError('invalid-data', 'Not all of these are approved here', { fields });
    const way = wayOf(failover.facts);
    const proposal = proposalOf(
      way,
      chosen.flatMap((one) => (one ? [proposedOf(one)] : [])),
      [],
    );
    return [{ type: 'planProposed', data: { proposal, reason } }];
  },
  authorize({ planHash, customerTold }, failover, ctx) {
    const runbooks = authorised(failover, planHash, ctx);
    const outline = joined(
      'failover',
      runbooks.map((one) => one.outline),
    );
    refuseTooHeavy(outline);
    const begun: Word = {
      type: 'authorized',
      data: {
        planHash,
        outline,
        runbooks: runbooks.map(proposedOf),
        customerTold,
        pinned: Object.fromEntries(runbooks.map(({ pin }, n) => [n === 0 ? 'runbook' : `runbook-${n + 1}`, pin])),
      },
    };
    return following(failoverRun, [begun], ctx);
  },
  standDown: ({ reason }, _failover, ctx) => ctx.ending([], (facts) => ({ type: 'canceled', data: { reason, facts } })),
  report: (data, _failover, ctx) => ctx.ending([{ type: 'reported', data }], 'closed'),
} satisfies Partial<Rules['rules']>;

const { serviceConfirmed, ...runs } = runFolds<Failover>('executing');
const ownFolds = {
  factsUpdated: (failover, { data: { facts } }) => ({ ...failover, facts }),
  planProposed: (failover, { data: { proposal } }) => ({ ...failover, proposal }),
  authorized: (failover, { data: { outline }, at }) => ({
    ...failover,
    status: 'executing',
    outline,
    authorizedAt: at,
  }),
  serviceConfirmed: (failover, event) => ({
    ...(serviceConfirmed?.(failover, event) ?? failover),
    recoveredAt: event.at,
  }),
  reported: (failover, { data: { dataLossMinutes } }) => ({ ...failover, dataLossMs: dataLossMinutes * 60_000 }),
  closed: null,
  canceled: null,
} satisfies Partial<Folds>;

export const failoverRules = {
  create,
  opened,
  rules: { ...runRules(failoverRun), ...ownRules },
  folds: { ...runs, ...ownFolds },
};
