/** Who holds which permission of each process, by its lifecycle: the same as long as the product runs. */
import { catalogue } from './catalogue.ts';
import { holdersOf } from './kernel/lifecycle.ts';
import type { Holders } from './kernel/people/access.ts';
import { isProcessKey, type ProcessKey, processes } from './processes.ts';

/** By process: `incident.resolve`, `incident.read` … → roles that hold it. */
export const holders: ReadonlyMap<ProcessKey, Holders> = new Map(
  Object.keys(processes)
    .filter(isProcessKey)
    .map((key) => [key, holdersOf(catalogue[key], processes[key])]),
);
