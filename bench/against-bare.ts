/** G4: the product through HTTP against a bare workflow with one local activity, on the same engines in the same run. */
import type { Connection } from 'mongoose';
import { caseOf } from '../models/case.ts';
import type { StoredCase } from '../domain/kernel/process.ts';
import { BareCases } from './bare/cases.ts';
import { Desks } from './desk.ts';
import type { Wish } from './load.ts';
import { cpuOf, type Groups, type Phase, phase, ratioOf, warmUp } from './measure.ts';
import { onProduct, type Product } from './product.ts';

type Side = {
  variant: 'bare' | 'product';
  groups: () => Groups;
  lifecycle: (client: number) => Promise<readonly { name: string; ms: number }[]>;
  create: (client: number) => Promise<unknown>;
};
type Measure = {
  what: string;
  clients: number;
  figure: 'perSec' | 'p99';
  budget: string;
  isMet: (ratio: number) => boolean;
  work: (side: Side) => (client: number) => Promise<readonly number[] | void>;
};

const wholeLifecycle = (side: Side) => async (client: number) => void (await side.lifecycle(client));
const measures: readonly Measure[] = [
  {
    what: 'lifecycles/s, 16 clients',
    clients: 16,
    figure: 'perSec',
    budget: '>= 0.6',
    isMet: (ratio) => ratio >= 0.6,
    work: wholeLifecycle,
  },
  {
    what: 'creates/s, 8 clients',
    clients: 8,
    figure: 'perSec',
    budget: '>= 0.6',
    isMet: (ratio) => ratio >= 0.6,
    work: (side) => async (client) => void (await side.create(client)),
  },
  {
    what: 'p99 of one command, 1 client',
    clients: 1,
    figure: 'p99',
    budget: '<= 2',
    isMet: (ratio) => ratio <= 2,
    work: (side) => async (client) =>
      (await side.lifecycle(client)).filter(({ name }) => name !== 'create').map(({ ms }) => ms),
  },
];

export const againstBare = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => await measure(product, db, wish));

async function measure(product: Product, db: Connection, { pairs, seconds, results, command }: Wish): Promise<void> {
  const { address, env } = product.run();
  const desks = await Desks.open(db, address);
  await desks.lifecycle(0);
  const document = await sampleDocument(db);
  const engines = { temporal: env['TEMPORAL_ADDRESS'] ?? '', mongodb: env['MONGODB_URI'] ?? '' };
  const bare = await BareCases.start(engines, { document });
  const shared = { temporal: [product.pidOf('temporal')], mongod: [product.pidOf('mongod')] };
  const sides: readonly Side[] = [
    {
      variant: 'bare',
      groups: () => ({ worker: [bare.pid], ...shared }),
      lifecycle: () => bare.lifecycle(),
      create: () => bare.create(),
    },
    {
      variant: 'product',
      groups: () => ({ api: [product.pidOf('api')], worker: [product.pidOf('worker')], ...shared }),
      lifecycle: (client) => desks.lifecycle(client),
      create: (client) => desks.create(client),
    },
  ];
  try {
    for (const side of sides)
      await warmUp({ ...side, clients: 8, work: wholeLifecycle(side) }, { seconds: 10, least: 60 });
    for (const one of measures) {
      const taken: (readonly [Phase, Phase])[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const phases: Phase[] = [];
        for (const side of sides) {
          const { variant, groups } = side;
          const { clients, work, what } = one;
          const line = await phase({ run: `G4 ${what}`, variant, clients, seconds, groups, work: work(side) });
          results.phase(line);
          phases.push(line);
        }
        const [first, second] = phases;
        if (first && second) taken.push([first, second]);
      }
      results.row({ ...rowOf(one, taken), command });
    }
    const raw = { run: 'G4 raw StartWorkflow/s, 8 clients', variant: 'raw', clients: 8, groups: () => shared };
    results.phase(await phase({ ...raw, seconds: Math.min(seconds, 10), work: () => bare.startOnly() }));
  } finally {
    await bare.end();
  }
}

const words = (one: Phase | undefined, figure: Measure['figure']): string =>
  one ? `${one[figure]}, ${cpuOf(one)} CPU-ms` : '';

function rowOf({ what, figure, budget, isMet }: Measure, pairs: readonly (readonly [Phase, Phase])[]) {
  const { median, pairs: ratios, noisy } = ratioOf(pairs.map(([bare, product]) => [bare[figure], product[figure]]));
  const isVoid = pairs.flat().some(({ errors }) => errors > 0);
  const last = pairs.at(-1);
  const measured = `${median} (pairs ${ratios.join(', ')}; last: bare ${words(last?.[0], figure)}; product ${words(last?.[1], figure)})`;
  const verdict = isVoid ? 'noisy' : noisy ? 'noisy' : isMet(median) ? 'pass' : 'short';
  return { row: 'G4', what, budget, measured, verdict } as const;
}

/** What a case of the product looks like in the store, for the bare one to store as much. */
async function sampleDocument(db: Connection) {
  const stored = await caseOf(db).findOne({ process: 'incident', status: 'closed' }).lean<StoredCase>();
  if (!stored) throw new Error('no incident has been closed');
  return stored; // its own number and version are set at each step
}
