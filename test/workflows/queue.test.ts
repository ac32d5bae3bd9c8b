import type { Ask } from '../../domain/kernel/turn.ts';
import { createQueue } from '../../workflows/support/queue.ts';

const asked = (key: string): Ask => ({ note: 'effectFailed', key, data: { effect: key } });
const keysOf = (next: readonly { ask: Ask }[]) => next.map(({ ask }) => ask.key);

let now: jest.SpiedFunction<typeof Date.now>;
beforeEach(() => {
  now = jest.spyOn(Date, 'now').mockReturnValue(100);
});
afterEach(() => now.mockRestore());

test('whoever asks gets the answers to his own, in his order, when the last of them is answered', async () => {
  const queue = createQueue();
  const first = queue.ask([asked('a'), asked('b')]);
  const second = queue.ask([asked('c')]);
  expect(keysOf(queue.next(2))).toEqual(['a', 'b']);
  queue.answer([{ seq: 1 }]);
  expect(keysOf(queue.next(9))).toEqual(['b', 'c']);
  queue.answer([{ seq: 2 }, { seq: 3, refused: { code: 'wrong-status', message: '' } }]);
  expect(await first).toEqual([{ seq: 1 }, { seq: 2 }]);
  expect(await second).toEqual([{ seq: 3, refused: { code: 'wrong-status', message: '' } }]);
  expect(queue.isWaiting()).toBe(false);
});

test('the instant at which its turn first came is kept over retries; what waits behind it has none yet', () => {
  const queue = createQueue();
  void queue.ask([asked('a'), asked('b')]);
  now.mockReturnValue(200);
  expect(queue.next(1)).toEqual([{ ask: asked('a'), now: 200 }]);
  now.mockReturnValue(300);
  expect(queue.next(2)).toEqual([
    { ask: asked('a'), now: 200 },
    { ask: asked('b'), now: 300 },
  ]);
});

test('when none of them is answered here each sender hears of it, and nothing waits on', async () => {
  const queue = createQueue();
  const sent = [queue.ask([asked('a'), asked('b')]), queue.ask([asked('c')])];
  queue.failAll(new Error('later'));
  for (const one of sent) await expect(one).rejects.toThrow('later');
  expect(queue.isWaiting()).toBe(false);
});

test('an arrival is noticed, however much it brings', () => {
  const queue = createQueue();
  const before = queue.arrivals();
  void queue.ask([asked('a'), asked('b')]);
  void queue.ask([]);
  expect(queue.arrivals()).toBe(before + 2);
});
