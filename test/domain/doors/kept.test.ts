import { createReadiness } from '../../../api/health.ts';
import { Kept } from '../../../client/registers/kept.ts';

describe('S01 what anybody may ask without an account', () => {
  test('made-up keys push out the oldest, and fill no memory', () => {
    const kept = new Kept<number>(3);
    for (const [at, key] of ['a', 'b', 'c', 'a', 'd'].entries()) kept.set(key, at);
    expect([...kept]).toEqual([
      ['c', 2],
      ['a', 3],
      ['d', 4],
    ]);
    for (let n = 0; n < 1_000; n += 1) kept.set(`made-up ${n}`, n);
    expect(kept.size).toBe(3);
  });

  test('the engines are asked once for all who ask whether the product is ready, and again for who asks later', async () => {
    let asked = 0;
    const answers: ((word: true | string) => void)[] = [];
    const probe = () => {
      asked += 1;
      return new Promise<true | string>((resolve) => void answers.push(resolve));
    };
    let now = 0;
    const readiness = createReadiness({ mongodb: probe }, {}, () => now);
    const first = Array.from({ length: 50 }, () => readiness.check());
    answers[0]?.('no primary');
    expect(new Set((await Promise.all(first)).map(({ ready }) => ready))).toEqual(new Set([false]));
    now = 499;
    expect((await readiness.check()).parts).toEqual({ mongodb: 'no primary' }); // one after the other costs no more
    expect(asked).toBe(1);
    now = 500;
    const second = readiness.check();
    readiness.stop();
    answers[1]?.(true);
    expect(await second).toEqual({ ready: false, parts: { mongodb: 'ok', process: 'stopping' } });
    expect(asked).toBe(2);
  });
});
