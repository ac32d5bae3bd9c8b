/** G4: the product through HTTP against a bare workflow with one local activity, on the same engines in the same run. */
import { rmSync } from 'node:fs';
import type { Connection } from 'mongoose';
import { nearest } from '../../domain/kernel/ranks.ts';
import { BareCases } from './cases.ts';
import { closedDocument, Desks } from '../desk.ts';
import type { Wish } from '../wish.ts';
import { type LoopDelay, loopDelayOf, loopProbe } from '../loop-probe.ts';
import { cpuOf, type Groups, type Phase, phase, ratioOf, round, warmUp } from '../measure.ts';
import { onProduct, type Product } from '../product.ts';
import { type Budget, budgetWords, type Verdict, verdictOf } from '../results.ts';

type Side = {
  variant: 'bare' | 'product';
  groups: () => Groups;
  worker: () => number;
  lifecycle: (client: number) => Promise<readonly { name: string; ms: number }[]>;
  create: (client: number) => Promise<unknown>;
  /** Ends what `create` has opened. */
  endOpened: () => Promise<void>;
  /** Cases of the phase that have not reached that end. */
  openLeft: (end: 'closed' | 'canceled') => Promise<number>;
};
type Line = Phase & { loop: LoopDelay; open: number };
type Pair = readonly [bare: Line, product: Line];
type Figure = {
  what: string;
  unit: string;
  budget: Budget;
  of: (pairs: readonly Pair[]) => { value: number; each: readonly number[]; noisy: boolean };
  /** What is read off each side, for people. */
  read: (line: Line) => number;
};
type Measure = {
  what: string;
  clients: number;
  work: (side: Side) => (client: number) => Promise<readonly number[] | void>;
  /** Where the cases of a phase end, at the latest after it. */
  end: 'closed' | 'canceled';
  figures: readonly Figure[];
};

const wholeLifecycle = (side: Side) => async (client: number) => void (await side.lifecycle(client));
const withoutApi = (line: Line): number => round(cpuOf(line) - (line.cpuMs['api'] ?? 0));

type Words = Pick<Figure, 'what' | 'budget' | 'read'>;

/** The product's figure in bare's. */
const ratio = ({ read, ...words }: Words): Figure => ({
  ...words,
  unit: 'x',
  read,
  of: (pairs) => {
    const { median, pairs: each, noisy } = ratioOf(pairs.map(([bare, product]) => [read(bare), read(product)]));
    return { value: median, each, noisy };
  },
});

/** What the product's figure is above bare's; as noisy as their ratio. */
const surplus = ({ read, ...words }: Words): Figure => ({
  ...words,
  unit: ' CPU-ms',
  read,
  of: (pairs) => {
    const each = pairs.map(([bare, product]) => round(read(product) - read(bare)));
    const { noisy } = ratioOf(pairs.map(([bare, product]) => [read(bare), read(product)]));
    return { value: median(each), each, noisy };
  },
});

/** The product's figure alone: noise only makes it worse. */
const alone = ({ read, ...words }: Words): Figure => ({
  ...words,
  unit: ' ms',
  read,
  of: (pairs) => {
    const each = pairs.map(([, product]) => read(product));
    return { value: median(each), each, noisy: false };
  },
});

const median = (numbers: readonly number[]): number =>
  nearest(
    numbers.toSorted((a, b) => a - b),
    50,
  ) ?? Number.NaN;

const measures: readonly Measure[] = [
  {
    what: 'lifecycles, 16 clients',
    clients: 16,
    work: wholeLifecycle,
    end: 'closed',
    figures: [
      ratio({ what: 'CPU of a lifecycle, 16 clients', budget: { must: 1.6, goal: 1.4 }, read: cpuOf }),
      ratio({
        what: 'lifecycles/s, 16 clients',
        budget: { must: 0.65, goal: 0.75, least: true },
        read: ({ perSec }) => perSec,
      }),
      surplus({
        what: 'worker, mongod and temporal above bare, a lifecycle, 16 clients',
        budget: { must: 22, goal: 14 },
        read: withoutApi,
      }),
      alone({
        what: 'p99 of the delay in the event loop of the worker, 16 clients',
        budget: { must: 30, goal: 15 },
        read: ({ loop }) => loop.p99,
      }),
    ],
  },
  {
    what: 'creates, 8 clients',
    clients: 8,
    work: (side) => async (client) => void (await side.create(client)),
    end: 'canceled',
    figures: [
      ratio({ what: 'CPU of a create, 8 clients', budget: { must: 1.6, goal: 1.4 }, read: cpuOf }),
      ratio({ what: 'creates/s, 8 clients', budget: { must: 0.6, least: true }, read: ({ perSec }) => perSec }),
    ],
  },
  {
    what: 'commands, 1 client',
    clients: 1,
    work: (side) => async (client) =>
      (await side.lifecycle(client)).filter(({ name }) => name !== 'create').map(({ ms }) => ms),
    end: 'closed',
    figures: [
      ratio({ what: 'p99 of one command, 1 client', budget: { must: 1.5, goal: 1.3 }, read: ({ p99 }) => p99 }),
    ],
  },
];

export const againstBare = (wish: Wish): Promise<void> => besideBare(wish, measures);

/** ADR 10: the same lifecycles where each turn reads the document, and where the worker keeps the last cases in memory. */
export async function turnsAgainstBare(wish: Wish): Promise<void> {
  const lifecycles = measures.slice(0, 1);
  for (const [how, settings] of [
    ['each turn reads the document', { CHANGMING_FOLDED_CASES: '0' }],
    ['the worker keeps the last cases', {}],
  ] as const)
    await besideBare(wish, named(lifecycles, how), settings);
}

const named = (of: readonly Measure[], how: string): Measure[] =>
  of.map((one) => ({
    ...one,
    what: `${one.what}, ${how}`,
    figures: one.figures.map((figure) => ({ ...figure, what: `${figure.what}, ${how}` })),
  }));

async function besideBare(wish: Wish, wanted: readonly Measure[], settings: NodeJS.ProcessEnv = {}): Promise<void> {
  const { folder, env } = loopProbe();
  try {
    await onProduct({ ...env, ...settings }, async (product, db) => {
      const { address } = product.run();
      const desks = await Desks.open(db, address);
      const document = await closedDocument(db, desks);
      const bare = await BareCases.start(product.engines(), { document, env });
      try {
        await measure({ sides: sidesOf({ product, db, desks, bare }), folder, wanted }, wish);
        if (wanted === measures) await startsAlone(product, bare, wish);
      } finally {
        await bare.end();
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Parties = { product: Product; db: Connection; desks: Desks; bare: BareCases };

function sidesOf({ product, db, desks, bare }: Parties): readonly Side[] {
  const shared = enginesOf(product);
  return [
    {
      variant: 'bare',
      groups: () => ({ worker: [bare.pid], ...shared }),
      worker: () => bare.pid,
      lifecycle: () => bare.lifecycle(),
      create: () => bare.create(),
      endOpened: () => bare.endOpened(),
      openLeft: () => Promise.resolve(0), // it has no other end
    },
    {
      variant: 'product',
      groups: () => ({ api: [product.pidOf('api')], worker: [product.pidOf('worker')], ...shared }),
      worker: () => product.pidOf('worker'),
      lifecycle: (client) => desks.lifecycle(client),
      create: (client) => desks.create(client),
      endOpened: () => desks.endOpened(),
      openLeft: (end) => desks.openLeft(db, end),
    },
  ];
}

const enginesOf = (product: Product): Groups => ({
  temporal: [product.pidOf('temporal')],
  mongod: [product.pidOf('mongod')],
});

type Stage = { sides: readonly Side[]; folder: string; wanted: readonly Measure[] };

async function measure({ sides, folder, wanted }: Stage, { pairs, seconds, results, command }: Wish): Promise<void> {
  for (const side of sides) {
    await warmUp({ ...side, clients: 8, work: wholeLifecycle(side) }, { seconds: 10, least: 60 });
    const open = await side.openLeft('closed');
    if (open > 0) throw new Error(`${open} cases of the warm-up are not closed`);
  }
  for (const one of wanted) {
    const taken: Pair[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const lines: Line[] = [];
      for (const side of sides) {
        const line = await phaseOf(one, side, { seconds, folder });
        results.phase(line);
        lines.push(line);
      }
      const [bare, product] = lines;
      if (bare && product) taken.push([bare, product]);
    }
    for (const figure of one.figures) results.row({ ...rowOf(figure, taken), command });
  }
}

async function phaseOf(one: Measure, side: Side, { seconds, folder }: { seconds: number; folder: string }) {
  const { variant, groups } = side;
  const { clients, what, end } = one;
  await loopDelayOf(folder, side.worker()); // begins now
  const line = await phase({ run: `G4 ${what}`, variant, clients, seconds, groups, work: one.work(side) });
  const loop = await loopDelayOf(folder, side.worker());
  await side.endOpened();
  const open = await side.openLeft(end);
  if (open > 0) process.stderr.write(`${what}: ${open} cases are not ${end}, so the phase is void\n`);
  return { ...line, loop, open };
}

function rowOf({ what, unit, budget, of, read }: Figure, pairs: readonly Pair[]) {
  const { value, each, noisy } = of(pairs);
  const lines = pairs.flat();
  const open = lines.reduce((sum, line) => sum + line.open, 0);
  const isNoisy = noisy || lines.some(({ errors }) => errors > 0);
  const [bare, product] = pairs.at(-1) ?? [];
  const last = bare && product ? `; last: bare ${round(read(bare))}, product ${round(read(product))}` : '';
  const verdict: Verdict = open > 0 ? 'void' : isNoisy ? 'noisy' : verdictOf([value, budget]);
  const measured = `${value}${unit} (pairs ${each.join(', ')}${last})${open > 0 ? `; ${open} cases are not closed` : ''}`;
  return { row: 'G4', what, budget: budgetWords([budget], unit), measured, verdict } as const;
}

/** What the engine alone does, to be seen beside. */
async function startsAlone(product: Product, bare: BareCases, { seconds, results }: Wish): Promise<void> {
  const groups = () => enginesOf(product);
  const raw = { run: 'G4 raw StartWorkflow/s, 8 clients', variant: 'raw', clients: 8, groups };
  results.phase(await phase({ ...raw, seconds: Math.min(seconds, 10), work: () => bare.startOnly() }));
}
