/** What a phone kept off line, through HTTP: a thousand commands on one case, and the same ones again. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { makeKeys, makePeople } from '../commands/replay/accounts.ts';
import { Door } from '../commands/replay/door.ts';
import { commitsIn } from '../models/cases/commit.ts';
import { round } from './measure.ts';
import { onProduct } from './product.ts';
import { type Budget, budgetWords, verdictOf } from './results.ts';
import type { Wish } from './wish.ts';

const [WHO, DISPATCHER] = ['bench-sync', 'bench-sync-dispatcher'];
const COMMANDS = 1_000;
const A_REQUEST = 200;
const SECONDS: Budget = { must: 5 };
const opened = z.looseObject({ number: z.string() });
const answered = z.looseObject({ taken: z.number(), refused: z.number() });

export const sync = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command } = wish;
    await makePeople(db, new Map([[WHO, { unit: '/dx', role: 'engineer', teams: new Set(['dx-l2']) }]]));
    await makePeople(db, new Map([[DISPATCHER, { unit: '/dx', role: 'coordinator', teams: new Set<string>() }]]));
    const keys = await makeKeys(db, { people: [WHO, DISPATCHER], known: {}, name: 'bench' });
    const door = new Door(product.run().address, keys);
    const order = { unit: '/dx', reporter: WHO, contact: '1', title: 'A visit', description: 'Off line' };
    const { shown } = await door.post(DISPATCHER, '/api/work-orders', {
      key: randomUUID(),
      data: order,
      schema: opened,
    });
    if (!shown) throw new Error('no work order was opened');
    // In his hands, so that what he writes is news to nobody: what is told is no part of this.
    await door.post(WHO, `/api/work-orders/${shown.number}/claim`, { key: randomUUID(), data: {}, schema: opened });
    const batches = Array.from({ length: COMMANDS / A_REQUEST }, (_, n) =>
      Array.from({ length: A_REQUEST }, (__, m) => ({
        key: randomUUID(),
        command: 'comment',
        data: { text: `Line ${n * A_REQUEST + m}: looked at, and in order`, audience: 'internal' },
      })),
    );
    const send = async (): Promise<{ seconds: number; taken: number }> => {
      const since = performance.now();
      let taken = 0;
      for (const commands of batches) {
        const path = `/api/work-orders/${shown.number}/sync`;
        const { shown: said } = await door.post(WHO, path, { key: randomUUID(), data: { commands }, schema: answered });
        taken += said?.taken ?? 0;
      }
      return { seconds: (performance.now() - since) / 1_000, taken };
    };
    const first = await send();
    const written = await commitsIn(db).countDocuments({ caseId: shown.number });
    const again = await send();
    const more = (await commitsIn(db).countDocuments({ caseId: shown.number })) - written;
    results.phase({ run: 'sync', commands: COMMANDS, first: first.seconds, again: again.seconds, more });
    const isWhole = first.taken === COMMANDS && again.taken === COMMANDS && more === 0;
    results.row({
      row: 'sync',
      what: `${COMMANDS} commands on one case in ${batches.length} requests, each taken; again in ${round(again.seconds)} s, and ${more} more are written`,
      budget: budgetWords([SECONDS], ' s'),
      measured: `${round(first.seconds)} s`,
      verdict: isWhole ? verdictOf([first.seconds, SECONDS]) : 'short',
      command,
    });
  });
