/** Golden histories: recorded once on the real engines, replayed by every version after. */
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { type InjectedSinks, Worker } from '@temporalio/worker';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { createLogger } from '../../platform/logger.ts';
import { cachedBundle } from './bundle.ts';
import { quietRuntime } from './runtime.ts';
import type { SavedDocuments } from './saved-documents.ts';

export const folder = path.resolve(__dirname, '../replay');

/** One run of one case, with what MongoDB held at its end. */
export type Recording = { workflowId: string; history: unknown; document: StoredCase; events: readonly CaseEvent[] };
export type Replayed = { error: Error | undefined; documents: readonly StoredCase[] };

/** Runs the workflow code of now over the history: no server, no activity. Its documents are those it would save. */
export async function replay({ workflowId, history }: Pick<Recording, 'workflowId' | 'history'>): Promise<Replayed> {
  quietRuntime(createLogger('replay', 'silent'));
  const documents: StoredCase[] = [];
  const sinks: InjectedSinks<SavedDocuments> = {
    saved: { document: { fn: (_, document) => void documents.push(document as StoredCase), callDuringReplay: true } },
  };
  const options = { workflowBundle: await cachedBundle([require.resolve('./saved-documents.ts')]), sinks };
  const histories = [{ workflowId, history: historyFromJSON(history) }];
  let error: Error | undefined;
  for await (const result of Worker.runReplayHistories(options, histories)) error ??= result.error;
  return { error, documents };
}
