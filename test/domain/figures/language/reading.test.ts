/** What a text says, and what is said of one that says nothing. */
import fc from 'fast-check';
import { MOST_LENGTH } from '../../../../domain/figures/language/reading/tokens.ts';
import { MOST_DEPTH } from '../../../../domain/figures/language/reading/cursor.ts';
import { print } from '../../../../domain/figures/language/printer.ts';
import { MOST_OPERATORS, read } from '../../../../domain/figures/language/reading/reader.ts';
import { aggregate, codesOf, faultsOf, formulaIn, noIndicators, reckoned, share } from './given.ts';
import type { Formula } from '../../../../domain/figures/language/shapes.ts';
import { checkFormula } from '../../../../domain/figures/language/checker.ts';

test('a text says cases, their condition, and what is counted of them', () => {
  expect(
    formulaIn('percentile(90, age of closed incident, call where priority in ("P1", "P2") and not team = "a")'),
  ).toEqual({
    is: 'aggregate',
    of: {
      is: 'percentile',
      p: 90,
      name: 'age',
      cases: {
        basis: 'closed',
        processes: ['incident', 'call'],
        where: {
          is: 'and',
          of: [
            { is: 'in', name: 'priority', values: ['P1', 'P2'] },
            { is: 'not', of: { is: '=', name: 'team', value: 'a' } },
          ],
        },
      },
    },
  });
});

const cases = (text: string) => formulaIn(`count(closed incident where ${text})`);

test('`and` binds before `or`, `*` before `+`, and what stands left comes first', () => {
  expect(cases('major or accepted and urged')).toEqual(cases('major or (accepted and urged)'));
  expect(cases('not major and urged')).toEqual(cases('(not major) and urged'));
  const one = 'count(closed call)';
  expect(formulaIn(`${one} - 2 - 3 * 4`)).toEqual(formulaIn(`((${one}) - 2) - (3 * 4)`));
  expect(formulaIn(`${one} - (2 - 3)`)).not.toEqual(formulaIn(`${one} - 2 - 3`));
});

test('behind a comma stands one process more, or the second cases of a share', () => {
  expect(formulaIn('share(closed call, incident, closed call, incident)')).toMatchObject({
    part: { processes: ['call', 'incident'] },
    whole: { processes: ['call', 'incident'] },
  });
});

const age = (text: string) => formulaIn(`count(closed call where age > ${text})`);

test('lengths of time are minutes; median is the fiftieth percentile; a yes stands for itself', () => {
  expect(age('3 days')).toEqual(age('4320'));
  expect(age('1.1 hours')).toEqual(age('66 minutes'));
  expect(formulaIn('median(age of open call)')).toEqual(formulaIn('percentile(50, age of open call)'));
  expect(formulaIn('count(closed call where urged)')).toEqual(formulaIn('count(closed call where urged = yes)'));
});

test('what Chinese input writes full-width is what it shows; a word within quotes stays as it is', () => {
  const text = 'ｃount（closed call，incident where team＝“一线（东）”）＋1';
  expect(formulaIn(text)).toEqual(formulaIn('count(closed call, incident where team = "一线（东）") + 1'));
  expect(formulaIn('count(closed call where team = "“东”线")')).toMatchObject({
    of: { cases: { where: { value: '“东”线' } } },
  });
});

test('printed and read again, a formula is the same', () => {
  const sized = ['too-deep', 'too-many-operators', 'too-long', 'counts-nothing'];
  const any = fc.oneof(
    aggregate.map((of): Formula => ({ is: 'aggregate', of })),
    share,
    reckoned,
  );
  fc.assert(
    fc.property(any, (one) => {
      const { formula, faults } = checkFormula(print(one), { indicators: noIndicators });
      fc.pre(!faults.some(({ code }) => sized.includes(code)));
      expect({ formula, faults }).toEqual({ formula: one, faults: [] });
    }),
    { numRuns: 200 },
  );
});

test('any text at all is read, and every fault lies within it', () => {
  const word = fc.constantFrom(
    'count',
    'share',
    '(',
    ')',
    'closed',
    'call',
    'where',
    'not',
    'in',
    ',',
    '"',
    '@a',
    '3',
    '-',
    '/',
    'age',
    '>',
    'о',
    '（',
    '\u202e',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word, { maxLength: 60 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const { params } of read(text).faults) {
        expect(params.at).toBeGreaterThanOrEqual(0);
        expect(params.at + params.length).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 300 },
  );
});

test('each fault has its place, and what is wrong behind it is found as well', () => {
  expect(
    faultsOf('count(closed call where) + sum(of closed call) + cuont(open call) + count(closed nothing)'),
  ).toMatchObject([
    { code: 'expected', at: ')', params: { expected: ['NAME', 'not', '('], found: ')' } },
    { code: 'expected', at: 'closed', params: { expected: ['of'] } },
    { code: 'unknown-function', at: 'cuont' },
    { code: 'unknown-process', at: 'nothing' },
  ]);
  expect(faultsOf('')).toMatchObject([{ code: 'expected', at: '', params: { found: null } }]);
  expect(codesOf('count(closed call) count(open call)')).toEqual(['expected']);
  expect(codesOf('count(closed call')).toEqual(['expected']);
  expect(codesOf('count(closed call))')).toEqual(['expected']);
  expect(codesOf('count(closed call where team = "a)')).toEqual(['text-not-closed', 'expected']);
  expect(codesOf('count(closed call) + 1234567890123')).toEqual(['number-too-long']);
  expect(codesOf('count(closed call) % 2; drop')).toEqual(['unexpected-sign', 'expected', 'unexpected-sign']);
});

test('letters that look like others are refused, and said to be what they are', () => {
  expect(faultsOf('cоunt(closed call where tеam = "a")')).toMatchObject([
    { code: 'look-alike', at: 'cоunt', params: { meant: 'count' } },
    { code: 'look-alike', at: 'tеam', params: { meant: 'team' } },
  ]);
  expect(codesOf('count(closed call where 团队 = "a")')).toEqual(['unexpected-sign', 'expected']);
});

test('what nobody sees, or what turns the rest round, is refused within quotes and without', () => {
  expect(codesOf('count(closed call where team = "a\u202eb")')).toEqual(['invisible-sign']);
  expect(codesOf('count(closed call where team = "a\u200bb")')).toEqual(['invisible-sign']);
  expect(codesOf('count(closed\u200b call)')).toEqual(['invisible-sign']);
});

test('a huge formula is refused before it is read, a deep or long one while it is', () => {
  const { faults } = read('('.repeat(1_000_000));
  expect(faults).toMatchObject([{ code: 'too-long', params: { most: MOST_LENGTH, at: MOST_LENGTH } }]);
  expect(codesOf('('.repeat(MOST_LENGTH))).toEqual(['too-deep']);
  const one = 'count(closed call)';
  expect(codesOf(`${'('.repeat(MOST_DEPTH)}${one}`)).toContain('too-deep');
  expect(codesOf(`count(closed call where ${'not '.repeat(MOST_DEPTH)}urged)`)).toEqual(['too-deep']);
  expect(codesOf(Array.from({ length: MOST_OPERATORS + 1 }, () => one).join('+'))).toEqual([]);
  expect(codesOf(Array.from({ length: MOST_OPERATORS + 2 }, () => one).join('+'))).toEqual(['too-many-operators']);
});
