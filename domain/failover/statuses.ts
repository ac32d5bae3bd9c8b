/** Where a failover may stand, and whom it names. */
import type { RunParty } from '../kernel/running/persons.ts';
import type { RunParts, RunStatus } from '../kernel/running/shapes.ts';

export type FailoverStatus = 'assessing' | RunStatus | 'closed' | 'canceled';
export type FailoverParty = RunParty;
export type FailoverParts = RunParts;
