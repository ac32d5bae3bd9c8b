/** Changes, calls, work orders and runs beside the incidents of the replay, and what must hold of them whatever was killed meanwhile. */
import type { Connection } from 'mongoose';
import type { Booking, Hold } from '../../domain/kernel/process.ts';
import { meets } from '../../domain/kernel/time/intervals.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import type { Product } from '../product.ts';
import { castOf, type Played, Players } from '../stories/players.ts';
import { RunPlayers } from '../stories/run-players.ts';
import { failoverStories } from '../stories/run-stories.ts';
import type { RunTool } from '../stories/run-tool.ts';
import { rivalChange, type Story, wholeCall, wholeChange, wholeVisit } from '../stories/stories.ts';
import type { Check } from './check.ts';

const PLAYERS = 2;
/** Of so many incidents one change, and the rival, the call, the work order and the run that come with it. */
const INCIDENTS_A_CHANGE = 10;

export type Mixed = { accepted: number; ended: Check };

/**
 * Plays them by two people at once; each change is wanted by a rival while it is under way, who has to be refused. Runs go to their end
 * and all the way back in turn, by each shipped plan.
 */
export async function playMixed(product: Product, tool: RunTool, incidents: number): Promise<Mixed> {
  const { players, runs } = await product.onDatabase(async (db) => {
    await tool.register(db);
    return {
      players: await Players.open(db, product.address, 2 * PLAYERS), // each has a rival
      runs: await RunPlayers.open(db, product.address, PLAYERS),
    };
  });
  const all: { story: Pick<Story, 'end'>; played: Played }[] = [];
  const keep = async (story: Story, between?: Parameters<Players['play']>[1]): Promise<void> => {
    all.push({ story, played: await players.play(story, between) });
  };
  const rounds = Math.ceil(incidents / INCIDENTS_A_CHANGE / PLAYERS);
  const player = async (n: number): Promise<void> => {
    const own = castOf(n);
    const rival = { ...castOf(n + PLAYERS), item: own.item };
    for (let round = 0; round < rounds; round += 1) {
      await keep(wholeChange(own, Date.now()), async ({ command }) => {
        if (command === 'start') await keep(rivalChange(rival, Date.now()));
      });
      await keep(wholeCall());
      await keep(wholeVisit());
      const run = failoverStories[(round * PLAYERS + n) % failoverStories.length];
      if (run) all.push({ story: { end: 'closed' }, played: await runs.play(run) });
    }
  };
  await Promise.all(Array.from({ length: PLAYERS }, (_, n) => player(n)));
  const broken = all.flatMap(({ story, played: { number, status, faults } }) => [
    ...faults,
    ...(status === story.end || faults.length > 0 ? [] : [`${number} is ${status}, not ${story.end}`]),
  ]);
  return {
    accepted: all.reduce((sum, { played }) => sum + played.accepted, 0),
    ended: {
      what: 'changes, calls, work orders and runs went their whole way, and who wanted a taken item was refused',
      seen: all.length,
      broken,
    },
  };
}

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
