/** The counts that a stream tells: only those are counted anew that a change may have moved, and only of whom it concerns. */
import type { Response } from 'express';
import type { Connection } from 'mongoose';
import type { Actor } from '../../domain/kernel/process.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Reads } from '../cases/reads.ts';
import { COUNTS, type CountName, type WorkCounts, workCountsOf } from '../cases/work.ts';
import { type OwnTurn, turnsIn } from '../cases/work/owed.ts';
import type { Identity } from '../http/route.ts';
import { unreadCount } from '../notices/notices.ts';
import type { CaseChange } from './live-feed.ts';

type Name = CountName | 'notices';
/** A reader, as far as he is counted for. */
type Counted = { identity: Identity; response: Response; counts: CountsTold };
/** What a reader was told last, and what is to be counted for him. */
export type CountsTold = {
  told: Partial<WorkCounts & { notices: number }>;
  /** When all were counted. */
  allAt: number;
  due: Set<Name>;
  timer?: NodeJS.Timeout;
};
export const fresh = (): CountsTold => ({ told: {}, allAt: 0, due: new Set() });

/** Bursts become one count. */
const COUNTS_MS = 1_000;
/** Deadlines pass by themselves: whoever is counted at all and was not for so long is counted whole. */
const WHOLE_MS = 60_000;
const SOON_MS = 3_600_000;
const EVERY: readonly Name[] = [...COUNTS, 'notices'];
/** Of each turn, what is counted by it. Seats of approvals are waited for by name. */
const OF_TURN: Readonly<Record<OwnTurn, readonly CountName[]>> = {
  mine: ['mine', 'approvals'],
  team: ['team'],
  role: ['role'],
  waiting: ['waiting'],
};

/** What the change may have moved of this person's counts. */
export function movedFor(
  actor: Actor,
  { owed, view, before: was }: Pick<CaseChange, 'owed' | 'view' | 'before'>,
  now: number,
): CountName[] {
  const { before, now: after } = owed;
  const isMoved = was.queue !== view.queue;
  const isDue = [before, after].some((one) => one && one.dueAt !== null && one.dueAt <= now + SOON_MS);
  const isSame = before?.owed === after.owed && !isMoved;
  if (isSame && !isDue) return [];
  const turns = new Set([...(before ? turnsIn(actor, before.owed) : []), ...turnsIn(actor, after.owed)]);
  const byTurn = isSame ? [] : [...turns].flatMap((turn) => OF_TURN[turn]);
  const isHis = turns.has('mine') || turns.has('team') || turns.has('role');
  return isHis && isDue ? [...byTurn, 'over', 'soon'] : byTurn;
}

type Deps = { db: Connection; reads: Reads; logger: Logger };
export function createCounts({ db, reads, logger }: Deps) {
  function soon(reader: Counted, names: readonly Name[]): void {
    if (names.length === 0) return;
    const { counts } = reader;
    for (const name of names) counts.due.add(name);
    counts.timer ??= setTimeout(() => {
      delete counts.timer;
      count(reader).catch((error: unknown) =>
        logger.warn({ code: error instanceof Error ? error.name : 'unknown' }, 'no counts'),
      );
    }, COUNTS_MS).unref();
  }

  async function count(reader: Counted): Promise<void> {
    const { counts, identity, response } = reader;
    const now = Date.now();
    const isWhole = now - counts.allAt >= WHOLE_MS;
    const due: readonly Name[] = isWhole ? EVERY : [...counts.due];
    counts.due.clear();
    try {
      const names = due.filter((name) => name !== 'notices');
      const [work, notices] = await Promise.all([
        workCountsOf(reads, identity, { names }),
        due.includes('notices') ? unreadCount(db, identity.actor) : counts.told.notices,
      ]);
      if (isWhole) counts.allAt = now;
      counts.told = { ...counts.told, ...work, ...(notices === undefined ? {} : { notices }) };
    } catch (error) {
      counts.allAt = 0; // what was not counted is, with the next
      throw error;
    }
    if (response.writable) response.write(`event: counts\ndata: ${JSON.stringify(counts.told)}\n\n`);
  }

  return {
    changed: (reader: Counted, change: CaseChange): void =>
      soon(reader, movedFor(reader.identity.actor, change, Date.now())),
    noticed: (reader: Counted): void => soon(reader, ['notices']),
    all: (reader: Counted): void => {
      reader.counts.allAt = 0;
      soon(reader, EVERY);
    },
    drop: ({ counts }: Pick<Counted, 'counts'>): void => clearTimeout(counts.timer),
  };
}
