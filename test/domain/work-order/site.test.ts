/** On the way, at the site, waiting for a part, done. */
import { metresBetween, metresOff } from '../../../domain/work-order/position.ts';
import { plain } from '../../support/factories.ts';
import { acceptedOrder, complete, depart, doneOrder, onSiteOrder, SITE } from '../../support/field/work-orders.ts';
import { hours, minutes, MORNING } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { coordinator, keeper, li, principal, requester, zhao } = people;
const arrive = (data: object = {}) => ({ type: 'arrive', data });
const awaitPart = (data: object = {}) => ({ type: 'awaitPart', data: { spare: 'Power supply', ...data } });
const replacePart = (data: object = {}) => ({
  type: 'replacePart',
  data: { spare: 'Power supply', oldSerial: 'A1', newSerial: 'B2', compares: 'equal', ...data },
});
const NEAR = 'geo:30.6575,104.0665;u=10';
const FAR = 'geo:30.7,104.066;u=10';

describe('positions', () => {
  test.each([
    ['geo:0,0', 'geo:0,0', 0],
    ['geo:30.657,104.066', 'geo:30.7,104.066', 4781],
    ['geo:0,179.9995', 'geo:0,-179.9995', 111], // over the date line
    ['geo:90,0', 'geo:90,180', 0], // one pole
    ['geo:0,0', 'geo:0,180', 20_015_087],
  ])('%s and %s are %d metres apart', (one, other, metres) => {
    expect(metresBetween(one, other)).toBe(metres);
    expect(metresBetween(other, one)).toBe(metres);
  });

  test('what both may be off counts for who says that he is there', () => {
    expect(metresOff('geo:0,0', 'geo:0,0.004')).toBeUndefined();
    expect(metresOff('geo:0,0', 'geo:0,0.005')).toBe(556);
    expect(metresOff('geo:0,0;u=30', 'geo:0,0.005;u=30')).toBeUndefined();
  });
});

describe('work-order.depart', () => {
  test('tells who waits when somebody is expected, and may be put right on the way', () => {
    const at = MORNING + hours(2);
    acceptedOrder()
      .when(li, depart(at))
      .thenEvents('departed')
      .thenView({ status: 'accepted', expectedAt: at })
      .thenTold('work-order-departed', requester.id)
      .thenWaitsFor(`${li.id}: arrive`)
      .when(li, depart(at + hours(1)))
      .thenView({ expectedAt: at + hours(1) })
      .when(li, depart(MORNING - 1))
      .thenRefused('invalid-data', '/expectedAt in-past')
      .when(zhao, depart(at))
      .thenRefused('not-permitted');
  });

  test('is not for one whose certificate ended since he accepted', () => {
    acceptedOrder({ skills: ['network'] })
      .when(li, depart(), { facts: { skilled: { network: [] } } })
      .thenRefused('not-certified');
  });
});

const known = () => acceptedOrder({ position: SITE });

describe('work-order.arrive', () => {
  test('keeps the promise by the time of the server; that of the device is evidence', () => {
    acceptedOrder()
      .fastForward(hours(3))
      .when(li, arrive({ observedAt: MORNING + hours(2) }))
      .thenEvents('arrived')
      .thenView({ status: 'on-site', arrivedAt: MORNING + hours(3), counts: expect.objectContaining({ visits: 1 }) })
      .thenTold('work-order-arrived', requester.id)
      .thenClock('on-site', { state: 'met', remainingMs: hours(9) });
    acceptedOrder()
      .when(li, arrive({ observedAt: MORNING + minutes(6) }))
      .thenRefused('invalid-data', '/observedAt in-future');
  });

  test('after the promise is late, and said so', () => {
    acceptedOrder({ urgent: true })
      .fastForward(hours(2))
      .thenTold('work-order-on-site-breached', 'supervisor@/dx/donghu')
      .when(li, arrive())
      .thenClock('on-site', { state: 'late' });
  });

  test('elsewhere says why, where the position of the site is known', () => {
    known()
      .when(li, arrive({ position: NEAR }))
      .thenEvents('arrived');
    known().when(li, arrive()).thenRefused('invalid-data', '/position required');
    known()
      .when(li, arrive({ position: FAR }))
      .thenRefused('not-at-site');
    const { stage, caseId } = known()
      .when(li, arrive({ position: FAR, elsewhere: 'No reception in the cellar' }))
      .thenEvents('arrived');
    expect(stage.eventsOf(caseId).at(-1)?.data).toMatchObject({
      metres: 4781,
      elsewhere: 'No reception in the cellar',
    });
    known()
      .when(li, arrive({ elsewhere: 'The phone is broken' }))
      .thenEvents('arrived');
    acceptedOrder()
      .when(li, arrive({ position: FAR }))
      .thenEvents('arrived');
  });

  test('is for those who go', () => {
    acceptedOrder()
      .when(zhao, arrive())
      .thenRefused('not-permitted')
      .when(coordinator, arrive())
      .thenRefused('not-permitted');
  });
});

describe('parts', () => {
  test('work-order.awaitPart waits for whoever keeps the spares, and stops no promise; with work-order.receivePart they come again', () => {
    onSiteOrder()
      .when(li, awaitPart())
      .thenEvents('partAwaited')
      .thenView({ status: 'waiting-part', spare: 'Power supply' })
      .thenTold('work-order-part-awaited', 'spare-keeper@/dx/donghu', requester.id)
      .thenWaitsFor('spare-keeper@/dx/donghu: receivePart')
      .when(zhao, plain('receivePart'))
      .thenRefused('not-permitted')
      .when(keeper, { type: 'receivePart', data: { note: 'By courier' } })
      .thenEvents('partReceived')
      .thenView({ status: 'accepted' })
      .thenTold('work-order-part-received', li.id)
      .when(li, arrive())
      .thenView({ arrivedAt: MORNING, counts: expect.objectContaining({ visits: 2 }) });
    const { stage, caseId } = onSiteOrder().when(li, awaitPart());
    expect(stage.eventsOf(caseId).at(-1)?.data).toEqual({ spare: 'Power supply', depot: 'City depot' });
  });

  test('work-order.replacePart takes what is as good at least, and another one', () => {
    onSiteOrder()
      .when(li, replacePart({ compares: 'weaker' }))
      .thenRefused('weaker-part', '/compares weaker-part')
      .when(li, replacePart({ newSerial: 'A1' }))
      .thenRefused('invalid-data', '/newSerial unchanged')
      .when(li, replacePart({ item: 'srv-school' }))
      .thenEvents('partReplaced')
      .thenView({
        replaced: [{ spare: 'Power supply', item: 'srv-school', oldSerial: 'A1', newSerial: 'B2' }],
        counts: expect.objectContaining({ parts: 1 }),
      })
      .when(zhao, replacePart())
      .thenRefused('not-permitted');
  });

  test('work-order.replacePart has an end', () => {
    const story = onSiteOrder();
    for (let n = 0; n < 50; n += 1) story.when(li, replacePart({ newSerial: `B${n}` })).thenEvents('partReplaced');
    story.when(li, replacePart()).thenRefused('too-many-parts');
  });
});

describe('work-order.complete', () => {
  test('asks the customer for his signature', () => {
    doneOrder()
      .thenEvents('completed')
      .thenView({
        status: 'done',
        result: 'fixed',
        labourMinutes: 45,
        recordHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      })
      .thenTold('work-order-completed', requester.id, 'customer-representative@/dx/donghu/linxi/school')
      .thenWaitsFor(`${requester.id}: sign`, 'customer-representative@/dx/donghu/linxi/school: sign')
      .thenAllowed(principal, 'sign', 'refuseWork')
      .thenClock('sign', { state: 'running' });
    acceptedOrder().when(li, complete()).thenRefused('wrong-status');
    onSiteOrder().when(zhao, complete()).thenRefused('not-permitted');
  });

  test('takes photos of the site and of the work, and none that is not there', () => {
    const photo = { id: 'f1', name: '现场.jpg', type: 'image/jpeg', size: 7, sha256: 'ab' };
    const facts = { files: { f1: photo, f2: null } };
    const { stage, caseId } = acceptedOrder()
      .when(li, arrive({ files: ['f1', 'f2'] }), { facts })
      .thenRefused('invalid-data', '/files/1 unknown')
      .when(li, arrive({ files: ['f1'] }), { facts })
      .thenEvents('arrived')
      .when(li, complete({ files: ['f1'] }), { facts })
      .thenView({ status: 'done', counts: expect.objectContaining({ files: 2 }) });
    expect(stage.eventsOf(caseId).at(-1)?.data).toMatchObject({ files: [photo], result: 'fixed' });
    expect(stage.kaseOf(caseId).state).not.toHaveProperty('files');
  });

  test('is the end of whoever urged', () => {
    onSiteOrder().when(requester, plain('urge')).when(li, complete()).thenView({ urged: false });
  });
});
