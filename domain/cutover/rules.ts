/** The rules of a cutover and what its events do. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { nothingCommon } from '../kernel/common/common.ts';
import { followed, openUnit } from '../kernel/common/intake.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { FoundRunbook } from '../kernel/facts.ts';
import type { FieldError } from '../kernel/process.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { runFolds } from '../kernel/running/folds.ts';
import { runRules } from '../kernel/running/rules.ts';
import { partsOfPlan } from '../kernel/steps/outline.ts';
import { checkFaults, CHECKS, isNetworkDevice, isOfPerson, placesFor, refuseOpen } from './prechecks.ts';
import { cutoverRun, runningFolds, runningRules } from './rules-running.ts';
import { compared } from './spare.ts';
import type { Cutover, Folds, Named, Rules, RulesCtx, Scheduled, Word } from './state.ts';
import { MINUTE } from '../kernel/time/durations.ts';

const create: Rules['create'] = (data, _cutover, ctx) => {
  const unit = openUnit(ctx);
  const {
    title,
    application,
    description = '',
    items,
    change,
    commander,
    followUpOf,
    runbook: _named,
    drill: _inItsMode,
    ...wanted
  } = data;
  const { person } = ctx.facts;
  const { plan, fields: unplanned } = planOf(wanted, ctx);
  const fields: FieldError[] = [
    ...items.flatMap((id, at) => [
      ...fieldFault(!ctx.facts.items?.[id], `/items/${at}`, 'unknown'),
      ...fieldFault(items.indexOf(id) !== at, `/items/${at}`, 'named-twice'),
    ]),
    ...changeFaults(change, ctx),
    ...fieldFault(!person?.active, '/commander', 'unknown'),
    ...fieldFault(person?.active === true && !person.answers, '/commander', 'role-missing'),
    ...unplanned,
  ];
  if (fields.length > 0 || !plan) throw unplannable(fields);
  followed(followUpOf, ctx);
  return [
    {
      type: 'created',
      data: {
        title,
        ...(application === undefined ? {} : { application }),
        description,
        unit,
        items,
        networkDevices: items.filter((id) => isNetworkDevice(ctx.facts.items?.[id])).length,
        ...(change === undefined ? {} : { change }),
        reporter: ctx.actor.id,
        commander,
        ...(followUpOf === undefined ? {} : { followUpOf }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
    { type: 'planned', data: { ...plan, ...placesFor(plan.people) } },
  ];
};

/** A drill or a rehearsal is done under none: what is live would be told of it. */
function changeFaults(change: string | undefined, { mode, facts: { cases = {} } }: RulesCtx): FieldError[] {
  if (mode !== 'live') return fieldFault(change !== undefined, '/change', 'not-in-drill');
  if (change === undefined) return fieldFault(true, '/change', 'required');
  const fact = cases['change'];
  return [
    ...fieldFault(fact?.process !== 'change', '/change', 'unknown'),
    ...fieldFault(fact?.process === 'change' && !fact.open, '/change', 'not-open'),
    ...fieldFault(fact?.open === true && fact.cutover !== undefined, '/change', 'has-cutover'),
  ];
}

const opened: Rules['opened'] = ({ pinned: _pinned, ...data }, at) => ({
  ...data,
  assignee: data.commander,
  status: 'planned',
  openedAt: at,
  common: nothingCommon,
});

const unplannable = (fields: readonly FieldError[]) =>
  new DomainError('invalid-data', 'The cutover cannot be planned so', { fields: [...fields] });

type Wanted = Omit<Scheduled, 'runbook' | 'outline'>;
type Plan = Scheduled & { pinned: { runbook: string } };
/** What is planned, with the approved version of its runbook; without, what is wrong with it. */
function planOf({ window, backOutMinutes, people }: Wanted, ctx: RulesCtx) {
  const found = ctx.facts.runbook ?? undefined;
  const fields: FieldError[] = [
    ...fieldFault(!found, '/runbook', 'runbook-not-approved'),
    ...fieldFault(found?.otherApplication === true || (found?.uncovered ?? []).length > 0, '/runbook', 'not-covered'),
    ...fieldFault(found !== undefined && clashes(found), '/runbook', 'part-exists'),
    ...fieldFault(window.until <= window.from, '/window/until', 'not-after-from'),
    ...fieldFault(window.until <= ctx.now, '/window/until', 'in-past'),
    ...fieldFault(
      window.until > window.from && window.from >= window.until - backOutMinutes * MINUTE,
      '/backOutMinutes',
      'beyond-window',
    ),
    ...people.flatMap((one, at) => personFaults(one, at, people, ctx)),
  ];
  const plan: Plan | undefined = found && {
    runbook: found.ref,
    outline: found.outline,
    window,
    backOutMinutes,
    people,
    pinned: { runbook: found.pin },
  };
  return { plan, fields };
}

/** A part is known by its id alone, whatever its kind. */
const clashes = ({ outline }: FoundRunbook): boolean =>
  partsOfPlan(outline).some(({ id }) => CHECKS.some((one) => one === id) || isOfPerson(id));

function personFaults({ person }: Named, at: number, all: readonly Named[], { facts }: RulesCtx): FieldError[] {
  const fact = facts.people?.[person];
  return [
    ...fieldFault(!fact?.active, `/people/${at}/person`, 'unknown'),
    ...fieldFault(fact?.active === true && fact.roleMissing === true, `/people/${at}/person`, 'role-missing'),
    ...fieldFault(all.findIndex((one) => one.person === person) !== at, `/people/${at}/person`, 'named-twice'),
  ];
}

const ownRules = {
  replan({ reason, runbook: _named, ...wanted }, cutover, ctx) {
    const { plan, fields } = planOf(wanted, ctx);
    if (fields.length > 0 || !plan) throw unplannable(fields);
    const places = placesFor(plan.people, cutover.people);
    const isMet = cutover.parts?.precheck?.['pre-change']?.status === 'met';
    return [
      {
        type: 'replanned',
        data: { ...plan, ...places, also: { ...places.also, ...(isMet ? { 'pre-change': 'open' } : {}) }, reason },
      },
    ];
  },
  recordPrecheck(data, { networkDevices }, { part, actor, now, facts: { spares } }) {
    if (!part) throw new Error('the command is about a part');
    const fields = checkFaults(part.id, data, { networkDevices, now, spares });
    if (fields.length > 0) throw new DomainError('invalid-data', 'That does not meet the precheck', { fields });
    const versions = part.id === 'pre-spare' ? { compared: compared(data, spares) } : {};
    return [
      { type: 'precheckRecorded', data: { part: part.id, to: 'met', assignees: [actor.id], ...data, ...versions } },
    ];
  },
  arm(_data, cutover, ctx) {
    refuseOpen(cutover, ctx);
    return [{ type: 'armed', data: { also: { 'pre-change': 'met' } } }];
  },
  cancel: ({ reason }, _cutover, ctx) => ctx.ending([], (facts) => ({ type: 'canceled', data: { reason, facts } })),
  report: (data, _cutover, ctx) => ctx.ending([{ type: 'reported', data }], 'closed'),
} satisfies Partial<Rules['rules']>;

const scheduled = (cutover: Cutover, { runbook, outline, window, backOutMinutes, people }: Scheduled): Cutover => ({
  ...cutover,
  status: 'planned',
  runbook,
  outline,
  window,
  backOutMinutes,
  people,
});
const ownFolds = {
  planned: (cutover, { data }) => scheduled(cutover, data),
  replanned: (cutover, { data }) => scheduled(cutover, data),
  precheckRecorded: (cutover, { data: { backup, compared: versions } }) => ({
    ...cutover,
    ...(backup ? { backupAt: backup.takenAt } : {}),
    ...(versions ? { spareVersions: versions } : {}),
  }),
  precheckLapsed: null,
  armed: (cutover, { at }) => ({ ...cutover, status: 'armed', armedAt: at }),
  reported: null,
  closed: null,
  canceled: null,
} satisfies Partial<Folds>;

/** Who confirmed himself and has left did so for himself alone. */
export const whoLeaves: NonNullable<Rules['leaves']> = ({ person }, { status, parts }): Word[] =>
  status === 'planned' || status === 'armed'
    ? Object.entries(parts?.precheck ?? {}).flatMap(([id, one]): Word[] =>
        isOfPerson(id) && one.status === 'met' && one.assignees?.includes(person)
          ? [{ type: 'precheckLapsed', data: { part: id, to: 'open', why: 'left' } }]
          : [],
      )
    : [];

export const cutoverRules = {
  create,
  opened,
  rules: { ...runRules(cutoverRun), ...ownRules, ...runningRules },
  folds: { ...runFolds<Cutover>('executing'), ...ownFolds, ...runningFolds },
};
