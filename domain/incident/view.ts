/** What lists and people see of an incident, and who must act next. */
import { orgLineOf } from '../kernel/access.ts';
import { nextWakeUp, readings } from '../kernel/clocks.ts';
import type { Audience, CaseState, CaseView, Millis } from '../kernel/process.ts';
import { nextPromise } from '../kernel/promise.ts';
import { breachesTakenBack } from '../kernel/retarget.ts';
import type { IncidentFields } from './contract.ts';
import type { Incident, IncidentState } from './state.ts';

export type IncidentView = CaseView<Incident['status']> & IncidentFields;
type Readings = CaseView['readings'];

/** What access looks at. */
export function seenOf({ unit, reporter, reporters, assignee, major, place, common: { followers } }: Incident) {
  const commander = major?.commander;
  const others = [...new Set(reporters.map((one) => one.reporter))].filter((id) => id !== reporter);
  return {
    orgLine: orgLineOf(unit),
    parties: {
      requester: reporter,
      unit,
      ...(assignee ? { assignee } : {}),
      ...(commander ? { commander } : {}),
      followers,
      ...(others.length > 0 ? { reporters: others } : {}),
    },
    ...(place ? { queue: place.queue, queueOrg: place.queueOrg } : {}),
  };
}

/** The view at `at`, the instant of the newest event. Throws before the first one: there is nothing to show. */
export function viewOf({ caseId, state, clocks, pins, mode, seq }: CaseState<IncidentState>, at: Millis): IncidentView {
  if (state.status === 'none') throw new Error('Nothing to show before the first event');
  const now = readings(clocks, pins, at);
  const wakeUps = [nextWakeUp(clocks, pins, 0), state.hold?.until ?? null].filter((wake) => wake !== null);
  const takenBack = breachesTakenBack(clocks);
  return {
    _id: caseId,
    process: 'incident',
    mode,
    version: seq,
    status: state.status,
    title: state.title,
    orgPath: state.unit,
    ...seenOf(state),
    ...(state.place ? { tier: state.place.tier } : {}),
    application: state.application,
    waitsFor: waitsFor(state, now),
    readings: now,
    ...(takenBack > 0 ? { takenBack } : {}),
    dueAt: nextPromise(now),
    nextWakeUp: wakeUps.length > 0 ? Math.min(...wakeUps) : null, // what was due is on record, so the earliest left
    openedAt: state.openedAt,
    updatedAt: at,
    ...(state.endedAt === undefined ? {} : { closedAt: state.endedAt }),
    ...ownFields(state, now),
  };
}

type Wait = CaseView['waitsFor'][number];

function waitsFor(incident: Incident, now: Readings): Wait[] {
  const due = (clock: string) => now[clock]?.dueAt ?? null;
  const { status, assignee, place, unit, major, majorProposed, common } = incident;
  if (status === 'closed' || status === 'canceled') return [];
  const desk: Audience = place ? { team: place.queue } : { role: 'desk-agent', orgPath: unit };
  const hands: Audience = assignee ? { person: assignee } : desk;
  const owner: Audience = { role: 'process-owner', orgPath: unit };
  return [
    ...mainWait(incident, { desk, hands, due }),
    ...(common.urge.open ? [{ to: hands, command: 'answerUrge', dueAt: due('urge-answer') }] : []),
    ...(majorProposed ? [{ to: owner, command: 'declareMajor', dueAt: null }] : []),
    ...(major && status !== 'resolved'
      ? [{ to: { person: major.commander }, command: 'postUpdate', dueAt: due('major-update') }]
      : []),
  ];
}

type Around = { desk: Audience; hands: Audience; due: (clock: string) => Millis | null };

function mainWait(incident: Incident, { desk, hands, due }: Around): Wait[] {
  switch (incident.status) {
    case 'new':
      return [{ to: desk, command: 'triage', dueAt: due('response') }];
    case 'queued':
      return [{ to: desk, command: 'claim', dueAt: due('ola-pickup') }];
    case 'assigned':
      return [{ to: hands, command: 'start', dueAt: due('ola-pickup') }];
    case 'in-progress':
      return [{ to: hands, command: 'resolve', dueAt: due('resolution') }];
    case 'on-hold':
      return holdWait(incident, hands);
    case 'resolved':
      return endWait(incident, { desk, hands, due });
    case 'closed':
    case 'canceled':
      return [];
    default:
      return incident.status satisfies never;
  }
}

function holdWait({ hold, reporter }: Incident, hands: Audience): Wait[] {
  const resume: Wait = { to: hands, command: 'resume', dueAt: hold?.until ?? null };
  return hold?.reason === 'user' || hold?.reason === 'evidence'
    ? [{ to: { person: reporter }, command: 'supplyInfo', dueAt: null }, resume]
    : [resume];
}

function endWait(incident: Incident, { due }: Around): Wait[] {
  const { confirmed, windowOver, report, major, reporter, assignee, place, unit } = incident;
  const owesReport = report === 'owed' || report === 'returned';
  const supervisor: Audience = { role: 'supervisor', orgPath: place?.queueOrg ?? unit };
  return [
    ...(confirmed || windowOver
      ? []
      : [{ to: { person: reporter }, command: 'confirm', dueAt: due('confirm') } as const]),
    ...(owesReport
      ? [{ to: assignee ? { person: assignee } : supervisor, command: 'fileReport', dueAt: due('report') } as const]
      : []),
    ...(major && !owesReport && (confirmed || windowOver) ? [{ to: supervisor, command: 'close', dueAt: null }] : []),
  ];
}

function ownFields(incident: Incident, now: Readings): IncidentFields {
  const { channel, description, impact, urgency, priority, accepted, confirmed, majorProposed, common } = incident;
  return {
    channel,
    description,
    impact,
    urgency,
    priority,
    accepted,
    confirmed,
    majorProposed,
    ...optionalFields(incident),
    major: incident.major !== undefined,
    breached: Object.values(now).some(
      ({ kind, state }) => kind === 'sla' && (state === 'breached' || state === 'late'),
    ),
    urged: common.urge.open,
    supervised: common.supervision !== undefined,
    counts: {
      reopened: incident.reopened,
      handBacks: Object.values(incident.handBacks).reduce((sum, times) => sum + times, 0),
      urges: common.urge.times,
      children: incident.children.length,
      reporters: 1 + incident.reporters.length,
      comments: common.comments,
      links: common.links,
    },
  };
}

function optionalFields(incident: Incident): Partial<IncidentFields> {
  const { contact, call, followUpOf, category, item, hold, solved, report, onsite, parent, mergedInto, rating } =
    incident;
  return {
    ...(contact ? { contact } : {}),
    ...(call ? { call } : {}),
    ...(followUpOf ? { followUpOf } : {}),
    ...(category ? { category } : {}),
    ...(item ? { item } : {}),
    ...(hold ? { hold: { reason: hold.reason, until: hold.until ?? null, reminders: hold.reminders } } : {}),
    ...(solved ? { solution: solved.solution, causeCode: solved.causeCode, resolvedBy: solved.by } : {}),
    ...(report ? { reportState: report } : {}),
    ...(onsite ? { onsite } : {}),
    ...(parent ? { parent } : {}),
    ...(mergedInto ? { mergedInto } : {}),
    ...(rating ? { rating } : {}),
  };
}
