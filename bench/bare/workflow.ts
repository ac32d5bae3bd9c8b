/**
 * The bare case: an update, one local activity with the full save, nothing else. No rules, no clocks, no effects, no
 * keys. What the product adds to this is what it costs.
 */
import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { BareDocument, BareSave, BareSaved } from './save.ts';

export type BareStep = { data: object; last: boolean };
/** `document`: as the product stores it. `dueAt`: then it saves once more by itself, as a case does whose deadline has come. */
export type BareInput = { caseId: string; genesis: string; document: BareDocument; dueAt?: number };

const { saveCase } = proxyLocalActivities<{ saveCase: (save: BareSave) => Promise<BareSaved> }>({
  startToCloseTimeout: 5_000,
  localRetryThreshold: 60_000,
});

export async function bareWorkflow({ caseId, genesis, document, dueAt }: BareInput): Promise<void> {
  let seq = 0;
  let headHash = genesis;
  let over = false;
  let tail: Promise<unknown> = Promise.resolve();

  async function step({ data, last }: BareStep): Promise<{ seq: number }> {
    const at = Date.now();
    const by = { id: 'bench', role: 'system' } as const;
    const common = { process: 'bare', mode: 'live', schema: 1, at, by, key: `b:${seq + 1}`, digest: '' } as const;
    const event = { ...common, seq: seq + 1, type: 'bare.stepped', data };
    const kase = { ...(typeof document['kase'] === 'object' ? document['kase'] : {}), seq: seq + 1, headHash };
    const saved = await saveCase({
      caseId,
      headHash,
      events: [event],
      document: { ...document, _id: caseId, version: seq + 1, updatedAt: at, kase },
    });
    seq += 1;
    headHash = saved.events.at(-1)?.hash ?? headHash;
    over ||= last;
    return { seq };
  }

  function inTurn(data: BareStep): Promise<{ seq: number }> {
    const turn = tail.then(() => step(data));
    tail = turn;
    return turn;
  }

  setHandler(defineUpdate<{ seq: number }, [BareStep]>('step'), inTurn);
  if (dueAt !== undefined) {
    await sleep(Math.max(1, dueAt - Date.now()));
    await inTurn({ data: { dueAt }, last: false });
  }
  await condition(() => over && allHandlersFinished());
}
