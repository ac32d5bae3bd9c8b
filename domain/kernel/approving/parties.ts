/** Who is an approver of a case, for rows, reach and whoever leaves: a process declares these parties and passes the second on. */
import type { ApprovalRound, Approving } from '../approval/shapes.ts';
import type { Base } from '../definition.ts';

/** `approver`: sits on a seat of the round, or may vote for one who does; `awaited-approver`: his say is still wanted. */
export type ApprovalParty = 'approver' | 'awaited-approver';

/** For a definition's `parties`. Whom a stage shuts out is among them where he sits by his role: so he hears why he may not vote. */
export const approvalParties = {
  approver: ({ approval }: Base & Approving): readonly string[] => (approval ? everybodyIn(approval) : []),
  'awaited-approver': ({ approval }: Base & Approving): readonly string[] => (approval ? awaitedIn(approval) : []),
} as const satisfies Record<ApprovalParty, unknown>;
/** For its `passedOn`: whoever leaves is found by it. What becomes of his seats `leaves` says (approverLeaves). */
export const approvalPassedOn = ['awaited-approver'] as const;

function everybodyIn({ stages, delegations }: ApprovalRound): string[] {
  const sitters = stages.flatMap(({ seats }) => seats.flatMap((seat) => seat.sitters));
  const voters = stages.flatMap(({ votes }) =>
    votes.flatMap(({ by, for: of }) => (of === undefined ? [by] : [by, of])),
  );
  return [...new Set([...sitters, ...voters, ...delegations.map(({ to }) => to)])];
}

function awaitedIn({ stages, delegations, voided }: ApprovalRound): string[] {
  if (voided || stages.some(({ result }) => result === 'refused')) return [];
  const open = stages.filter(({ result }) => result === undefined);
  const sitters = open.flatMap(({ seats, votes }) =>
    seats.filter(({ id }) => !votes.some(({ seat }) => seat === id)).flatMap((seat) => seat.sitters),
  );
  const delegates = delegations.filter(({ from }) => sitters.includes(from)).map(({ to }) => to);
  return [...new Set([...sitters, ...delegates])];
}
