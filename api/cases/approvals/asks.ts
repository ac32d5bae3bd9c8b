/** As whom somebody is asked for his approval, out of the round as a case shows it (kernel/approving/waits.ts). */
type Seat = {
  seat: string;
  state: string;
  people: readonly { person: string }[];
  instead?: string;
  insteadOf?: string;
  by?: string;
  for?: string;
};
export type ShownRound = {
  round: number;
  planHash: string;
  stages: readonly { key: string; seats: readonly Seat[] }[];
  delegations: readonly { from: string; to: string; since: number; until: number; mandate?: string }[];
};
export type Asked = { approval?: ShownRound };
export const ASKED_AS = ['own', 'delegate', 'deputy', 'superior'] as const;
/** `for`: whom he stands in for, or who sat there before. */
export type Ask = { stage: string; seat: string; as: (typeof ASKED_AS)[number]; for?: string; mandate?: string };
type Stage = ShownRound['stages'][number];

const sits = ({ people }: Seat, one: string): boolean => people.some(({ person }) => person === one);

/** The seats whose vote is wanted now and which `person` may give: in a stage his own, else of those for whom he stands in. */
export function asksOf({ stages, delegations }: ShownRound, person: string, now = Date.now()): Ask[] {
  const held = delegations.filter((one) => one.to === person && one.since <= now && now < one.until);
  const asks = stages.flatMap((stage) => asksIn(stage, held, person));
  return [...asks.filter(({ as }) => as !== 'delegate'), ...asks.filter(({ as }) => as === 'delegate')];
}

/** Who has voted in the stage, or for whom somebody has, is asked no more. */
function asksIn({ key: stage, seats }: Stage, held: ShownRound['delegations'], person: string): Ask[] {
  const spent = seats.flatMap(({ by, for: of }) => [by, of]);
  if (spent.includes(person)) return [];
  const open = seats.filter(({ state }) => state === 'asked');
  const own = open.find((one) => sits(one, person));
  if (own) return [{ stage, seat: own.seat, ...standingOf(own) }];
  return held.flatMap(({ from, mandate }) => {
    const seat = spent.includes(from) ? undefined : open.find((one) => sits(one, from));
    const by = mandate === undefined ? {} : { mandate };
    return seat ? [{ stage, seat: seat.seat, as: 'delegate' as const, for: from, ...by }] : [];
  });
}

const standingOf = ({ instead, insteadOf }: Seat): Pick<Ask, 'as' | 'for'> =>
  instead === 'deputy' || instead === 'superior'
    ? { as: instead, ...(insteadOf === undefined ? {} : { for: insteadOf }) }
    : { as: 'own' };
