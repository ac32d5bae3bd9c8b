/** Histories of actions: as of cases, what was recorded once replays with the workflow code of every later release. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchRun } from '../../../platform/histories.ts';
import type { Product } from '../product/product.ts';
import { folder, replay } from '../replay.ts';

type ActionRecording = { workflowId: string; history: unknown };
const place = path.join(folder, 'actions');

/** Names of the recorded histories. */
export const actionHistories = (): string[] => readdirSync(place).filter((file) => file.endsWith('.json'));
export const actionHistoryOf = (name: string): ActionRecording =>
  JSON.parse(readFileSync(path.join(place, name), 'utf8')) as ActionRecording;

/** Once it is over it must replay at once; with `RECORD_HISTORIES=1` it is written down. */
export async function recordAction({ temporal }: Pick<Product, 'temporal'>, workflowId: string, name: string) {
  await temporal.workflow.getHandle(workflowId).result();
  const { json } = await fetchRun(temporal, workflowId);
  const recording: ActionRecording = { workflowId, history: JSON.parse(json) };
  const { error } = await replay(recording);
  if (error) throw error;
  if (process.env['RECORD_HISTORIES'] === '1')
    writeFileSync(path.join(place, `${name}.json`), `${JSON.stringify(recording)}\n`);
}
