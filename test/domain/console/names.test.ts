/** Names are asked for as they are met: together, once, and again when they are old or were not to be had. */
import { inQuestions, keptNames, MOST, type Name } from '../../../web/src/names/kept.ts';

type Trial = {
  names: ReturnType<typeof keptNames>;
  asked: string[][];
  go: () => Promise<void>;
  pass: (ms: number) => void;
};
function trial(known: Readonly<Record<string, string>>, fails: () => boolean = () => false): Trial {
  const asked: string[][] = [];
  const due: (() => void)[] = [];
  let at = 0;
  const names = keptNames({
    ask: async (keys) => {
      asked.push([...keys]);
      if (fails()) throw new Error('away');
      return new Map(
        keys.flatMap((key): [string, Name][] => (known[key] ? [[key, { zh: known[key], en: known[key] }]] : [])),
      );
    },
    now: () => at,
    later: (act) => due.push(act),
  });
  const go = async (): Promise<void> => {
    for (const act of due.splice(0)) act();
    await new Promise(setImmediate);
  };
  return { names, asked, go, pass: (ms) => (at += ms) };
}

test('what is met while a page is drawn is one question, and asked once', async () => {
  const { names, asked, go } = trial({ 'person:li': '李强', 'queue:l2': '二线' });
  let heard = 0;
  names.follow(() => (heard += 1));
  for (const key of ['person:li', 'queue:l2', 'person:li', 'person:gone']) expect(names.of(key)).toBeUndefined();
  await go();
  expect(asked).toEqual([['person:li', 'queue:l2', 'person:gone']]);
  expect(heard).toBe(1);
  expect([names.of('person:li')?.zh, names.of('person:gone')]).toEqual(['李强', undefined]);
  await go();
  expect(asked).toHaveLength(1);
});

test('a key is not asked for again while its answer is awaited', async () => {
  const { names, asked, go } = trial({ 'person:li': '李强' });
  names.of('person:li');
  const going = go();
  names.of('person:li');
  await going;
  await go();
  expect(asked).toHaveLength(1);
});

test('an old name is asked for again and shown meanwhile; what failed is tried again after a while', async () => {
  let isAway = false;
  const { names, asked, go, pass } = trial({ 'person:li': '李强' }, () => isAway);
  names.of('person:li');
  await go();
  pass(11 * 60_000);
  isAway = true;
  expect(names.of('person:li')?.zh).toBe('李强');
  await go();
  expect(names.of('person:li')?.zh).toBe('李强');
  await go();
  expect(asked).toHaveLength(2); // it failed just now
  pass(31_000);
  names.of('person:li');
  await go();
  expect(asked).toHaveLength(3);
});

test('a question holds no more than the API takes', () => {
  const many = Array.from({ length: 120 }, (_, at) => `person:p${at}`);
  expect(inQuestions(many).map((one) => one.length)).toEqual([50, 50, 20]);
  const long = Array.from({ length: 20 }, (_, at) => `organisation:/${'x'.repeat(180)}${at}`);
  const questions = inQuestions(long);
  expect(questions.flat()).toEqual(long);
  expect(Math.max(...questions.map((one) => one.join(',').length))).toBeLessThanOrEqual(MOST.letters);
});
