/** The life of an incident on one screen. Tier, breach and major are fields: a late incident keeps its work status. */
import {
  assignee,
  caller,
  HANDS,
  member,
  only,
  reporter,
  rowsOf,
  standIn,
  supervisor,
  system,
} from '../kernel/people/who.ts';
import type { Transition } from '../kernel/process.ts';
import type { IncidentCommand } from './contract.ts';

export type IncidentStatus =
  | 'new'
  | 'queued'
  | 'assigned'
  | 'in-progress'
  | 'on-hold'
  | 'resolved'
  | 'closed'
  | 'canceled';

type Status = IncidentStatus | 'none';
const working = ['queued', 'assigned', 'in-progress', 'on-hold'] as const;
const undone = ['new', ...working] as const;
const open = [...undone, 'resolved'] as const;
const notHeld = ['new', 'queued', 'assigned', 'in-progress', 'resolved'] as const;
const goesOn = ['on-hold', 'in-progress', 'queued'] as const;
export const incidentWork = { at: ['assigned', 'in-progress'], idle: 'queued', urgeable: undone } as const;

const row = rowsOf<Status, IncidentCommand['type']>();
const desk = only('desk-agent', 'supervisor');
const theDesk = only('desk-agent', 'system');
const top = { by: ['supervisor'], as: 'top-supervisor' } as const;
const commander = { by: ['supervisor', 'process-owner', 'coordinator', ...HANDS], as: 'commander' } as const;

export const incidentLifecycle: readonly Transition<Status, IncidentCommand['type']>[] = [
  row('create', 'none', ['new', 'queued'], theDesk),
  row('triage', 'new', 'queued', desk),
  row('claim', ['new', 'queued'], 'assigned', member),
  row('dispatch', undone, 'assigned', only('supervisor', 'coordinator')),
  row('decline', 'assigned', 'queued', assignee),
  row('start', ['new', 'queued', 'assigned'], 'in-progress', member),
  row('start', 'assigned', 'in-progress', assignee),
  row('release', ['assigned', 'in-progress'], 'queued', assignee),
  row('transfer', working, 'queued', assignee, supervisor),
  row('escalate', working, 'queued', member, assignee, supervisor),
  row('handBack', working, 'queued', assignee, supervisor),
  row('reprioritise', undone, '=', desk, assignee),

  row('hold', undone, 'on-hold', member, assignee),
  row('resume', 'on-hold', 'in-progress', assignee),
  row('resume', 'on-hold', ['in-progress', 'queued'], only('supervisor', 'system')), // queued when its assignee has left
  row('noteChange', 'on-hold', goesOn, system), // for which it is held
  row('noteChange', notHeld, '=', system),
  // Held for the reporter or for evidence it goes on; else the words are only noted.
  row('supplyInfo', 'on-hold', goesOn, reporter, theDesk),
  row('supplyInfo', notHeld, '=', reporter, theDesk),
  row('comment', 'on-hold', goesOn, reporter),
  row('noteContact', open, '=', system),
  row('requestOnsite', ['in-progress', 'on-hold'], '=', assignee, supervisor),
  row('withdrawOnsite', open, '=', assignee),
  row('noteArrival', open, '=', assignee, system),
  row('noteVisit', open, '=', system),

  row('resolve', undone, ['resolved', 'closed'], member, assignee),
  row('resolve', undone, 'resolved', system),
  { ...row('confirm', 'resolved', ['resolved', 'closed'], reporter, only('desk-agent')), not: ['resolver'] },
  row('noteConfirmed', 'resolved', ['resolved', 'closed'], system), // by the call of one who reported it
  row('reopen', 'resolved', ['in-progress', 'queued'], reporter, standIn),
  row('reopen', 'resolved', 'in-progress', assignee),
  row('reopen', 'resolved', ['in-progress', 'queued'], supervisor),
  row('fileReport', 'resolved', ['resolved', 'closed'], assignee, supervisor),
  row('returnReport', 'resolved', '=', only('supervisor', 'quality-lead')),
  row('close', 'resolved', 'closed', only('supervisor', 'system')),
  row('cancel', ['new', 'queued', 'assigned'], 'canceled', caller),
  row('cancel', undone, 'canceled', supervisor),
  row('convert', undone, 'canceled', desk),
  row('merge', undone, 'canceled', member, assignee, supervisor),

  row('addReporter', open, '=', system),
  row('removeReporter', open, '=', system),
  row('attachParent', undone, '=', assignee, supervisor),
  row('detachParent', undone, '=', assignee, supervisor),
  row('addChild', open, '=', system),
  row('removeChild', open, '=', system),
  row('followParent', undone, 'resolved', system),
  row('followParent', 'resolved', ['resolved', 'in-progress', 'queued', 'closed'], system),
  row('proposeMajor', undone, '=', desk, assignee),
  row('declareMajor', undone, '=', only('process-owner'), top),
  row('declineMajor', undone, '=', only('process-owner'), top),
  row('postUpdate', open, '=', commander),
];
