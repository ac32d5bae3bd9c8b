/** What follows from a call's events, as data; whom a clock's ladder tells stands in clocks.ts. */
import type { CreateIncident } from '../incident/contract.ts';
import type { CaseEvent, Effect, Reactions } from '../kernel/process.ts';
import { person, team, tell, unreached } from '../kernel/tell.ts';
import { supervisorHears } from '../kernel/urge.ts';
import type { Call, CallEvent, CallState } from './state.ts';

type Of<K extends CallEvent['type']> = CaseEvent<Extract<CallEvent, { type: K }>>;

/** Nothing follows from what happened before there was a call. */
const of =
  <E extends CaseEvent<CallEvent>>(react: (event: E, call: Call) => Effect[]) =>
  (event: E, state: CallState): Effect[] =>
    state.status === 'none' ? [] : react(event, state);

const toReporter = of((event, call) => tell(event, [person(call.reporter)], { title: call.title }));
const toAgent = of((event, call) => tell(event, [person(call.assignee) ?? team(call.queue)], { title: call.title }));

export const callReactions: Reactions<CallState, CallEvent> = {
  'call.created': of((event, call) => tell(event, [team(call.queue)], { title: call.title })),
  'call.taken': toReporter,
  'call.infoRequested': toReporter,
  'call.infoSupplied': toAgent,
  'call.answered': toReporter,
  'call.answerRefused': toAgent,
  'call.escalated': of((event: Of<'call.escalated'>, call) => [
    ...tell(event, [person(call.reporter)], { title: call.title }),
    { kind: 'start', process: 'incident', data: incidentOf(event, call), ref: { incident: 'new' } },
  ]),
  'call.joined': of((event: Of<'call.joined'>, call) => [
    ...tell(event, [person(call.reporter)], { title: call.title }),
    {
      kind: 'command',
      process: 'incident',
      caseId: event.data.incident,
      command: 'addReporter',
      data: { call: event.caseId, reporter: call.reporter },
      ref: { incident: event.data.incident },
    },
  ]),
  'call.caseStarted': of((_event, { incident, unpassed = [] }) =>
    incident === undefined ? [] : unpassed.map((text) => words(incident, text)),
  ),
  'call.returned': toAgent,
  'call.commented': of((event: Of<'call.commented'>, call) => [
    ...tell(
      event,
      [event.data.audience === 'public' ? person(call.reporter) : undefined, person(call.assignee) ?? team(call.queue)],
      { title: call.title },
    ),
    ...passingOn(event, call),
  ]),
  'call.closed': toReporter,
  'call.canceled': toReporter,
  'call.urged': of((event, call) => [
    ...tell(event, [person(call.assignee) ?? team(call.queue)], { title: call.title }),
    ...(supervisorHears(call.common.urge)
      ? tell(event, [{ role: 'supervisor', orgPath: call.queueOrg ?? call.unit }], { title: call.title })
      : []),
  ]),
  'call.urgeAnswered': of((event, call) =>
    tell(event, [person(call.reporter), ...call.common.followers.map(person)], { title: call.title }),
  ),
  'call.supervised': toAgent,
  'call.relieved': toAgent,
  'call.requeued': of((event: Of<'call.requeued'>, call) =>
    event.data.moved ? tell(event, [person(call.assignee) ?? team(call.queue)], { title: call.title }) : [],
  ),
  'call.retargeted': of((event, call) =>
    tell(event, [person(call.assignee) ?? team(call.queue), person(call.reporter)], { title: call.title }),
  ),
  'call.effectFailed': of((event: Of<'call.effectFailed'>, call) => {
    const agent = person(call.assignee) ?? team(call.queue);
    if (event.data.kind !== 'notify') return tell(event, [agent], { title: call.title });
    return event.data.to === call.reporter ? unreached(event, [agent], call.title) : [];
  }),
};

/** What the caller says of an escalated call is said to those who work on its incident. */
const passingOn = ({ by, data }: Of<'call.commented'>, { status, incident }: Call): Effect[] =>
  status === 'escalated' && incident !== undefined && by.role === 'requester' ? [words(incident, data.text)] : [];

/** To the incident, or to the one that it was merged into. */
const words = (incident: string, text: string): Effect => ({
  kind: 'command',
  process: 'incident',
  caseId: incident,
  command: 'supplyInfo',
  data: { text },
  onward: true,
  ref: { words: true },
});

function incidentOf({ data, caseId }: Of<'call.escalated'>, call: Call): CreateIncident {
  const { channel, reporter, unit, application, title, description, contact, openedAt, followUpOf } = call;
  return {
    channel,
    reporter,
    unit,
    application,
    title,
    description,
    contact,
    ...(followUpOf === undefined ? {} : { followUpOf }),
    ...data,
    call: caseId,
    receivedAt: openedAt,
  };
}
