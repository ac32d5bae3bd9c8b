import { z } from 'zod';
import { caseNumber } from '../../../domain/kernel/contract.ts';
import { holdersOf } from '../../../domain/kernel/lifecycle.ts';
import {
  begunNumber,
  caseOfWorkflow,
  CLIENT_KEY,
  commitIdOf,
  courierIdOf,
  effectKey,
  effectSeqOf,
  eventIdOf,
  freezeKey,
  freezeLiftedKey,
  handoverKey,
  isTickKey,
  leadingNumber,
  lossKey,
  mandateKey,
  nameOf,
  numberOf,
  numbersMeant,
  outcomeKey,
  personKey,
  personOf,
  PREFIX,
  PROCESS_KEY,
  recordKey,
  runnerQueueOf,
  tickKey,
  workflowIdOf,
  workflowTypeOf,
} from '../../../domain/kernel/ids.ts';
import { misnamed, RESERVED } from '../../../domain/kernel/reserved.ts';
import { clockTemplates, templateOf } from '../../../domain/kernel/people/tell.ts';

const isNumber = (word: string): boolean => caseNumber().safeParse(word).success;
const begun = (words: string): string | null => begunNumber(words, ['INC', 'WO']);

describe('case numbers', () => {
  test('have two or three capital letters, a hyphen and six to twelve digits', () => {
    for (const word of ['INC-000123', 'WO-000123', 'CHG-000001', 'INC-123456789012'])
      expect([word, isNumber(word)]).toEqual([word, true]);
  });

  test.each([
    ['small letters', 'inc-000123'],
    ['one letter', 'W-000123'],
    ['four letters', 'WORK-000123'],
    ['fewer than six digits', 'INC-00123'],
    ['thirteen digits', 'INC-1234567890123'],
    ['no hyphen', 'INC000123'],
    ['digits of another script', 'INC-٠٠٠١٢٣'],
    ['something before it', ' INC-000123'],
    ['something after it', 'INC-000123\n'],
    ['a letter with a mark', 'ÍNC-000123'],
  ])('with %s are none', (_, word) => {
    expect(isNumber(word)).toBe(false);
  });

  test('are made of prefix and count, and read out of workflow ids and of what is said of a command', () => {
    expect([numberOf('WO', 7), numberOf('CHG', 1_234_567)]).toEqual(['WO-000007', 'CHG-1234567']);
    expect(leadingNumber('WO-000007 addChild')).toBe('WO-000007');
    expect(['WO-000007', 'to WO-000007 ', 'wo-000007 x'].map(leadingNumber)).toEqual([null, null, null]);
    expect(['INC', 'WO', 'CHG'].filter((word) => !PREFIX.test(word))).toEqual([]);
    expect(['I', 'INCI', 'Inc', 'W0', ''].filter((word) => PREFIX.test(word))).toEqual([]);
  });

  test('are found as people write them, where the letters are those of a process', () => {
    expect(['WO', 'WO-', 'WO12', 'WO-12', 'INC000123'].map(begun)).toEqual([
      'WO-',
      'WO-',
      'WO-12',
      'WO-12',
      'INC-000123',
    ]);
    expect(['IN', 'VPN', 'W', 'wo-12', 'WO 12', '000123', 'WO-12X'].map(begun)).toEqual(Array(7).fill(null));
  });

  test.each<[string, string[], string | null]>([
    ['11', ['INC-000011', 'WO-000011'], null],
    [' 000011 ', ['INC-000011', 'WO-000011'], null],
    ['WO-11', ['WO-000011'], 'WO-11'],
    ['wo 000011', ['WO-000011'], 'WO-000011'],
    ['inc11', ['INC-000011'], 'INC-11'],
    ['ＩＮＣ－１１', ['INC-000011'], 'INC-11'],
    ['INC\u201111', ['INC-000011'], 'INC-11'],
    ['wo', [], 'WO-'],
    ['WO-', [], 'WO-'],
    ['CHG-11', [], null],
    ['CHG', [], null],
    ['123456789012', ['INC-123456789012', 'WO-123456789012'], null],
    ['1234567890123', [], null],
    ['printer', [], null],
    ['11a', [], null],
    ['a11', [], null],
    ['1\u20111', [], null],
    ['', [], null],
  ])('that somebody may mean by %j', (words, numbers, begins) => {
    expect(numbersMeant(words, ['INC', 'WO'])).toEqual({ numbers, begun: begins });
  });
});

describe('what runs a case is named for', () => {
  test('the queue that it waits in and who is served', () => {
    expect(courierIdOf('cases', 'eng-1')).toBe('courier:cases:eng-1');
    expect(runnerQueueOf('dx-1')).toBe('runner-dx-1');
  });
});

describe('stored keys', () => {
  const CASE = 'INC-000123';

  test('are written as those that are stored already', () => {
    const keys = [
      personKey('eng-1', 'my-key-1'),
      effectKey(CASE, 12, 3),
      handoverKey('person/eng-1@7', 2, CASE),
      freezeKey('freeze@3'),
      freezeLiftedKey('freeze@3'),
      mandateKey('mandate@2'),
      tickKey(13),
      recordKey(effectKey(CASE, 12, 3)),
      outcomeKey(effectKey(CASE, 12, 3), 'gap'),
      outcomeKey('e:x', 'started'),
      lossKey({ seq: 4, hash: '0123456789abcdef0123' }),
      eventIdOf(CASE, 7),
      commitIdOf(CASE, 1_234_567),
    ];
    expect(keys).toEqual([
      'u:eng-1:my-key-1',
      'e:INC-000123:12:3',
      'h:person/eng-1@7:2:INC-000123',
      'f:freeze@3',
      'f:freeze@3:lifted',
      'm:mandate@2',
      't:13',
      'r:e:INC-000123:12:3',
      'r:e:INC-000123:12:3:gap',
      'r:e:x:started',
      'loss:4:0123456789abcdef',
      'INC-000123:7',
      'INC-000123:1234567',
    ]);
  });

  test('tell whose they are', () => {
    expect(personOf(personKey('eng-1', 'a:b:c-key'))).toBe('eng-1');
    expect(['t:13', 'e:INC-000123:12:3', 'u::x', 'u:eng-1', 'xu:eng-1:k', ''].map(personOf)).toEqual(
      Array(6).fill(null),
    );
    expect(['t:1', 't:13'].map(isTickKey)).toEqual([true, true]);
    expect(['u:t:1', 'xt:1', 't', ''].map(isTickKey)).toEqual(Array(4).fill(false));
  });

  test('tell the event that an effect follows from, and those of nothing else do', () => {
    expect(effectSeqOf(effectKey(CASE, 1_200, 11))).toBe(1_200);
    const others = [
      'e:INC-000123:12',
      'e:INC-000123:12:3:4',
      'e:INC-000123:12:3x',
      'xe:INC-000123:12:3',
      'e::12:3',
      'e:INC:000123:12:3',
      'e:INC-000123:x:3',
      'e:INC-000123:12:x',
      'r:e:INC-000123:12:3',
      'u:e:12:3',
      '',
    ];
    expect(others.map(effectSeqOf)).toEqual(others.map(() => null));
  });

  test('of clients are 8 to 128 of these characters', () => {
    const good = ['12345678', 'aZ09._~-', 'x'.repeat(128)];
    const bad = ['1234567', 'x'.repeat(129), 'with blank', 'colon:colon', 'ümlaut-key', '12345678\n', ' 12345678', ''];
    expect(good.filter((key) => !CLIENT_KEY.test(key))).toEqual([]);
    expect(bad.filter((key) => CLIENT_KEY.test(key))).toEqual([]);
  });

  test('workflow ids are of nothing that stands before or behind them', () => {
    const near = [
      'incident:INC-000123 ',
      'xx incident:INC-000123',
      'incident:INC-000123:7',
      'incident:',
      ':INC-000123',
    ];
    expect(near.map(caseOfWorkflow)).toEqual(near.map(() => null));
    expect(caseOfWorkflow('incident:INC-000123')).toEqual({ process: 'incident', caseId: CASE });
    expect(begun('XWO-12')).toBeNull();
    expect(begun('')).toBeNull();
  });
});

describe('a process called work-order', () => {
  test('gives its name to workflow types and ids, and is read out of them again', () => {
    expect(workflowTypeOf('work-order')).toBe('workOrderCase');
    expect([workflowTypeOf('call'), workflowTypeOf('incident')]).toEqual(['callCase', 'incidentCase']);
    expect(nameOf('service-level-review')).toBe('serviceLevelReview');
    expect(caseOfWorkflow(workflowIdOf('work-order', 'WO-000007'))).toEqual({
      process: 'work-order',
      caseId: 'WO-000007',
    });
    for (const other of [
      'courier:eng-dx-1',
      'work-order:WO-7',
      'work_order:WO-000007',
      '-order:WO-000007',
      'WO-000007',
    ])
      expect([other, caseOfWorkflow(other)]).toEqual([other, null]);
  });

  test('gives its name to notices', () => {
    expect(templateOf('work-order.created')).toBe('work-order-created');
    expect(templateOf('work-order.infoSupplied')).toBe('work-order-info-supplied');
    const name = { zh: '上门', en: 'on-site' };
    expect(Object.keys(clockTemplates('work-order', 'arrival', name))).toEqual([
      'work-order-arrival-warned',
      'work-order-arrival-breached',
    ]);
  });

  test('gives its name to events, permissions and keys of effects', () => {
    const rows = [{ command: 'claim', from: ['queued'], to: ['assigned'], who: [{ by: ['engineer'] }] }] as const;
    const entry = { readers: ['engineer'], unitReads: false } as const;
    const holders = holdersOf({ key: 'work-order', lifecycle: rows }, entry);
    expect(Object.keys(holders)).toEqual(expect.arrayContaining(['work-order.claim', 'work-order.read']));
    expect(effectSeqOf(effectKey('WO-000007', 12, 0))).toBe(12);
    expect(commitIdOf('WO-000007', 12)).toBe('WO-000007:000012');
  });

  test('has a key of small letters with single hyphens', () => {
    const wrong = [
      'Work-order',
      'work_order',
      'work--order',
      '-work',
      'work-',
      'work order',
      'work.order',
      'order2',
      '',
      'a'.repeat(41),
    ];
    expect(['call', 'work-order', 'a'.repeat(40)].filter((key) => !PROCESS_KEY.test(key))).toEqual([]);
    expect(wrong.filter((key) => PROCESS_KEY.test(key))).toEqual([]);
  });
});

describe('a command', () => {
  const spec = { title: { zh: '甲', en: 'A' }, input: z.strictObject({}) };

  test.each(Object.values(RESERVED).flat())('is not called %s, which is taken', (name) => {
    expect(misnamed({ [name]: spec, claim: spec })).toEqual([name]);
  });

  test('is called create where it opens a case, and nowhere else', () => {
    expect(misnamed({ create: { ...spec, intake: true } })).toEqual([]);
    expect(misnamed({ create: spec })).toEqual(['create']);
  });

  test('is one word in camelCase, as paths and permissions take it', () => {
    const wrong = ['hand-back', 'HandBack', 'hand back', 'step2', '', 'a'.repeat(41), '__proto__', 'a/b'];
    expect(misnamed(Object.fromEntries(wrong.map((name) => [name, spec])))).toEqual(wrong);
    expect(misnamed({ handBack: spec, take: spec })).toEqual([]);
  });
});
