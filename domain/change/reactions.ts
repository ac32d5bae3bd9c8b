/** Whom a change's events tell, and what follows from them. */
import { approvalFollows } from '../kernel/approving/rules.ts';
import { approvalTells } from '../kernel/approving/waits.ts';
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Audience } from '../kernel/process.ts';
import { ASSESSMENTS } from './fields.ts';
import { changeApproval } from './rules-authorizing.ts';
import type { Change, Rules } from './state.ts';

const both = ({ reporter, assignee }: Change) => [person(reporter), person(assignee)];
const all = (change: Change) => [...both(change), ...watching(change, [])];
/** Who represents each customer whose item it touches. */
const customers = ({ represented }: Change) => Object.values(represented).flat().map(person);

/** Who is asked for what was not assessed yet: whom the questionnaire leaves it to, else the supervisor, who finds somebody. */
export function assessors(change: Change): readonly Audience[] {
  const { assessed, questionnaire, unit: orgPath } = change;
  const owed = ASSESSMENTS.filter((one) => !assessed.some(({ as }) => as === one));
  const roles = new Set(owed.map((one) => questionnaire?.assessors?.[one] ?? 'supervisor'));
  return [...roles].map((role) => (role === 'supervisor' ? supervisorOf(change) : { role, orgPath }));
}

/** Who is asked to look at what was submitted: of a standard change nobody is. */
function lookers(change: Change): readonly Audience[] {
  if (change.kind === 'standard') return [];
  return change.status === 'assessing' ? assessors(change) : [supervisorOf(change)];
}

export const tells: Rules['tells'] = {
  ...approvalTells(changeApproval),
  created: (change) => (change.status === 'reviewing' ? [supervisorOf(change), ownerOf(change)] : []),
  planned: (change, { by }) => (change.assignee === by.id ? [] : [person(change.assignee)]),
  becameNormal: both,
  submitted: (change) => [...lookers(change), ...customers(change)],
  returned: all,
  revised: (change) => [...customers(change), supervisorOf(change)],
  freezeNoted: (change) => [...both(change), ownerOf(change)],
  consentRecorded: both,
  consentRefused: (change) => [...both(change), supervisorOf(change)],
  scheduled: (change) => [...all(change), ...customers(change)],
  schedulingBlocked: (change) => [...both(change), supervisorOf(change)],
  approvedAfterwards: both,
  started: (change) => [person(change.reporter), ...customers(change), ...watching(change, [])],
  stepFailed: (change) => [supervisorOf(change), person(change.reporter)],
  windowExtended: (change) => [...both(change), ...customers(change)],
  rollbackStarted: (change) => [supervisorOf(change), ...all(change), ...customers(change)],
  rolledBack: (change) => [supervisorOf(change), ...all(change), ...customers(change)],
  finished: (change) => [supervisorOf(change), ...all(change), ...customers(change)],
  closed: all,
  declined: all,
  canceled: (change) => [...all(change), ...customers(change)],
};

export const follows: NonNullable<Rules['follows']> = { ...approvalFollows<Change>() };
