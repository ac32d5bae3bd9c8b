/** The votes of a meeting as its chair writes them down, seat by seat. Pure. */
export type Says = 'approve' | 'reject' | 'abstain';
export type Seat = { stage: string; seat: string; people: readonly string[] };
/** By seat; without `says` it has cast no vote. */
export type Written = Readonly<Record<string, { person?: string; says?: Says; reason?: string } | undefined>>;

/** Seats of one stage: minutes are of a stage at a time, the first that is asked. */
export const seatsOf = (seats: readonly Seat[]): readonly Seat[] =>
  seats.filter(({ stage }) => stage === seats[0]?.stage);

export type Decision = { seat: string; person: string; decision: Says; reason?: string };
/** What is to be sent. A seat for one person is his without being chosen. */
export const decisionsOf = (seats: readonly Seat[], written: Written): Decision[] =>
  seatsOf(seats).flatMap(({ seat, people }) => {
    const { person = people[0], says, reason = '' } = written[seat] ?? {};
    if (says === undefined || person === undefined) return [];
    return [{ seat, person, decision: says, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }];
  });

/** Seats that reject without saying why. */
export const unsaidIn = (decisions: readonly Decision[]): string[] =>
  decisions.flatMap(({ seat, decision, reason }) => (decision === 'reject' && reason === undefined ? [seat] : []));
