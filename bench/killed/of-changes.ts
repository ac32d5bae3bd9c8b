/** What must hold of changes, whatever was killed meanwhile. */
import type { Connection } from 'mongoose';
import type { Booking, Hold } from '../../domain/kernel/process.ts';
import { meets } from '../../domain/kernel/time/intervals.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import type { Check } from './check.ts';

export const ofChanges = async (db: Connection): Promise<Check[]> => [await votedOnce(db), await bookedApart(db)];

/** Of each round each person has one vote in a stage. */
async function votedOnce(db: Connection): Promise<Check> {
  const rows = await commitsIn(db)
    .find(
      { process: 'change' },
      { projection: { caseId: 1, by: 1, 'events.type': 1, 'events.data': 1 }, sort: { _id: 1 } },
    )
    .toArray();
  const rounds = new Map<string, number>();
  const votes = new Map<string, number>();
  for (const { caseId, by, events } of rows)
    for (const { type, data } of events) {
      if (type === 'change.approvalAsked') rounds.set(caseId, (rounds.get(caseId) ?? 0) + 1);
      if (!VOTES.includes(type) || !('stage' in data)) continue;
      const voter = 'voter' in data ? data.voter : by.id; // of minutes the chair gives all
      const vote = `${caseId} round ${rounds.get(caseId)} ${String(data.stage)} by ${String(voter)}`;
      votes.set(vote, (votes.get(vote) ?? 0) + 1);
    }
  const broken = [...votes].filter(([, times]) => times > 1).map(([vote, times]) => `${vote}: ${times} votes`);
  return { what: 'no vote on a change is there twice', seen: votes.size, broken };
}
const VOTES = ['change.approved', 'change.rejected', 'change.abstained'];

const frees = (one: Hold, other: Hold): boolean =>
  one.item === other.item && one.from === other.from && one.until === other.until;
type Taken = Booking & { caseId: string; seq: number; at: number; freedAt: number };

/** Turns of an item come one by one, and whoever takes it finds nobody who still has it at that time. */
async function bookedApart(db: Connection): Promise<Check> {
  const rows = await commitsIn(db)
    .find(
      { $or: [{ 'bookings.item': { $exists: true } }, { 'released.item': { $exists: true } }] },
      { projection: { caseId: 1, seq: 1, at: 1, bookings: 1, released: 1 }, sort: { _id: 1 } },
    )
    .toArray();
  const taken = rows.flatMap(({ caseId, seq, at, bookings = [] }) =>
    bookings.map((booking): Taken => {
      const free = rows.find(
        (one) => one.caseId === caseId && one.seq > seq && (one.released ?? []).some((hold) => frees(hold, booking)),
      );
      return { ...booking, caseId, seq, at, freedAt: free?.at ?? Infinity };
    }),
  );
  const items = new Set(taken.map(({ item }) => item));
  const broken = [...items].flatMap((item) => {
    const inTurn = taken.filter((one) => one.item === item).toSorted((a, b) => a.turn - b.turn);
    return inTurn.flatMap((one, n) => [
      ...(one.turn === n + 1 ? [] : [`${item}: turn ${one.turn} is the ${n + 1}th`]),
      ...inTurn
        .slice(0, n)
        .filter((other) => other.caseId !== one.caseId && meets(other, one) && other.freedAt > one.at)
        .map((other) => `${item}: ${one.caseId} took it while ${other.caseId} had it`),
    ]);
  });
  return { what: 'nobody has taken an item that another had', seen: taken.length, broken };
}
