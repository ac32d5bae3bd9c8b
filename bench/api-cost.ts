/**
 * What the API process spends: on the five commands of the standard lifecycle, beside what a bare door spends on as many; on a
 * list of 20 cases, on one case.
 */
import { BareApi } from './bare/api.ts';
import type { BareDocument } from './bare/save.ts';
import { closedDocument, Desks } from './desk.ts';
import type { Wish } from './wish.ts';
import { inTurn, type Phase, phase, ratioOf, round, warmUp } from './measure.ts';
import { onProduct, type Product } from './product.ts';
import { type Budget, budgetWords, verdictOf } from './results.ts';

type Beside = { product: Product; desks: Desks; document: BareDocument };
type Kind = { what: string; budget?: Budget; work: (desks: Desks) => (client: number) => Promise<unknown> };

const CLIENTS = 16;
const kinds: readonly Kind[] = [
  {
    what: 'API for create, claim, start, resolve, confirm',
    budget: { must: 13, goal: 10 },
    work: (desks) => (client) => desks.lifecycle(client),
  },
  { what: 'API for a list of 20 cases', work: (desks) => (client) => desks.list(client) },
  { what: 'API for one case', work: (desks) => (client) => desks.detail(client) },
];

/** Cases that stay open, for lists and details. */
const STANDING = 40;

export async function apiCost(wish: Wish): Promise<void> {
  await onProduct({}, async (product, db) => {
    const desks = await Desks.open(db, product.run().address);
    const document = await closedDocument(db, desks);
    await inTurn(
      Array.from({ length: STANDING }, (_, desk) => desk),
      (desk) => desks.create(desk),
    );
    for (const kind of kinds) {
      const clients = CLIENTS;
      const work = async (client: number) => void (await kind.work(desks)(client));
      const groups = () => product.groups();
      await warmUp({ variant: 'product', clients, groups, work }, { seconds: 10, least: 60 });
      const phases: Phase[] = [];
      for (let n = 0; n < wish.pairs; n += 1) {
        const line = { run: kind.what, variant: 'product', clients, seconds: wish.seconds, groups, work };
        phases.push(await phase(line));
      }
      for (const one of phases) wish.results.phase(one);
      wish.results.row({ ...rowOf(kind, phases), command: wish.command });
    }
    await desks.endOpened();
    await besideBareDoor(wish, { product, desks, document });
  });
}

/** By turns, so that both meet the same machine. */
async function besideBareDoor(wish: Wish, { product, desks, document }: Beside): Promise<void> {
  const bare = await BareApi.start(product.engines(), document);
  try {
    const what = 'API for create, claim, start, resolve, confirm, beside a bare door';
    const sides = [
      { variant: 'bare', groups: () => ({ api: [bare.pid] }), work: () => bare.lifecycle() },
      {
        variant: 'product',
        groups: () => product.groups(),
        work: async (client: number) => void (await desks.lifecycle(client)),
      },
    ];
    for (const side of sides) await warmUp({ ...side, clients: CLIENTS }, { seconds: 10, least: 60 });
    const pairs: (readonly [number, number])[] = [];
    for (let n = 0; n < wish.pairs; n += 1) {
      const spent: number[] = [];
      for (const side of sides) {
        const one = await phase({ ...side, run: what, clients: CLIENTS, seconds: wish.seconds });
        wish.results.phase(one);
        spent.push(one.cpuMs['api'] ?? Number.NaN);
      }
      pairs.push([spent[0] ?? Number.NaN, spent[1] ?? Number.NaN]);
    }
    const { median, pairs: each, noisy } = ratioOf(pairs);
    const [ofBare, ofProduct] = (pairs.at(-1) ?? []).map(round);
    const measured = `${median}x (pairs ${each.join(', ')}; last: bare ${ofBare}, product ${ofProduct} CPU-ms)`;
    const verdict = noisy ? 'noisy' : 'printed';
    wish.results.row({ row: 'api', what, budget: '', measured, verdict, command: wish.command });
  } finally {
    await bare.end();
  }
}

function rowOf({ what, budget }: Kind, phases: readonly Phase[]) {
  const each = phases.map(({ cpuMs }) => round(cpuMs['api'] ?? Number.NaN));
  const { median, noisy } = ratioOf(each.map((ms) => [1, ms]));
  const isNoisy = noisy || phases.some(({ errors }) => errors > 0);
  const verdict = isNoisy ? 'noisy' : budget ? verdictOf([median, budget]) : 'printed';
  const wanted = budget ? budgetWords([budget], ' CPU-ms') : '';
  return { row: 'api', what, budget: wanted, measured: `${median} CPU-ms (${each.join(', ')})`, verdict } as const;
}
