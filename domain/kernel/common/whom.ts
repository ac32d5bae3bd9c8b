/** Whom notices about any case tell. */
import type { Base } from '../definition.ts';
import type { Audience } from '../process.ts';

/** Him; undefined for nobody. */
export const person = (id: string | undefined): Audience | undefined => (id === undefined ? undefined : { person: id });
/** Its members; undefined for no team. */
export const team = (key: string | undefined): Audience | undefined => (key === undefined ? undefined : { team: key });
/** True for a case whose reporter can be told and waited for; else the desk acts for him. */
export const actsHimself = ({ reporter, reporterGone }: Pick<Base, 'reporter' | 'reporterGone'>): boolean =>
  reporter !== undefined && !reporterGone;
const CALLER = '~';
/** What stands for a caller without an account among reporters; no person is called so. */
export const callerBy = (call = ''): string => `${CALLER}${call}`;
/** True for what `callerBy` made. */
export const isCaller = (reporter: string): boolean => reporter.startsWith(CALLER);
/** Who reported it first, or what stands for him where he cannot act. */
export const firstReporter = ({ reporter, reporterGone }: Pick<Base, 'reporter' | 'reporterGone'>): string =>
  reporter === undefined || reporterGone ? callerBy() : reporter;
/** Whoever acts for a reporter who cannot, at the desks that serve his unit. */
export const deskOf = ({ unit }: Pick<Base, 'unit'>): Audience => ({ role: 'desk-agent', orgPath: unit });
/** Its queue. */
export const queue = ({ place }: Pick<Base, 'place'>): Audience | undefined => team(place?.queue);
/** Who has it, else its queue. */
export const hands = (kase: Pick<Base, 'assignee' | 'place'>): Audience | undefined =>
  person(kase.assignee) ?? queue(kase);
/** Who answers for the queue that it lies in. */
export const supervisorOf = ({ place, unit }: Pick<Base, 'place' | 'unit'>): Audience => ({
  role: 'supervisor',
  orgPath: place?.queueOrg ?? unit,
});
/** Everybody who waits for it: these reporters of it, and whoever follows it. */
export const watching = ({ common }: Pick<Base, 'common'>, reporters: readonly string[]): Audience[] =>
  [...reporters, ...common.followers].map((id) => ({ person: id }));
export const ownerOf = ({ unit }: Pick<Base, 'unit'>): Audience => ({ role: 'process-owner', orgPath: unit });
/** Who takes it while nobody has it: its queue, else the desk of its unit. */
export const deskFor = ({ place, unit }: Pick<Base, 'place' | 'unit'>): Audience =>
  place ? { team: place.queue } : { role: 'desk-agent', orgPath: unit };
