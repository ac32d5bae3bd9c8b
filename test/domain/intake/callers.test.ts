/** Who reports, and who acts for a reporter who cannot: callers without an account, people who have left, people of elsewhere. */
import {
  answer,
  ask,
  create,
  escalation,
  plain,
  report,
  resolve,
  because,
  hold,
  queuedIncident,
  takenCall,
} from '../../support/factories.ts';
import { given, hours } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, stranger, agent, cityAgent, provinceAgent, li, system } = people;
const caller = { caller: 'Ms Sun', reporter: undefined };
const phoned = (data: object = {}) => given('call').when(agent, create({ caller: 'Ms Sun', ...data }));
const weighed = { impact: '2', urgency: '2' };
const incident = (data: object = {}) =>
  given('incident').when(agent, create({ caller: 'Ms Sun', queue: 'donghu-l2', ...weighed, ...data }));
const supplied = { type: 'supplyInfo', data: { text: 'Lot 88' } };
const question = { type: 'requestInfo', data: { question: 'Which lot?' } };
const relieve = (person: string) => ({ type: 'relieve', data: { person, reason: 'Retired' } });

describe('N19 a caller without an account', () => {
  test('is a name, a unit and a contact, and no party', () => {
    phoned()
      .thenEvents('created', 'taken')
      .thenView({
        caller: 'Ms Sun',
        contact: report.contact,
        parties: expect.not.objectContaining({ requester: expect.anything() }),
      });
    incident().thenEvents('created').thenView({ caller: 'Ms Sun' });
  });

  test.each(['call', 'incident'] as const)('a %s needs somebody who reports it, one, and within reach', (process) => {
    const more = process === 'incident' ? weighed : {};
    const opened = (data: object) => given(process).when(agent, create({ ...more, ...data }));
    opened({}).thenRefused('invalid-data', '/reporter missing');
    opened({ reporter: requester.id, caller: 'Ms Sun' }).thenRefused('invalid-data', '/caller one-only');
    opened({ caller: 'Ms Sun', contact: undefined }).thenRefused('contact-missing');
  });

  test('a requester reports in his own name', () => {
    given('call').when(requester, create(caller)).thenRefused('not-permitted');
  });

  test('what a call waits for him with is the desk’s, and the desk says it for him', () => {
    phoned()
      .when(agent, question)
      .thenWaitsFor(`${agent.id}: supplyInfo`)
      .when(agent, supplied)
      .when(agent, answer())
      .thenWaitsFor('desk-agent@/dx/donghu/linxi/school: confirm')
      .when(agent, plain('confirm'))
      .thenRefused('self-confirm')
      .when(agent, because('refuseAnswer'))
      .thenEvents('answerRefused')
      .when(agent, answer())
      .when(provinceAgent, plain('confirm'))
      .thenEvents('confirmed', 'closed');
  });

  test('a reporter who has an account refuses and reopens himself', () => {
    takenCall().when(agent, answer()).thenNotAllowed(provinceAgent, 'confirm', 'refuseAnswer');
    queuedIncident()
      .when(li, plain('start'))
      .when(li, resolve())
      .thenNotAllowed(agent, 'reopen')
      .thenAllowed(requester, 'reopen');
  });

  test('what an incident waits for him with is the desk’s of his unit', () => {
    incident()
      .when(li, plain('start'))
      .when(li, hold('user'))
      .thenWaitsFor('desk-agent@/dx/donghu/linxi/school: supplyInfo', `${li.id}: resume`)
      .when(agent, supplied)
      .thenEvents('infoSupplied', 'resumed')
      .when(li, resolve())
      .thenWaitsFor('desk-agent@/dx/donghu/linxi/school: confirm')
      .when(agent, because('reopen'))
      .thenEvents('reopened')
      .when(li, resolve())
      .when(agent, plain('confirm'))
      .thenEvents('confirmed', 'closed');
  });

  test('a colleague of his unit, who has one, acts as for any reporter', () => {
    phoned().when(agent, answer()).thenAllowed(colleague, 'confirm').thenNotAllowed(stranger, 'confirm');
  });

  test('the desk is told what he would be told, and not of its own acts', () => {
    phoned().thenTold('caller-to-tell').when(agent, answer()).thenTold('caller-to-tell').thenTold('call-answered');
    phoned().when(agent, question).fastForward(hours(80)).thenTold('caller-to-tell', agent.id);
    incident().when(li, plain('start')).when(li, resolve()).thenTold('caller-to-tell');
    incident().when(li, plain('start')).when(agent, because('cancel')).thenRefused('not-permitted');
  });

  test('he goes with his call to an incident, first or later', () => {
    const first = phoned().when(agent, escalation);
    expect(first.stage.viewOf('INC-000001')).toMatchObject({ caller: 'Ms Sun', counts: { reporters: 1 } });
    given('call', { stage: first.stage })
      .when(cityAgent, create({ caller: 'Mr Qian', unit: '/dx/donghu/court' }))
      .when(cityAgent, { type: 'join', data: { incident: 'INC-000001' } });
    expect(first.stage.viewOf('INC-000001')).toMatchObject({ counts: { reporters: 2 } });
    expect(first.stage.undelivered).toEqual([]);
  });

  test('he is no child’s requester, and no target’s of a merge', () => {
    const parent = incident();
    const child = given('incident', { stage: parent.stage }).when(
      agent,
      create({ caller: 'Mr Wu', queue: 'donghu-l2', ...weighed }),
    );
    child
      .when(li, plain('start'))
      .when(li, { type: 'attachParent', data: { parent: parent.caseId } })
      .thenEvents('parentAttached')
      .when(li, { type: 'merge', data: { target: parent.caseId } })
      .thenEvents('merged');
    expect(parent.stage.undelivered).toEqual([]);
    expect(parent.stage.viewOf(parent.caseId)).toMatchObject({ counts: { reporters: 2, children: 0 } });
    incident().when(li, plain('start')).when(li, ask).thenEvents('escalated');
  });
});

describe('N19 a reporter who has left', () => {
  test('is waited for no more: the desk acts for him, and is told', () => {
    takenCall()
      .when(agent, question)
      .thenWaitsFor(`${requester.id}: supplyInfo`)
      .when(system, relieve(requester.id))
      .thenEvents('relieved')
      .thenTold('call-relieved')
      .thenWaitsFor(`${agent.id}: supplyInfo`)
      .when(agent, supplied)
      .when(agent, answer())
      .thenAllowed(provinceAgent, 'confirm')
      .when(system, relieve(requester.id))
      .thenEvents();
  });

  test('what is told of him is told once: the second time he has no place here', () => {
    queuedIncident()
      .when(system, relieve(requester.id))
      .thenEvents('relieved')
      .when(li, plain('start'))
      .thenTold('caller-to-tell');
  });
});

describe('N25 a reporter of elsewhere', () => {
  test.each(['call', 'incident'] as const)('is named twice for a %s, since he will read it', (process) => {
    const more = process === 'incident' ? weighed : {};
    const named = (data: object) => given(process).when(agent, create({ ...more, reporter: stranger.id, ...data }));
    named({}).thenRefused('invalid-data', '/reporter elsewhere');
    named({ reporterElsewhere: true }).thenView({ parties: expect.objectContaining({ requester: stranger.id }) });
    named({ reporter: 'nobody', reporterElsewhere: true }).thenRefused('invalid-data', '/reporter unknown');
  });

  test('nobody on the line of the unit is, above, below, or beside it at the same office', () => {
    given('call')
      .when(agent, create({ reporter: requester.id, unit: '/dx/donghu/linxi/hospital' }))
      .thenEvents('created', 'taken');
    for (const { id } of [cityAgent, provinceAgent, colleague, agent])
      given('call')
        .when(agent, create({ reporter: id }))
        .thenEvents('created', 'taken');
    given('call')
      .when(cityAgent, create({ reporter: requester.id, unit: '/dx/donghu/court' })) // he serves both
      .thenEvents('created', 'taken');
  });
});
