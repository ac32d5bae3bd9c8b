/** Who sees in a log which person did what: that is no more about the work, but about whoever works. */
import type { Actor, CaseView, Role } from '../kernel/process.ts';

/** They answer for the work of others, or watch over it. */
export const PERSON_READERS = [
  'supervisor',
  'quality-lead',
  'process-owner',
  'auditor',
] as const satisfies readonly Role[];

/** True where one of these roles is held at the organisation of the case or above. Throws nothing. */
export const seesPersons = ({ grants }: Pick<Actor, 'grants'>, { orgLine }: Pick<CaseView, 'orgLine'>): boolean =>
  grants.some(({ role, orgPath }) => PERSON_READERS.some((one) => one === role) && orgLine.includes(orgPath));
