/** Whom a rectification's events tell, and what it keeps shut elsewhere. */
import { goingAlong } from '../kernel/common/links.ts';
import { person, watching } from '../kernel/common/whom.ts';
import { tell } from '../kernel/people/tell.ts';
import type { Effect } from '../kernel/process.ts';
import { processOfCase } from '../processes.ts';
import { REFUSALS_TOLD_ABOVE } from './caps.ts';
import type { Rectification, Rules } from './state.ts';
import { bothOf, isAccident, issuerOf, leadOf, levelsAbove, managerOf, safetyOf, superiorOf } from './whom.ts';

const all = (state: Rectification) => [
  ...bothOf(state),
  issuerOf(state),
  person(state.reporter),
  ...watching(state, []),
];
/** What is general stays among those who put it right. */
const reportedUpward = (state: Rectification) => (state.class === 'general' ? [] : [managerOf(state)]);
const ofAccident = (state: Rectification) => [safetyOf(state), managerOf(state), ...levelsAbove(state)];

export const tells: Rules['tells'] = {
  // Of an accident those above hear in words of its own (`follows`).
  created: (state) =>
    isAccident(state)
      ? [person(state.assignee)]
      : [state.assignee === undefined ? leadOf(state) : person(state.assignee), ...reportedUpward(state)],
  assigned: (state, { data: { from } }) => [person(state.assignee), person(from)],
  takenUp: (state) => [issuerOf(state), person(state.doer)],
  contested: (state) => [superiorOf(state), issuerOf(state)],
  upheld: (state) => [person(state.assignee), issuerOf(state)],
  submitted: (state) => [issuerOf(state)],
  remedyRefused: (state) => [...bothOf(state), ...(state.refusals >= REFUSALS_TOLD_ABOVE ? [superiorOf(state)] : [])],
  extended: (state) => [...bothOf(state), issuerOf(state)],
  reportedUp: (state) => [managerOf(state), ...levelsAbove(state)],
  sceneProtected: (state) => [managerOf(state)],
  investigationRecorded: (state) => [...bothOf(state), issuerOf(state), managerOf(state)],
  closed: all,
  withdrawn: (state) => [...all(state), ...(state.class === 'general' ? [] : [managerOf(state)])],
  // What it should keep shut could not be told so.
  effectFailed: (state, { data: { ref = {} } }) => ('blocks' in ref ? [issuerOf(state), leadOf(state)] : []),
};

/** The case that it keeps shut hears of it, and once more when it is over; one that has ended needs nothing. */
function toBlocked({ blocks }: Rectification, command: string, data: object): Effect[] {
  const process = blocks === undefined ? null : processOfCase(blocks);
  return process === null || blocks === undefined
    ? []
    : goingAlong(process, blocks, { command, data, ref: { blocks } });
}

export const follows: NonNullable<Rules['follows']> = {
  created: ({ caseId: rectification, by }, state) => [
    ...(isAccident(state)
      ? tell({ type: 'rectification.accidentReported', by, caseId: rectification }, ofAccident(state), {
          title: state.title,
        })
      : []),
    ...toBlocked(state, 'noteRectification', {
      rectification,
      ...(state.blocksStep === undefined ? {} : { step: state.blocksStep }),
    }),
  ],
  closed: ({ caseId: rectification }, state) => toBlocked(state, 'noteRectified', { rectification, outcome: 'closed' }),
  withdrawn: ({ caseId: rectification }, state) =>
    toBlocked(state, 'noteRectified', { rectification, outcome: 'withdrawn' }),
};
