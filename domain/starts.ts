/** How a case starts one of another process: with what the intake of that one takes, which the kernel does not know. */
import type { CreateChange } from './change/contract.ts';
import type { CreateIncident } from './incident/contract.ts';
import type { Effect } from './kernel/process.ts';
import type { ProcessKey } from './processes.ts';
import type { StartRectification } from './rectification/contract.ts';
import type { CreateWorkOrder } from './work-order/contract.ts';

type Start = Extract<Effect, { kind: 'start' }>;
/** What each process takes that another starts, with what only the product itself may add. */
type Intakes = {
  change: CreateChange;
  incident: CreateIncident;
  rectification: StartRectification;
  'work-order': CreateWorkOrder;
};
/** Started as soon as they are offered; the one that comes leaves this list, and what starts it fails to compile until it has an intake. */
type ToCome = Exclude<'problem', ProcessKey>;

/** `ref`: comes back with the number of the case, or with what refused it. */
export const startOf = <P extends keyof Intakes>(process: P, data: Intakes[P], ref: object): Start => ({
  kind: 'start',
  process,
  data,
  ref,
});
/** It is skipped, and on record as that. `ref`: as of `startOf`. */
export const startToCome = (process: ToCome, data: object, ref?: object): Start => ({
  kind: 'start',
  process,
  data,
  ...(ref ? { ref } : {}),
});
