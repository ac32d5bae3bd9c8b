/** N20: what was registered wrongly is put right, and routing, promise, reach and reader follow. */
import {
  create,
  escalation,
  hold,
  plain,
  queuedIncident,
  resolve,
  startedIncident,
  takenCall,
  answer,
} from '../../support/factories.ts';
import { given, hours, type Story } from '../../support/given.ts';
import { people, pinsOf } from '../../support/sample.ts';
import { catalogue } from '../../../domain/catalogue.ts';

const { requester, colleague, stranger, agent, yang, cityAgent, provinceAgent, li, chen, cityHead } = people;
const correct = (data: object) => ({ type: 'correct', data: { reason: 'Misheard', ...data } });
/** As the preview named it. */
const seen = (process: 'call' | 'incident') => ({ policyVersion: `${process}@1`, calendars: ['always@1', 'cn-5x8@1'] });
const toCourt = { ...seen('call'), unit: '/dx/donghu/court' };
const desksOf = ({ stage, caseId }: Story) => stage.kaseOf(caseId).pins.desks;

const viewOf = ({ stage, caseId }: Story) => stage.viewOf(caseId);

describe('the unit of a call', () => {
  test('takes the call to the desk of that unit, whose requesters read it; the former do not', () => {
    const story = takenCall()
      .when(provinceAgent, correct({ ...toCourt, reporter: stranger.id }))
      .thenEvents('corrected')
      .thenView({
        orgPath: '/dx/donghu/court',
        queue: 'donghu-desk',
        status: 'new',
        parties: { requester: stranger.id, unit: '/dx/donghu/court', followers: [] },
        orgLine: ['/dx/donghu/court', '/dx/donghu', '/dx'],
      })
      .thenWaitsFor('donghu-desk: take')
      .thenTold('call-corrected', 'donghu-desk', stranger.id)
      .thenNotAllowed(agent, 'take')
      .thenAllowed(cityAgent, 'take')
      .thenNotAllowed(requester, 'comment')
      .thenAllowed(stranger, 'comment')
      .thenClock('first-line', { state: 'running' });
    expect(desksOf(story).L3).toEqual({ orgPath: '/dx', queue: 'dx-experts' });
  });

  test('stays with who corrects it and is a member of the right desk', () => {
    given('call')
      .when(yang, create({ reporter: requester.id }))
      .when(yang, correct(toCourt))
      .thenView({
        status: 'in-service',
        queue: 'donghu-desk',
        parties: expect.objectContaining({ assignee: yang.id }),
      });
  });

  test('is one within the reach of who corrects it, open, and seen in the preview', () => {
    takenCall()
      .when(agent, correct(toCourt))
      .thenRefused('invalid-data', '/unit unknown')
      .when(provinceAgent, correct({ ...toCourt, policyVersion: 'call@2' }))
      .thenRefused('preview-stale')
      .when(provinceAgent, correct({ ...toCourt, calendars: ['always@1'] }))
      .thenRefused('preview-stale')
      .when(provinceAgent, correct({ unit: toCourt.unit }))
      .thenRefused('preview-stale')
      .when(provinceAgent, correct(toCourt), { facts: { unit: { orgPath: '/dx/donghu/court', open: false } } })
      .thenRefused('target-not-open')
      .when(provinceAgent, correct({ ...toCourt, unit: '/dx/donghu/linxi/school' }))
      .thenRefused('nothing-changes')
      .thenView({ version: 2 });
  });

  test('what has its answer stays with who gave it; who is waited for is waited for on', () => {
    takenCall()
      .when(agent, answer())
      .when(provinceAgent, correct(toCourt))
      .thenView({ status: 'answered', queue: 'linxi-desk' });
    takenCall()
      .when(agent, { type: 'requestInfo', data: { question: 'Which?' } })
      .when(provinceAgent, correct(toCourt))
      .thenView({ status: 'waiting', queue: 'donghu-desk' })
      .thenWaitsFor(`${requester.id}: supplyInfo`);
  });
});

describe('promises', () => {
  test('are those of the policy that holds where the case belongs', () => {
    const { shipped } = catalogue.incident.clocks;
    const resolution = shipped['resolution'];
    if (!resolution) throw new Error('it is shipped');
    const clocks = { ...shipped, resolution: { ...resolution, targets: [{ ms: hours(2) }] } };
    const pins = pinsOf('/dx/donghu/linxi/school', { id: 'treasury', version: 7, clocks, terms: {} });
    const story = startedIncident();
    const startedAt = viewOf(story).readings['resolution']?.startedAt ?? 0;
    story
      .when(li, correct({ ...seen('incident'), policyVersion: 'treasury@7', application: 'payroll' }), {
        facts: { pins },
      })
      .thenEvents('corrected')
      .thenView({ application: 'payroll', status: 'in-progress', queue: 'donghu-l2' })
      .thenClock('resolution', { generation: 2, dueAt: startedAt + hours(2) });
    expect(story.stage.kaseOf(story.caseId).pins.sla.id).toBe('treasury');
  });

  test('a policy that lacks a clock of the case is refused', () => {
    const pins = pinsOf('/dx/donghu/linxi/school', { id: 'poor', version: 1, clocks: {}, terms: {} });
    startedIncident()
      .when(li, correct({ ...seen('incident'), policyVersion: 'poor@1', application: 'payroll' }), { facts: { pins } })
      .thenRefused('clock-missing');
  });
});

describe('an incident', () => {
  const toProvince = { ...seen('incident'), unit: '/dx/court' };
  test('goes to the queue of its tier on the right line, and its hand-back not to the wrong one', () => {
    const story = given('incident')
      .when(agent, create({ reporter: requester.id, impact: '2', urgency: '2' }))
      .when(agent, plain('claim'))
      .when(agent, { type: 'escalate', data: { diagnosis: 'x', tried: 'y', ask: 'z' } })
      .when(li, plain('start'))
      .when(provinceAgent, correct(toProvince))
      .thenView({ status: 'queued', queue: 'dx-l2', tier: 'L2', orgPath: '/dx/court' })
      .when(chen, plain('start'))
      .when(chen, { type: 'handBack', data: { reason: 'info-missing', text: 'Which?' } })
      .thenView({ queue: 'dx-desk' });
    expect(story.stage.undelivered).toEqual([]);
  });

  test('stays where somebody put it by hand while that is on the right line', () => {
    queuedIncident()
      .when(cityHead, { type: 'transfer', data: { queue: 'donghu-apps', reason: 'Theirs' } })
      .when(cityAgent, correct({ ...seen('incident'), unit: '/dx/donghu/court' }))
      .thenView({ queue: 'donghu-apps', orgPath: '/dx/donghu/court' });
  });

  test('on hold it is held on, resolved it stays with who solved it', () => {
    startedIncident()
      .when(li, hold('vendor'))
      .when(provinceAgent, correct(toProvince))
      .thenView({ status: 'on-hold', queue: 'dx-l2' });
    startedIncident()
      .when(li, resolve())
      .when(provinceAgent, correct(toProvince))
      .thenView({ status: 'resolved', queue: 'donghu-l2', parties: expect.objectContaining({ assignee: li.id }) });
  });

  test('takes its own call with it, which is corrected there and nowhere else', () => {
    const call = takenCall().when(agent, escalation);
    call.thenBlocked(agent, 'correct', 'own-incident').thenBlocked(agent, 'leave', 'own-incident');
    const { stage } = call;
    stage.give('INC-000001', provinceAgent, correct({ ...toProvince, caller: 'Mr Lu' }));
    call.thenView({ orgPath: '/dx/court', caller: 'Mr Lu', queue: 'dx-desk', status: 'escalated' });
    expect(stage.undelivered).toEqual([]);
  });
});

describe('who reports it', () => {
  test('a caller becomes a person, and a person a caller', () => {
    const story = takenCall()
      .when(agent, correct({ caller: 'Mr Lu' }))
      .thenView({ caller: 'Mr Lu', parties: expect.not.objectContaining({ requester: expect.anything() }) })
      .thenNotAllowed(stranger, 'comment')
      .when(agent, correct({ reporter: requester.id, contact: '0571 7777' }))
      .thenView({ contact: '0571 7777', parties: expect.objectContaining({ requester: requester.id }) });
    expect(viewOf(story)).not.toHaveProperty('caller');
  });

  test('an incident learns of another reporter of a call that joined it', () => {
    const first = queuedIncident();
    const joined = given('call', { stage: first.stage })
      .when(agent, create({ reporter: colleague.id }))
      .when(agent, { type: 'join', data: { incident: first.caseId } });
    first.thenView({ parties: expect.objectContaining({ reporters: [colleague.id] }) });
    joined.when(agent, correct({ caller: 'Mr Lu' })).thenEvents('corrected');
    expect(first.stage.viewOf(first.caseId).parties.reporters).toBeUndefined();
    first.thenView({ counts: expect.objectContaining({ reporters: 2 }) });
  });

  test('of a caller something to reach him by is needed', () => {
    given('incident')
      .when(
        agent,
        create({ reporter: requester.id, impact: '2', urgency: '2', contact: undefined, queue: 'donghu-l2' }),
      )
      .when(agent, correct({ caller: 'Mr Lu' }))
      .thenRefused('contact-missing')
      .when(agent, correct({ caller: 'Mr Lu', contact: '0571 1' }))
      .thenEvents('corrected');
  });
});

describe('links', () => {
  test('what it follows up is another case, or none', () => {
    const before = queuedIncident();
    const story = given('call', { stage: before.stage }).when(agent, create({ reporter: requester.id }));
    story
      .when(agent, correct({ followUpOf: before.caseId }))
      .thenView({ followUpOf: before.caseId })
      .when(agent, correct({ followUpOf: story.caseId }))
      .thenRefused('invalid-data', '/followUpOf itself')
      .when(agent, correct({ followUpOf: null }));
    expect(viewOf(story)).not.toHaveProperty('followUpOf');
  });
});
