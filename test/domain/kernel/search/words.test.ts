import { z } from 'zod';
import { catalogue } from '../../../../domain/catalogue.ts';
import { contracts } from '../../../../domain/contracts.ts';
import { line, text } from '../../../../domain/kernel/contract.ts';
import { numbersMeant } from '../../../../domain/kernel/ids.ts';
import type { CaseView, Commit } from '../../../../domain/kernel/process.ts';
import { folded, likenessTo, lookupOf, piecesOf, termsOf } from '../../../../domain/kernel/search/folded.ts';
import { oneLineOf, trimmedOf, withoutInvisible } from '../../../../domain/kernel/search/invisible.ts';
import { CHOICES, fieldsTouched, PROSE, saidInCommit, saidInFields } from '../../../../domain/kernel/search/said.ts';

describe('texts are compared as people read them', () => {
  test.each([
    ['Ｋ－２０４', 'k-204'],
    ['ﾌﾟﾘﾝﾀ', 'プリンタ'],
    ['Straße ΣΊΣΥΦΟΣ', 'strasse σίσυφοσ'],
    ['打\u{200B}印\u{FEFF}', '打印'],
    ['a\u{202E}b\u{00AD}c', 'abc'],
    [' 一\u{3000}\n二 ', '一 二'],
    ['①②', '12'],
    ['e\u{301}', 'é'],
  ])('%j is %j', (written, compared) => expect(folded(written)).toBe(compared));

  test('each word once, and nothing where nothing can be seen', () => {
    expect(termsOf('  打印　凭证 打印\u{200B} ')).toEqual(['打印', '凭证']);
    expect(termsOf('\u{200B}\u{2060}')).toEqual([]);
  });
});

/** By the pieces alone, as the index finds them. */
const isFound = (term: string, written: string): boolean => {
  const pieces = piecesOf(folded(written));
  const lookup = lookupOf(term);
  return 'begins' in lookup
    ? pieces.some((piece) => piece.startsWith(lookup.begins))
    : lookup.pieces.every((piece) => pieces.includes(piece));
};

test('every part of every word is found by its pieces', () => {
  for (const written of [
    '打印凭证金额错位',
    'ORA-12541: no listener',
    '系统A卡住B',
    '𠮷野家100%_x',
    '🔥fire',
    'a',
    '中',
    'x中',
    '500123',
    'K-4711/2026年11月 A12b３４５６c',
    '٣٤٥٦٧',
  ]) {
    for (const word of folded(written).split(' ')) {
      const letters = Array.from(word);
      for (let from = 0; from < letters.length; from += 1)
        for (let until = from + 1; until <= letters.length; until += 1) {
          const part = letters.slice(from, until).join('');
          expect([written, part, isFound(part, written)]).toEqual([written, part, true]);
        }
    }
  }
});

test.each([
  ['打印机', ['打印', '印机', '机'], { pieces: ['打印', '印机'] }],
  ['打', ['打'], { begins: '打' }],
  ['printer', ['pri', 'rin', 'int', 'nte', 'ter', 'er', 'r'], { pieces: ['pri', 'rin', 'int', 'nte', 'ter'] }],
  ['os', ['os', 's'], { begins: 'os' }],
  ['50012', ['5001', '0012', '012', '12', '2'], { pieces: ['5001', '0012'] }],
  ['x中', ['x中', '中'], { pieces: ['x中'] }],
  ['a1234', ['a12', '1234', '234', '34', '4'], { pieces: ['a12', '1234'] }],
  ['aaaa', ['aaa', 'aa', 'a'], { pieces: ['aaa'] }],
  ['𠮷野', ['𠮷野', '野'], { pieces: ['𠮷野'] }],
])('%s is kept in pieces, and looked up by whole ones or by its begin', (word, pieces, lookup) => {
  expect(piecesOf(word)).toEqual(pieces);
  expect(piecesOf(`${word} ${word}`)).toEqual(pieces);
  expect(lookupOf(word)).toEqual(lookup);
});

test('what does not stand there is mostly told by its pieces', () => {
  expect(isFound('位金', '打印凭证金额错位')).toBe(false);
  expect(isFound('k-2054', 'K-2044')).toBe(false);
  expect(isFound('%', '100 percent')).toBe(false);
  expect(isFound('001234', '100123 400011 4001 2340')).toBe(false); // three digits of a number are in very many
});

describe('likeness of two titles', () => {
  test.each([
    ['打印凭证错位', '打印凭证错位', 1],
    ['打印凭证错位', '打印 凭证\u{200B}错位！', 1],
    ['ＶＰＮ 断开', 'vpn断开', 1],
    ['打印凭证错位', '无法登录', 0],
    ['!!!', '!!!', 1],
    ['!!!', '???', 0],
    ['中', '中', 1],
    ['', '', 0],
    ['打印', '印', 0],
    ['打', '打印', 0],
    ['打印机', '打印', 0.67],
    ['打印机卡纸', '打印机坏', 0.57],
    ['aaaa', 'aa', 1],
    ['a-b', 'ab!', 1],
    ['abc', '', 0],
  ])('%j and %j: %d', (one, other, likeness) => expect(likenessTo(one)(other)).toBe(likeness));

  test('a few other words leave two alike, one word in common does not', () => {
    expect(likenessTo('国库支付系统登录报错')('支付系统登录时报错')).toBeGreaterThan(0.6);
    expect(likenessTo('国库支付系统登录报错')('支付凭证打印空白')).toBeLessThan(0.4);
  });
});

test.each([
  ['000011', ['CAL-000011', 'INC-000011'], null],
  ['11', ['CAL-000011', 'INC-000011'], null],
  ['cal 11', ['CAL-000011'], 'CAL-11'],
  ['ＣＡＬ－０００011', ['CAL-000011'], 'CAL-000011'],
  ['INC–7', ['INC-000007'], 'INC-7'],
  ['INC', [], 'INC-'],
  ['XYZ-7', [], null],
  ['7 up', [], null],
  ['9999999999999', [], null],
])('%s may mean %j', (words, numbers, begun) =>
  expect(numbersMeant(words, ['CAL', 'INC'])).toEqual({ numbers, begun }),
);

const commit = (type: string, data: object, process = 'incident') =>
  ({
    caseId: 'INC-000001',
    process,
    mode: 'live',
    seq: 7,
    at: 1,
    by: { id: 'x', role: 'engineer' },
    key: 'k',
    digest: '',
    events: [{ type: `${process}.${type}`, data, schema: 1 }],
    effects: [],
  }) as unknown as Commit;

describe('what was said, by who sees it', () => {
  const { incident } = catalogue;
  test.each([
    ['a comment to all', 'commented', { text: '请 重启', audience: 'public' }, { open: '请 重启' }],
    ['one among colleagues', 'commented', { text: '口令', audience: 'internal' }, { inner: '口令' }],
    ['a question to the reporter', 'held', { reason: 'user', note: '哪台？' }, { open: '哪台?' }],
    ['a note while a vendor is waited for', 'held', { reason: 'vendor', note: '厂商慢' }, { inner: '厂商慢' }],
    ['why, by a list and in words', 'handedBack', { reason: 'info-missing', text: '缺截图' }, { inner: '缺截图' }],
    [
      'a proposal within an answer',
      'resolved',
      { solution: '重装', causeCode: 'x', knowledge: { kind: 'propose', symptom: '蓝屏', solution: '换驱动' } },
      { open: '重装', inner: '蓝屏 换驱动' },
    ],
    ['what a call handed on', 'created', { title: 'T', contact: '138', diagnosis: '内存' }, { inner: '内存' }],
  ])('%s', (_, type, data, said) => expect(saidInCommit(incident, commit(type, data))).toEqual(said));

  test('a move, a number or a key says nothing', () => {
    expect(saidInCommit(incident, commit('dispatched', { person: 'eng-1', place: { queue: 'q' } }))).toBeNull();
    expect(saidInCommit(incident, commit('noted', { text: 7, note: null, words: true, what: [1, null] }))).toBeNull();
    expect(saidInCommit(incident, commit('commented', { text: ' \u{200B}' }))).toEqual({});
  });

  test('what is said of a field of the case is looked for there, and is prose anywhere else', () => {
    const solution = { solution: '重装' };
    expect(saidInCommit(incident, commit('amended', { fields: solution, reason: '更正' }))).toEqual({ inner: '更正' });
    expect(saidInCommit(incident, commit('created', solution))).toBeNull();
    expect(saidInCommit(incident, commit('resolved', solution))).toEqual({ open: '重装' });
  });

  test('several events of one commit are one, in their order', () => {
    const { events, ...rest } = commit('commented', { text: '一', audience: 'public' });
    const [held] = commit('held', { reason: 'vendor', note: '三' }).events;
    const [more] = commit('commented', { text: '二', audience: 'public' }).events;
    const together = { ...rest, events: [...events, held, more] } as Commit;
    expect(saidInCommit(incident, together)).toEqual({ open: '一 二', inner: '三' });
  });

  test('fields as they stand: the contact is for its requester and those at work', () => {
    const view = { title: '标题', description: '描述', contact: '0712-5550101', category: 'printer', solution: '好了' };
    expect(saidInFields(incident, view as unknown as CaseView)).toEqual({
      open: '标题 描述 好了',
      own: '0712-5550101',
    });
  });

  test('a field for those within is found by them alone, and one without text by nobody', () => {
    const fields = {
      cause: { is: 'text', searched: true, within: true },
      grounds: { is: 'text', searched: true, personal: true, within: true },
      site: { is: 'text' },
      hint: { is: 'text', searched: true },
    } as const;
    const view = { title: 'T', cause: '口令 错', grounds: '内部', site: '二楼', hint: 7 };
    expect(saidInFields({ fields }, view as unknown as CaseView)).toEqual({ open: 't', inner: '口令 错 内部' });
    expect(saidInFields({ fields }, { title: '\u{200B}' } as unknown as CaseView)).toEqual({});
  });

  test.each<[string, string, object, boolean]>([
    ['the case is there', 'created', {}, true],
    ['its title is another', 'amended', { fields: { title: '新' } }, true],
    ['a searched field is another', 'amended', { fields: { category: 'printer', contact: '138' } }, true],
    ['it is solved', 'resolved', { solution: '重装', causeCode: 'x' }, true],
    ['another field is another', 'amended', { fields: { category: 'printer' } }, false],
    ['somebody commented', 'commented', { text: '请重启' }, false],
    ['a field that the case does not have', 'noted', { nowhere: '请重启' }, false],
    ['nothing is said', 'started', {}, false],
  ])('what the fields say is looked up anew, or not: %s', (_, type, data, isTouched) => {
    expect(fieldsTouched(incident, commit(type, data))).toBe(isTouched);
    const { events, ...rest } = commit('started', {});
    const later = { ...rest, events: [...events, ...commit(type, data).events] } as Commit;
    expect(fieldsTouched(incident, later)).toBe(isTouched);
  });
});

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;
const isProse = (schema: z.ZodType) => accepts(schema, '完全自由的 text') && !accepts(schema, 7);

test('whatever people write into a command is among the words that are found', () => {
  const [prose, chosen] = [new Set<string>(), new Set<string>()];
  const walk = (name: string, schema: z.ZodType): void => {
    if (schema instanceof z.ZodOptional) return walk(name, schema.unwrap() as z.ZodType);
    if (schema instanceof z.ZodArray) return walk(name, schema.element as z.ZodType);
    if (schema instanceof z.ZodDiscriminatedUnion)
      return schema.options.forEach((option) => walk(name, option as z.ZodType));
    if (schema instanceof z.ZodObject) {
      for (const [inner, one] of Object.entries(schema.shape)) walk(inner, one as z.ZodType);
      return undefined;
    }
    if (schema instanceof z.ZodEnum)
      for (const word of schema.options) if (PROSE.includes(name)) chosen.add(String(word));
    if (isProse(schema)) prose.add(name);
    return undefined;
  };
  for (const commands of Object.values(contracts))
    for (const [command, { input }] of Object.entries(commands)) walk(command, input);
  const shown = Object.values(catalogue).flatMap(({ fields }) =>
    Object.entries(fields).flatMap(([name, { searched }]) => (searched ? [name] : [])),
  );
  expect(prose.size).toBeGreaterThan(15);
  const ofTools = ['output', 'detail']; // what an action said is no word of a person
  const ofArchives = ['paper', 'filled', 'case', 'code']; // what the product found for one
  const ofStaff = ['tags']; // whoever reports a case finds nothing by them: lists have a filter of their own
  const known = [...PROSE, ...shown, 'title', ...ofTools, ...ofArchives, ...ofStaff];
  expect([...prose].filter((name) => !known.includes(name))).toEqual([]);
  expect([...chosen].filter((word) => !CHOICES.includes(word))).toEqual([]);
});

const asLine = (given: string) => line(200).safeParse(given).data;
const asText = (given: string) => text(200).safeParse(given).data;

describe('invisible characters', () => {
  test.each([
    ['\u{200B}打印', '打印'],
    ['打印\u{FEFF}\u{00A0}', '打印'],
    ['\u{202A}C:\\temp\u{202C}', 'C:\\temp'],
    ['凭\u{200B}证', '凭证'],
    ['abc\u{202E}fdp.exe', 'abcfdp.exe'],
    ['👨\u{200D}👩\u{200D}👧 家', '👨\u{200D}👩\u{200D}👧 家'],
    ['❤\u{FE0F}', '❤\u{FE0F}'],
    ['葛\u{E0100}城', '葛\u{E0100}城'],
  ])('a line %j is kept as %j', (given, kept) => expect(asLine(given)).toBe(kept));

  test.each([
    ['\u{200B}\n一\u{200B}二\u{2060} \n', '一\u{200B}二'],
    ['❤\u{FE0F}', '❤\u{FE0F}'],
  ])('a text %j loses those at its ends: %j', (given, kept) => expect(asText(given)).toBe(kept));

  test.each([
    ['一二\u{FE0F}', '一二\u{FE0F}'],
    [' 一二\u{FE0F}\u{FE0F} ', '一二\u{FE0F}'],
    ['a\u{200B}\u{FE0F}', 'a'],
    ['a \u{FE0F}', 'a'],
    ['a\u{E01EF} \n', 'a\u{E01EF}'],
    ['\u{FFF9}a b\u{FFFB}', 'a b'],
    ['\u{FE0F}一', '一'],
    ['\u{FE0F}', ''],
  ])('%j without what nobody sees at its ends is %j', (given, kept) => expect(trimmedOf(given)).toBe(kept));

  test.each([
    ['a\u{200D}b', 'ab'],
    ['👨\u{200D}b', '👨b'],
    ['a\u{200D}👩', 'a👩'],
    ['👩🏽\u{200D}💻 ❤\u{FE0F}\u{200D}🔥', '👩🏽\u{200D}💻 ❤\u{FE0F}\u{200D}🔥'],
    ['👨\u{200D}\u{200D}👩', '👨👩'],
    ['一\u{FE0F}\u{FE0F}二', '一\u{FE0F}二'],
    ['一 \u{FE0F}二', '一 二'],
    ['\u{FE0F}一', '一'],
    ['一\u{200B}\u{E0100}', '一'],
    ['  \u{2060}𠮷\u{E0101}野\u{202E}家  ', '𠮷\u{E0101}野家'],
  ])('%j in one line is %j', (given, kept) => expect(oneLineOf(given)).toBe(kept));

  test('anywhere else they are left out altogether', () => {
    expect(withoutInvisible('\u{200B}a\u{200D}\u{FE0F}b \u{FFFA}c\u{00AD}')).toBe('ab c');
  });

  test('S01 what nobody sees costs no more than its length in the middle of a text, and a heap of accents is not composed', () => {
    for (const unseen of ['\u{200B}', ' ', '\t', '\u{200D}', '\u{0301}\u{0323}']) {
      const given = `a${unseen.repeat(400_000 / unseen.length)}b`;
      for (const schema of [line(100), text(8000)]) {
        const { error } = schema.safeParse(given);
        expect(error?.issues).toMatchObject([{ message: 'too-long', path: [] }]);
      }
    }
    const within = `a${' '.repeat(400_000)}b`;
    expect(text(500_000).parse(within)).toBe(within);
  });

  test('what has nothing that can be seen is too short', () => {
    for (const nothing of ['\u{200B}', '\u{2060}\u{FEFF} ', '\u{3164}', '\u{2800}\u{200D}', '\u{FE0F}'])
      expect([asLine(nothing), asText(nothing)]).toEqual([undefined, undefined]);
  });
});
