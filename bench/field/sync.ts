/** What a phone kept off line, through HTTP: a thousand commands on one case, and the same ones again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { Door } from '../../commands/replay/door.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { meter, round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import { inspected } from './inspected.ts';
import type { Wish } from '../wish.ts';

const [WHO, DISPATCHER] = ['bench-sync', 'bench-sync-dispatcher'];
const COMMANDS = 1_000;
const A_REQUEST = 200;
const SECONDS: Budget = { must: 5 };
const shownSchema = z.looseObject({ number: z.string() });
const answered = z.looseObject({ taken: z.number(), refused: z.number() });

export const sync = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command } = wish;
    await makePeople(db, new Map([[WHO, { unit: '/dx', role: 'engineer', teams: new Set(['dx-l2']) }]]));
    await makePeople(db, new Map([[DISPATCHER, { unit: '/dx', role: 'coordinator', teams: new Set<string>() }]]));
    const keys = await makeKeys(db, { people: [WHO, DISPATCHER], known: {}, name: 'bench' });
    const door = new Door(product.run().address, keys);
    await atRest(db);
    const order = { unit: '/dx', reporter: WHO, contact: '1', title: 'A visit', description: 'Off line' };
    // In his hands, so that what he writes is news to nobody: what is told is no part of this.
    const opened = async (): Promise<string> => {
      const asked = { key: randomUUID(), data: order, schema: shownSchema };
      const { shown } = await door.post(DISPATCHER, '/api/work-orders', asked);
      if (!shown) throw new Error('no work order was opened');
      const claimed = { key: randomUUID(), data: {}, schema: shownSchema };
      await door.post(WHO, `/api/work-orders/${shown.number}/claim`, claimed);
      return shown.number;
    };
    const sent = async (number: string, commands: readonly object[]): Promise<number> => {
      const asked = { key: randomUUID(), data: { commands }, schema: answered };
      const { shown } = await door.post(WHO, `/api/work-orders/${number}/sync`, asked);
      return shown?.taken ?? 0;
    };
    await sent(await opened(), comments(0)); // not counted: compilers and caches warm up
    const number = await opened();
    const batches = Array.from({ length: COMMANDS / A_REQUEST }, (_, n) => comments(n * A_REQUEST));
    const send = async () => {
      const [since, costs] = [performance.now(), meter(() => product.groups())];
      let taken = 0;
      for (const commands of batches) taken += await sent(number, commands);
      return { seconds: (performance.now() - since) / 1_000, taken, ...costs(COMMANDS) };
    };
    const first = await send();
    const written = await commitsIn(db).countDocuments({ caseId: number });
    const again = await send();
    const more = (await commitsIn(db).countDocuments({ caseId: number })) - written;
    results.phase({ run: 'sync', commands: COMMANDS, first, again, more });
    const cost = Object.values(first.cpuMs).reduce((sum, one) => sum + one, 0);
    const isWhole = first.taken === COMMANDS && again.taken === COMMANDS && more === 0;
    results.row({
      row: 'sync',
      what: `${COMMANDS} commands on one case in ${batches.length} requests, each taken; ${round(cost)} CPU-ms of all processes a command; again in ${round(again.seconds)} s, and ${more} more are written`,
      budget: budgetWords([SECONDS], ' s'),
      measured: `${round(first.seconds)} s`,
      verdict: isWhole ? verdictOf([first.seconds, SECONDS]) : 'short',
      command,
    });
    await inspected(wish, { product, db });
  });

const comments = (from: number) =>
  Array.from({ length: A_REQUEST }, (_, n) => ({
    key: randomUUID(),
    command: 'comment',
    data: { text: `Line ${from + n}: looked at, and in order`, audience: 'internal' },
  }));

const REST_MS = 3_000;
/** A new installation plays its sample cases beside the work. */
async function atRest(db: Connection): Promise<void> {
  for (let last = -1; ; await sleep(REST_MS)) {
    const now = await commitsIn(db).countDocuments();
    if (now === last) return;
    last = now;
  }
}
