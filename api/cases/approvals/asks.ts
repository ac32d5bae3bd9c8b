/** As whom somebody is asked for his approval, out of the round as a case shows it (kernel/approving/waits.ts). */
type Seat = { seat: string; state: string; people: readonly { person: string }[] };
export type ShownRound = {
  round: number;
  planHash: string;
  stages: readonly { key: string; seats: readonly Seat[] }[];
  delegations: readonly { from: string; to: string; since: number; until: number }[];
};
export type Asked = { approval?: ShownRound };
export type Ask = { stage: string; seat: string; as: 'own' | 'delegate'; for?: string };

const sits = (people: Seat['people'], one: string): boolean => people.some(({ person }) => person === one);

/** The seats whose vote is wanted now and which `person` may give, his own first. */
export function asksOf({ stages, delegations }: ShownRound, person: string, now = Date.now()): Ask[] {
  const principals = delegations.filter((one) => one.to === person && one.since <= now && now < one.until);
  const open = stages.flatMap(({ key, seats }) =>
    seats.filter(({ state }) => state === 'asked').map(({ seat, people }) => ({ stage: key, seat, people })),
  );
  const own = open
    .filter(({ people }) => sits(people, person))
    .map(({ stage, seat }): Ask => ({ stage, seat, as: 'own' }));
  const others = principals.flatMap(({ from }) =>
    open
      .filter(({ people }) => sits(people, from))
      .map(({ stage, seat }): Ask => ({ stage, seat, as: 'delegate', for: from })),
  );
  return [...own, ...others];
}
