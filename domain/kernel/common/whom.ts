/** Whom notices about any case tell. */
import type { Base } from '../definition.ts';
import type { Audience } from '../process.ts';

export const person = (id: string | undefined): Audience | undefined => (id === undefined ? undefined : { person: id });
export const team = (key: string | undefined): Audience | undefined => (key === undefined ? undefined : { team: key });
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
