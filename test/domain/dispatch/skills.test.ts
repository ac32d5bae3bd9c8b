/** Who has a skill at an instant, and what stands against saying so. */
import { countsAt, type Known, qualificationFaults, skilledAt } from '../../../domain/dispatch/skills.ts';

const at = (words: string) => Date.parse(words);
const [from, until] = [at('2026-01-01T00:00+08:00'), at('2027-06-01T00:00+08:00')];

test.each([
  ['a millisecond before it begins', from - 1, false],
  ['at its first instant', from, true],
  ['in the last millisecond of its last day', until - 1, true],
  ['when that day is over', until, false],
])('a qualification, %s', (_words, instant, counts) => {
  expect(countsAt({ validFrom: from, validUntil: until }, instant)).toBe(counts);
});

test('one without an end counts for good, one that was withdrawn until then and no longer, whatever it says', () => {
  const far = at('2099-12-31T00:00Z');
  expect(countsAt({ validFrom: from }, far)).toBe(true);
  const withdrawnAt = from + 1_000;
  for (const one of [
    { validFrom: from, withdrawnAt },
    { validFrom: from, validUntil: until, withdrawnAt },
  ])
    expect([withdrawnAt - 1, withdrawnAt, far].map((instant) => countsAt(one, instant))).toEqual([true, false, false]);
  const late = { validFrom: from, validUntil: until, withdrawnAt: until + 1 };
  expect(countsAt(late, until)).toBe(false);
  expect(countsAt({ validFrom: from, withdrawnAt: from }, from)).toBe(false);
});

test('of some people those are told who have the skill by one qualification at least, each once, in their order', () => {
  const of = (person: string, skill = 'network', validUntil = until) => ({
    person,
    skill,
    validFrom: from,
    validUntil,
  });
  const renewed = { person: 'li', skill: 'network', validFrom: until, validUntil: until + 1_000 };
  const all = [of('zhao'), of('li'), renewed, of('qian', 'server'), of('sun', 'network', from + 1), of('outsider')];
  const asked = ['li', 'qian', 'sun', 'zhao', 'nobody'];
  const who = (instant: number) => skilledAt(asked, all, { skill: 'network', at: instant });
  expect(who(from)).toEqual(['li', 'sun', 'zhao']);
  expect(who(from + 1)).toEqual(['li', 'zhao']);
  expect(who(until - 1)).toEqual(['li', 'zhao']); // the old certificate and the new one leave nothing between them
  expect(who(until)).toEqual(['li']);
  expect(who(until + 1_000)).toEqual([]);
  expect(skilledAt([], all, { skill: 'network', at: from })).toEqual([]);
});

describe('what is wrong with a qualification', () => {
  const body = { person: 'li', skill: 'network', orgPath: '/dx/donghu', validFrom: from, open: true } as const;
  const known: Known = { person: { unit: '/dx/donghu/linxi' }, skill: { open: true, expires: false }, isPlace: true };
  const faults = (edit: object, more: Partial<Known> = {}, former: object | null = null) =>
    qualificationFaults({ body: { ...body, ...edit }, former }, { ...known, ...more }).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );

  test('nothing, of a new one whose person, skill and place there are', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ validUntil: from + 1 })).toEqual([]);
  });

  test('every fault at once, each at its field', () => {
    const nothing = { person: null, skill: null, isPlace: false };
    expect(faults({ validUntil: from }, nothing)).toEqual([
      '/person unknown',
      '/skill unknown',
      '/orgPath unknown',
      '/validUntil not-after-from',
    ]);
  });

  test('a closed skill is not given any more; what somebody has of it may still be put right', () => {
    const skill = { open: false, expires: false };
    expect(faults({}, { skill })).toEqual(['/skill unknown']);
    expect(faults({ number: '7' }, { skill }, body)).toEqual([]);
  });

  test('neither the person nor the skill becomes another; one who has left does not stand in the way', () => {
    expect(faults({ person: 'qian', skill: 'server' }, {}, body)).toEqual(['/person immutable', '/skill immutable']);
    expect(faults({ open: false }, { person: null }, body)).toEqual([]);
  });

  test('it is kept at the unit of the person or above it', () => {
    expect(faults({ orgPath: '/dx/xiling' })).toEqual(['/orgPath other-unit']);
    expect(faults({ orgPath: '/dx/donghu/linxi/school' })).toEqual(['/orgPath other-unit']);
    expect(faults({ orgPath: '/dx' }, {}, body)).toEqual([]);
    // Whoever has moved since keeps what stands there, until its place is changed.
    expect(faults({}, { person: { unit: '/dx/xiling' } }, body)).toEqual([]);
    expect(faults({ orgPath: '/dx/donghu/linxi' }, { person: { unit: '/dx/xiling' } }, body)).toEqual([
      '/orgPath other-unit',
    ]);
  });

  test('of a skill that expires it has an end', () => {
    const skill = { open: true, expires: true };
    expect(faults({}, { skill })).toEqual(['/validUntil required']);
    expect(faults({ validUntil: until }, { skill })).toEqual([]);
  });
});
