/** Which changes stand beside a fault of an item, and how they hit it. */
import { hitBy } from '../../../domain/changes/recent.ts';

const at = {
  item: 'app',
  beneath: [
    { id: 'db', type: 'depends-on' },
    { id: 'mw', type: 'runs-on' },
  ],
};

test.each([
  [['app', 'db'], { hits: 'item' }],
  [['mw', 'db'], { hits: 'relation', item: 'db', type: 'depends-on' }],
  [['mw', 'far'], { hits: 'relation', item: 'mw', type: 'runs-on' }],
  [['far'], undefined],
  [[], undefined],
])('a change of %j hits it so: %j', (items, hit) => {
  expect(hitBy(items, at)).toEqual(hit);
});
