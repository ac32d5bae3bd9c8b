import { createGate } from '../../../api/http/gate.ts';
import { createLimiter, rates } from '../../../api/http/rates.ts';

const staying = new AbortController().signal;
/** Work that ends when it is told to. */
function jobs() {
  const seen = { now: 0, most: 0, done: 0, of: new Map<string, number>() };
  const ends: (() => void)[] = [];
  const work = (who: string) => async () => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    const own = (seen.of.get(who) ?? 0) + 1;
    seen.of.set(who, own);
    await new Promise<void>((resolve) => ends.push(resolve));
    seen.of.set(who, (seen.of.get(who) ?? 1) - 1);
    seen.now -= 1;
    seen.done += 1;
    return own;
  };
  return { seen, work, ends };
}
const failing = async () => {
  throw new Error('no');
};
const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

describe('S01 requests that cost much', () => {
  test('so many are done at a time, fewer of one person, and the others wait their turn', async () => {
    const gate = createGate({ atOnce: 3, ofOne: 2, waiting: 50, waitingOfOne: 9 });
    const { seen, work, ends } = jobs();
    const asked = ['a', 'a', 'a', 'b', 'c', 'b'].map((who) => gate.through(who, staying, work(who)));
    await turns();
    expect([seen.now, seen.of.get('a'), seen.of.get('b')]).toEqual([3, 2, 1]); // the third of a lets b pass
    while (seen.done < asked.length) {
      ends.shift()?.();
      await turns();
    }
    expect([seen.most, Math.max(...(await Promise.all(asked)))]).toEqual([3, 2]);
  });

  test('who has gone waits no more, and his work is never begun', async () => {
    const gate = createGate({ atOnce: 1, ofOne: 1, waiting: 50, waitingOfOne: 9 });
    const { seen, work, ends } = jobs();
    const gone = new AbortController();
    const [first, second, third] = [
      gate.through('a', staying, work('a')),
      gate.through('b', gone.signal, work('b')),
      gate.through('c', staying, work('c')),
    ];
    await turns();
    gone.abort();
    await expect(second).rejects.toMatchObject({ code: 'busy' });
    await expect(gate.through('d', gone.signal, work('d'))).rejects.toMatchObject({ code: 'busy' });
    ends.shift()?.();
    await first;
    await turns();
    ends.shift()?.();
    await third;
    expect(seen).toMatchObject({ done: 2, now: 0 });
  });

  test('the line is bounded, for one and for all, and a failure makes room', async () => {
    const gate = createGate({ atOnce: 1, ofOne: 1, waiting: 3, waitingOfOne: 2 });
    const { work, ends } = jobs();
    const first = gate.through('a', staying, work('a'));
    const waiting = [gate.through('a', staying, failing), gate.through('a', staying, work('a'))];
    await expect(gate.through('a', staying, work('a'))).rejects.toMatchObject({ code: 'busy' });
    waiting.push(gate.through('b', staying, work('b')));
    await expect(gate.through('c', staying, work('c'))).rejects.toMatchObject({ code: 'busy' });
    ends.shift()?.();
    await first;
    await expect(waiting[0]).rejects.toThrow('no');
    for (const one of waiting.slice(1)) {
      await turns();
      ends.shift()?.();
      await one;
    }
  });
});

describe('rates', () => {
  test('N67 ten exports an hour, not a minute', () => {
    let now = 1_000;
    const limiter = createLimiter({}, () => now);
    for (let at = 0; at < 10; at += 1) limiter.take('export', 'owner', false);
    now += 59 * 60_000;
    expect(() => limiter.take('export', 'owner', false)).toThrow('10 requests, 10 writes an hour');
    expect(() => limiter.take('export', 'auditor', false)).not.toThrow();
    now += 60_000;
    expect(() => limiter.take('export', 'owner', false)).not.toThrow();
  });

  test('what is asked together counts for what it is, whole or not at all', () => {
    const limiter = createLimiter({}, () => 1_000);
    for (let at = 0; at < 29; at += 1) limiter.take('kept', 'li WO-000001', true, 200);
    expect(() => limiter.take('kept', 'li WO-000001', true, 201)).toThrow('6000 writes an hour');
    expect(() => limiter.take('kept', 'li WO-000002', true, 201)).not.toThrow();
    limiter.take('kept', 'li WO-000001', true, 200);
    expect(() => limiter.take('kept', 'li WO-000001', true, 1)).toThrow('6000 writes an hour');
  });

  test('S03 classes do not take from one another, and what is long over is forgotten', () => {
    let now = 1_000;
    const limiter = createLimiter({}, () => now);
    const all = () => {
      for (let at = 0; at < rates['unknown-key'].writes; at += 1) limiter.take('unknown-key', '10.0.0.1', true);
    };
    all();
    expect(all).toThrow('writes a minute');
    for (const free of ['sign-in', 'ended-session', 'nobody'] as const)
      expect(() => limiter.take(free, '10.0.0.1', true)).not.toThrow();
    expect(limiter.size()).toBe(4);
    now += 60_001;
    limiter.take('unknown-key', '10.0.0.2', true);
    limiter.take('sign-in', '10.0.0.2', true);
    expect(limiter.size()).toBe(4); // of those two classes only the new ones
  });
});
