/** What an open rectification keeps from going on of a work order. */
import { complete, depart, acceptedOrder, onSiteOrder } from '../../support/field/work-orders.ts';
import { issuing } from '../../support/rectification/rectifications.ts';
import { people } from '../../support/sample.ts';

const { li, quality, system } = people;
const noted = (rectification: string) => ({ type: 'noteRectification', data: { rectification } });
const over = (rectification: string) => ({ type: 'noteRectified', data: { rectification, outcome: 'closed' } });

test('work-order.noteRectification, work-order.noteRectified: nobody departs or completes it before it is over', () => {
  acceptedOrder()
    .when(system, noted('REC-000001'))
    .thenEvents('rectificationNoted')
    .thenTold('work-order-rectification-noted', li.id)
    .thenBlocked(li, 'depart', 'gate-closed')
    .when(li, depart())
    .thenRefused('gate-closed')
    .when(system, over('REC-000001'))
    .thenEvents('rectificationOver')
    .thenTold('work-order-rectification-over', li.id)
    .when(li, depart())
    .thenEvents('departed');
  onSiteOrder().when(system, noted('REC-000001')).when(li, complete()).thenRefused('gate-closed');
});

test('it has no steps: what names one of it is refused where it is issued, and shuts the whole where it came about all the same', () => {
  const story = acceptedOrder();
  const { stage, caseId } = story;
  const data = issuing({ blocks: { case: caseId, step: 'mount' } }).data;
  expect(() => stage.open('rectification', quality, data)).toThrow(
    expect.objectContaining({ code: 'invalid-data', fields: [{ pointer: '/blocks/step', code: 'unknown' }] }),
  );
  story
    .when(system, { type: 'noteRectification', data: { rectification: 'REC-000009', step: 'mount' } })
    .when(li, depart())
    .thenRefused('gate-closed');
});
