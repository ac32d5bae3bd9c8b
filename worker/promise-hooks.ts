/**
 * Temporal's SDK makes and keeps the text of a stack for each promise of a workflow, for its stack trace query alone: a
 * quarter of what a worker computes (`npm run bench -- --run engine`). Without Node's promise hooks it does not, and
 * answers that query with "not enabled on this worker".
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import threads, { type WorkerOptions } from 'node:worker_threads';
import { asyncLocalStorage as ofActivities, type Context } from '@temporalio/activity';
import type { NativeConnection } from '@temporalio/worker';
import { AtOnce } from '../platform/at-once.ts';

/** Workflows run in threads that the SDK starts from this file. */
const sdkThread = require.resolve('@temporalio/worker/lib/workflow/workflow-worker-thread');

/** Text, since a thread cannot begin with a file of ours when we run from source. The SDK says once what it misses. */
const ownThread = `
  const { warn } = console;
  console.warn = (...words) => {
    if (!String(words[0]).startsWith('v8.promiseHooks.createHook is not available')) return warn(...words);
    console.warn = warn;
  };
  require('node:v8').promiseHooks = undefined;
  require(${JSON.stringify(sdkThread)});
`;

/** For every thread of workflows that this process starts from now on. */
export function withoutPromiseHooks(): void {
  class Thread extends threads.Worker {
    constructor(file: string | URL, options?: WorkerOptions) {
      if (file === sdkThread) super(ownThread, { ...options, eval: true });
      else super(file, options);
    }
  }
  Object.assign(threads, { Worker: Thread }); // the SDK looks it up whenever it starts one
}

let atWork = 0;

/**
 * The SDK keeps a context for each activity, which Node follows from promise to promise (platform/at-once.ts): a turn needs
 * none, and is most of what a worker does. So only activities that are no local ones have one, and the following is switched off
 * while none of them is under way. For all workers of this process, and this connection of theirs.
 */
export function withoutContextOfTurns(connection: NativeConnection): void {
  Object.assign(connection, { callContextStorage: new AtOnce() }); // of an abort signal that it makes no use of
  Object.assign(ofActivities, {
    run: (context: Context, work: () => Promise<unknown>) =>
      context.info.isLocal ? work() : followed(() => AsyncLocalStorage.prototype.run.call(ofActivities, context, work)),
  });
}

async function followed(work: () => unknown): Promise<unknown> {
  atWork += 1;
  try {
    return await work();
  } finally {
    atWork -= 1;
    if (atWork === 0) ofActivities.disable();
  }
}
