/** The process as one value: what the registries list. No contract in it, so no zod. */
import { defineProcess } from '../kernel/define-process.ts';
import type { Next, Wait } from '../kernel/definition.ts';
import { deskOf, isCaller, ownerOf, supervisorOf } from '../kernel/common/whom.ts';
import { incidentClocks } from './clocks.ts';
import { incidentFields, incidentOpen } from './fields.ts';
import { incidentLifecycle, incidentWork } from './lifecycle.ts';
import { follows, tells } from './reactions.ts';
import { reportersOf, reportsOf, unconfirmed } from './reporters.ts';
import { also, blockers } from './rules.ts';
import { changeFolds, changeRules, heldFor } from './rules-change.ts';
import { companyFolds, companyRules } from './rules-company.ts';
import { endingFolds, endingRules, onDue } from './rules-ending.ts';
import { handlingFolds, handlingRules, vacant } from './rules-handling.ts';
import { create, intakeFolds, intakeRules, opened } from './rules-intake.ts';
import { type Incident, owesReport, type Rules, waitsForInfo } from './state.ts';
import { isVisited } from './rules-visit.ts';
import { incidentWords } from './words.ts';

export const incident = defineProcess({
  key: 'incident',
  lifecycle: incidentLifecycle,
  work: {
    ...incidentWork,
    vacant,
    handedTo: (heir, place) => ({ type: 'dispatched', data: { person: heir, place } }),
  },
  create,
  opened,
  rules: { ...intakeRules, ...handlingRules, ...changeRules, ...endingRules, ...companyRules },
  folds: { ...intakeFolds, ...handlingFolds, ...changeFolds, ...endingFolds, ...companyFolds },
  also,
  onDue,
  named: ({ hold }) =>
    hold?.until === undefined
      ? null
      : { at: hold.until, move: { type: 'resumed', data: { dueAt: hold.until, ...heldFor({ hold }) } } },
  blockers,
  // Held for it, or with a solution on which he is to say his word.
  waitsForWords: (incidentOf) =>
    waitsForInfo(incidentOf) || (incidentOf.status === 'resolved' && !incidentOf.confirmed),
  answersWords: ({ unanswered }) => (unanswered ? [{ type: 'wordsAnswered', data: {} }] : []),
  seats: ({ major }) => ({ commander: major?.commander }),
  reporters: (reported) => reportersOf(reported),
  addresses: ['process-owner', 'customer-representative'],
  resolver: ({ solved }) => solved?.by,
  counts: ({ reopened, handBacks, children, reporters }) => ({
    reopened,
    handBacks: Object.values(handBacks).reduce((sum, times) => sum + times, 0),
    children: children.length,
    reporters: 1 + reporters.length,
  }),
  tells,
  handing: [
    'created',
    'triaged',
    'dispatched',
    'declined',
    'released',
    'transferred',
    'escalated',
    'handedBack',
    'reopened',
    'priorityChanged',
    'majorProposed',
    'majorDeclared',
  ],
  follows,
  next: {
    new: [['desk', 'triage', 'response']],
    queued: [['desk', 'claim', 'ola-pickup']],
    assigned: [['hands', 'start', 'ola-pickup']],
    'in-progress': [['hands', 'resolve', 'resolution']],
    'on-hold': whileHeld,
    resolved: untilClosed,
    closed: null,
    canceled: null,
  },
  alsoNext: ({ status, major, majorProposed, ...incidentOf }) => [
    ...(majorProposed ? [[ownerOf(incidentOf), 'declareMajor'] as const] : []),
    ...(major && status !== 'resolved' ? [[{ person: major.commander }, 'postUpdate', 'major-update'] as const] : []),
  ],
  fields: incidentFields,
  shown: {
    hold: ({ hold }) => hold && { reason: hold.reason, until: hold.until ?? null, reminders: hold.reminders },
    change: ({ hold }) => hold?.change,
    workOrder: ({ visit }) => visit?.workOrder,
    children: ({ children }) =>
      children.length === 0 ? undefined : children.map(({ caseId }) => ({ number: caseId })),
    reporters: (reported) =>
      reported.reporters.length === 0
        ? undefined
        : reportsOf(reported).map(({ reporter, call }) => ({
            person: reporter,
            ...(call === undefined ? {} : { call }),
          })),
    knowledge: ({ solved }) => solved?.knowledge,
    solution: ({ solved }) => solved?.solution,
    causeCode: ({ solved }) => solved?.causeCode,
    repeated: ({ solved }) => solved?.repeated,
    resolvedBy: ({ solved }) => solved?.by,
    reportState: ({ report }) => report,
    major: ({ major }) => major !== undefined,
    breached: (_incident, readings) =>
      Object.values(readings).some(({ kind, state }) => kind === 'sla' && (state === 'breached' || state === 'late')),
  },
  clocks: incidentClocks,
  words: incidentWords,
  open: incidentOpen,
  comesTo: ({ cameFrom }) => Object.values(cameFrom).map(({ queue }) => queue),
  shape: 4,
} satisfies Rules);

function whileHeld(held: Incident): readonly (Next | Wait)[] {
  const { assignee, place, unit, hold } = held;
  const to = assignee
    ? { person: assignee }
    : place
      ? { team: place.queue }
      : ({ role: 'desk-agent', orgPath: unit } as const);
  const resume: Wait = { to, command: 'resume', dueAt: hold?.until ?? null };
  return waitsForInfo(held) ? [['reporters', 'supplyInfo'], resume] : [resume];
}

function untilClosed(solved: Incident): readonly Next[] {
  const { confirmed, windowOver, unanswered, major, assignee } = solved;
  const supervisor = supervisorOf(solved);
  const asked: readonly Next[] = [
    ...(unanswered ? [['hands', 'comment'] as const] : []),
    ...unconfirmed(solved).map((id) => [isCaller(id) ? deskOf(solved) : { person: id }, 'confirm', 'confirm'] as const),
  ];
  if (confirmed && isVisited(solved) && !owesReport(solved) && !major) return [[supervisor, 'supervise']]; // its crew acts
  if (owesReport(solved)) return [...asked, [assignee ? { person: assignee } : supervisor, 'fileReport', 'report']];
  return (confirmed || windowOver) && major ? [...asked, [supervisor, 'close']] : asked;
}
