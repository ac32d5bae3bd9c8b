/** Whom a rectification speaks to and waits for. */
import { ownerOf, person } from '../kernel/common/whom.ts';
import { orgLineOf } from '../kernel/people/access.ts';
import type { Next } from '../kernel/definition.ts';
import type { Audience } from '../kernel/process.ts';
import type { Rectification } from './state.ts';

export const isAccident = ({ class: grave }: Pick<Rectification, 'class'>): boolean => grave === 'accident';
/** Everybody who puts it right or did. */
export const remediersOf = ({ remediers, assignee, doer }: Rectification): string[] => [
  ...new Set([...remediers, ...(assignee === undefined ? [] : [assignee]), ...(doer === undefined ? [] : [doer])]),
];

export const safetyOf = ({ unit: orgPath }: Rectification): Audience => ({ role: 'safety-lead', orgPath });
export const managerOf = ({ unit: orgPath }: Rectification): Audience => ({ role: 'project-manager', orgPath });
/** Who leads what it is about, for its unit. */
export const leadOf = (state: Rectification): Audience =>
  state.kind === 'safety' || isAccident(state) ? safetyOf(state) : { role: 'quality-lead', orgPath: state.unit };
/** Who answers for whoever issued it. */
export const superiorOf = ({ issuing: orgPath }: Rectification): Audience => ({ role: 'supervisor', orgPath });
/** Where an accident goes at once: to the supervisors of every organisation upward. */
export const levelsAbove = (state: Rectification): Audience[] => [
  ...orgLineOf(state.unit).map((orgPath) => ({ role: 'supervisor', orgPath }) as const),
  ownerOf(state),
];
/** Who issued it, where he may still decide on it; else the lead. */
export const issuerOf = (state: Rectification): Audience =>
  state.issuer === undefined || remediersOf(state).includes(state.issuer) ? leadOf(state) : { person: state.issuer };
/** Who puts it right. */
export const bothOf = ({ assignee, doer }: Rectification): (Audience | undefined)[] => [person(assignee), person(doer)];

// ── waits
/** What an accident asks of the safety lead, whatever else is under way. */
const accidentWaits = (state: Rectification): Next[] => {
  if (!isAccident(state)) return [];
  const { status, reportedUpAt, sceneProtectedAt, investigatedAt } = state;
  const to = safetyOf(state);
  const isOnSite = status !== 'submitted';
  return [
    ...(reportedUpAt === undefined ? ([[to, 'reportUp', 'report-up']] as const) : []),
    ...(sceneProtectedAt === undefined && isOnSite ? ([[to, 'protectScene', 'scene']] as const) : []),
    ...(investigatedAt === undefined ? ([[to, 'recordInvestigation']] as const) : []),
  ];
};
export const issuedWaits = (state: Rectification): Next[] => [...accidentWaits(state), taking(state)];
function taking(state: Rectification): Next {
  if (state.contested) return [superiorOf(state), 'uphold', 'contest'];
  if (state.assignee === undefined) return [issuerOf(state), 'assign', 'take-up'];
  return [{ person: state.assignee }, 'takeUp', 'take-up'];
}
export const rectifyingWaits = (state: Rectification): Next[] => [
  ...accidentWaits(state),
  state.assignee === undefined
    ? [issuerOf(state), 'assign', 'rectify']
    : [{ person: state.doer ?? state.assignee }, 'submit', 'rectify'],
];
export const submittedWaits = (state: Rectification): Next[] => [
  ...accidentWaits(state),
  ...(isUninvestigated(state) ? [] : ([[issuerOf(state), 'clear', 'clear']] as const)),
];
/** It is not cleared before what happened is known. */
export const isUninvestigated = (state: Rectification): boolean =>
  isAccident(state) && state.investigatedAt === undefined;
