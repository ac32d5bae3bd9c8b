/** The rules of a rectification and what its events do. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { nothingCommon } from '../kernel/common/common.ts';
import { taking } from '../kernel/common/files.ts';
import { aheadFaults } from '../kernel/common/supervise.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { CommonEvents } from '../kernel/common/common.ts';
import type { FieldError, Millis, Refusal } from '../kernel/process.ts';
import { MOST_EXTENSIONS } from './caps.ts';
import { photographed, submit } from './evidence.ts';
import { create, dueInPast, isPast, personFaults, reportAccident } from './rules-issuing.ts';
import type { Folds, Rectification, Rules } from './state.ts';
import { isAccident, isUninvestigated } from './whom.ts';

const opened: Rules['opened'] = ({ pinned: _pinned, evidence: _words, responsible, ...data }, at) => ({
  ...data,
  ...(responsible === undefined ? {} : { assignee: responsible }),
  status: 'issued',
  openedAt: at,
  remediers: [],
  refusals: 0,
  extensions: 0,
  common: nothingCommon,
});

const refuseFaults = (fields: readonly FieldError[]): void => {
  if (fields.length > 0) throw new DomainError('invalid-data', 'That cannot be recorded so', { fields });
};

const ownRules = {
  assign(data, { assignee, due }, { facts: { person }, now }) {
    refuseFaults([
      ...personFaults(person, '/person'),
      ...fieldFault(data.person === assignee, '/person', 'is-responsible'),
      ...fieldFault(data.due !== undefined && due !== undefined, '/due', 'named-already'),
      ...(isPast(data.due, now) ? [] : aheadFaults('/due', data.due, now)),
    ]);
    if (isPast(data.due, now)) throw dueInPast();
    return [{ type: 'assigned', data: { ...data, ...(assignee === undefined ? {} : { from: assignee }) } }];
  },
  takeUp(data, _state, { facts: { person } }) {
    if (data.person !== undefined) refuseFaults(personFaults(person, '/person'));
    return [{ type: 'takenUp', data }];
  },
  contest: 'contested',
  uphold: 'upheld',
  withdraw: ({ reason }, _state, ctx) => ctx.ending([], (facts) => ({ type: 'withdrawn', data: { reason, facts } })),
  submit,
  clear: (data, state, ctx) => ctx.ending([{ type: 'cleared', data: taking(data, state, ctx) }], 'closed'),
  refuseRemedy: (data, state, ctx) => [{ type: 'remedyRefused', data: taking(data, state, ctx) }],
  extend(data, { due }, { now }) {
    if (isPast(data.due, now)) throw dueInPast();
    refuseFaults([
      ...aheadFaults('/due', data.due, now),
      ...fieldFault(due !== undefined && data.due <= due, '/due', 'not-later'),
    ]);
    return [{ type: 'extended', data }];
  },
  reportUp: 'reportedUp',
  protectScene: (data, state, ctx) => [{ type: 'sceneProtected', data: taking(data, state, ctx) }],
  recordInvestigation: (data, state, ctx) => [{ type: 'investigationRecorded', data: taking(data, state, ctx) }],
} satisfies Rules['rules'];

/** What stands in the way of each, so that no button leads into a refusal. */
export function rectificationBlockers(state: Rectification): Readonly<Record<string, Refusal>> {
  const { contested, upheld, extensions } = state;
  const none: Refusal = { code: 'no-accident' };
  const uninvestigated: Refusal = { code: 'not-investigated' };
  return {
    ...(upheld ? { contest: { code: 'contest-decided' } } : {}),
    ...(contested ? { contest: { code: 'already-contested' } } : { uphold: { code: 'not-contested' } }),
    ...(extensions >= MOST_EXTENSIONS
      ? { extend: { code: 'extension-limit', params: { maximum: MOST_EXTENSIONS } } }
      : {}),
    ...(isUninvestigated(state) ? { clear: uninvestigated, withdraw: uninvestigated } : {}),
    ...(isAccident(state) ? {} : { reportUp: none, protectScene: none, recordInvestigation: none }),
  };
}

// ── folds
const alsoIn = (known: readonly string[], ...people: readonly (string | undefined)[]): readonly string[] => [
  ...new Set([...known, ...people.flatMap((id) => id ?? [])]),
];
/** Nobody's objection stands, and nobody has it in hand. */
function unanswered(state: Rectification): Rectification {
  const { contested: _contested, upheld: _upheld, doer: _doer, ...rest } = state;
  return rest;
}
function undecided({ contested: _open, ...state }: Rectification): Rectification {
  return state;
}

const ownFolds = {
  assigned: (state, { data: { person, due } }) => ({
    ...unanswered(state),
    status: 'issued',
    assignee: person,
    remediers: alsoIn(state.remediers, state.assignee),
    ...(due === undefined ? {} : { due }),
  }),
  takenUp: (state, { data: { person }, by, at }) => ({
    ...undecided(state),
    status: 'rectifying',
    takenUpAt: at,
    remediers: alsoIn(state.remediers, by.id, person),
    ...(person === undefined ? {} : { doer: person }),
  }),
  contested: (state) => ({ ...state, contested: true }),
  upheld: (state) => ({ ...undecided(state), upheld: true }),
  submitted: (state, { by, at, data }) => ({
    ...photographed(state, { files: (data.files ?? []).filter(({ id }) => data.filesBefore?.includes(id)) }),
    status: 'submitted',
    submittedAt: at,
    remediers: alsoIn(state.remediers, by.id),
  }),
  cleared: null,
  remedyRefused: (state) => ({ ...state, status: 'rectifying', refusals: state.refusals + 1 }),
  extended: (state, { data: { due } }) => ({ ...state, due, extensions: state.extensions + 1 }),
  reportedUp: (state, { at }) => ({ ...state, reportedUpAt: first(state.reportedUpAt, at) }),
  sceneProtected: (state, { at, data }) => ({
    ...photographed(state, data),
    sceneProtectedAt: first(state.sceneProtectedAt, at),
  }),
  investigationRecorded: (state, { at }) => ({ ...state, investigatedAt: at }),
  closed: null,
  withdrawn: null,
} satisfies Folds;
const first = (known: Millis | undefined, at: Millis): Millis => known ?? at;

/** For `also.relieved`: who leaves is followed by his heir, in each of his two places; else nobody is until somebody is named. */
export function passedOn(
  state: Rectification,
  { person, places, heir }: Pick<CommonEvents['relieved'], 'person' | 'places' | 'heir'>,
): Rectification {
  const { issuer, doer, ...rest } = state;
  return {
    ...rest,
    ...(places.includes('responsible') ? { remediers: alsoIn(state.remediers, person) } : {}),
    ...(doer === undefined || doer === person ? {} : { doer }),
    ...(issuer === person ? (heir === undefined ? {} : { issuer: heir }) : issuer === undefined ? {} : { issuer }),
    ...(places.includes('responsible') && heir !== undefined ? { assignee: heir } : {}),
  };
}

export const rectificationRules = {
  create,
  intakes: { reportAccident },
  opened,
  rules: ownRules,
  folds: ownFolds,
};
