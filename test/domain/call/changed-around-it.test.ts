/** What changes around an open call: people who leave, and policies that are set anew. */
import type { Pins } from '../../../domain/kernel/process.ts';
import { answer, escalation, newCall, plain, takenCall } from '../../support/factories.ts';
import { hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, agent, yang, cityAgent, head, li, system } = people;
const relieve = (successor?: string) => ({
  type: 'relieve',
  data: { person: agent.id, reason: 'Has left', ...(successor === undefined ? {} : { successor }) },
});

test('R043 call.relieve lets what he had in service be taken again', () => {
  takenCall()
    .when(system, relieve())
    .thenEvents('relieved')
    .thenView({ status: 'new' })
    .thenTold('call-relieved', 'linxi-desk')
    .thenAllowed(agent, 'take');
});

test('what waits, is answered or escalated stays so, without him', () => {
  const without = { parties: expect.not.objectContaining({ assignee: agent.id }) };
  const asked = { type: 'requestInfo', data: { question: 'Which batch?' } };
  takenCall()
    .when(agent, asked)
    .when(system, relieve())
    .thenView({ status: 'waiting', ...without });
  takenCall()
    .when(agent, answer())
    .when(system, relieve())
    .thenView({ status: 'answered', ...without });
  takenCall()
    .when(agent, escalation)
    .when(system, relieve())
    .thenView({ status: 'escalated', ...without });
});

test('a successor must sit in its queue', () => {
  takenCall().when(system, relieve(cityAgent.id)).thenView({ status: 'new' });
  takenCall().when(system, relieve(li.id)).thenView({ status: 'new' });
});

test('who has no place in it leaves nothing behind', () => {
  newCall().when(system, relieve()).thenEvents();
  newCall().when(agent, plain('follow')).when(system, relieve()).thenEvents('relieved');
});

const requeue = (from: string, queue: string, person?: { id: string }) => ({
  type: 'requeue',
  data: { from, queue, reason: 'The city takes calls for the county', ...(person && { person: person.id }) },
});

test('call.requeue takes it to the desk that goes on, where it waits to be taken', () => {
  takenCall()
    .when(system, requeue('linxi-desk', 'donghu-desk', agent))
    .thenEvents('requeued')
    .thenView({ status: 'new', queue: 'donghu-desk' })
    .thenTold('call-requeued', 'donghu-desk')
    .thenAllowed(cityAgent, 'take');
  newCall()
    .when(yang, plain('take'))
    .when(system, requeue('linxi-desk', 'donghu-desk', yang))
    .thenView({ status: 'in-service', queue: 'donghu-desk', parties: expect.objectContaining({ assignee: yang.id }) });
  takenCall()
    .when(agent, escalation)
    .when(system, requeue('linxi-desk', 'donghu-desk'))
    .thenView({ status: 'escalated', queue: 'donghu-desk' });
});

test('a call that lies elsewhere stays, whichever of its further desks is closed', () => {
  newCall()
    .when(system, requeue('donghu-l2', 'dx-l2'))
    .thenEvents('requeued')
    .thenTold('call-requeued')
    .thenView({ status: 'new', queue: 'linxi-desk' });
  newCall().when(system, requeue('xiling-l2', 'dx-l2')).thenEvents();
  newCall().when(system, requeue('linxi-desk', 'dx-old')).thenRefused('target-not-open');
});

function pinsWith(story: Story, targetMs: number): Pins {
  const { pins } = story.stage.kaseOf(story.caseId);
  const { response, ...others } = pins.sla.clocks;
  if (!response) throw new Error('no response clock');
  return {
    ...pins,
    sla: { ...pins.sla, version: 2, clocks: { ...others, response: { ...response, targets: [{ ms: targetMs }] } } },
  };
}

test('call.retarget sets the promise anew (event retargeted)', () => {
  const story = newCall();
  const pins = pinsWith(story, hours(2));
  const data = {
    policyVersion: 'call@2',
    calendars: Object.values(pins.calendars),
    reason: 'Agreed with the customer',
  };
  story
    .when(head, { type: 'retarget', data }, { facts: { pins } })
    .thenEvents('retargeted')
    .thenClock('response', { targetMs: hours(2), generation: 2 })
    .thenTold('call-retargeted', 'linxi-desk', requester.id);
});
