/** No consent, no change on a customer's item (A12): who has to consent, and who has, to the plan as it stands. */
import type { OrgPath } from '../kernel/process.ts';
import { sheetHash } from './sheet.ts';
import type { Change } from './state.ts';

/** Customers who have not consented to what is planned now. Silence is none, and neither is consent to another plan. */
export const owedConsents = (change: Change): OrgPath[] => {
  const hash = sheetHash(change);
  const given = change.consents.filter(({ planHash }) => planHash === hash).map(({ customer }) => customer);
  return change.customers.filter((one) => !given.includes(one));
};
