/** The runbooks as shipped: for an organisation that takes them over, and changes them afterwards. */
import type { OrgPath } from '../../kernel/process.ts';
import type { RunbookText } from '../runbook.ts';
import { cutoverRunbook } from './cutover.ts';
import { failoverRunbooks } from './failover.ts';

/** Each under its id, which is that of its scheme, as the runbook of `orgPath` for all that it has. */
export const shippedRunbooks = (orgPath: OrgPath): readonly (RunbookText & { id: string })[] =>
  [...failoverRunbooks, cutoverRunbook].map(({ plan, ...shipped }) => ({
    id: shipped.scheme ?? shipped.process,
    ...shipped,
    orgPath,
    applications: [],
    items: [],
    plan, // last, as people read it
  }));
