/** Scripted paths of work orders: together they take every row, and start every clock. */
import { hours } from '../given.ts';
import { because, plain } from '../factories.ts';
import type { Actor, Command, Millis } from '../../../domain/kernel/process.ts';
import { people } from '../sample.ts';
import { complete, depart, dispatch, opening, SITE } from './work-orders.ts';

type Step = readonly [Actor, Command] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { agent, cityHead, colleague, coordinator, deng, foreman, head, keeper, li, principal } = people;
const { requester, system, zhao } = people;
const accept = plain('accept');
const arrive = plain('arrive');
const signed = { type: 'sign', data: { recordHash: '*', rating: { score: 5 } } };
const awaitPart = { type: 'awaitPart', data: { spare: 'Power supply' } };
const replace = {
  type: 'replacePart',
  data: { spare: 'Power supply', oldSerial: 'A1', newSerial: 'B2', compares: 'equal' },
};
const onSite: readonly Step[] = [
  [coordinator, opening()],
  [coordinator, dispatch()],
  [li, accept],
  [li, depart()],
  [li, arrive],
];
const done: readonly Step[] = [...onSite, [li, complete()]];

const relieve = (person: string, successor?: string) => ({
  type: 'relieve',
  data: { person, reason: 'Has left', ...(successor === undefined ? {} : { successor }) },
});
const requeue = (from: string, queue: string, person?: string) => ({
  type: 'requeue',
  data: { from, queue, reason: 'Closed', ...(person === undefined ? {} : { person }) },
});
/** With what the preview named. */
const correct = (data: object) => ({
  type: 'correct',
  data: { reason: 'Misheard', policyVersion: 'work-order@1', calendars: ['always@1', 'cn-5x8@1'], ...data },
});

export const workOrderPaths: readonly Path[] = [
  {
    name: 'done and signed',
    steps: [
      [system, opening({ contact: undefined })],
      [foreman, dispatch()],
      [li, accept],
      [
        li,
        {
          type: 'appoint',
          data: { from: Date.UTC(2026, 3, 1, 1), until: Date.UTC(2026, 3, 1, 3), agreedBy: 'Ms Zhao' },
        },
      ],
      [requester, plain('urge')],
      [li, depart()],
      [li, arrive],
      [li, replace],
      [li, complete()],
      [requester, signed],
    ],
  },
  {
    name: 'without its part at first',
    steps: [
      ...onSite,
      [li, awaitPart],
      [keeper, plain('receivePart')],
      [li, arrive],
      [li, complete()],
      [principal, signed],
    ],
  },
  {
    name: 'not as the customer wants it',
    steps: [
      ...done,
      [requester, because('refuseWork')],
      [li, arrive],
      [li, complete({ result: 'temporary' })],
      [coordinator, { type: 'recordSignature', data: { recordHash: '*', signer: 'Ms Zhao', sheet: 'Binder 7' } }],
    ],
  },
  {
    name: 'signed by nobody',
    steps: [
      ...done,
      hours(24 * 10),
      [cityHead, { type: 'closeUnsigned', data: { reason: 'Nobody answers', witness: coordinator.id } }],
    ],
  },
  {
    name: 'claimed at night, given back, and called off by its source',
    steps: [
      [agent, opening({ urgent: true, position: SITE })],
      hours(1),
      [li, plain('claim')],
      [li, because('decline')],
      [cityHead, dispatch(zhao.id)],
      [zhao, because('decline')],
      [system, { type: 'callOff', data: { source: 'INC-000009' } }],
    ],
  },
  {
    name: 'called off while they are there',
    steps: [...onSite, [system, { type: 'callOff', data: { source: 'INC-000009' } }]],
  },
  {
    name: 'whose people leave',
    steps: [
      [coordinator, opening()],
      [system, relieve(requester.id)],
      [coordinator, dispatch(deng.id)],
      [system, relieve(deng.id, li.id)],
      [system, relieve(li.id)],
      [coordinator, dispatch(deng.id)],
      [system, requeue('donghu-l2', 'donghu-apps', deng.id)],
      [deng, accept],
      [system, requeue('donghu-apps', 'donghu-l2', deng.id)],
      [system, requeue('donghu-l2', 'dx-l2')],
      [coordinator, dispatch(zhao.id)],
      [zhao, accept],
      [system, relieve(li.id, zhao.id)],
      [system, relieve(zhao.id, li.id)],
      [li, accept],
      [system, relieve(li.id)],
      [coordinator, dispatch(li.id)],
      [li, accept],
      [li, arrive],
      [system, relieve(li.id)],
      [coordinator, dispatch(zhao.id)],
    ],
  },
  {
    name: 'registered wrongly',
    steps: [
      [agent, opening({ reporter: colleague.id })],
      [coordinator, dispatch()],
      [cityHead, correct({ contact: '0571 1' })],
      [li, accept],
      [system, relieve(colleague.id)],
      [cityHead, correct({ contact: '0571 2' })],
      [head, correct({ unit: '/dx/court' })],
    ],
  },
  {
    name: 'canceled',
    steps: [
      [coordinator, opening()],
      [cityHead, because('cancel')],
    ],
  },
];
