/** Returned parts: what may be said of one, and when a serial number of an item is put right. */
import { returnedFaults, serialAfter } from '../../../domain/items/returned.ts';
import { onSiteOrder } from '../../support/field/work-orders.ts';
import { people } from '../../support/sample.ts';

const { li } = people;
const DAY = 86_400_000;
const removed = {
  orgPath: '/dx/donghu/linxi',
  workOrder: 'WO-000001',
  spare: 'Disk',
  oldSerial: 'S1',
  newSerial: 'S2',
  symptom: 'It clicks',
  removedAt: 10 * DAY,
  state: 'removed',
} as const;
const faults = (more: object, former: object | null = removed, isPlace = true) =>
  returnedFaults({ body: { ...removed, ...more }, former }, { isPlace }).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );
const sent = { state: 'at-vendor', vendor: 'Lanyun', sentAt: 11 * DAY };

describe('an entry', () => {
  test('goes to its vendor, comes back, or does not, and says how', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ state: 'at-vendor' })).toEqual(['/vendor required', '/sentAt required']);
    expect(faults(sent)).toEqual([]);
    expect(faults({ ...sent, state: 'repaired' })).toEqual(['/returnedAt required', '/outcome required']);
    expect(faults({ ...sent, state: 'exchanged', returnedAt: 12 * DAY, outcome: 'Another' })).toEqual([]);
    expect(faults({ state: 'scrapped' })).toEqual(['/outcome required']);
    expect(faults({ state: 'lost', outcome: 'On the way' })).toEqual([]);
  });
  test('nothing comes back before it went, nor goes before it was out, nor is back while it is away', () => {
    expect(faults({ ...sent, sentAt: 9 * DAY })).toEqual(['/sentAt before-removal']);
    expect(faults({ ...sent, returnedAt: 12 * DAY })).toEqual(['/returnedAt not-back']);
    expect(faults({ ...sent, state: 'repaired', outcome: 'x', returnedAt: 10 * DAY })).toEqual([
      '/returnedAt before-sent',
    ]);
    expect(faults({ ...sent, dueBackAt: 10 * DAY })).toEqual(['/dueBackAt before-sent']);
  });
  test('what happened at the site is not rewritten, and its place is there', () => {
    expect(faults({ oldSerial: 'S9', removedAt: 9 * DAY })).toEqual(['/oldSerial immutable', '/removedAt immutable']);
    expect(faults({ workOrder: undefined })).toEqual(['/workOrder immutable']);
    expect(faults({}, null)).toEqual([]);
    expect(faults({}, removed, false)).toEqual(['/orgPath unknown']);
  });
});

describe('the serial number of an item', () => {
  test.each([
    ['S1', 'corrected'],
    [' s-1 ', 'corrected'],
    ['Ｓ１', 'corrected'],
    ['S2', null],
    ['', null],
    [undefined, null],
    ['S3', 'differs'], // what was taken out is a part of it
  ])('%j: %s', (known, became) => expect(serialAfter(known, removed)).toBe(became));
});

test('work-order.replacePart writes the part into the register of those to be returned, and looks at the item', () => {
  const part = { spare: 'Disk', oldSerial: 'S1', newSerial: 'S2', compares: 'better' };
  const story = onSiteOrder().when(li, { type: 'replacePart', data: { ...part, item: 'srv-dx' } });
  const [{ effect } = { effect: null }] = story.stage.done.slice(-1);
  expect(effect).toMatchObject({
    kind: 'replace',
    id: expect.stringMatching(/^WO-\d+\.\d+$/),
    removed: { spare: 'Disk', oldSerial: 'S1', newSerial: 'S2', item: 'srv-dx', removedBy: li.id },
  });
});
