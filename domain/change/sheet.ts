/** The sheet: what is shown to those who assess, consent and approve; and which customers have consented to it (A12). */
import { contentHash } from '../kernel/record/content-hash.ts';
import type { OrgPath } from '../kernel/process.ts';
import type { Change } from './state.ts';

type Shown = Pick<Change, 'kind' | 'title' | 'description' | 'items' | 'customers' | 'planHash'>;
/** SHA-256, hex, of it: change it, and each of them looks again. */
export const sheetHash = ({ kind, title, description, items, customers, planHash }: Shown): string =>
  contentHash({ kind, title, description, items, customers, planHash: planHash ?? '' });

/** Customers who have not consented to what is planned now. Silence is none, and neither is consent to another plan. */
export const owedConsents = (change: Change): OrgPath[] => {
  const hash = sheetHash(change);
  const given = change.consents.filter(({ planHash }) => planHash === hash).map(({ customer }) => customer);
  return change.customers.filter((one) => !given.includes(one));
};
