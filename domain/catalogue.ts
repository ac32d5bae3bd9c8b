/** Every process as one value, by key. Loads no zod: the workflow bundle, rebuild and the API read it. */
import { appraisal } from './appraisal/index.ts';
import { archive } from './archive/index.ts';
import { call } from './call/index.ts';
import { change } from './change/index.ts';
import { cutover } from './cutover/index.ts';
import { failover } from './failover/index.ts';
import { inspection } from './inspection/index.ts';
import { incident } from './incident/index.ts';
import { isEnd, statusesOf } from './kernel/lifecycle.ts';
import type { AnyProcess } from './kernel/process.ts';
import { rectification } from './rectification/index.ts';
import { release } from './release/index.ts';
import type { ProcessKey } from './processes.ts';
import { workOrder } from './work-order/index.ts';

export const catalogue: Readonly<Record<ProcessKey, AnyProcess>> = {
  call,
  incident,
  change,
  failover,
  cutover,
  rectification,
  release,
  'work-order': workOrder,
  inspection,
  archive,
  appraisal,
};

/** The process of `key`. Throws when no such process is registered. */
export function processOf(key: string): AnyProcess {
  const process = Object.entries(catalogue).find(([name]) => name === key)?.[1];
  if (!process) throw new Error(`No process ${key}`);
  return process;
}

/** Every status of these processes in which a case has not ended; of several processes one may be an end of another. */
export const openStatuses = (keys: readonly ProcessKey[]): string[] => [
  ...new Set(keys.map(processOf).flatMap((process) => statusesOf(process).filter((status) => !isEnd(process, status)))),
];
