/** What is refused although it can be read: names, words, types, units, references. */
import { MOST_STEPS } from '../../../../domain/figures/language/references.ts';
import { checkFormula } from '../../../../domain/figures/language/checker.ts';
import { fits } from '../../../../domain/figures/language/units.ts';
import { codesOf, faultsOf, formulaIn, noIndicators, published } from './given.ts';

const closed = (where: string, processes = 'incident') => `count(closed ${processes} where ${where})`;

test('a name that nobody has, and one that one of several processes lacks', () => {
  expect(faultsOf(closed('priorty = "P1"'))).toMatchObject([
    { code: 'unknown-name', at: 'priorty', params: { name: 'priorty', near: 'priority' } },
  ]);
  expect(faultsOf(closed('major', 'incident, call'))).toMatchObject([
    { code: 'process-lacks-name', at: 'major', params: { processes: ['call'] } },
  ]);
  expect(faultsOf('mean(clock.resolution.consumed of closed incident, call)')).toMatchObject([
    { code: 'process-lacks-name', at: 'clock.resolution.consumed', params: { processes: ['call'] } },
  ]);
  for (const word of ['constructor', 'toString', 'hasOwnProperty', 'description', 'contact'])
    expect(codesOf(closed(`${word} missing`))).toEqual(['unknown-name']);
});

test('a name that is one thing here and another there', () => {
  expect(faultsOf('count(closed incident, failover where clock.step.met)')).toMatchObject([
    { code: 'process-lacks-name', params: { processes: ['incident'] } },
  ]);
  expect(faultsOf('mean(age of closed nothing, call where mayor)')).toMatchObject([
    { code: 'unknown-process', at: 'nothing' },
    { code: 'unknown-name', at: 'mayor' },
  ]);
});

test('a word that the name can never be; of several processes it may be the word of one', () => {
  expect(faultsOf(closed('status in ("closed", "clsed")'))).toMatchObject([
    { code: 'never-that-word', at: '"clsed"', params: { name: 'status', word: 'clsed' } },
  ]);
  expect(codesOf(closed('status = "escalated"'))).toEqual(['never-that-word']);
  expect(codesOf(closed('status = "escalated"', 'incident, call'))).toEqual([]);
  expect(codesOf(closed('priority = "Р1"'))).toEqual(['never-that-word']); // a Cyrillic letter within quotes
});

test('a value of another type, and a comparison that such values do not stand', () => {
  expect(faultsOf(closed('age > "3"'))).toMatchObject([
    { code: 'wrong-type', at: '"3"', params: { is: 'text', expected: ['minutes'] } },
  ]);
  expect(codesOf(closed('team = 3'))).toEqual(['wrong-type']);
  expect(codesOf(closed('team'))).toEqual(['wrong-type']);
  expect(codesOf(closed('major = "yes"'))).toEqual(['wrong-type']);
  expect(codesOf(closed('rating > 3 days'))).toEqual(['wrong-type']);
  expect(codesOf(closed('rating > 2.5'))).toEqual(['not-whole']);
  expect(codesOf(closed('team < "a"'))).toEqual(['condition-not-allowed']);
  expect(codesOf(closed('major > no'))).toEqual(['condition-not-allowed']);
  expect(codesOf('count(closed change where items != "a")')).toEqual(['condition-not-allowed']);
  expect(codesOf(closed('opened > 3'))).toEqual(['condition-not-allowed']);
  expect(codesOf(closed('opened missing'))).toEqual([]);
  expect(codesOf(closed('clock.resolution.consumed > 2 days'))).toEqual(['days-of-a-clock']);
  expect(codesOf(closed('clock.resolution.consumed > 48 hours'))).toEqual([]);
  expect(codesOf('sum(team of closed call)')).toEqual(['wrong-type']);
  expect(codesOf('mean(opened of closed call)')).toEqual(['wrong-type']);
});

test('a percentile is above 0, at most 100, and has at most two decimals', () => {
  for (const p of ['0', '100.01', '90.123', '900'])
    expect(faultsOf(`percentile(${p}, age of closed call)`)).toMatchObject([{ code: 'percentile-range', at: p }]);
  for (const p of ['0.01', '99.99', '100', '12.5']) expect(codesOf(`percentile(${p}, age of closed call)`)).toEqual([]);
});

test('a share is of cases that are in its whole', () => {
  expect(codesOf('share(closed call, opened call)')).toEqual(['bases-differ']);
  expect(faultsOf('share(closed call, incident, closed call)')).toMatchObject([
    { code: 'not-in-whole', at: 'incident' },
  ]);
});

const unit = (text: string) => checkFormula(text, { indicators: noIndicators }).unit;

test('minutes and a number do not add up, and by a number that is nothing nobody divides', () => {
  const [count, time] = ['count(closed call)', 'mean(age of closed call)'];
  expect(faultsOf(`${count} + ${time}`)).toMatchObject([
    { code: 'units-do-not-fit', params: { left: 'number', right: 'minutes' } },
  ]);
  expect(codesOf(`${count} / ${time}`)).toEqual(['units-do-not-fit']);
  expect(codesOf(`${time} * ${time}`)).toEqual(['units-do-not-fit']);
  expect(codesOf(`share(closed call, closed call) + ${count}`)).toEqual(['units-do-not-fit']);
  expect(faultsOf(`${count} / 0`)).toMatchObject([{ code: 'divided-by-nothing', at: '0' }]);
  expect(unit(`${time} / ${count}`)).toBe('minutes');
  expect(unit(`${count} / ${count}`)).toBe('ratio');
  expect(unit(`1 - ${count} / ${count}`)).toBe('ratio');
  expect(unit(`1 - share(closed call, closed call)`)).toBe('share');
  expect(unit(`${time} - 30`)).toBe('minutes');
  expect(unit(`100 * ${count}`)).toBe('number');
  expect([fits('ratio', 'share'), fits('ratio', 'number'), fits('share', 'share')]).toEqual([true, true, true]);
  expect([fits('ratio', 'minutes'), fits('number', 'share'), fits('share', 'number')]).toEqual([false, false, false]);
});

const many = (n: number) =>
  Array.from({ length: 20 }, (_, i) => `count(closed call where age > ${n * 20 + i})`).join(' + ');

test('a formula that counts nothing is none, and one counts only so much', () => {
  expect(codesOf('1 + 1')).toEqual(['counts-nothing']);
  const indicators = published(['a', many(0)], ['b', many(1)], ['c', many(2)]);
  expect(codesOf('@a + @b', indicators)).toEqual([]);
  expect(codesOf('@a + @b + @c', indicators)).toEqual(['too-many-aggregates']);
  expect(codesOf('@a + @a + @a', indicators)).toEqual([]);
});

test('a reference is pinned to the newest version, or to the one it says', () => {
  const indicators = published(['a', 'count(closed call)'], ['a', 'count(opened call)']);
  expect(formulaIn('@a', indicators)).toEqual({ is: 'indicator', ref: 'a@2' });
  expect(formulaIn('@a@1', indicators)).toEqual({ is: 'indicator', ref: 'a@1' });
  expect(codesOf('@a@3 + @b', indicators)).toEqual(['unknown-indicator', 'unknown-indicator']);
});

test('a cycle is refused, over however many and through whatever version', () => {
  const indicators = published(['a', 'count(closed call)'], ['b', '@a'], ['c', '@b + 1'], ['a', 'count(opened call)']);
  expect(faultsOf('@a', indicators, 'a')).toMatchObject([{ code: 'indicator-cycle', params: { path: ['a'] } }]);
  expect(faultsOf('@c', indicators, 'a')).toMatchObject([
    { code: 'indicator-cycle', params: { path: ['c', 'b', 'a'] } },
  ]);
  expect(codesOf('@c', indicators, 'd')).toEqual([]);
  expect(codesOf('@d', indicators, 'd')).toEqual(['indicator-cycle']);
});

test('only so many stand behind one another', () => {
  const chain = Array.from({ length: MOST_STEPS }, (_, n): [string, string] => [
    `k${n}`,
    n === 0 ? 'count(closed call)' : `@k${n - 1}`,
  ]);
  const indicators = published(...chain, ['last', `@k${MOST_STEPS - 1}`]);
  expect(codesOf(`@k${MOST_STEPS - 1}`, indicators)).toEqual([]);
  expect(codesOf('@last', indicators)).toEqual(['references-too-deep']);
});

test('what was withdrawn is referred to no more, in no version', () => {
  const known = published(['a', 'count(closed call)'], ['b', '@a']);
  const indicators: typeof known = (key, version) => {
    const found = known(key, version);
    return found && key === 'a' ? { ...found, withdrawn: true } : found;
  };
  expect(codesOf('@a', indicators)).toEqual(['indicator-withdrawn']);
  expect(codesOf('@a@1', indicators)).toEqual(['indicator-withdrawn']);
  expect(codesOf('@b', indicators)).toEqual([]); // it keeps the version that it was published with
});

test('all that is wrong is said at once, in the order of the text', () => {
  const text =
    'share(closed call, incidnt where mayor, closed call where priority = 1) + percentile(0, age of open call where) / 0';
  expect(codesOf(text)).toEqual(['unknown-process', 'unknown-name', 'wrong-type', 'expected', 'divided-by-nothing']);
});
