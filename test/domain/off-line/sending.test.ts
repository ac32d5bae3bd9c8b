/** When a device sends: at once, slower while there is no hope, and none of its cases waits for another. */
import type { Step } from '../../../web/src/off-line/off-line.ts';
import { keepSending, sendAll } from '../../../web/src/off-line/sending.ts';

/** Waits that resolve at once, and are noted; but `resting` ones do when they are told to. */
function waits(resting: number) {
  const seen: number[] = [];
  const awake: (() => void)[] = [];
  const until = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      seen.push(ms);
      const fail = () => reject(signal.reason);
      const done = () => {
        signal.removeEventListener('abort', fail);
        resolve();
      };
      signal.addEventListener('abort', fail);
      if (ms < resting) setImmediate(done);
      else awake.push(done);
    });
  return { seen, until, random: () => 1, nudge: () => awake.splice(0).forEach((one) => one()) };
}
const again = (afterMs?: number): Step => ({
  is: 'again',
  code: 'no-network',
  ...(afterMs === undefined ? {} : { afterMs }),
});
const stepsOf = (...steps: Step[]) => ({ step: () => Promise.resolve(steps.shift() ?? ({ is: 'done' } as const)) });
const signal = new AbortController().signal;

test('slower each time while nothing comes through, no earlier than the server says, and at once after a success', async () => {
  const { seen, ...waiting } = waits(Infinity);
  const steps = [again(), again(), again(30_000), again(), { is: 'more' } as const, again()];
  expect(await sendAll(stepsOf(...steps), 'WO-000001', { ...waiting, signal })).toEqual({ is: 'done' });
  expect(seen).toEqual([1_000, 2_000, 30_000, 8_000, 1_000]);
});

test('never slower than a minute, and not for ever', async () => {
  const { seen, ...waiting } = waits(Infinity);
  const stopped: Step = { is: 'stopped', problem: { code: 'session-ended' } };
  const steps = [...Array.from({ length: 9 }, () => again()), stopped];
  expect(await sendAll(stepsOf(...steps), 'WO-000001', { ...waiting, signal })).toEqual(stopped);
  expect(Math.max(...seen)).toBe(60_000);
  const over = AbortSignal.abort(new Error('the page is gone'));
  await expect(sendAll(stepsOf(again()), 'WO-000001', { ...waiting, signal: over })).rejects.toThrow(
    'the page is gone',
  );
});

test('a case that cannot go on holds up no other, one request goes at a time, and a full disk is told', async () => {
  const { until, random, nudge } = waits(1_000);
  const left: Record<string, number> = { a: 3, b: 2 };
  let [under, most] = [0, 0];
  let isFull = false;
  const step = async (caseId: string): Promise<Step> => {
    most = Math.max(most, (under += 1));
    await new Promise(setImmediate);
    under -= 1;
    if (isFull) throw new Error('the disk is full');
    if (caseId === 'parked') return again(60_000);
    const rest = (left[caseId] ?? 0) - 1;
    left[caseId] = rest;
    return rest < 0 ? { is: 'done' } : { is: 'more' };
  };
  const told: string[] = [];
  const sending = keepSending(
    { step, cases: () => Promise.resolve(['parked', 'a', 'b']) },
    { until, random, signal, told: (caseId, one) => void (one.is === 'done' && told.push(caseId)) },
  );
  while (told.length < 2) await new Promise(setImmediate);
  expect([told.toSorted(), most]).toEqual([['a', 'b'], 1]);
  left['b'] = 1;
  nudge(); // something was said
  while (told.length < 4) await new Promise(setImmediate);
  isFull = true;
  nudge();
  await expect(sending).rejects.toThrow('the disk is full');
});
