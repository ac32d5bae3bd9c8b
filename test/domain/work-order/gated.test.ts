/** What an open rectification keeps from going on of a work order. */
import { complete, depart, acceptedOrder, onSiteOrder } from '../../support/field/work-orders.ts';
import { people } from '../../support/sample.ts';

const { li, system } = people;
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
