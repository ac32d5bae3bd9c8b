/** How a work order is opened and comes to those who go. */
import { processOf } from '../../../domain/catalogue.ts';
import { because, plain, resolvedIncident, startedIncident } from '../../support/factories.ts';
import {
  acceptedOrder,
  assignedOrder,
  complete,
  dispatch,
  doneOrder,
  onSiteOrder,
  opening,
  readyOrder,
} from '../../support/field/work-orders.ts';
import { given, hours, minutes, MORNING, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';
import { World } from '../../support/world.ts';

const { agent, auditor, cityHead, coordinator, deng, foreman, head, keeper, li, owner, requester, system } = people;
const { wang, xilingHead, yang, zhao } = people;

describe('work-order.create', () => {
  test('lies with the first team of its zone, and the clock of its dispatch runs day and night', () => {
    readyOrder()
      .thenEvents('created')
      .thenView({
        status: 'ready',
        queue: 'donghu-l2',
        queueOrg: '/dx/donghu',
        zone: 'donghu',
        depot: 'City depot',
        urgent: false,
        crew: [],
        unsigned: false,
        counts: expect.objectContaining({ visits: 0, refusals: 0, parts: 0 }),
      })
      .thenTold('work-order-created', 'donghu-l2', 'coordinator@/dx/donghu')
      .thenWaitsFor('donghu-l2: claim', 'coordinator@/dx/donghu: dispatch')
      .thenClock('dispatch', { state: 'running', targetMs: minutes(30) })
      .thenClock('on-site', { state: 'running', targetMs: hours(12) });
    readyOrder({ urgent: true }).thenClock('on-site', { targetMs: hours(2) });
  });

  test('of a place without a zone lies with the desk that serves it; of one without a desk, nowhere', () => {
    readyOrder({ unit: '/dx/court' }, { by: head }).thenView({ queue: 'dx-l2' });
    given('work-order')
      .when(system, opening({ unit: '/lone/office' }))
      .thenEvents('created')
      .thenWaitsFor('desk-agent@/lone/office: claim', 'coordinator@/lone/office: dispatch');
  });

  test('is for who dispatches, the desk and other cases, within their organisations', () => {
    for (const one of [coordinator, cityHead, foreman, agent, system])
      given('work-order').when(one, opening()).thenEvents('created');
    for (const one of [requester, li, keeper, auditor, owner, xilingHead])
      given('work-order')
        .when(one, opening())
        .thenRefused(one === xilingHead ? 'invalid-data' : 'not-permitted');
  });

  test('names every bad field at once', () => {
    given('work-order')
      .when(coordinator, opening({ source: 'INC-000404', skills: ['network', 'magic', 'network'] }))
      .thenRefused('invalid-data', '/source unknown', '/skills/1 unknown', '/skills/2 named-twice');
    given('work-order')
      .when(coordinator, opening({ contact: undefined }))
      .thenRefused('contact-missing', '/contact required');
    given('work-order')
      .when(coordinator, opening({ reporter: undefined }))
      .thenRefused('invalid-data', '/reporter missing');
  });

  test('for a case that has ended is for nobody but that case', () => {
    const stage = new World(MORNING);
    const { caseId: source } = resolvedIncident({}, { stage })
      .when(requester, plain('confirm'))
      .thenView({ status: 'closed' });
    given('work-order', { stage })
      .when(coordinator, opening({ source }))
      .thenRefused('invalid-data', '/source not-open');
    given('work-order', { stage }).when(system, opening({ source })).thenEvents('created');
  });

  test('for an incident leaves the promise of arrival to that', () => {
    const stage = new World(MORNING);
    const { caseId: source } = startedIncident({}, { stage });
    const { caseId } = readyOrder({ source }, { stage });
    expect(stage.viewOf(caseId).readings).not.toHaveProperty('on-site');
  });

  test('of a caller without an account is signed at the desk', () => {
    readyOrder({ reporter: undefined, caller: 'Ms Sun' }).thenView({ caller: 'Ms Sun' });
  });
});

describe('work-order.dispatch', () => {
  test('sends people of the teams that serve the zone; the first answers for it', () => {
    readyOrder()
      .when(coordinator, dispatch(zhao.id, li.id))
      .thenEvents('dispatched')
      .thenView({ status: 'assigned', crew: [zhao.id, li.id], parties: expect.objectContaining({ assignee: zhao.id }) })
      .thenTold('work-order-dispatched', zhao.id, li.id)
      .thenWaitsFor(`${zhao.id}: accept`)
      .thenClock('dispatch', { state: 'met' });
    const apps = readyOrder().when(cityHead, dispatch(deng.id)).thenView({ queue: 'donghu-l2' });
    expect(apps.stage.viewOf(apps.caseId).parties.involved).toEqual([deng.id]);
  });

  test('is for who dispatches, and who leads its team', () => {
    const leader = { ...li, leads: ['donghu-l2'] };
    for (const one of [coordinator, cityHead, foreman, leader])
      readyOrder().when(one, dispatch()).thenEvents('dispatched');
    for (const one of [li, agent, requester, keeper]) readyOrder().when(one, dispatch()).thenRefused('not-permitted');
  });

  test('refuses whoever is not there, of another team, or named twice, each by his place', () => {
    readyOrder()
      .when(coordinator, dispatch('nobody', wang.id, li.id, li.id))
      .thenRefused('invalid-data', '/engineers/0 unknown', '/engineers/1 other-queue', '/engineers/3 named-twice')
      .when(coordinator, dispatch(requester.id))
      .thenRefused('invalid-data', '/engineers/0 role-missing');
  });

  test('asks for each skill of somebody who has it today', () => {
    readyOrder({ skills: ['network', 'power'] })
      .when(coordinator, dispatch(zhao.id))
      .thenRefused('not-certified')
      .when(coordinator, dispatch(zhao.id, li.id))
      .thenEvents('dispatched');
  });

  test('sends others in the place of those who went', () => {
    acceptedOrder()
      .when(coordinator, dispatch(zhao.id))
      .thenView({ status: 'assigned', crew: [zhao.id] })
      .thenNotAllowed(li, 'accept', 'arrive');
    onSiteOrder().when(coordinator, dispatch(zhao.id)).thenView({ status: 'assigned', arrivedAt: MORNING });
    doneOrder().when(coordinator, dispatch(zhao.id)).thenRefused('wrong-status');
  });

  test('that comes too late is heard by who stands by, then by those above', () => {
    readyOrder()
      .fastForward(minutes(15))
      .thenTold('work-order-dispatch-warned', 'donghu-l2')
      .fastForward(minutes(15))
      .thenEvents('clockWarned', 'clockBreached', 'clockWarned')
      .thenTold('work-order-dispatch-breached', 'supervisor@/dx/donghu');
  });
});

describe('work-order.claim', () => {
  test('is how a member of its team takes it himself', () => {
    readyOrder()
      .when(yang, plain('claim'))
      .thenRefused('not-permitted')
      .when(li, plain('claim'))
      .thenEvents('claimed')
      .thenView({ status: 'accepted', crew: [li.id] })
      .thenTold('work-order-claimed', requester.id)
      .thenWaitsFor(`${li.id}: depart`);
    readyOrder({ skills: ['network'] })
      .when(zhao, plain('claim'))
      .thenRefused('not-certified');
  });
});

describe('who was asked', () => {
  test('work-order.accept is his alone', () => {
    assignedOrder()
      .when(zhao, plain('accept'))
      .thenRefused('not-permitted')
      .when(li, plain('accept'))
      .thenEvents('accepted')
      .thenTold('work-order-accepted', requester.id);
  });

  test('work-order.accept by one who was certified yesterday and is not today is refused', () => {
    readyOrder({ skills: ['network'] })
      .when(coordinator, dispatch())
      .when(li, plain('accept'), { facts: { skilled: { network: [] } } })
      .thenRefused('not-certified')
      .when(li, plain('accept'))
      .thenEvents('accepted');
  });

  test('work-order.decline brings it back to the queue, and the clock of its dispatch begins anew', () => {
    acceptedOrder()
      .fastForward(hours(1))
      .when(li, because('decline'))
      .thenEvents('declined')
      .thenView({ status: 'ready', crew: [] })
      .thenTold('work-order-declined', 'donghu-l2', 'coordinator@/dx/donghu', 'supervisor@/dx/donghu')
      .thenClock('dispatch', { state: 'running', dueAt: MORNING + minutes(90) });
  });

  test('work-order.appoint says when they come, and does not stop the promise', () => {
    const [from, until] = [MORNING + hours(20), MORNING + hours(22)];
    const appoint = (data: object) => ({ type: 'appoint', data: { from, until, agreedBy: 'Ms Zhao', ...data } });
    acceptedOrder()
      .when(li, appoint({}))
      .thenEvents('appointed')
      .thenView({ visitFrom: from, visitUntil: until })
      .thenTold('work-order-appointed', requester.id)
      .thenClock('on-site', { state: 'running' })
      .when(coordinator, appoint({ from: until }))
      .thenRefused('invalid-data', '/until not-after-from')
      .when(coordinator, appoint({ from: 1, until: 2 }))
      .thenRefused('invalid-data', '/from in-past', '/until in-past')
      .when(zhao, appoint({}))
      .thenRefused('not-permitted');
  });

  test('who leaves is followed by his heir, or it lies in the queue again', () => {
    const relieve = (successor?: string) => ({
      type: 'relieve',
      data: { person: li.id, reason: 'Has left', ...(successor === undefined ? {} : { successor }) },
    });
    assignedOrder()
      .when(system, relieve(zhao.id))
      .thenEvents('relieved', 'dispatched')
      .thenView({ status: 'assigned', crew: [zhao.id] });
    acceptedOrder().when(system, relieve()).thenEvents('relieved').thenView({ status: 'ready', crew: [] });
    onSiteOrder()
      .when(system, relieve())
      .thenEvents('relieved')
      .thenView({ status: 'on-site', crew: [] })
      .thenWaitsFor('coordinator@/dx/donghu: dispatch');
    readyOrder()
      .when(coordinator, dispatch(zhao.id, li.id))
      .when(system, relieve())
      .thenView({ status: 'assigned', crew: [zhao.id] });
    readyOrder()
      .when(coordinator, dispatch(zhao.id, li.id))
      .when(system, relieve(deng.id))
      .thenView({ crew: [deng.id, zhao.id] });
  });
});

const HOLDER = processOf('work-order');
const holdsOf = ({ stage, caseId }: Story) => HOLDER.holds?.(stage.kaseOf(caseId).state) ?? [];
const going = (more: object = {}) => ({
  type: 'dispatch',
  data: { engineers: [li.id], vehicle: '浙A·12345', ...more },
});
const VEHICLE = 'vehicle:浙A12345';

describe('the vehicle of a work order', () => {
  test('is booked from the dispatch on for twelve hours, or as long as it is said', () => {
    expect(holdsOf(assignedOrder())).toEqual([]);
    const story = readyOrder().when(coordinator, going());
    expect(holdsOf(story)).toEqual([{ item: VEHICLE, from: MORNING, until: MORNING + hours(12) }]);
    story.when(coordinator, going({ vehicleUntil: MORNING + hours(3) }));
    expect(holdsOf(story)).toEqual([{ item: VEHICLE, from: MORNING, until: MORNING + hours(3) }]);
    story.when(coordinator, going({ vehicleUntil: MORNING - 1 })).thenRefused('invalid-data', '/vehicleUntil in-past');
    story
      .when(coordinator, going({ vehicleUntil: MORNING + hours(24 * 15) }))
      .thenRefused('invalid-data', '/vehicleUntil too-long');
    const month = { from: MORNING + hours(24), until: MORNING + hours(24 * 30), agreedBy: 'Ms Chen' };
    story.when(coordinator, { type: 'appoint', data: month }).thenRefused('invalid-data', '/until too-long');
    story
      .when(coordinator, going({ vehicle: undefined, vehicleUntil: MORNING + hours(3) }))
      .thenRefused('invalid-data', '/vehicleUntil no-vehicle');
  });

  test('goes with the visit that is agreed on, before or after it was given out', () => {
    const [from, until] = [MORNING + hours(30), MORNING + hours(33)];
    const story = readyOrder().when(coordinator, going());
    story.when(coordinator, { type: 'appoint', data: { from, until, agreedBy: 'Ms Chen' } });
    expect(holdsOf(story)).toEqual([{ item: VEHICLE, from, until }]);
    story.when(coordinator, going({ vehicle: 'B-7' }));
    expect(holdsOf(story)).toEqual([{ item: 'vehicle:B7', from, until }]);
    story.when(coordinator, going({ vehicleUntil: from })).thenRefused('invalid-data', '/vehicleUntil not-after-from');
  });

  test('is given back by who declines, by others sent without one, and when the work is done', () => {
    const declined = readyOrder()
      .when(coordinator, going())
      .when(li, { type: 'decline', data: { reason: 'x' } });
    expect(holdsOf(declined)).toEqual([]);
    expect(holdsOf(readyOrder().when(coordinator, going()).when(coordinator, dispatch()))).toEqual([]);
    const there = readyOrder().when(coordinator, going()).when(li, plain('accept')).when(li, plain('arrive'));
    expect(holdsOf(there)).toHaveLength(1);
    there.when(li, complete());
    expect(holdsOf(there)).toEqual([]);
    there.when(requester, { type: 'refuseWork', data: { reason: 'x' } });
    expect(holdsOf(there)).toEqual([]); // nobody is refused his word because a vehicle is away
  });
});
