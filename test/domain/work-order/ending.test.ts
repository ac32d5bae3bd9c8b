/** How a work order ends: signed, on paper, unsigned, refused, canceled, called off. */
import { because, plain, startedIncident } from '../../support/factories.ts';
import {
  acceptedOrder,
  arriveAt,
  complete,
  doneOrder,
  hashOf,
  onSiteOrder,
  readyOrder,
  sign,
} from '../../support/field/work-orders.ts';
import { hours, type Story } from '../../support/given.ts';
import { people } from '../../support/sample.ts';

const { agent, cityHead, colleague, coordinator, keeper, li, principal, requester, stranger, system, zhao } = people;
const DAYS = hours(24);
const callOff = { type: 'callOff', data: { source: 'INC-000009' } };
const unsigned = (witness: string = coordinator.id) => ({
  type: 'closeUnsigned',
  data: { reason: 'Nobody answers', witness },
});

describe('work-order.sign', () => {
  test('closes it with what the customer read', () => {
    const story = doneOrder();
    story
      .when(requester, sign(story, { rating: { score: 4 } }))
      .thenEvents('signed', 'closed')
      .thenView({ status: 'closed', signedBy: requester.id, rating: 4, unsigned: false })
      .thenTold('work-order-signed', li.id, 'customer-representative@/dx/donghu/linxi/school')
      .thenClock('sign', { state: 'met' });
    expect(story.stage.eventsOf(story.caseId).at(-1)?.data).toMatchObject({
      facts: { counts: { visits: 1, urges: 0 } },
    });
  });

  test('is refused where the record is not the one that was read', () => {
    const story = doneOrder();
    const before = sign(story);
    story
      .when(requester, { type: 'sign', data: { recordHash: '0'.repeat(64) } })
      .thenRefused('hash-differs')
      .when(requester, because('refuseWork'))
      .when(li, plain('arrive'))
      .when(li, complete({ work: 'Now it prints in colour, too' }))
      .when(requester, before)
      .thenRefused('hash-differs')
      .when(requester, sign(story))
      .thenEvents('signed', 'closed');
  });

  test('is for the customer, and never for who did the work', () => {
    for (const one of [requester, colleague, principal]) {
      const story = doneOrder();
      story.when(one, sign(story)).thenEvents('signed', 'closed');
    }
    for (const one of [li, cityHead, coordinator, keeper, stranger]) {
      const story = doneOrder();
      story.when(one, sign(story)).thenRefused('not-permitted');
    }
    const both = { ...li, grants: [...li.grants, ...principal.grants] };
    const story = doneOrder();
    story.when(both, sign(story)).thenRefused('separation-of-duties');
  });

  test('nor for who did some of it before others took over, by whatever road he left', () => {
    const both = { ...li, grants: [...li.grants, ...principal.grants, ...coordinator.grants, ...cityHead.grants] };
    const byOthers = (story: Story) =>
      story.when(zhao, plain('accept')).when(zhao, plain('arrive')).when(zhao, complete());
    const others = { type: 'dispatch', data: { engineers: [zhao.id] } };
    const taken = [
      onSiteOrder().when(coordinator, others),
      doneOrder().when(requester, because('refuseWork')).when(coordinator, others),
      onSiteOrder()
        .when(system, { type: 'relieve', data: { person: li.id, reason: 'x' } })
        .when(coordinator, others),
    ];
    for (const story of taken.map(byOthers)) {
      story.when(both, sign(story)).thenRefused('separation-of-duties');
      story.when(both, onPaper(story)).thenRefused('separation-of-duties');
      story.when(both, because('refuseWork')).thenRefused('separation-of-duties');
      story.fastForward(10 * DAYS);
      story.when(both, unsigned()).thenRefused('separation-of-duties');
      story.when(cityHead, unsigned(li.id)).thenRefused('invalid-data', '/witness of-crew');
      story.when(cityHead, unsigned()).thenEvents('signatureWaived', 'closed');
    }
  });

  test('nor does who did it choose who reported it', () => {
    const story = onSiteOrder();
    const correct = { type: 'correct', data: { reporter: principal.id, reason: 'x' } };
    story.when(li, correct).thenRefused('separation-of-duties');
    story.when(agent, { type: 'correct', data: { contact: '8452', reason: 'x' } }).thenEvents('corrected');
  });

  test('who was only asked to go did none of it', () => {
    const story = acceptedOrder().when(coordinator, { type: 'dispatch', data: { engineers: [zhao.id] } });
    const both = { ...li, grants: [...li.grants, ...principal.grants] };
    story.when(zhao, plain('accept')).when(zhao, plain('arrive')).when(zhao, complete());
    story.when(both, sign(story)).thenEvents('signed', 'closed');
  });

  test('there is nothing to sign before it is done', () => {
    onSiteOrder()
      .when(requester, { type: 'sign', data: { recordHash: '0'.repeat(64) } })
      .thenRefused('wrong-status');
    expect(hashOf(onSiteOrder())).toBe('');
  });
});

const onPaper = (story: Parameters<typeof hashOf>[0]) => ({
  type: 'recordSignature',
  data: { recordHash: hashOf(story), signer: 'Ms Zhao', sheet: 'Binder 7' },
});

describe('work-order.recordSignature', () => {
  test('is how the desk keeps a signature on paper; not for who did the work', () => {
    const story = doneOrder({ reporter: undefined, caller: 'Ms Zhao' });
    story
      .thenWaitsFor(
        'desk-agent@/dx/donghu/linxi/school: recordSignature',
        'customer-representative@/dx/donghu/linxi/school: sign',
      )
      .when(agent, onPaper(story))
      .thenEvents('signed', 'closed')
      .thenView({ signedBy: 'Ms Zhao' });
    const own = doneOrder();
    own.when(li, onPaper(own)).thenRefused('not-permitted');
    const both = { ...li, grants: [...li.grants, ...coordinator.grants] };
    own.when(both, onPaper(own)).thenRefused('separation-of-duties');
    own.when(coordinator, { type: 'recordSignature', data: { recordHash: '0'.repeat(64), signer: 'x', sheet: 'y' } });
    own.thenRefused('hash-differs');
  });
});

describe('work-order.refuseWork', () => {
  test('sends them again, and the supervisor hears of it', () => {
    doneOrder()
      .when(requester, because('refuseWork'))
      .thenEvents('workRefused')
      .thenView({ status: 'accepted', counts: expect.objectContaining({ refusals: 1 }) })
      .thenTold('work-order-work-refused', li.id, 'supervisor@/dx/donghu')
      .thenWaitsFor(`${li.id}: depart`)
      .thenClock('sign', { state: 'met' });
    doneOrder().when(li, because('refuseWork')).thenRefused('not-permitted');
  });
});

describe('work-order.closeUnsigned', () => {
  test('comes after the customer was reminded and his time is over, with a witness', () => {
    doneOrder()
      .thenBlocked(cityHead, 'closeUnsigned', 'time-to-sign')
      .when(cityHead, unsigned())
      .thenRefused('time-to-sign')
      .fastForward(2 * DAYS)
      .thenTold('work-order-sign-warned', requester.id, 'customer-representative@/dx/donghu/linxi/school')
      .fastForward(DAYS)
      .thenEvents('clockBreached', 'clockWarned')
      .thenWaitsFor(
        `${requester.id}: sign`,
        'customer-representative@/dx/donghu/linxi/school: sign',
        'supervisor@/dx/donghu: closeUnsigned',
      )
      .when(cityHead, unsigned('nobody'))
      .thenRefused('invalid-data', '/witness unknown')
      .when(cityHead, unsigned(cityHead.id))
      .thenRefused('invalid-data', '/witness same-person')
      .when(cityHead, unsigned(li.id))
      .thenRefused('invalid-data', '/witness of-crew')
      .when(coordinator, unsigned())
      .thenRefused('not-permitted')
      .when(cityHead, unsigned())
      .thenEvents('signatureWaived', 'closed')
      .thenTold('work-order-signature-waived', coordinator.id, li.id, 'customer-representative@/dx/donghu/linxi/school')
      .thenView({ unsigned: true });
  });

  test('time alone signs nothing, and a late signature is one', () => {
    const story = doneOrder()
      .fastForward(30 * DAYS)
      .thenView({ status: 'done' });
    story.when(principal, sign(story)).thenEvents('signed', 'closed').thenView({ unsigned: false });
  });
});

describe('an order that nobody needs', () => {
  test('work-order.cancel ends it while nobody is there', () => {
    acceptedOrder()
      .when(li, because('cancel'))
      .thenRefused('not-permitted')
      .when(cityHead, because('cancel'))
      .thenEvents('canceled')
      .thenTold('work-order-canceled', li.id, requester.id);
    readyOrder().when(coordinator, because('cancel')).thenView({ status: 'canceled' });
    onSiteOrder().when(cityHead, because('cancel')).thenRefused('wrong-status');
  });

  test('work-order.callOff ends it with its source; who is there finishes', () => {
    acceptedOrder().when(system, callOff).thenEvents('canceled').thenTold('work-order-canceled', li.id, requester.id);
    onSiteOrder().when(system, callOff).thenEvents().thenView({ status: 'on-site' });
    readyOrder().when(cityHead, callOff).thenRefused('not-permitted');
    readyOrder().when(system, callOff).thenEffects();
  });
});

const visited = () =>
  startedIncident().when(li, {
    type: 'requestOnsite',
    data: { site: 'Room 3', contact: '0571 1', remoteHelp: 'Restarted' },
  });

describe('the incident that it is for', () => {
  test('hears of the first arrival and of the end, with what came of it', () => {
    const incident = visited();
    const { stage, caseId } = incident;
    arriveAt(incident, 'WO-000001', coordinator, zhao);
    stage.give('WO-000001', zhao, complete({ result: 'temporary' }));
    stage.give('WO-000001', requester, because('refuseWork'));
    stage.give('WO-000001', zhao, plain('arrive'));
    stage.give('WO-000001', zhao, complete());
    stage.give('WO-000001', requester, sign({ stage, caseId: 'WO-000001' }));
    const types = stage.eventsOf(caseId).map(({ type }) => type);
    expect(types.filter((type) => type === 'incident.arrived')).toHaveLength(1);
    expect(stage.eventsOf(caseId).at(-1)).toMatchObject({
      type: 'incident.visitEnded',
      data: { workOrder: 'WO-000001', result: 'The power supply was replaced', outcome: 'fixed' },
    });
    expect(stage.undelivered).toEqual([]);
  });

  test('that has ended meanwhile is no failure', () => {
    const incident = visited();
    const { stage } = incident;
    arriveAt(incident, 'WO-000001', coordinator, zhao);
    incident.when(cityHead, because('cancel'));
    stage.give('WO-000001', zhao, complete());
    stage.give('WO-000001', requester, sign({ stage, caseId: 'WO-000001' }));
    expect(stage.undelivered).toEqual([]);
    expect(stage.viewOf('WO-000001')).toMatchObject({ status: 'closed' });
  });
});
