/** An inspection at its fullest is one that a case can keep. */
import { MOST_ASKED_BYTES, MOST_LINES } from '../../../domain/inspection/checklist.ts';
import { MOST_FINDINGS } from '../../../domain/inspection/index.ts';
import { MOST_STATE_BYTES } from '../../../domain/kernel/part.ts';
import { hours, MORNING } from '../../support/given.ts';
import { facts, InspectionCase, photo } from '../../support/inspection/inspections.ts';
import { people } from '../../support/sample.ts';

const id = (n: number) => `line-of-the-machine-room-${String(n).padStart(3, '0')}`;
const { li, head } = people;
const PHOTOS = ['p1', 'p2', 'p3'];

test('two hundred lines of which each has two values, and three photos', () => {
  const lines = Array.from({ length: MOST_LINES }, (_, n) => ({
    id: id(n),
    is: 'number' as const,
    min: 18.5,
    max: 27.25,
  }));
  const checklist = { ref: 'room@2', pin: 'room@2#00ff', ways: ['on-site'], ...facts.checklist, lines };
  const kase = new InspectionCase(head, {}, { checklist });
  kase.facts = { ...kase.facts, files: Object.fromEntries(PHOTOS.map((one) => [one, photo(one)])) };
  kase.begun();
  for (const value of [123_456.789, 987_654.321])
    for (let from = 0; from < MOST_LINES; from += 50) {
      const some = lines.slice(from, from + 50).map(({ id: line }) => ({ line, value, basedOn: 0, photos: PHOTOS }));
      kase.give(li, 'recordItems', { lines: some, files: PHOTOS });
    }
  expect(kase.view).toMatchObject({ lines: { contested: MOST_LINES } });
  const { state, clocks } = kase.world.kaseOf(kase.number);
  const kept = Buffer.byteLength(JSON.stringify(state)) + Buffer.byteLength(JSON.stringify(clocks));
  const room = MOST_ASKED_BYTES - Buffer.byteLength(JSON.stringify(lines));
  expect(kept).toBeGreaterThan(40_000);
  expect(kept + room + 50 * 20).toBeLessThan(MOST_STATE_BYTES);
});

test('two hundred lines, all answered, as many findings as there may be, watched and supervised', () => {
  const lines = Array.from({ length: MOST_LINES }, (_, n) => ({
    id: id(n),
    is: 'number' as const,
    min: 18.5,
    max: 27.25,
  }));
  const bytes = Buffer.byteLength(JSON.stringify(lines));
  expect(bytes).toBeLessThanOrEqual(MOST_ASKED_BYTES);
  const kase = new InspectionCase(
    head,
    {},
    { checklist: { ref: 'room@2', pin: 'room@2#00ff', ways: ['on-site'], ...facts.checklist, lines } },
  );
  kase.facts = { ...kase.facts, files: Object.fromEntries(PHOTOS.map((one) => [one, photo(one)])) };
  kase.begun();
  for (let from = 0; from < MOST_LINES; from += 50) {
    const some = lines.slice(from, from + 50).map(({ id: line }) => ({ line, value: 123_456.789, photos: PHOTOS }));
    kase.give(li, 'recordItems', { lines: some, files: PHOTOS });
  }
  for (let n = 0; n < MOST_FINDINGS; n += 1)
    kase.give(
      li,
      'raiseFinding',
      { line: id(n), class: 'serious', what: 'x'.repeat(4_000) },
      `finding-of-the-first-phone-${n + 100}`,
    );
  expect(kase.refused(li, 'raiseFinding', { line: id(0), class: 'minor', what: 'x' }, 'one-more')).toBe(
    'too-many-parts',
  );
  kase.give(li, 'complete', { summary: 'Seen' });
  for (let n = 0; n < MOST_FINDINGS; n += 1)
    kase.give(
      li,
      'proposeRemedy',
      { remedy: 'x'.repeat(4_000), due: MORNING + hours(1_000) },
      `finding-of-the-first-phone-${n + 100}`,
    );
  kase.give(head, 'supervise', { instruction: 'x'.repeat(1_000), due: MORNING + hours(100) });
  const { state, clocks } = kase.world.kaseOf(kase.number);
  const kept = Buffer.byteLength(JSON.stringify(state)) + Buffer.byteLength(JSON.stringify(clocks));
  // What a checklist may have beyond these lines, and fifty followers.
  const fullest = kept + (MOST_ASKED_BYTES - bytes) + 50 * 20;
  expect(kept).toBeGreaterThan(35_000);
  expect(fullest).toBeLessThan(MOST_STATE_BYTES);
});
