/** Standing delegations 长期委托 as a round takes them over: when it opens, and whenever the case asks for them anew. */
import { hasVoted, seatOf, unended } from './seating.ts';
import type { Bench, Delegation, Mandate, RoundWord } from './shapes.ts';
import { barredIn } from './standing.ts';

/**
 * What the round is to learn of the `mandates` that hold now or will: a delegation for each of whoever sits there and has a vote left,
 * and the end of those that are no more. What somebody delegated in this case himself goes before. Of several of one person
 * the next in time; nobody stands in for whoever is away himself, and nobody whom every stage shuts out. Nothing when nothing changes.
 */
export function takeMandates({ round, parties, now }: Bench, mandates: readonly Mandate[]): RoundWord[] {
  if (round.voided) return [];
  const gone = round.delegations.filter(
    (one) => one.mandate !== undefined && !mandates.some((mandate) => isOf(one, mandate)),
  );
  const ended = gone.map(({ from, to }): RoundWord => ({ type: 'delegationEnded', data: { from, to } }));
  const held = round.delegations.filter((one) => !gone.includes(one));
  const words: RoundWord[] = [];
  for (const mandate of mandates.toSorted((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1))) {
    const { id, from, to, until, reason } = mandate;
    const since = Math.max(mandate.since, now);
    const stages = stagesOf({ round, parties }, from).filter((stage) => !barredIn(stage, parties).includes(to));
    const isAway = held.some((one) => one.from === to && one.since < until && since < one.until);
    if (until <= now || from === to || stages.length === 0 || isAway) continue;
    if (held.some((one) => one.from === from)) continue;
    held.push({ from, to, since, until, mandate: id });
    words.push({ type: 'delegated', data: { from, to, since, until, reason, mandate: id } });
  }
  return [...ended, ...words];
}

const isOf = ({ mandate, from, to, until }: Delegation, one: Mandate): boolean =>
  mandate === one.id && from === one.from && to === one.to && until === one.until;

/** Where he has a vote to give away. */
const stagesOf = ({ round, parties }: Pick<Bench, 'round' | 'parties'>, person: string) =>
  unended(round).filter((stage) => seatOf(stage, person) && !hasVoted(stage, parties, person));
