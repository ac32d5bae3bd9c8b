/** Who may give a command, as the tables of lifecycles say it. */
import type { NoParts, PartStatuses } from '../part.ts';
import type { Grant, Party, Role, Transition, Who } from '../process.ts';

/** Roles that work on cases or answer for the work. */
export const WORKING = [
  'desk-agent',
  'engineer',
  'coordinator',
  'supervisor',
  'quality-lead',
  'process-owner',
] as const satisfies readonly Role[];
/** Who takes part in a case beside its reporter: also who receives its reports for the customer. */
export const STAFF = [...WORKING, 'customer-representative'] as const satisfies readonly Role[];

/** Who takes part in the cases of one process: everybody who does in all, and the roles that it names beside (`Definition.staff`). */
export const staffOf = ({ staff = [] }: { staff?: readonly Role[] }): readonly Role[] => [...STAFF, ...staff];

/**
 * True where one of these grants lets its holder be given something to do or decide in a case; to report is not enough.
 * `staff`: of the case's process, see staffOf.
 */
export const takesPart = (grants: readonly Grant[], staff: readonly Role[] = STAFF): boolean =>
  grants.some(({ role }) => staff.includes(role));

/** Roles that answer for the work of others. */
const ANSWERING = ['supervisor', 'process-owner'] as const satisfies readonly Role[];
/** True where one of these grants lets its holder answer for the work of others: he may command. */
export const answersForWork = (grants: readonly Grant[]): boolean =>
  grants.some(({ role }) => ANSWERING.some((one) => one === role));

/** Roles that work on a case with their own hands, as member of its queue or as the one who has it. */
export const HANDS = ['engineer', 'desk-agent'] as const satisfies readonly Role[];
/** True for a role of those who work on a case. */
export const isHands = (role: Role | 'system'): boolean => HANDS.some((one) => one === role);

/** Holders of these roles on the case's line of organisations. */
export const only = (...by: readonly (Role | 'system')[]): Who => ({ by });
export const member: Who = { by: HANDS, as: 'queue-member' };
/** Who leads the team of its queue. */
export const lead: Who = { by: HANDS, as: 'queue-lead' };
export const assignee: Who = { by: HANDS, as: 'assignee' };
export const supervisor: Who = { by: ['supervisor'] };
/** Who commands a run, as long as he answers for the work of others. */
export const runCommander: Who = { by: ANSWERING, as: 'commander' };
export const system: Who = { by: ['system'] };
/** The reporter, or a colleague of the unit that reported. */
export const caller: Who = { by: ['requester'], as: 'caller' };
/** Also who reported it later; he may not end it for the others. */
export const reporter: Who = { by: ['requester'], as: 'reporter' };

/** The desk, for a reporter who cannot act himself: a caller without an account, or one who has left. */
export const standIn: Who = { by: ['desk-agent'], as: 'stand-in' };

type OneOrMore<St> = St | readonly St[];

/**
 * Writes rows of one process: command, from, to (`=`: it moves nothing), and who may, the first that fits. `P`: parties of its
 * own beside the kernel's, `K`: kinds of its parts; a row about a part says it beside: `{ ...row(…), part: { kind, from, to } }`.
 */
export const rowsOf =
  <St extends string, C extends string, P extends string = never, K extends PartStatuses = NoParts>() =>
  (
    command: C,
    from: OneOrMore<St>,
    to: OneOrMore<St> | '=',
    ...who: readonly Who<Party | P>[]
  ): Omit<Transition<St, C, Party | P, K>, 'part' | 'also'> => ({
    command,
    from: listOf<St>(from),
    to: to === '=' ? '=' : listOf<St>(to),
    who,
  });

const listOf = <St extends string>(given: OneOrMore<St>): readonly St[] =>
  typeof given === 'string' ? [given] : given;
