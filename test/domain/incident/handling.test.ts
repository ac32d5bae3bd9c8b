/** How an incident begins, who has it, and how it moves between queues and tiers. */
import {
  ask,
  because,
  claimedIncident,
  create,
  handBack,
  hold,
  newIncident,
  plain,
  queuedIncident,
  startedIncident,
} from '../../support/factories.ts';
import { given, hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { requester, stranger, agent, cityAgent, provinceAgent, li, zhao, chen, wang, hu } = people;
const { cityHead, xilingHead, head, owner, system, auditor } = people;
const weight = { reporter: requester.id, impact: '2', urgency: '2' };
const to = (queue: string) => ({ type: 'transfer', data: { queue, reason: 'Theirs' } });
const dispatch = (person: string) => ({ type: 'dispatch', data: { person } });
const triage = (queue: string, data: object = {}) => ({
  type: 'triage',
  data: { queue, category: 'payment-failure', impact: '2', urgency: '1', ...data },
});

const atTheTop = () => startedIncident().when(li, ask).when(wang, plain('start'));
const up = (story: Story) => story.when(li, ask).when(wang, plain('start'));

describe('incident.create', () => {
  test('incident.create with a queue is queued there, its clocks running', () => {
    queuedIncident()
      .thenEvents('created')
      .thenView({
        status: 'queued',
        queue: 'donghu-l2',
        tier: 'L2',
        priority: 'P3',
        accepted: false,
        application: 'payment',
      })
      .thenWaitsFor('donghu-l2: claim')
      .thenTold('incident-created', 'donghu-l2', requester.id)
      .thenClock('response', { state: 'running', targetMs: hours(1) })
      .thenClock('resolution', { state: 'running', targetMs: hours(16) })
      .thenClock('ola-l2', { state: 'running' })
      .thenClock('ola-pickup', { state: 'running' });
  });

  test('incident.create without a queue is new at the nearest first line', () => {
    newIncident()
      .thenView({ status: 'new', queue: 'linxi-desk', tier: 'L1' })
      .thenWaitsFor('linxi-desk: triage')
      .thenClock('ola-l1', { state: 'running' });
  });

  test('incident.create where nobody staffs a first line waits for any desk agent', () => {
    given('incident')
      .when(system, create({ ...weight, unit: '/lone/office' }))
      .thenView({ status: 'new' })
      .thenWaitsFor('desk-agent@/lone/office: triage');
  });

  test('incident.create from a call of a place with no tier above is new', () => {
    given('incident')
      .when(system, create({ ...weight, unit: '/lone/office', call: 'CAL-000001', receivedAt: 0 }))
      .thenView({ status: 'new', call: 'CAL-000001' });
  });

  test('incident.create as P1 asks for a visit at once', () => {
    queuedIncident({ impact: '1', urgency: '1' })
      .thenEvents('created', 'onsiteRequested', 'caseStarted')
      .thenView({ priority: 'P1', onsite: 'requested', workOrder: 'WO-000001' })
      .thenEffects({ kind: 'start', process: 'work-order' })
      .thenClock('on-site', { state: 'running', targetMs: hours(2) });
  });

  test('incident.create is for desk agents and calls, within their organisations', () => {
    given('incident').when(requester, create(weight)).thenRefused('not-permitted');
    given('incident')
      .when(cityAgent, create({ ...weight, unit: '/dx/court' }))
      .thenRefused('invalid-data', '/unit unknown');
    given('incident').when(provinceAgent, create(weight)).thenEvents('created');
  });

  test('incident.create takes the time of receipt and the call from the product only', () => {
    given('incident')
      .when(agent, create({ ...weight, receivedAt: 0 }))
      .thenRefused('not-permitted');
    given('incident')
      .when(agent, create({ ...weight, call: 'CAL-000001' }))
      .thenRefused('not-permitted');
  });

  test('incident.create refuses a queue that is unknown, retired, or off the line of the unit', () => {
    for (const queue of ['nobody', 'dx-old', 'xiling-l2'])
      given('incident')
        .when(agent, create({ ...weight, queue }))
        .thenRefused('target-not-open');
  });

  test('incident.create refuses an unknown unit, reporter or predecessor, and a weight without priority', () => {
    given('incident')
      .when(system, create({ ...weight, unit: '/dx/nowhere' }))
      .thenRefused('invalid-data', '/unit unknown');
    given('incident')
      .when(agent, create({ ...weight, reporter: 'nobody' }))
      .thenRefused('invalid-data', '/reporter unknown');
    given('incident')
      .when(agent, create({ ...weight, followUpOf: 'INC-000099' }))
      .thenRefused('invalid-data', '/followUpOf unknown');
    given('incident')
      .when(agent, create(weight), { facts: { priority: 'P9' } })
      .thenRefused('invalid-data', '/impact no-priority');
  });

  test('incident.create that follows an open incident does not go to its queue', () => {
    const { stage, caseId } = queuedIncident();
    newIncident({ followUpOf: caseId }, { stage }).thenView({ status: 'new', followUpOf: caseId });
  });
});

describe('incident.triage', () => {
  test('incident.triage gives queue, category and weight', () => {
    newIncident()
      .when(agent, triage('donghu-l2'))
      .thenEvents('triaged')
      .thenView({ status: 'queued', queue: 'donghu-l2', tier: 'L2', priority: 'P2', category: 'payment-failure' })
      .thenTold('incident-triaged', 'donghu-l2')
      .thenClock('ola-l1', { state: 'met' })
      .thenClock('ola-l2', { state: 'running' });
  });

  test('incident.triage is refused to a requester, for a queue off the line, and when it was done', () => {
    newIncident()
      .when(requester, triage('donghu-l2'))
      .thenRefused('not-permitted')
      .when(agent, triage('xiling-l2'))
      .thenRefused('target-not-open');
    queuedIncident().when(agent, triage('donghu-l2')).thenRefused('wrong-status');
  });

  test('incident.reprioritise changes the weight and keeps what has run', () => {
    startedIncident()
      .fastForward(hours(1))
      .when(li, { type: 'reprioritise', data: { impact: '1', urgency: '2', reason: 'Month end' } })
      .thenEvents('priorityChanged')
      .thenView({ priority: 'P2' })
      .thenClock('resolution', { state: 'running', targetMs: hours(8), generation: 2 });
    startedIncident()
      .when(
        li,
        { type: 'reprioritise', data: { impact: '1', urgency: '2', reason: 'x' } },
        { facts: { priority: 'P7' } },
      )
      .thenRefused('invalid-data');
  });
});

describe('who has it', () => {
  test('incident.claim by a member accepts it; nobody else may', () => {
    queuedIncident()
      .when(wang, plain('claim'))
      .thenRefused('not-permitted')
      .when(li, plain('claim'))
      .thenEvents('claimed', 'accepted')
      .thenView({ status: 'assigned', accepted: true, parties: expect.objectContaining({ assignee: li.id }) })
      .thenWaitsFor('eng-donghu-1: start')
      .thenClock('response', { state: 'met' })
      .thenClock('ola-pickup', { state: 'met' })
      .when(zhao, plain('claim'))
      .thenRefused('wrong-status');
  });

  test('incident.claim of a new one is the first line taking it up itself', () => {
    newIncident().when(agent, plain('claim')).thenEvents('claimed', 'accepted');
  });

  test('incident.dispatch names a person of the queue, who has not accepted by that', () => {
    queuedIncident()
      .when(cityHead, dispatch(li.id))
      .thenEvents('dispatched')
      .thenView({ status: 'assigned', accepted: false, parties: expect.objectContaining({ assignee: li.id }) })
      .thenTold('incident-dispatched', li.id)
      .thenClock('response', { state: 'running' })
      .thenClock('ola-pickup', { state: 'running' });
  });

  test('incident.dispatch refuses somebody unknown, deactivated or of another tier', () => {
    queuedIncident()
      .when(cityHead, dispatch('nobody'))
      .thenRefused('target-not-open')
      .when(cityHead, dispatch(li.id), { facts: { person: { id: li.id, active: false, teams: li.teams } } })
      .thenRefused('target-not-open')
      .when(cityHead, dispatch(wang.id))
      .thenRefused('wrong-tier')
      .when(li, dispatch(li.id))
      .thenRefused('not-permitted');
  });

  test('incident.dispatch is for the supervisor of the queue or of an organisation above it', () => {
    queuedIncident().when(xilingHead, dispatch(li.id)).thenRefused('not-permitted');
    queuedIncident().when(head, dispatch(li.id)).thenEvents('dispatched');
    startedIncident().when(li, ask).when(cityHead, dispatch(wang.id)).thenRefused('not-permitted');
  });

  test('incident.dispatch to another person of one on hold resumes it and hands it over anew', () => {
    startedIncident()
      .when(li, hold('vendor'))
      .when(cityHead, dispatch(zhao.id))
      .thenEvents('resumed', 'dispatched')
      .thenView({ status: 'assigned', accepted: false })
      .thenClock('ola-pickup', { state: 'running' });
  });

  test('N47 incident.dispatch to somebody of the right tier in another queue says so, with the queues that may have it', () => {
    const facts = { person: { id: 'somebody', active: true, teams: ['donghu-apps'] }, personTiers: ['L2'] } as const;
    queuedIncident().when(cityHead, dispatch('somebody'), { facts }).thenRefused('other-queue');
    queuedIncident()
      .when(cityHead, dispatch('somebody'), { facts: { ...facts, personTiers: ['L3'] } })
      .thenRefused('wrong-tier');
  });

  test('incident.dispatch where no desk has it is refused', () => {
    given('incident')
      .when(system, create({ ...weight, unit: '/lone/office' }))
      .when({ ...head, grants: [{ role: 'supervisor', orgPath: '/lone' }] }, dispatch(li.id))
      .thenRefused('wrong-tier');
  });

  test('incident.decline gives it back to the queue and tells the supervisor', () => {
    queuedIncident()
      .when(cityHead, dispatch(li.id))
      .when(zhao, because('decline'))
      .thenRefused('not-permitted')
      .when(li, because('decline'))
      .thenEvents('declined')
      .thenTold('incident-declined', 'supervisor@/dx/donghu', 'donghu-l2')
      .thenView({ status: 'queued' })
      .thenWaitsFor('donghu-l2: claim');
  });

  test('incident.start claims and accepts what nobody has, accepts what was dispatched', () => {
    queuedIncident()
      .when(li, plain('start'))
      .thenEvents('claimed', 'accepted', 'started')
      .thenView({ status: 'in-progress' });
    queuedIncident().when(cityHead, dispatch(li.id)).when(li, plain('start')).thenEvents('accepted', 'started');
    claimedIncident().when(li, plain('start')).thenEvents('started').thenTold('incident-started', requester.id);
    newIncident().when(agent, plain('start')).thenEvents('claimed', 'accepted', 'started');
    startedIncident().when(li, plain('start')).thenRefused('wrong-status');
  });

  test('incident.start by another member of the queue accepts what was dispatched', () => {
    queuedIncident()
      .when(cityHead, dispatch(li.id))
      .when(zhao, plain('start'))
      .thenEvents('accepted', 'started')
      .thenView({ accepted: true, parties: expect.objectContaining({ assignee: li.id }) })
      .thenClock('response', { state: 'met' })
      .thenClock('ola-pickup', { state: 'met' });
  });

  test('incident.release puts it back', () => {
    startedIncident()
      .when(zhao, because('release'))
      .thenRefused('not-permitted')
      .when(li, because('release'))
      .thenEvents('released')
      .thenTold('incident-released', 'donghu-l2')
      .thenView({ status: 'queued', accepted: false })
      .thenClock('ola-pickup', { state: 'running', generation: 2 });
  });
});

describe('incident.transfer', () => {
  test('incident.transfer goes to another queue of the tier', () => {
    atTheTop()
      .when(wang, to('dx-experts'))
      .thenEvents('transferred')
      .thenView({ status: 'queued', queue: 'dx-experts', tier: 'L3' })
      .thenTold('incident-transferred', 'dx-experts')
      .thenNotAllowed(wang, 'claim')
      .thenAllowed(hu, 'claim')
      .thenClock('ola-l3', { state: 'running', generation: 1 });
  });

  test('incident.transfer refuses another tier, a retired queue, another branch and its own queue', () => {
    atTheTop()
      .when(wang, to('dx-l2'))
      .thenRefused('wrong-tier')
      .when(wang, to('dx-software'))
      .thenRefused('invalid-data');
    startedIncident()
      .when(li, to('dx-old'))
      .thenRefused('target-not-open')
      .when(li, to('xiling-l2'))
      .thenRefused('target-not-open');
    startedIncident().when(cityHead, to('dx-l2')).thenEvents('transferred').thenView({ tier: 'L2', queue: 'dx-l2' });
  });
});

describe('incident.escalate', () => {
  test('incident.escalate goes to the first organisation upward that staffs the next tier', () => {
    startedIncident()
      .when(li, ask)
      .thenEvents('escalated')
      .thenView({ status: 'queued', queue: 'dx-software', tier: 'L3', accepted: false })
      .thenTold('incident-escalated', 'dx-software', requester.id)
      .thenClock('ola-l2', { state: 'met' })
      .thenClock('ola-l3', { state: 'running' })
      .thenClock('ola-pickup', { state: 'running' });
  });

  test('incident.escalate by a member of what nobody has claims it first; from hold it resumes first', () => {
    queuedIncident().when(li, ask).thenEvents('claimed', 'accepted', 'escalated');
    queuedIncident().when(cityHead, ask).thenEvents('escalated');
    startedIncident().when(li, hold('user')).when(li, ask).thenEvents('resumed', 'escalated');
  });

  test('incident.escalate ends at the top, and for a tier that nobody staffs goes one further', () => {
    startedIncident()
      .when(li, ask)
      .when(wang, plain('start'))
      .thenBlocked(wang, 'escalate', 'no-higher-tier')
      .when(wang, ask)
      .thenRefused('no-higher-tier');
  });

  test('incident.escalate is refused to other teams', () => {
    startedIncident().when(chen, ask).thenRefused('not-permitted').when(owner, ask).thenRefused('not-permitted');
  });
});

describe('incident.handBack', () => {
  test('incident.handBack returns it to the queue it came from, whose clock goes on where it stopped', () => {
    startedIncident()
      .fastForward(hours(1))
      .when(li, ask)
      .when(wang, plain('start'))
      .fastForward(hours(1))
      .when(wang, handBack())
      .thenEvents('handedBack')
      .thenView({ status: 'queued', queue: 'donghu-l2', tier: 'L2', counts: expect.objectContaining({ handBacks: 1 }) })
      .thenTold('incident-handed-back', 'donghu-l2')
      .thenClock('ola-l3', { state: 'met' })
      .thenClock('ola-l2', { state: 'running', generation: 1, dueAt: Date.parse('2026-03-10T15:00:00+08:00') });
  });

  test('incident.handBack of what was never below goes to the nearest desk there', () => {
    startedIncident()
      .when(li, handBack('wrong-queue'))
      .thenEvents('handedBack')
      .thenView({ queue: 'linxi-desk', tier: 'L1' });
  });

  test('incident.handBack from the first line has nowhere to go', () => {
    newIncident()
      .when(agent, plain('start'))
      .thenBlocked(agent, 'handBack', 'wrong-tier')
      .when(agent, handBack())
      .thenRefused('wrong-tier');
  });

  test('incident.handBack from the top is for missing information only', () => {
    atTheTop().when(wang, handBack('below-can-solve')).thenRefused('info-missing-only');
  });

  test('the third incident.handBack between two queues is refused, and the supervisor above both dispatches', () => {
    const twice = up(
      up(atTheTop().when(wang, handBack()))
        .when(wang, handBack())
        .thenTold('incident-handed-back', 'donghu-l2', 'supervisor@/dx'),
    );
    twice
      .thenBlocked(wang, 'handBack', 'ping-pong-limit')
      .when(wang, handBack())
      .thenRefused('ping-pong-limit')
      .when(head, dispatch(li.id))
      .thenEvents('dispatched')
      .thenView({ queue: 'donghu-l2', tier: 'L2', parties: expect.objectContaining({ assignee: li.id }) })
      .when(li, plain('start'))
      .when(li, ask)
      .thenEvents('escalated');
  });

  test('before the limit a supervisor dispatches within the queue only, and below both not at all', () => {
    up(atTheTop().when(wang, handBack())).when(head, dispatch(li.id)).thenRefused('wrong-tier');
  });
});

test('somebody outside the organisations and an auditor command nothing', () => {
  queuedIncident()
    .thenNotAllowed(stranger, 'cancel', 'urge', 'comment')
    .thenNotAllowed(auditor, 'comment', 'close', 'claim');
});

test('a second command with the same key decides nothing; with another body it is refused', () => {
  const story = queuedIncident().when(li, plain('claim'), { key: 'u:li:the-same' });
  story.when(li, plain('claim'), { key: 'u:li:the-same' }).thenEvents();
  story.when(li, because('release'), { key: 'u:li:the-same' }).thenRefused('key-reused');
});
