/**
 * Loaded into every thread of the heap measure (`node -r`): workflows live in a thread of their own, whose heap nobody
 * outside can weigh, so it is asked for over a channel.
 */
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** After everything that is garbage has gone. */
export function heapUsed(): number {
  for (let round = 0; round < 4; round += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Of the thread in which the workflows live. */
export async function sandboxHeapUsed(): Promise<number> {
  const channel = new BroadcastChannel('heap');
  const answer = new Promise<number>((resolve) => {
    channel.addEventListener('message', (message: unknown) => {
      const bytes = numberIn(message);
      if (bytes !== null) resolve(bytes);
    });
  });
  channel.postMessage('ask'); // oxlint-disable-line unicorn/require-post-message-target-origin -- no window
  return await answer.finally(() => channel.close());
}

function numberIn(message: unknown): number | null {
  const data: unknown = typeof message === 'object' && message !== null && 'data' in message ? message.data : null;
  return typeof data === 'number' ? data : null;
}

if (!isMainThread) {
  const channel = new BroadcastChannel('heap');
  channel.addEventListener('message', (message: unknown) => {
    if (numberIn(message) !== null) return;
    channel.postMessage(heapUsed()); // oxlint-disable-line unicorn/require-post-message-target-origin -- no window
  });
  channel.unref();
}
