/** Holds with their reasons and ends, information, visits. */
import {
  claimedIncident,
  hold,
  holdForChange,
  newIncident,
  plain,
  queuedIncident,
  startedIncident,
} from '../../support/factories.ts';
import { hours, MORNING } from '../../support/given.ts';
import { at, people } from '../../support/sample.ts';

const { requester, colleague, agent, li, zhao, cityHead, system } = people;
const info = { type: 'supplyInfo', data: { text: 'Batch 7' } };
const words = { type: 'comment', data: { text: 'Batch 7', audience: 'public' } };

const over = (outcome: string, change = 'CHG-000001') => ({ type: 'noteChange', data: { change, outcome } });

describe('incident.hold', () => {
  test('incident.hold for the reporter pauses the promise and waits for him', () => {
    startedIncident()
      .when(li, hold('user'))
      .thenEvents('held')
      .thenView({ status: 'on-hold', hold: { reason: 'user', until: null, reminders: 0 } })
      .thenTold('incident-held', requester.id)
      .thenWaitsFor('req-linxi: supplyInfo', 'eng-donghu-1: resume')
      .thenClock('resolution', { state: 'paused' })
      .thenClock('ola-l2', { state: 'paused' })
      .thenClock('hold-nag', { state: 'running' });
  });

  test.each([
    ['user', 'paused'],
    ['evidence', 'paused'],
    ['window', 'paused'],
    ['vendor', 'running'],
    ['spare-part', 'running'],
    ['change', 'running'],
    ['problem', 'running'],
  ])('incident.hold for %s leaves the promise %s', (reason, state) => {
    const more = reason === 'window' ? { until: MORNING + hours(3) } : {};
    startedIncident()
      .when(li, reason === 'change' ? holdForChange() : hold(reason, more))
      .thenClock('resolution', { state: state as 'paused' })
      .thenClock('ola-l2', { state: 'paused' });
  });

  test('incident.noteChange ends the hold for that change alone, and says that what ended it has failed', () => {
    startedIncident()
      .when(li, holdForChange())
      .when(li, over('finished'))
      .thenRefused('not-permitted')
      .when(system, over('finished', 'CHG-000002'))
      .thenEvents()
      .when(system, over('finished'))
      .thenEvents('resumed')
      .thenTold('incident-resumed', li.id)
      .thenView({ status: 'in-progress' })
      .when(system, over('failed', 'CHG-000002'))
      .thenEvents()
      .when(system, over('failed'))
      .thenEvents('changeFailed')
      .thenTold('incident-change-failed', li.id, 'donghu-l2', 'supervisor@/dx/donghu')
      .when(system, over('failed'))
      .thenEvents();
  });

  test('incident.hold for a vendor runs the vendor, and the waits add up', () => {
    startedIncident()
      .when(li, hold('vendor'))
      .fastForward(hours(1))
      .when(li, plain('resume'))
      .thenClock('uc-vendor', { state: 'met', remainingMs: hours(15) })
      .when(li, hold('vendor'))
      .fastForward(hours(1))
      .when(li, plain('resume'))
      .thenClock('uc-vendor', { state: 'met', remainingMs: hours(14) });
  });

  test('incident.hold again gives a new reason', () => {
    startedIncident()
      .when(li, hold('vendor'))
      .when(li, hold('user'))
      .thenEvents('held')
      .thenView({ hold: { reason: 'user', until: null, reminders: 0 } })
      .thenClock('uc-vendor', { state: 'met' })
      .thenClock('resolution', { state: 'paused' });
  });

  test('incident.hold by a member claims what nobody has', () => {
    queuedIncident().when(li, hold('user')).thenEvents('claimed', 'accepted', 'held');
    newIncident().when(agent, hold('user')).thenEvents('claimed', 'accepted', 'held');
    claimedIncident().when(zhao, hold('user')).thenEvents('held');
    startedIncident().when(requester, hold('user')).thenRefused('not-permitted');
  });

  test('incident.hold for an agreed time names one that lies ahead, three years at most', () => {
    startedIncident()
      .when(li, hold('window'))
      .thenRefused('invalid-data', '/until missing')
      .when(li, hold('window', { until: MORNING }))
      .thenRefused('invalid-data', '/until in-past')
      .when(li, hold('window', { until: at('2029-04-01 09:00') }))
      .thenRefused('invalid-data', '/until too-far');
  });

  test('a hold until an instant ends then, stamped with it, and the assignee is told', () => {
    const until = MORNING + hours(2);
    const story = startedIncident()
      .when(li, hold('window', { until }))
      .thenView({ nextWakeUp: until })
      .thenWaitsFor('eng-donghu-1: resume')
      .fastForward(hours(2))
      .thenEvents('resumed')
      .thenTold('incident-resumed', li.id)
      .thenView({ status: 'in-progress' });
    expect(story.stage.eventsOf(story.caseId).at(-1)?.data).toEqual({ dueAt: until });
  });

  test('a hold until an instant that passed while nothing ran counts no minute more', () => {
    const story = startedIncident().when(li, hold('window', { until: MORNING + hours(1) }));
    story.stage.skipTo(MORNING + hours(2));
    story.when(li, words).thenEvents('commented').thenView({ status: 'in-progress' });
    story.thenClock('resolution', { state: 'running', dueAt: at('2026-03-12 10:00') });
  });

  test('a hold that lasts is brought to mind every 24 open hours', () => {
    startedIncident()
      .when(li, hold('vendor'))
      .fastForward(hours(3 * 24))
      .thenTold('incident-hold-nag-breached', li.id) // its reporter can do nothing for it
      .thenView({ hold: expect.objectContaining({ reminders: 1 }) });
    startedIncident()
      .when(li, hold('user'))
      .fastForward(hours(3 * 24))
      .thenTold('incident-hold-nag-breached', li.id, requester.id);
  });
});

describe('incident.resume', () => {
  test('incident.resume by the assignee or the supervisor', () => {
    const held = () => startedIncident().when(li, hold('vendor'));
    held().when(li, plain('resume')).thenEvents('resumed').thenView({ status: 'in-progress' });
    held().when(cityHead, plain('resume')).thenEvents('resumed');
    held().when(zhao, plain('resume')).thenRefused('not-permitted');
    startedIncident().when(li, plain('resume')).thenRefused('wrong-status');
  });
});

describe('incident.supplyInfo', () => {
  test('incident.supplyInfo by the reporter or a colleague ends a wait for him or for evidence', () => {
    for (const reason of ['user', 'evidence'])
      startedIncident()
        .when(li, hold(reason))
        .when(colleague, info)
        .thenEvents('infoSupplied', 'resumed')
        .thenTold('incident-info-supplied', li.id)
        .thenView({ status: 'in-progress' });
  });

  test('incident.supplyInfo otherwise is noted and moves nothing', () => {
    startedIncident()
      .when(li, hold('vendor'))
      .when(requester, info)
      .thenEvents('infoSupplied')
      .thenView({ status: 'on-hold' });
    startedIncident().when(agent, info).thenEvents('infoSupplied').thenView({ status: 'in-progress' });
    startedIncident().when(zhao, info).thenRefused('not-permitted');
  });

  test('incident.comment of the reporter while it waits for him is the information', () => {
    startedIncident().when(li, hold('user')).when(requester, words).thenEvents('infoSupplied', 'resumed');
    startedIncident()
      .when(li, hold('vendor'))
      .when(requester, words)
      .thenEvents('commented')
      .thenView({ status: 'on-hold' });
    startedIncident().when(li, hold('user')).when(li, words).thenEvents('commented').thenView({ status: 'on-hold' });
  });
});
