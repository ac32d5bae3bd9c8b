/** The context that the SDK keeps for each activity: where a worker does without it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncLocalStorage as ofActivities, type Context } from '@temporalio/activity';
import type { NativeConnection } from '@temporalio/worker';
import { AtOnce } from '../../platform/at-once.ts';

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
