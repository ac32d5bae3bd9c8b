/** What of its pins stands in a case and its created event. */
import type { Pins } from '../../../../domain/kernel/process.ts';
import { pinnedKind, pinRefsOf } from '../../../../domain/kernel/record/pins.ts';

const pins: Pins = {
  rules: 3,
  calendars: { always: '24x7@1', service: 'cn-5x8@2' },
  snapshots: {},
  sla: { id: 'incident', version: 4, clocks: {}, terms: { reportAlways: true } },
  desks: { L1: { orgPath: '/dx', queue: 'dx-l1' } },
};
const refs = { rules: 3, sla: 'incident@4', calendars: pins.calendars, desks: pins.desks };

test('versions are kept by reference, never what they say, and nothing stands for what there is none of', () => {
  expect(pinRefsOf(pins)).toStrictEqual(refs);
  const more = { approval: 'cab-normal@3#abc' };
  const hashes = { 'incident@4': 'abc' };
  expect(pinRefsOf({ ...pins, contract: 'dx-treasury@1', more, hashes })).toStrictEqual({
    ...refs,
    contract: 'dx-treasury@1',
    more,
    hashes,
  });
});

test.each([
  ['runbook', 'runbook'],
  ['runbook-2', 'runbook'],
  ['runbook-12', 'runbook'],
  ['level-2-policy', 'level-2-policy'],
  ['level-2-policy-3', 'level-2-policy'],
])('%s is one more %s', (name, kind) => expect(pinnedKind(name)).toBe(kind));
