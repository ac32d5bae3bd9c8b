/** The job that makes one document of a case. */
import { ActivityFailure, ApplicationFailure, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** A press that hangs, or a store that is away, is not waited for all day: whoever wants it asks again. */
const { makeDocument } = proxyActivities<Activities>({
  startToCloseTimeout: 600_000,
  heartbeatTimeout: 20_000,
  retry: { initialInterval: 1_000, maximumInterval: 30_000, maximumAttempts: 6 },
});
const { noteDocumentFailed } = proxyActivities<Activities>({
  startToCloseTimeout: 30_000,
  retry: { initialInterval: 1_000, maximumInterval: 60_000 }, // until it is noted
});

/** Somebody wants it, perhaps just when it was found to have failed: once more then, which is nothing where it is there. */
const askedSignal = defineSignal('asked');

/** `id` of models/documents/document.ts. Begun, or told, by `client/documents/asking.ts`. */
export async function documentWorkflow(id: string): Promise<{ made: boolean }> {
  let asked = 0;
  setHandler(askedSignal, () => {
    asked += 1;
  });
  for (let made = false; ; ) {
    const before = asked;
    made = (await tried(id)) || made;
    if (asked === before) return { made };
  }
}

async function tried(id: string): Promise<boolean> {
  try {
    return (await makeDocument(id)).made;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    const isFinal = cause instanceof ApplicationFailure && cause.nonRetryable === true;
    await noteDocumentFailed(id, isFinal ? (cause.type ?? 'not-made') : 'not-made');
    return false;
  }
}
