/** Whom a change's events tell, and what follows from them. */
import type { ChangeOver } from '../incident/fields.ts';
import type { ChangeSays } from '../release/fields.ts';
import { approvalFollows } from '../kernel/approving/rules.ts';
import { approversOf, approvalTells } from '../kernel/approving/waits.ts';
import { goingAlong, telling } from '../kernel/common/links.ts';
import type { Recorded } from '../kernel/definition.ts';
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Audience, Effect } from '../kernel/process.ts';
import type { StartRectification } from '../rectification/contract.ts';
import { startOf } from '../starts.ts';
import { ASSESSMENTS } from './fields.ts';
import { changeApproval } from './rules-authorizing.ts';
import { owedConsents } from './sheet.ts';
import type { Change, ChangeEvents, Rules } from './state.ts';

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

/** Who represents a customer whose consent is wanted now. */
const consenters = (change: Change) =>
  change.status === 'authorizing'
    ? owedConsents(change).flatMap((customer) => (change.represented[customer] ?? []).map(person))
    : [];

export const tells: Rules['tells'] = {
  ...approvalTells(changeApproval),
  approvalAsked: (change) => [...approversOf(changeApproval, change).map(person), ...consenters(change)],
  created: (change) => (change.status === 'reviewing' ? [supervisorOf(change), ownerOf(change)] : []),
  planned: (change, { by }) => (change.assignee === by.id ? [] : [person(change.assignee)]),
  becameNormal: both,
  submitted: (change) => [...lookers(change), ...customers(change)],
  returned: all,
  revised: (change) => [...customers(change), supervisorOf(change)],
  freezeNoted: (change) => [...both(change), ownerOf(change)],
  freezeLifted: (change) => [...both(change), ownerOf(change)],
  releaseNoted: both,
  rectificationNoted: both,
  rectificationOver: both,
  cutoverNoted: both,
  consentRecorded: both,
  consentRefused: (change) => [...both(change), supervisorOf(change)],
  scheduled: (change) => [...all(change), ...customers(change)],
  schedulingBlocked: (change) => [...both(change), supervisorOf(change)],
  approvedAfterwards: both,
  started: (change, { data: { cutover } }) => [
    person(change.reporter),
    ...(cutover === undefined ? [] : [person(change.assignee)]),
    ...customers(change),
    ...watching(change, []),
  ],
  stepFailed: (change) => [supervisorOf(change), person(change.reporter)],
  windowExtended: (change) => [...both(change), ...customers(change)],
  rollbackStarted: (change) => [supervisorOf(change), ...all(change), ...customers(change)],
  rolledBack: (change) => [supervisorOf(change), ...all(change), ...customers(change)],
  finished: (change) => [supervisorOf(change), ...all(change), ...customers(change)],
  closed: all,
  declined: all,
  canceled: (change) => [...all(change), ...customers(change)],
  // Nobody is to put right what nobody had allowed.
  effectFailed: (change, { data }) => (isPutRight(data) ? [supervisorOf(change), ownerOf(change)] : []),
};

export const follows: NonNullable<Rules['follows']> = {
  ...approvalFollows<Change>(),
  created: (event, change) => (change.kind === 'unauthorised' ? [putRight(event, change)] : []),
  caseStarted: ({ caseId, data }, { common: { files } }) =>
    isPutRight(data) && files
      ? goingAlong('rectification', data.caseId, { command: 'noteFiles', data: { from: caseId } })
      : [],
  // Held for it at the very moment in which it was over.
  incidentHeld: ({ caseId, data: { incident } }, change) =>
    change.status === 'reviewing' ? [over(caseId, incident, outcomeOf(change), change.rollbackReason)] : [],
  scheduled: ({ caseId }, change) => toRelease(caseId, change, 'scheduled'),
  revised: ({ caseId, data }, change) => toRelease(caseId, change, 'revised', data.reason),
  consentRefused: ({ caseId, data }, change) => toRelease(caseId, change, 'revised', data.reason),
  finished: ({ caseId, data }, change) => [
    ...allOver(caseId, change, 'finished', data.verification),
    ...toRelease(caseId, change, 'finished'),
  ],
  rolledBack: ({ caseId }, change) => [
    ...allOver(caseId, change, 'rolled-back', change.rollbackReason),
    ...toRelease(caseId, change, 'rolled-back', change.rollbackReason),
  ],
  declined: ({ caseId }, change) => [...allOver(caseId, change, 'rejected'), ...toRelease(caseId, change, 'rejected')],
  canceled: ({ caseId, data }, change) => [
    ...allOver(caseId, change, 'canceled', data.reason),
    ...toRelease(caseId, change, 'canceled', data.reason),
  ],
  reviewed: ({ caseId, data: { outcome, incidents = [], lessons } }, change) => [
    ...(outcome === 'failed' && !change.rolledBack ? allOver(caseId, change, 'failed', lessons) : []),
    ...incidents.map((incident): Effect => {
      const data = { source: caseId, relation: 'caused-by', outward: true } as const;
      return { ...telling('incident', incident, { command: 'noteLink', data }), ifOpen: true };
    }),
  ],
};

/** What nobody allowed is put right: an audit found it, or the product, which is a matter of quality. Who answers for it the lead names. */
function putRight({ caseId, by, data: { difference } }: Recorded<ChangeEvents['created']>, change: Change): Effect {
  const { unit, application, title, description } = change;
  const { id, role } = by;
  const data: StartRectification = {
    kind: role === 'auditor' ? 'audit' : 'quality',
    class: 'serious',
    unit,
    ...(application === undefined ? {} : { application }),
    title,
    finding: [difference, description]
      .filter((words) => words !== undefined && words !== '')
      .join('\n\n')
      .slice(0, 8_000),
    ...(role === 'system' ? {} : { issuer: id }),
    source: caseId,
  };
  return startOf('rectification', data, { unauthorised: caseId });
}
const isPutRight = ({ ref }: { ref?: object }): boolean => ref !== undefined && 'unauthorised' in ref;

const outcomeOf = ({ rolledBack }: Change): ChangeOver => (rolledBack ? 'rolled-back' : 'finished');

/** What waits for it goes on, and whoever has that in hand hears why; one that has ended needs nothing. */
const over = (change: string, incident: string, outcome: ChangeOver, why?: string): ToCase => ({
  kind: 'command',
  process: 'incident',
  caseId: incident,
  command: 'noteChange',
  data: { change, outcome, ...(why === undefined ? {} : { reason: shortened(why) }) },
  ifOpen: true,
});
type ToCase = Extract<Effect, { kind: 'command' }>;

const allOver = (caseId: string, { awaitedBy = [] }: Change, outcome: ChangeOver, why?: string): Effect[] =>
  awaitedBy.map((incident) => over(caseId, incident, outcome, why));

/** The release that it is for goes out once it is scheduled, and stands where it no longer is. */
const toRelease = (caseId: string, { release }: Change, outcome: ChangeSays, why?: string): Effect[] =>
  release === undefined
    ? []
    : [
        {
          kind: 'command',
          process: 'release',
          caseId: release,
          command: 'settleChange',
          data: { change: caseId, outcome, ...(why === undefined ? {} : { reason: shortened(why) }) },
          ifOpen: true,
        },
      ];

/** All that wait are told by one commit; the rest stands on the change. */
const MOST_LETTERS = 500;
const shortened = (words: string): string => {
  const letters = Array.from(words);
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join('')}…` : words;
};
