/**
 * The conflict check among very many planned changes and configuration items, written past the product and asked for through
 * HTTP as a person asks it: of one item, of twenty, of one with very many beside it, and of a window of a month.
 */
import type { Connection } from 'mongoose';
import { makeKeys, makePeople } from '../../commands/replay/accounts.ts';
import { figuresOf, inWords } from '../found/times.ts';
import { round } from '../measure.ts';
import { onProduct } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { COUNTS, DAY, HOUR, itemOf, SERVICE, TOP, writeChanges, writeFreezes, writeItems } from './written.ts';

const PLANNER = 'bench-conflicts-planner';
const P99: Budget = { must: 100 };
const ROUNDS = 150;
const WARM = 5;

export const conflicts = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, changes, items } = wish;
    const began = performance.now();
    const from = Date.now() + DAY;
    await writeItems(db, items);
    await writeChanges(db, { changes, items, from });
    await writeFreezes(db, { items, from });
    await db.getClient().db('admin').command({ fsync: 1 }); // what was just written is no part of a check
    const seconds = round((performance.now() - began) / 1_000);
    results.phase({ run: 'conflicts', variant: 'write', changes, items, seconds });
    const ask = await asker(db, product.run().address);
    const all: number[] = [];
    for (const [what, question] of questions({ items, from })) {
      const times: number[] = [];
      let found = 0;
      for (let n = -WARM; n < ROUNDS; n += 1) {
        const since = performance.now();
        const count = await ask(question(n + WARM));
        if (n < 0) continue;
        times.push(performance.now() - since);
        found += count;
      }
      all.push(...times);
      results.phase({ run: 'conflicts', variant: what, found, ...figuresOf(times) });
      results.row({
        row: 'conflicts',
        what: `${what}; ${round(found / ROUNDS)} found`,
        budget: '',
        measured: inWords(times),
        verdict: 'printed',
        command,
      });
    }
    const { p99 } = figuresOf(all);
    results.row({
      row: 'conflicts',
      what: `p99 of all checks among ${changes.toLocaleString('en')} planned changes and ${items.toLocaleString('en')} items with three relations each`,
      budget: budgetWords([P99], ' ms'),
      measured: inWords(all),
      verdict: verdictOf([p99, P99]),
      command,
    });
  });

type Question = { items: readonly string[]; window: { from: number; until: number } };
type World = { items: number; from: number };
function questions({ items, from }: World): readonly (readonly [what: string, question: (n: number) => Question])[] {
  const night = (n: number) => ({ from: from + (n % 60) * DAY, until: from + (n % 60) * DAY + 3 * HOUR });
  const some = (n: number, count: number) =>
    Array.from({ length: count }, (_, k) => itemOf(COUNTS.hubs + ((n * 7_919 + k * 104_729) % (items - COUNTS.hubs))));
  return [
    ['one item, three hours', (n) => ({ items: some(n, 1), window: night(n) })],
    ['twenty items, three hours', (n) => ({ items: [...new Set(some(n, 20))], window: night(n) })],
    ['an item with a thousand beside it', (n) => ({ items: [itemOf(n % COUNTS.hubs)], window: night(n) })],
    ['one item, a whole month', (n) => ({ items: some(n, 1), window: { from, until: from + 30 * DAY } })],
  ];
}

/** Asks as the planner, and answers with how many conflicts were found. */
async function asker(db: Connection, address: string): Promise<(question: Question) => Promise<number>> {
  await makePeople(db, new Map([[PLANNER, { unit: TOP, role: 'supervisor', teams: new Set<string>() }]]));
  const keys = await makeKeys(db, { people: [PLANNER], known: {}, name: 'bench' });
  const headers = { Authorization: `Bearer ${keys[PLANNER]}`, 'Content-Type': 'application/json' };
  return async ({ items, window }) => {
    const instants = { from: new Date(window.from).toISOString(), until: new Date(window.until).toISOString() };
    const body = JSON.stringify({ unit: TOP, application: SERVICE, items, window: instants, implementer: PLANNER });
    const answer = await fetch(`${address}/api/changes/conflicts`, { method: 'POST', headers, body });
    const told: unknown = await answer.json();
    const found: unknown =
      typeof told === 'object' && told !== null && 'conflicts' in told ? told.conflicts : undefined;
    if (!Array.isArray(found)) throw new Error(`${answer.status} ${JSON.stringify(told)}`);
    return found.length;
  };
}
