/** The life of an incident on one screen. Tier, breach and major are fields: a late incident keeps its work status. */
import { commonRows } from '../kernel/common.ts';
import type { Transition } from '../kernel/process.ts';
import type { IncidentCommand } from './contract.ts';

export type IncidentStatus =
  /** Before the first event; no incident is ever seen in it. */
  'none' | 'new' | 'queued' | 'assigned' | 'in-progress' | 'on-hold' | 'resolved' | 'closed' | 'canceled';

/** Statuses in which somebody works on it, or could. */
export const working = ['queued', 'assigned', 'in-progress', 'on-hold'] as const satisfies readonly IncidentStatus[];
const undone = ['new', ...working] as const;
const open = [...undone, 'resolved'] as const;
/** Who works on it: by his role, as member of its queue or as the one who has it. */
const hands = ['engineer', 'desk-agent'] as const;

type Row = Transition<IncidentStatus, IncidentCommand['type']>;
const byMember = { by: hands, party: 'queue-member' } as const;
const byAssignee = { by: hands, party: 'assignee' } as const;
const bySupervisor = { by: ['supervisor'] } as const;
const bySystem = { by: ['system'] } as const;
const byCaller = { by: ['requester'], party: 'caller' } as const;
/** Also who reported it later; he may not end it for the others. */
const byReporter = { by: ['requester'], party: 'reporter' } as const;

const handling: readonly Row[] = [
  { command: 'create', from: ['none'], to: ['new', 'queued'], by: ['desk-agent', 'system'] },
  { command: 'triage', from: ['new'], to: ['queued'], by: ['desk-agent', 'supervisor'] },
  { command: 'claim', from: ['new', 'queued'], to: ['assigned'], ...byMember },
  { command: 'dispatch', from: undone, to: ['assigned'], by: ['supervisor', 'coordinator'] },
  { command: 'decline', from: ['assigned'], to: ['queued'], ...byAssignee },
  { command: 'start', from: ['new', 'queued', 'assigned'], to: ['in-progress'], ...byMember },
  { command: 'start', from: ['assigned'], to: ['in-progress'], ...byAssignee },
  { command: 'release', from: ['assigned', 'in-progress'], to: ['queued'], ...byAssignee },
  { command: 'transfer', from: working, to: ['queued'], ...byAssignee },
  { command: 'transfer', from: working, to: ['queued'], ...bySupervisor },
  { command: 'escalate', from: working, to: ['queued'], ...byMember },
  { command: 'escalate', from: working, to: ['queued'], ...byAssignee },
  { command: 'escalate', from: working, to: ['queued'], ...bySupervisor },
  { command: 'handBack', from: working, to: ['queued'], ...byAssignee },
  { command: 'handBack', from: working, to: ['queued'], ...bySupervisor },
  // Who has left: what he had at work lies in the queue again or with his successor, what waits goes on waiting.
  { command: 'relieve', from: ['assigned', 'in-progress'], to: ['queued', 'assigned', 'in-progress'], ...bySystem },
  { command: 'relieve', from: ['new', 'queued', 'on-hold', 'resolved'], to: '=', ...bySystem },
  // Its queue was closed: who is a member of the heir goes on with it, else it waits there to be taken.
  { command: 'requeue', from: ['assigned', 'in-progress'], to: ['queued', 'assigned', 'in-progress'], ...bySystem },
  { command: 'requeue', from: ['new', 'queued', 'on-hold', 'resolved'], to: '=', ...bySystem },
  { command: 'reprioritise', from: undone, to: '=', by: ['desk-agent', 'supervisor'] },
  { command: 'reprioritise', from: undone, to: '=', ...byAssignee },
];

const waiting: readonly Row[] = [
  { command: 'hold', from: undone, to: ['on-hold'], ...byMember },
  { command: 'hold', from: undone, to: ['on-hold'], ...byAssignee },
  { command: 'resume', from: ['on-hold'], to: ['in-progress'], ...byAssignee },
  // Back to the queue when its assignee has left meanwhile.
  { command: 'resume', from: ['on-hold'], to: ['in-progress', 'queued'], by: ['supervisor', 'system'] },
  // Held for the reporter or for evidence it goes on; else the words are only noted.
  { command: 'supplyInfo', from: ['on-hold'], to: ['on-hold', 'in-progress', 'queued'], ...byReporter },
  { command: 'supplyInfo', from: ['on-hold'], to: ['on-hold', 'in-progress', 'queued'], by: ['desk-agent', 'system'] },
  { command: 'supplyInfo', from: open.filter((status) => status !== 'on-hold'), to: '=', ...byReporter },
  {
    command: 'supplyInfo',
    from: open.filter((status) => status !== 'on-hold'),
    to: '=',
    by: ['desk-agent', 'system'],
  },
  { command: 'comment', from: ['on-hold'], to: ['on-hold', 'in-progress', 'queued'], ...byReporter },
  { command: 'requestOnsite', from: ['in-progress', 'on-hold'], to: '=', ...byAssignee },
  { command: 'requestOnsite', from: ['in-progress', 'on-hold'], to: '=', ...bySupervisor },
  { command: 'withdrawOnsite', from: open, to: '=', ...byAssignee },
  { command: 'noteArrival', from: open, to: '=', ...byAssignee },
  { command: 'noteArrival', from: open, to: '=', ...bySystem },
  { command: 'noteVisit', from: open, to: '=', ...bySystem },
];

const ending: readonly Row[] = [
  { command: 'resolve', from: undone, to: ['resolved', 'closed'], ...byMember },
  { command: 'resolve', from: undone, to: ['resolved', 'closed'], ...byAssignee },
  { command: 'resolve', from: undone, to: ['resolved'], ...bySystem },
  { command: 'confirm', from: ['resolved'], to: ['resolved', 'closed'], ...byCaller },
  { command: 'confirm', from: ['resolved'], to: ['resolved', 'closed'], by: ['desk-agent'] },
  { command: 'reopen', from: ['resolved'], to: ['in-progress', 'queued'], ...byReporter },
  { command: 'reopen', from: ['resolved'], to: ['in-progress'], ...byAssignee },
  { command: 'reopen', from: ['resolved'], to: ['in-progress', 'queued'], ...bySupervisor },
  { command: 'fileReport', from: ['resolved'], to: ['resolved', 'closed'], ...byAssignee },
  { command: 'fileReport', from: ['resolved'], to: ['resolved', 'closed'], ...bySupervisor },
  { command: 'returnReport', from: ['resolved'], to: '=', by: ['supervisor', 'quality-lead'] },
  { command: 'close', from: ['resolved'], to: ['closed'], by: ['supervisor', 'system'] },
  { command: 'cancel', from: ['new', 'queued', 'assigned'], to: ['canceled'], ...byCaller },
  { command: 'cancel', from: undone, to: ['canceled'], ...bySupervisor },
  { command: 'convert', from: undone, to: ['canceled'], by: ['desk-agent', 'supervisor'] },
  { command: 'merge', from: undone, to: ['canceled'], ...byMember },
  { command: 'merge', from: undone, to: ['canceled'], ...byAssignee },
  { command: 'merge', from: undone, to: ['canceled'], ...bySupervisor },
];

const company: readonly Row[] = [
  { command: 'addReporter', from: open, to: '=', ...bySystem },
  { command: 'attachParent', from: undone, to: '=', ...byAssignee },
  { command: 'attachParent', from: undone, to: '=', ...bySupervisor },
  { command: 'detachParent', from: undone, to: '=', ...byAssignee },
  { command: 'detachParent', from: undone, to: '=', ...bySupervisor },
  { command: 'addChild', from: open, to: '=', ...bySystem },
  { command: 'removeChild', from: open, to: '=', ...bySystem },
  { command: 'followParent', from: undone, to: ['resolved'], ...bySystem },
  { command: 'followParent', from: ['resolved'], to: ['resolved', 'in-progress', 'queued'], ...bySystem },
  { command: 'proposeMajor', from: undone, to: '=', by: ['desk-agent', 'supervisor'] },
  { command: 'proposeMajor', from: undone, to: '=', ...byAssignee },
  { command: 'declareMajor', from: undone, to: '=', by: ['process-owner', 'supervisor'] },
  { command: 'declineMajor', from: undone, to: '=', by: ['process-owner', 'supervisor'] },
  {
    command: 'postUpdate',
    from: open,
    to: '=',
    by: ['supervisor', 'process-owner', 'coordinator', ...hands],
    party: 'commander',
  },
];

export const incidentLifecycle: readonly Row[] = [
  ...handling,
  ...waiting,
  ...ending,
  ...company,
  ...commonRows<IncidentStatus>({ open, urgeable: undone, waiting: ['on-hold'] }),
];
