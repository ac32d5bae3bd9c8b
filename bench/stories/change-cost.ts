/** What a whole change costs beside as many bare updates, on the same engines in the same run. */
import type { Connection } from 'mongoose';
import { BareCases } from '../bare/cases.ts';
import type { BareDocument } from '../bare/save.ts';
import { cpuOf, type Groups, type Phase, phase, ratioOf, round, warmUp } from '../measure.ts';
import { onProduct, type Product } from '../product.ts';
import type { Wish } from '../wish.ts';
import { castOf, Players } from './players.ts';
import { wholeChange } from './stories.ts';

const CLIENTS = 8;
const RUN = 'change, 8 clients';
type Side = { variant: 'bare' | 'product'; groups: () => Groups; work: (client: number) => Promise<void> };
type Pair = readonly [bare: Phase, product: Phase];

export async function changeCost(wish: Wish): Promise<void> {
  await onProduct({}, async (product, db) => {
    const players = await Players.open(db, product.run().address, CLIENTS);
    const { env } = product.run();
    const engines = { temporal: env['TEMPORAL_ADDRESS'] ?? '', mongodb: env['MONGODB_URI'] ?? '' };
    const bare = await BareCases.start(engines, { document: await closedChange(db, players) });
    try {
      await measured(sidesOf(product, bare, players), wish);
    } finally {
      await bare.end();
    }
  });
}

function sidesOf(product: Product, bare: BareCases, players: Players): readonly Side[] {
  const { api: _api, worker: _worker, ...engines } = product.groups();
  const updates = wholeChange(castOf(0), 0).acts.length - 1; // the first one opens it
  return [
    {
      variant: 'bare',
      groups: () => ({ worker: [bare.pid], ...engines }),
      work: async () => void (await bare.lifecycle(updates)),
    },
    { variant: 'product', groups: () => product.groups(), work: async (n) => void (await closed(players, n)) },
  ];
}

/** Throws when it did not end as it should: then the phase has an error. */
async function closed(players: Players, client: number): Promise<string> {
  const { number, status, faults } = await players.play(wholeChange(castOf(client), Date.now()));
  if (status !== 'closed') throw new Error(`${number} is ${status}: ${faults.join(', ')}`);
  return number;
}

/** As it is stored, for the bare one to store as much. */
async function closedChange(db: Connection, players: Players): Promise<BareDocument> {
  const number = await closed(players, 0);
  const stored = await db.collection<BareDocument>('cases').findOne({ _id: number });
  if (!stored) throw new Error(`${number} is not stored`);
  return stored;
}

async function measured(sides: readonly Side[], { pairs, seconds, results, command }: Wish): Promise<void> {
  for (const side of sides) await warmUp({ ...side, clients: CLIENTS }, { seconds: Math.min(seconds, 10), least: 16 });
  const taken: Pair[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const lines: Phase[] = [];
    for (const side of sides) {
      const line = await phase({ run: RUN, clients: CLIENTS, seconds, ...side });
      results.phase(line);
      lines.push(line);
    }
    const [bare, product] = lines;
    if (bare && product) taken.push([bare, product]);
  }
  const { median, pairs: each, noisy } = ratioOf(taken.map(([bare, product]) => [cpuOf(bare), cpuOf(product)]));
  const above = taken.map(([bare, product]) => round(cpuOf(product) - cpuOf(bare)));
  const isNoisy = noisy || taken.flat().some(({ errors }) => errors > 0);
  results.row({
    row: 'change',
    what: 'CPU of a change of 18 commands against as many bare updates, 8 clients',
    budget: 'printed',
    measured: `${median}x (pairs ${each.join(', ')}; CPU-ms above bare ${above.join(', ')})`,
    verdict: isNoisy ? 'noisy' : 'printed',
    command,
  });
}
