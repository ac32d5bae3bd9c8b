/** N23: calls go from person to person and from desk to desk, and none is nobody's. */
import type { Actor } from '../../../domain/kernel/process.ts';
import { answer, because, newCall, plain, takenCall } from '../../support/factories.ts';
import { people } from '../../support/sample.ts';

const { requester, agent, yang, cityAgent, provinceAgent, li, cityHead, xilingHead, owner, system } = people;
const dispatch = (person: Actor) => ({ type: 'dispatch', data: { person: person.id } });
const transfer = (queue: string) => ({ type: 'transfer', data: { queue, reason: 'Many calls' } });
/** Leads the county's desk. */
const leader: Actor = { ...agent, id: 'lead-linxi', leads: ['linxi-desk'] };

describe('call.dispatch', () => {
  test('gives a call to a member of its desk, who takes it; his time to respond runs on', () => {
    newCall()
      .when(cityHead, dispatch(yang))
      .thenEvents('dispatched')
      .thenTold('call-dispatched', yang.id)
      .thenView({ status: 'new', parties: expect.objectContaining({ assignee: yang.id }) })
      .thenWaitsFor(`${yang.id}: take`)
      .thenClock('response', { state: 'running' })
      .when(yang, plain('take'))
      .thenClock('response', { state: 'met' });
  });

  test('is for the lead of the desk and its supervisors', () => {
    newCall().when(leader, dispatch(yang)).thenEvents('dispatched');
    for (const somebody of [agent, cityAgent, xilingHead, owner, requester])
      newCall().when(somebody, dispatch(yang)).thenRefused('not-permitted');
  });

  test('takes a call from one agent to the other, who goes on with it', () => {
    takenCall()
      .when(cityHead, dispatch(yang))
      .thenView({ status: 'in-service' })
      .thenWaitsFor(`${yang.id}: answer`)
      .when(cityHead, dispatch(yang))
      .thenRefused('invalid-data', '/person unchanged')
      .when(yang, answer())
      .thenEvents('answered')
      .when(cityHead, dispatch(agent))
      .thenRefused('wrong-status');
  });

  test('not to somebody who serves another desk or is not at work', () => {
    newCall()
      .when(cityHead, dispatch(cityAgent))
      .thenRefused('wrong-tier')
      .when(cityHead, dispatch(li))
      .thenRefused('wrong-tier');
    const gone = { facts: { person: { id: yang.id, active: false, teams: yang.teams } } };
    newCall().when(cityHead, dispatch(yang), gone).thenRefused('target-not-open');
  });

  test('who leaves before he takes it leaves it to the desk', () => {
    const relieve = { type: 'relieve', data: { person: yang.id, reason: 'Has left' } };
    newCall().when(cityHead, dispatch(yang)).when(system, relieve).thenWaitsFor('linxi-desk: take');
  });
});

describe('call.transfer', () => {
  test('brings a call to another desk, where it is taken', () => {
    takenCall()
      .when(agent, transfer('donghu-desk'))
      .thenEvents('transferred')
      .thenTold('call-transferred', 'donghu-desk')
      .thenView({ status: 'new', queue: 'donghu-desk', parties: expect.not.objectContaining({ assignee: agent.id }) })
      .thenWaitsFor('donghu-desk: take')
      .thenClock('first-line', { state: 'running' })
      .when(cityAgent, plain('take'))
      .thenEvents('taken');
  });

  test('whose caller is waited for is waited for on', () => {
    takenCall()
      .when(agent, { type: 'requestInfo', data: { question: 'Which?' } })
      .when(cityHead, transfer('dx-desk'))
      .thenView({ status: 'waiting', queue: 'dx-desk' })
      .when(requester, { type: 'supplyInfo', data: { text: 'Lot 7' } })
      .thenWaitsFor('dx-desk: answer');
  });

  test('within the first line, on the line of its unit, to an open desk that has it not', () => {
    takenCall()
      .when(agent, transfer('donghu-l2'))
      .thenRefused('wrong-tier')
      .when(agent, transfer('xiling-l2'))
      .thenRefused('target-not-open')
      .when(agent, transfer('nowhere'))
      .thenRefused('target-not-open')
      .when(agent, transfer('linxi-desk'))
      .thenRefused('invalid-data', '/queue unchanged')
      .when(requester, transfer('dx-desk'))
      .thenRefused('not-permitted')
      .when(agent, answer())
      .when(agent, transfer('dx-desk'))
      .thenRefused('wrong-status');
  });
});

test('N23 a desk above takes a call that it may escalate', () => {
  newCall().when(provinceAgent, plain('take')).thenEvents('taken').thenWaitsFor(`${provinceAgent.id}: answer`);
  newCall().when(cityAgent, plain('take')).thenEvents('taken');
  newCall()
    .when(li, plain('take'))
    .thenRefused('not-permitted')
    .when(agent, because('leave'))
    .thenRefused('wrong-status');
});
