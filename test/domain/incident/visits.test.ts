/** Visits: an incident asks for one, a work order carries it, and what becomes of it comes back. */
import { because, plain, resolve, startedIncident } from '../../support/factories.ts';
import { arriveAt } from '../../support/field/work-orders.ts';
import { hours, minutes, MORNING } from '../../support/given.ts';
import { people } from '../../support/sample.ts';
import { World } from '../../support/world.ts';

const { requester, li, zhao, cityHead, coordinator, owner, head, system } = people;
const visit = {
  type: 'requestOnsite',
  data: { site: 'Room 3', contact: '0571 1', remoteHelp: 'Nobody can log in' },
};
const grave = (stage = new World(MORNING)) => startedIncident({ impact: '1', urgency: '1' }, { stage });
const visited = () => startedIncident().when(li, visit);
const ended = (outcome: string, workOrder = 'WO-000001') => ({
  type: 'noteVisit',
  data: { result: 'The switch was replaced', outcome, workOrder },
});

describe('incident.requestOnsite', () => {
  test('opens a work order with what is known, and shows its number', () => {
    const { stage } = startedIncident({ item: 'srv-school' })
      .when(li, visit)
      .thenEvents('onsiteRequested')
      .thenView({ onsite: 'requested', workOrder: 'WO-000001' })
      .thenClock('on-site', { state: 'running', targetMs: hours(12) })
      .thenBlocked(li, 'requestOnsite', 'has-work-order')
      .when(li, visit)
      .thenRefused('has-work-order');
    expect(stage.viewOf('WO-000001')).toMatchObject({
      status: 'ready',
      title: 'Payments fail',
      site: 'Room 3',
      contact: '0571 1',
      source: 'INC-000001',
      item: 'srv-school',
      urgent: false,
      queue: 'donghu-l2',
      zone: 'donghu',
      parties: { requester: requester.id },
    });
    expect(stage.viewOf('WO-000001').readings).not.toHaveProperty('on-site'); // the incident has promised it
  });

  test('of a grave one is urgent, whether somebody asks for it or not', () => {
    const { stage } = grave().thenView({ onsite: 'requested', workOrder: 'WO-000001' });
    expect(stage.viewOf('WO-000001')).toMatchObject({ urgent: true, contact: '0571 8888' });
    const other = startedIncident().when(owner, {
      type: 'declareMajor',
      data: { grounds: 'Twelve counties', commander: head.id },
    });
    expect(other.stage.viewOf('WO-000001')).toMatchObject({ urgent: true });
  });

  test('is for who has it, or answers for it', () => {
    startedIncident().when(zhao, visit).thenRefused('not-permitted');
    startedIncident().when(cityHead, visit).thenEvents('onsiteRequested');
  });

  test('that no work order can be opened for is told, and may still be kept by hand', () => {
    const stage = new World(MORNING);
    stage.refused = 'policy-missing';
    startedIncident({}, { stage })
      .when(li, visit)
      .thenTold('incident-effect-failed', li.id, 'supervisor@/dx/donghu')
      .thenBlocked(li, 'requestOnsite', 'visit-under-way')
      .when(li, visit)
      .thenRefused('visit-under-way')
      .when(zhao, plain('noteArrival'))
      .thenRefused('not-permitted')
      .fastForward(minutes(100))
      .when(li, plain('noteArrival'))
      .thenEvents('arrived')
      .thenView({ onsite: 'arrived' })
      .thenClock('on-site', { state: 'met' });
  });
});

describe('incident.withdrawOnsite', () => {
  test('ends the promise to come, and the work order', () => {
    const { stage } = visited()
      .when(li, because('withdrawOnsite'))
      .thenEvents('onsiteWithdrawn')
      .thenClock('on-site', { state: 'cancelled' })
      .thenEffects({ process: 'work-order', caseId: 'WO-000001', command: 'callOff', ifOpen: true })
      .thenBlocked(li, 'withdrawOnsite', 'no-visit')
      .when(li, because('withdrawOnsite'))
      .thenRefused('no-visit');
    expect(stage.viewOf('WO-000001')).toMatchObject({ status: 'canceled' });
  });

  test('before the work order has a number calls it off as soon as it has one', () => {
    const story = startedIncident();
    const { stage, caseId } = story;
    stage.stalled(() => {
      story.when(li, visit).when(li, because('withdrawOnsite')).when(li, visit);
    });
    expect(stage.viewOf('WO-000001')).toMatchObject({ status: 'canceled' });
    expect(stage.viewOf('WO-000002')).toMatchObject({ status: 'ready' });
    expect(stage.viewOf(caseId)).toMatchObject({ onsite: 'requested', workOrder: 'WO-000002' });
  });
});

describe('what the work order says', () => {
  test('incident.noteArrival keeps the promise, once, and is not said by hand', () => {
    visited().when(li, plain('noteArrival')).thenRefused('has-work-order');
    startedIncident().when(li, plain('noteArrival')).thenRefused('no-visit');
    const story = visited().fastForward(hours(1));
    arriveAt(story, 'WO-000001', coordinator, li);
    story
      .thenView({ onsite: 'arrived' })
      .thenClock('on-site', { state: 'met', remainingMs: hours(11) })
      .when(system, { type: 'noteArrival', data: { workOrder: 'WO-000001' } })
      .thenEvents();
    startedIncident().when(system, plain('noteArrival')).thenEvents();
  });

  test('incident.noteVisit brings what came of it, told to who has the case', () => {
    visited()
      .when(system, { type: 'noteArrival', data: { workOrder: 'WO-000001' } })
      .when(li, ended('fixed'))
      .thenRefused('not-permitted')
      .when(system, ended('fixed', 'WO-000009'))
      .thenEvents()
      .when(system, ended('fixed'))
      .thenEvents('visitEnded')
      .thenTold('incident-visit-ended', li.id)
      .when(system, ended('fixed'))
      .thenEvents();
  });

  test('a work order that is canceled leaves nobody waiting', () => {
    const story = visited();
    story.stage.give('WO-000001', cityHead, because('cancel'));
    story.thenClock('on-site', { state: 'cancelled' }).thenAllowed(li, 'requestOnsite');
    expect(story.stage.viewOf(story.caseId)).not.toHaveProperty('workOrder');
    expect(story.stage.eventsOf(story.caseId).map(({ type }) => type)).toContain('incident.onsiteWithdrawn');
    const told = story.stage.done.filter(({ event }) => event === 'incident.onsiteWithdrawn');
    expect(told.map(({ effect }) => effect.kind)).toEqual(['notify', 'notify']);
  });
});

describe('an incident that ends', () => {
  test('before anybody is there calls the visit off', () => {
    const solved = visited().when(li, resolve()).thenEvents('onsiteWithdrawn', 'resolved');
    solved.thenClock('on-site', { state: 'cancelled' });
    expect(solved.stage.viewOf('WO-000001')).toMatchObject({ status: 'canceled' });
    const canceled = visited().when(cityHead, because('cancel'));
    expect(canceled.stage.viewOf('WO-000001')).toMatchObject({ status: 'canceled' });
    const stage = new World(MORNING);
    const target = startedIncident({}, { stage });
    const merged = startedIncident({}, { stage })
      .when(li, visit)
      .when(li, { type: 'merge', data: { target: target.caseId } });
    expect(merged.stage.viewOf('WO-000001')).toMatchObject({ status: 'canceled' });
  });

  test('with its parent calls its visit off, too', () => {
    const { stage } = visited()
      .when(li, { type: 'attachParent', data: { parent: 'INC-000009' } }, { facts: parentFacts })
      .when(system, {
        type: 'followParent',
        data: { event: 'resolved', parent: 'INC-000009', solution: 'x', causeCode: 'y', category: 'z' },
      })
      .thenEvents('onsiteWithdrawn', 'resolved');
    expect(stage.viewOf('WO-000001')).toMatchObject({ status: 'canceled' });
  });

  test('waits for who is at the site, and is closed by the end of that visit', () => {
    const story = visited();
    arriveAt(story, 'WO-000001', coordinator, li);
    story
      .when(li, resolve())
      .thenEvents('resolved')
      .thenView({ onsite: 'arrived', workOrder: 'WO-000001' })
      .when(requester, plain('confirm'))
      .thenEvents('confirmed')
      .thenView({ status: 'resolved' })
      .thenWaitsFor('supervisor@/dx/donghu: supervise')
      .when(system, ended('fixed'))
      .thenEvents('visitEnded', 'closed');
  });

  test('whose time to confirm is over waits for who is at the site as well', () => {
    const story = visited();
    arriveAt(story, 'WO-000001', coordinator, li);
    story
      .when(li, resolve())
      .fastForward(hours(24 * 20))
      .thenView({ status: 'resolved' })
      .when(system, ended('temporary'))
      .thenEvents('visitEnded', 'closed');
  });

  test('a visit of which only the assignee knew is over with the trouble', () => {
    const stage = new World(MORNING);
    stage.refused = 'policy-missing';
    const { caseId } = grave(stage).when(li, resolve()).thenClock('on-site', { state: 'cancelled' });
    expect(stage.viewOf(caseId)).not.toHaveProperty('onsite');
  });
});

const parentFacts = {
  cases: {
    parent: { caseId: 'INC-000009', process: 'incident', status: 'in-progress', open: true, orgPath: '/dx' },
  },
} as const;
