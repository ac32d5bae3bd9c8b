/** Out of office: who hears instead. */
import fc from 'fast-check';
import { type Away, deputiesFor, isAwayFrom } from '../../../domain/meetings/away.ts';

const away = (person: string, deputy: string, more: Partial<Away> = {}): Away => ({
  person,
  deputy,
  since: 0,
  until: 100,
  ...more,
});
const told = (people: readonly string[], all: readonly Away[], blind: readonly string[] = []) =>
  deputiesFor(people, {
    holding: async (asked) => all.filter(({ person }) => asked.includes(person)),
    may: async (person) => !blind.includes(person),
  });

test('the deputy hears of one who is away; of several nobody, while one of them is there', async () => {
  expect(await told(['ann'], [away('ann', 'bob')])).toEqual([{ to: 'bob', insteadOf: 'ann' }]);
  expect(await told(['ann'], [])).toBeNull();
  expect(await told([], [away('ann', 'bob')])).toBeNull();
  expect(await told(['ann', 'cai'], [away('ann', 'bob')])).toBeNull();
  expect(await told(['ann', 'cai'], [away('ann', 'bob'), away('cai', 'bob')])).toEqual([
    { to: 'bob', insteadOf: 'ann' },
  ]);
});

test('one who does not read the case hears nothing of it', async () => {
  expect(await told(['ann'], [away('ann', 'bob')], ['bob'])).toEqual([]);
});

test('whose deputy is away himself is stood in for by his deputy, and a circle leads to nobody', async () => {
  expect(await told(['ann'], [away('ann', 'bob'), away('bob', 'cai')])).toEqual([{ to: 'cai', insteadOf: 'ann' }]);
  expect(await told(['ann'], [away('ann', 'bob'), away('bob', 'ann')])).toEqual([]);
  expect(await told(['ann', 'bob'], [away('ann', 'bob'), away('bob', 'ann')])).toEqual([]);
  const row = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one, at, all) => away(one, all[at + 1] ?? 'h'));
  expect(await told(['a'], row)).toEqual([]); // too far
});

test('it holds from its first instant to its last, in the cases that it speaks of, and ends by itself', () => {
  const of = { process: 'change', orgPath: '/dx/a' } as const;
  const one = away('ann', 'bob', { since: 10, until: 20 });
  expect([9, 10, 19, 20].map((at) => isAwayFrom(one, of, at))).toEqual([false, true, true, false]);
  expect(isAwayFrom({ ...one, process: 'incident' }, of, 10)).toBe(false);
  expect(isAwayFrom({ ...one, process: 'change', orgPath: '/dx' }, of, 10)).toBe(true);
  expect(isAwayFrom({ ...one, orgPath: '/dx/ab' }, of, 10)).toBe(false);
});

test('whoever has named whom: it comes to an end, and tells nobody who is away, twice, or himself', async () => {
  const person = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const absences = fc.uniqueArray(
    fc.tuple(person, person).filter(([one, other]) => one !== other),
    { selector: ([one]) => one, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(absences, fc.uniqueArray(person), async (pairs, people) => {
      const all = pairs.map(([one, other]) => away(one, other));
      const found = (await told(people, all)) ?? [];
      const to = found.map((one) => one.to);
      expect(new Set(to).size).toBe(to.length);
      expect(
        to.filter((one) => people.some((asked) => asked === one) || all.some((held) => held.person === one)),
      ).toEqual([]);
    }),
  );
});
