/** The rules of an incident, put together; each theme has a file of its own. Pure and synchronous. */
import { decideCommon } from '../kernel/common.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Ctx, Decider, Tick } from '../kernel/process.ts';
import { incidentBlockers } from './blockers.ts';
import type { IncidentCommand } from './contract.ts';
import * as company from './decide-company.ts';
import * as ending from './decide-ending.ts';
import * as handling from './decide-handling.ts';
import * as intake from './decide-intake.ts';
import { evolveIncident } from './evolve.ts';
import type { Incident, IncidentEvent, IncidentState } from './state.ts';
import { seenOf } from './view.ts';

export const incidentDecider: Decider<IncidentState, IncidentCommand, IncidentEvent> = {
  initialState: { status: 'none' },
  blockers: incidentBlockers,
  decide(command: IncidentCommand | Tick, incident: IncidentState, ctx: Ctx): IncidentEvent[] {
    if (command.type === 'create') return intake.create(command.data, ctx);
    if (incident.status === 'none') return [];
    return command.type === 'tick' ? ending.tick(incident, ctx) : decideOpen(command, incident, ctx);
  },
  evolve: evolveIncident,
};

type DataOf<K extends IncidentCommand['type']> = Extract<IncidentCommand, { type: K }>['data'];
/** A method's type, so that one lookup may serve every command. */
type Decide<D> = { decide(data: D, incident: Incident, ctx: Ctx): IncidentEvent[] }['decide'];
type OpenCommand = Exclude<IncidentCommand, { type: 'create' }>;

function decideOpen({ type, data }: OpenCommand, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const decide: Decide<OpenCommand['data']> = decisions[type];
  return decide(data, incident, ctx);
}

const decisions: { [K in OpenCommand['type']]: Decide<DataOf<K>> } = {
  triage: intake.triage,
  reprioritise: intake.reprioritise,
  claim: handling.claim,
  dispatch: handling.dispatch,
  decline: (data) => [{ type: 'incident.declined', data }],
  start: handling.start,
  release: (data) => [{ type: 'incident.released', data }],
  transfer: handling.transfer,
  escalate: handling.escalate,
  handBack: handling.handBack,
  hold: handling.hold,
  resume: () => [{ type: 'incident.resumed', data: {} }],
  supplyInfo: handling.supplyInfo,
  requestOnsite: (data) => [{ type: 'incident.onsiteRequested', data }],
  withdrawOnsite: (data) => [{ type: 'incident.onsiteWithdrawn', data }],
  noteArrival: () => [{ type: 'incident.arrived', data: {} }],
  noteVisit: (data) => [{ type: 'incident.visitEnded', data }],
  resolve: ending.resolve,
  confirm: ending.confirm,
  reopen: ending.reopen,
  fileReport: ending.fileReport,
  returnReport: (data) => [{ type: 'incident.reportReturned', data }],
  close: ending.close,
  cancel: ending.cancel,
  convert: () => {
    throw new DomainError('process-not-offered', 'Service requests are not offered');
  },
  merge: ending.merge,
  addReporter: company.addReporter,
  attachParent: company.attachParent,
  detachParent: company.detachParent,
  addChild: company.addChild,
  removeChild: company.removeChild,
  followParent: company.followParent,
  proposeMajor: (data) => [{ type: 'incident.majorProposed', data }],
  declareMajor: company.declareMajor,
  declineMajor: (data) => [{ type: 'incident.majorDeclined', data }],
  postUpdate: company.postUpdate,
  comment: (data, incident, ctx) =>
    ctx.role === 'requester' && handling.waitsForInfo(incident.hold)
      ? handling.supplyInfo(data, incident)
      : decideCommon('incident', { type: 'comment', data }, ctx, seenOf(incident)),
  amend: (data, incident, ctx) => decideCommon('incident', { type: 'amend', data }, ctx, seenOf(incident)),
  link: (data, incident, ctx) => decideCommon('incident', { type: 'link', data }, ctx, seenOf(incident)),
  follow: (data, incident, ctx) => decideCommon('incident', { type: 'follow', data }, ctx, seenOf(incident)),
  unfollow: (data, incident, ctx) => decideCommon('incident', { type: 'unfollow', data }, ctx, seenOf(incident)),
  acknowledge: (data, incident, ctx) => decideCommon('incident', { type: 'acknowledge', data }, ctx, seenOf(incident)),
  urge: (data, incident, ctx) => decideCommon('incident', { type: 'urge', data }, ctx, seenOf(incident)),
  answerUrge: (data, incident, ctx) => decideCommon('incident', { type: 'answerUrge', data }, ctx, seenOf(incident)),
  supervise: (data, incident, ctx) => decideCommon('incident', { type: 'supervise', data }, ctx, seenOf(incident)),
  retarget: (data, incident, ctx) => decideCommon('incident', { type: 'retarget', data }, ctx, seenOf(incident)),
  relieve: handling.relieve,
  requeue: handling.requeue,
};
