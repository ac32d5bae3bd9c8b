/** What a call lets whom do, and what it refuses. */
import { given, hours, minutes, type Story } from '../../support/given.ts';
import {
  answer,
  because,
  create,
  escalation,
  newCall,
  plain,
  queuedIncident,
  report,
  takenCall,
} from '../../support/factories.ts';
import { people } from '../../support/sample.ts';

const { requester, colleague, stranger, agent, cityAgent, li, cityHead, system, auditor } = people;
const answeredCall = () => takenCall().when(agent, answer());
const waitingCall = () => takenCall().when(agent, { type: 'requestInfo', data: { question: 'Which batch?' } });
const lastOf = ({ stage, caseId }: Story) => stage.eventsOf(caseId).at(-1)?.data;
const escalatedCall = () => takenCall().when(agent, escalation);

describe('call.create', () => {
  test('call.create by a requester waits at the nearest first line', () => {
    newCall()
      .thenEvents('created')
      .thenView({
        status: 'new',
        queue: 'linxi-desk',
        tier: 'L1',
        parties: expect.objectContaining({ requester: requester.id }),
      })
      .thenWaitsFor('linxi-desk: take')
      .thenTold('call-created', 'linxi-desk');
  });

  test('call.create by an agent on the phone is taken at once', () => {
    given('call')
      .when(agent, create({ reporter: requester.id }))
      .thenEvents('created', 'taken')
      .thenView({ status: 'in-service', parties: expect.objectContaining({ assignee: agent.id }) });
  });

  test('call.create carries the pinned versions into the record', () => {
    const { stage, caseId } = newCall();
    expect(stage.eventsOf(caseId)[0]?.data).toMatchObject({
      pinned: { rules: 1, sla: 'call@1', calendars: { always: 'always@1', service: 'cn-5x8@1' } },
    });
  });

  test('call.create asks for a contact', () => {
    const { contact: _contact, ...silent } = report;
    given('call').when(requester, { type: 'create', data: silent }).thenRefused('contact-missing', '/contact required');
  });

  test('call.create by an agent asks who reported, and for somebody who exists', () => {
    given('call').when(agent, create()).thenRefused('invalid-data', '/reporter missing');
    given('call')
      .when(agent, create({ reporter: 'nobody' }))
      .thenRefused('invalid-data', '/reporter unknown');
  });

  test('call.create by a requester is in his own name and for his own unit', () => {
    given('call')
      .when(requester, create({ reporter: colleague.id }))
      .thenRefused('not-permitted');
    given('call').when(stranger, create()).thenRefused('invalid-data', '/unit unknown');
    given('call').when(auditor, create()).thenRefused('not-permitted');
  });

  test('call.create refuses a unit that is unknown or takes no more cases', () => {
    given('call')
      .when(system, create({ unit: '/dx/nowhere', reporter: requester.id }))
      .thenRefused('invalid-data', '/unit unknown');
    given('call')
      .when(requester, create(), { facts: { unit: { orgPath: '/dx/donghu/linxi/school', open: false } } })
      .thenRefused('target-not-open');
  });

  test('call.create refuses to follow a case that is not there', () => {
    given('call')
      .when(requester, create({ followUpOf: 'CAL-000099' }))
      .thenRefused('invalid-data', '/followUpOf unknown');
  });

  test('a second call.create on an open case is refused', () => {
    newCall().when(requester, create()).thenRefused('wrong-status');
  });
});

describe('first line', () => {
  test('call.take is for members of its desk and of those above', () => {
    newCall()
      .when(li, plain('take'))
      .thenRefused('not-permitted')
      .when(agent, plain('take'))
      .thenEvents('taken')
      .thenTold('call-taken', requester.id)
      .thenView({ status: 'in-service' })
      .thenWaitsFor('desk-linxi: answer');
  });

  test('call.take of a call that is taken is refused', () => {
    takenCall().when(agent, plain('take')).thenRefused('wrong-status');
  });

  test('call.requestInfo waits for the caller, and the first line waits with it', () => {
    waitingCall()
      .thenEvents('infoRequested')
      .thenTold('call-info-requested', requester.id)
      .thenWaitsFor('req-linxi: supplyInfo')
      .thenClock('first-line', { state: 'paused' });
  });

  test('call.supplyInfo by the caller or a colleague goes on', () => {
    const words = { type: 'supplyInfo', data: { text: 'Batch 7' } };
    waitingCall()
      .when(stranger, words)
      .thenRefused('not-permitted')
      .when(colleague, words)
      .thenEvents('infoSupplied')
      .thenView({ status: 'in-service' })
      .thenTold('call-info-supplied', agent.id)
      .thenClock('first-line', { state: 'running' });
  });

  test('call.comment by the caller while the call waits for him is the information', () => {
    const words = { type: 'comment', data: { text: 'Batch 7', audience: 'public' } };
    waitingCall().when(requester, words).thenEvents('infoSupplied').thenView({ status: 'in-service' });
    waitingCall().when(agent, words).thenEvents('commented').thenView({ status: 'waiting' });
  });

  test('call.answer waits for the caller to confirm', () => {
    answeredCall()
      .thenEvents('answered')
      .thenTold('call-answered', requester.id)
      .thenWaitsFor('req-linxi: confirm')
      .thenClock('first-line', { state: 'met' });
  });

  test('call.answer that the caller confirmed on the phone closes at once, with frozen facts', () => {
    const { stage, caseId } = takenCall()
      .when(agent, answer({ confirmedOnPhone: 'Ms Zhao' }))
      .thenEvents('answered', 'confirmed', 'closed')
      .thenView({ status: 'closed', outcome: 'solved' });
    expect(stage.eventsOf(caseId).at(-1)?.data).toMatchObject({
      outcome: 'solved',
      facts: { clocks: { response: { state: 'met' }, 'first-line': { state: 'met' }, confirm: { state: 'met' } } },
    });
    expect(JSON.stringify(stage.eventsOf(caseId).at(-1)?.data)).not.toContain('"running"'); // the close stops what ran
  });

  test('call.answer is for desk agents', () => {
    takenCall()
      .when(requester, answer())
      .thenRefused('not-permitted')
      .when(auditor, answer())
      .thenRefused('not-permitted');
  });
});

describe('end', () => {
  test('call.confirm with a rating closes', () => {
    answeredCall()
      .when(requester, { type: 'confirm', data: { rating: { score: 5 } } })
      .thenEvents('confirmed', 'closed')
      .thenView({ status: 'closed', rating: 5, waitsFor: [] });
  });

  test('call.confirm is not for the one who answered', () => {
    const both = { ...agent, grants: [...agent.grants, { role: 'requester', orgPath: '/dx/donghu/linxi' }] } as const;
    takenCall().when(both, answer()).thenNotAllowed(both, 'confirm');
    const unitmate = { ...both, unit: '/dx/donghu/linxi/school' } as const;
    takenCall()
      .when(unitmate, answer())
      .thenBlocked(unitmate, 'confirm', 'self-confirm')
      .when(unitmate, plain('confirm'))
      .thenRefused('self-confirm');
  });

  test('call.refuseAnswer goes on, and the first line counts on from where it was', () => {
    takenCall()
      .fastForward(minutes(20))
      .when(agent, answer())
      .fastForward(hours(1))
      .when(requester, because('refuseAnswer'))
      .thenEvents('answerRefused')
      .thenTold('call-answer-refused', agent.id)
      .thenView({ status: 'in-service', counts: expect.objectContaining({ refusedAnswers: 1 }) })
      .fastForward(minutes(39))
      .thenClock('first-line', { state: 'running' })
      .fastForward(minutes(1))
      .thenEvents('clockBreached', 'clockWarned')
      .thenClock('first-line', { state: 'breached' });
  });

  test('nobody confirms: reminded a business day before, closed after three', () => {
    answeredCall()
      .fastForward(hours(2 * 24))
      .thenEvents('clockWarned')
      .thenTold('call-confirm-warned', requester.id)
      .fastForward(hours(24))
      .thenEvents('clockBreached', 'closed')
      .thenView({ status: 'closed', outcome: 'solved' });
  });

  test('the caller does not answer: reminded, canceled after three business days', () => {
    waitingCall()
      .fastForward(hours(2 * 24))
      .thenEvents('clockWarned')
      .thenTold('call-caller-wait-warned', requester.id)
      .fastForward(hours(24))
      .thenEvents('clockBreached', 'canceled')
      .thenView({ status: 'canceled', cancelReason: 'no-reply' })
      .thenTold('call-canceled', requester.id);
  });

  test('a timed end is stamped with its instant, however late it was noticed', () => {
    const story = answeredCall();
    const { stage, caseId } = story;
    const due = stage.viewOf(caseId).readings['confirm']?.dueAt;
    stage.skipTo(stage.now + hours(200));
    story.when(requester, because('refuseAnswer')).thenRefused('case-ended');
    expect(stage.viewOf(caseId)).toMatchObject({ status: 'closed', closedAt: due });
  });

  test('call.cancel freezes the facts as a close does, by a person and by the clock', () => {
    const clocks = expect.objectContaining({ response: expect.objectContaining({ state: 'cancelled' }) });
    const late = newCall().fastForward(hours(1));
    late.when(agent, { type: 'cancel', data: { reason: 'dropped' } });
    expect(lastOf(late)).toMatchObject({
      reason: 'dropped',
      facts: {
        counts: { refusedAnswers: 0, urges: 0, comments: 0 },
        clocks: { response: { state: 'cancelled', breachedAt: late.stage.now - minutes(30) } },
      },
    });
    expect(lastOf(newCall().when(agent, { type: 'cancel', data: { reason: 'test' } }))).toMatchObject({
      facts: { clocks },
    });
    const unanswered = waitingCall().fastForward(hours(3 * 24));
    expect(lastOf(unanswered)).toMatchObject({
      reason: 'no-reply',
      facts: { clocks: { 'first-line': { state: 'cancelled' }, 'caller-wait': { state: 'late' } } },
    });
  });

  test('call.cancel by an agent, or by the caller while nobody has taken it', () => {
    const withdraw = { type: 'cancel', data: { reason: 'withdrawn' } };
    newCall().when(requester, withdraw).thenEvents('canceled').thenView({ status: 'canceled' });
    newCall()
      .when(requester, { type: 'cancel', data: { reason: 'spam' } })
      .thenRefused('not-permitted');
    takenCall().when(requester, withdraw).thenRefused('not-permitted');
    waitingCall()
      .when(agent, { type: 'cancel', data: { reason: 'test' } })
      .thenEvents('canceled');
    answeredCall().when(agent, withdraw).thenRefused('wrong-status');
  });

  test('an end is final and says what a new call would follow', () => {
    const { stage, caseId } = newCall().when(agent, { type: 'cancel', data: { reason: 'dropped' } });
    expect(() => stage.give(caseId, agent, plain('take'))).toThrow(
      expect.objectContaining({ code: 'case-ended', params: { status: 'canceled', followUpOf: caseId } }),
    );
  });
});

describe('escalation', () => {
  test('call.escalate starts an incident at the next tier with the time of the call', () => {
    const story = takenCall().fastForward(minutes(10)).when(agent, escalation).thenEvents('escalated');
    const { stage } = story;
    story
      .thenView({ status: 'escalated', waitsFor: [] })
      .thenTold('call-escalated', requester.id)
      .thenEffects({
        kind: 'start',
        process: 'incident',
        data: expect.objectContaining({ receivedAt: stage.now - minutes(10) }),
      });
    expect(stage.viewOf('INC-000001')).toMatchObject({
      status: 'queued',
      queue: 'donghu-l2',
      call: story.caseId,
      priority: 'P3',
    });
  });

  test('call.escalate is possible before anybody took it, and while it waits', () => {
    newCall().when(agent, escalation).thenEvents('escalated').thenClock('response', { state: 'met' });
    waitingCall().when(agent, escalation).thenEvents('escalated').thenClock('first-line', { state: 'met' });
    answeredCall().when(agent, escalation).thenRefused('wrong-status');
  });

  test('call.join adds the reporter to an open incident', () => {
    const incident = queuedIncident();
    const { stage } = incident;
    newCall({}, { stage })
      .when(agent, { type: 'join', data: { incident: incident.caseId } })
      .thenEvents('joined')
      .thenView({ status: 'escalated', incident: incident.caseId })
      .thenTold('call-joined', requester.id)
      .thenEffects({ kind: 'command', caseId: incident.caseId, command: 'addReporter' });
    incident.thenView({ counts: expect.objectContaining({ reporters: 2 }) });
  });

  test('call.join refuses an incident that is not there, has ended, or is none', () => {
    const { stage, caseId } = queuedIncident().when(cityHead, because('cancel'));
    const other = newCall({}, { stage });
    newCall({}, { stage })
      .when(agent, { type: 'join', data: { incident: 'INC-000099' } })
      .thenRefused('target-not-open')
      .when(agent, { type: 'join', data: { incident: caseId } })
      .thenRefused('target-not-open')
      .when(agent, { type: 'join', data: { incident: other.caseId } })
      .thenRefused('target-not-open');
  });

  test('call.convert is blocked until service requests are offered', () => {
    takenCall()
      .thenBlocked(agent, 'convert', 'process-not-offered')
      .when(agent, { type: 'convert', data: { catalogueItem: 'new-account' } })
      .thenRefused('process-not-offered');
  });

  test('a call whose incident is not to be had comes back to the desk, and its clock goes on', () => {
    const ended = queuedIncident();
    const { stage } = ended;
    const story = takenCall({ stage }).when(agent, { type: 'join', data: { incident: ended.caseId } });
    const failed = { effect: `e:${story.caseId}:3:1`, kind: 'command', code: 'case-ended', detail: 'canceled' };
    stage.record(story.caseId, { type: 'call.effectFailed', data: failed });
    story
      .thenView({ status: 'in-service' })
      .thenWaitsFor('desk-linxi: answer')
      .thenClock('first-line', { state: 'running' });
    expect(stage.viewOf(story.caseId)).not.toHaveProperty('incident');
    expect(stage.done.at(-1)?.effect).toMatchObject({ kind: 'notify', template: 'call-effect-failed' });
  });

  test('call.return brings a call back to the desk when its incident is over without it', () => {
    const back = { type: 'return', data: { incident: 'INC-000001' } };
    escalatedCall()
      .when(agent, back)
      .thenRefused('not-permitted')
      .when(system, back)
      .thenEvents('returned')
      .thenTold('call-returned', agent.id)
      .thenView({ status: 'in-service' })
      .thenWaitsFor('desk-linxi: answer')
      .thenClock('first-line', { state: 'running', generation: 1 });
    takenCall().when(system, back).thenRefused('wrong-status');
  });

  test('call.comment on a call that joined an incident is said to those who work on that', () => {
    const words = { type: 'comment', data: { text: 'It fails again', audience: 'public' } };
    const incident = queuedIncident();
    newCall({}, { stage: incident.stage })
      .when(agent, { type: 'join', data: { incident: incident.caseId } })
      .when(requester, words)
      .thenEffects({ kind: 'command', caseId: incident.caseId, command: 'supplyInfo' })
      .when(agent, words)
      .thenEffects();
    expect(incident.stage.eventsOf(incident.caseId).at(-1)).toMatchObject({
      type: 'incident.infoSupplied',
      data: { text: 'It fails again' },
    });
  });

  test('a call that follows one which the desk had answered goes a tier up, and counts as no reopening', () => {
    const answered = takenCall().when(agent, answer({ confirmedOnPhone: 'Ms Zhao' }));
    const { stage } = answered;
    newCall({ followUpOf: answered.caseId }, { stage }).when(agent, escalation);
    expect(stage.viewOf('INC-000001')).toMatchObject({ status: 'queued', queue: 'donghu-l2' });
    expect(stage.eventsOf('INC-000001')[0]?.data).not.toHaveProperty('countsAsReopened');
  });

  test('a notice that reached nobody moves no call', () => {
    const story = takenCall().when(agent, escalation);
    const failed = { effect: `e:${story.caseId}:3:0`, kind: 'notify', code: 'no-address', detail: '' };
    story.stage.record(story.caseId, { type: 'call.effectFailed', data: failed });
    story.thenView({ status: 'escalated' });
  });

  test('call.settle comes from the incident and from nobody else', () => {
    const settle = { type: 'settle', data: { incident: 'INC-000001', outcome: 'canceled' } };
    escalatedCall()
      .when(agent, settle)
      .thenRefused('not-permitted')
      .when(system, settle)
      .thenEvents('closed')
      .thenTold('call-closed') // its incident tells him of its end
      .thenView({ status: 'closed', outcome: 'canceled', incident: 'INC-000001' });
  });
});

describe('clocks', () => {
  test('nobody takes it: the desk is warned, then its supervisor', () => {
    newCall()
      .fastForward(minutes(30))
      .thenEvents('clockWarned', 'clockBreached', 'clockWarned')
      .thenTold('call-response-warned', 'linxi-desk')
      .thenTold('call-response-breached', 'supervisor@/dx/donghu/linxi');
  });

  test('a call that was canceled breaks no promise', () => {
    newCall()
      .when(agent, { type: 'cancel', data: { reason: 'test' } })
      .fastForward(hours(100))
      .thenEvents()
      .thenClock('response', { state: 'cancelled' });
  });

  test('call.urge starts the time to answer, which call.answerUrge or any outcome ends', () => {
    takenCall()
      .when(requester, { type: 'urge', data: { text: 'We must pay today' } })
      .thenEvents('urged')
      .thenTold('call-urged', agent.id)
      .thenWaitsFor('desk-linxi: answer', 'desk-linxi: answerUrge')
      .when(agent, { type: 'answerUrge', data: { text: 'In ten minutes' } })
      .thenEvents('urgeAnswered')
      .thenTold('call-urge-answered', requester.id)
      .thenClock('urge-answer', { state: 'met' });
    takenCall()
      .when(requester, plain('urge'))
      .when(agent, answer())
      .thenClock('urge-answer', { state: 'met' })
      .thenView({ urged: false });
  });

  test('a member of another line sees no command on it', () => {
    takenCall().thenNotAllowed(li, 'answer', 'escalate', 'take');
  });
});

describe('common commands', () => {
  test('call.comment is heard by the agent, and by the caller when it is public', () => {
    takenCall()
      .when(requester, { type: 'comment', data: { text: 'Hurry', audience: 'public' } })
      .thenTold('call-commented', agent.id)
      .when(cityAgent, { type: 'comment', data: { text: 'Known', audience: 'internal' } })
      .thenTold('call-commented', agent.id)
      .when(agent, { type: 'comment', data: { text: 'Known', audience: 'public' } })
      .thenTold('call-commented', requester.id);
  });

  test('call.answerUrge is open to whoever has the call, from another desk too', () => {
    takenCall()
      .when(cityAgent, answer())
      .when(requester, because('refuseAnswer'))
      .when(requester, plain('urge'))
      .thenWaitsFor('desk-donghu: answer', 'desk-donghu: answerUrge')
      .thenAllowed(cityAgent, 'answerUrge')
      .when(cityAgent, { type: 'answerUrge', data: { text: 'Soon' } })
      .thenEvents('urgeAnswered');
  });
});
