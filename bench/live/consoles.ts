/**
 * 500 open consoles on one API process: what they cost while nothing happens and while the city works, and how soon each has what
 * another did; then a case that stands on the list of all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDone } from '../../models/migrations/done.ts';
import { figuresOf, inWords } from '../found/times.ts';
import { cpuMsOf, inTurn, meter, round, rssOf } from '../measure.ts';
import { onProduct, type Product } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';
import type { Wish } from '../wish.ts';
import { ALL, type Answered, type City, cityOf, CONSOLES, given, incident, SENDER, work } from './city.ts';
import { Console } from './console.ts';

/** Commands a second of the whole city: each of the 500 gives one in a little over four minutes. */
const PER_SECOND = 2;
/** So many times `--s` they work. */
const WORK_TIMES = 6;
/** Comments on the case of all in a round of `--pairs`. */
const TOLD = 20;
/** Streams tell their counts a second behind a change: the next does not wait behind these. */
const CALM_MS = 3_000;
const PATIENCE_MS = 60_000;
/** One address may hold a thousand connections: people come from addresses of their own, as a proxy says. */
const BEHIND_PROXY = { TRUSTED_PROXIES: 'loopback' };
const P99: Budget = { must: 1_000 };

export const consoles = (wish: Wish): Promise<void> =>
  onProduct(BEHIND_PROXY, async (product, db) => {
    const { address } = product.run();
    while (!(await isDone(db, 'sample-cases'))) await sleep(CALM_MS); // its stories tell their news to all who are made here
    const city = await cityOf(db, address);
    const api = product.pidOf('api');
    await work(city, { perSecond: PER_SECOND, seconds: 10 }); // caches and compilers warm up
    const before = rssOf(api);
    const all: Console[] = [];
    const open = async (owner: City['owners'][number]) => void all.push(await Console.open(address, owner));
    await inTurn(city.owners, open);
    try {
      await sleep(2 * CALM_MS);
      await idle(wish, { api, before });
      await atWork(wish, { api, city, all });
      await onAllLists(wish, { product, city, all });
    } finally {
      for (const one of all) one.leave();
    }
  });

type Row = { what: string; measured: string; command: string };
const printed = (row: Row) => ({ row: 'consoles', budget: '', verdict: 'printed', ...row }) as const;
const limited = (row: Row, times: readonly number[]) =>
  ({
    row: 'consoles',
    budget: budgetWords([P99], ' ms'),
    verdict: verdictOf([figuresOf(times).p99, P99]),
    ...row,
  }) as const;

/** Share of one core that a process took, and its memory, since it was asked for. */
function watch(pid: number): () => string {
  const [cpu, at] = [cpuMsOf(pid), performance.now()];
  let most = rssOf(pid);
  const look = setInterval(() => {
    most = Math.max(most, rssOf(pid));
  }, 1_000);
  return () => {
    clearInterval(look);
    const share = (cpuMsOf(pid) - cpu) / (performance.now() - at);
    return `${round(share * 100)} % of a core, at most ${Math.round(most / 1e6)} MB`;
  };
}

async function idle({ seconds, results, command }: Wish, { api, before }: { api: number; before: number }) {
  const watched = watch(api);
  await sleep(seconds * 1_000);
  const measured = `${watched()}; ${Math.round(before / 1e6)} MB before they were opened`;
  results.row(printed({ what: `API with ${CONSOLES} open consoles while nothing happens`, measured, command }));
}

type AtWork = { api: number; city: City; all: readonly Console[] };
async function atWork({ seconds, results, command }: Wish, { api, city, all }: AtWork): Promise<void> {
  const watched = watch(api);
  const asked = (): number => all.reduce((sum, one) => sum + one.asked, 0);
  const before = asked();
  const answered = await work(city, { perSecond: PER_SECOND, seconds: seconds * WORK_TIMES });
  const cost = watched();
  const lists = round((asked() - before) / (seconds * WORK_TIMES));
  await sleep(2 * CALM_MS);
  const rate = `${round(answered.length / (seconds * WORK_TIMES))} commands a second`;
  const what = (said: string) => `${said}, at ${PER_SECOND} commands a second`;
  results.row(
    printed({
      what: what(`API with ${CONSOLES} open consoles`),
      measured: `${cost}; ${rate}, ${lists} lists a second, ${all.reduce((sum, one) => sum + one.failed, 0)} failed`,
      command,
    }),
  );
  const told = delays(answered, all, (one, { number, version }) => one.toldAt(number, version));
  const shown = delays(answered, all, (one, { number, version }) => one.shownAt(number, version));
  results.phase({
    run: 'consoles',
    variant: 'at work',
    consoles: CONSOLES,
    told: figuresOf(told.each),
    ...figuresOf(shown.each),
  });
  const rows = [
    ['from an answer until each console is told', told.each],
    ['from an answer until the last of them is told', told.last],
    ['from an answer until each console shows it, with its list anew where it is on that', shown.each],
    ['from an answer until the last of them shows it', shown.last],
  ] as const;
  for (const [said, times] of rows)
    results.row(limited({ what: what(said), measured: `${inWords(times)}, ${missingIn(times)}`, command }, times));
}

const missingIn = (times: readonly number[]): string =>
  `${times.length} of which ${times.filter((ms) => ms >= PATIENCE_MS).length} never`;

/** Of each change at each console, in ms, not below 0: a stream may be before the answer. What never came counts as a minute. */
function delays(
  answered: readonly Answered[],
  all: readonly Console[],
  cameAt: (one: Console, change: Answered) => number | undefined,
): { each: number[]; last: number[] } {
  const byChange = answered.map((change) =>
    all.map((one) => Math.min(PATIENCE_MS, Math.max(0, (cameAt(one, change) ?? Infinity) - change.at))),
  );
  return { each: byChange.flat(), last: byChange.map((times) => Math.max(...times)) };
}

type OnAll = { product: Product; city: City; all: readonly Console[] };
async function onAllLists({ pairs, results, command }: Wish, { product, city, all }: OnAll): Promise<void> {
  const { number } = await incident(city.door, ALL);
  await sleep(2 * CALM_MS);
  const measured = meter(() => product.groups());
  const answered: Answered[] = [];
  for (let n = 0; n < pairs * TOLD; n += 1) {
    const data = { text: `Comment ${n}`, audience: 'internal' };
    const { version } = await given(city.door, SENDER, `/api/incidents/${number}/comment`, data);
    answered.push({ number, version, at: performance.now() });
    await Promise.all(all.map((one) => one.until(number, version, PATIENCE_MS)));
    await sleep(CALM_MS);
  }
  const costs = measured(answered.length);
  const told = delays(answered, all, (one, change) => one.toldAt(change.number, change.version)).last;
  const shown = delays(answered, all, (one, change) => one.shownAt(change.number, change.version)).last;
  results.phase({
    run: 'consoles',
    variant: 'of all',
    consoles: CONSOLES,
    told: figuresOf(told),
    ...figuresOf(shown),
    ...costs,
  });
  const lists = all.filter(({ owner }) => owner.base === 'team').length;
  const what = `from an answer until the last of ${CONSOLES} is told of a case of all`;
  results.row(limited({ what, measured: inWords(told), command }, told));
  results.row(
    printed({
      what: `until the last of ${lists} who have it on their list has that anew`,
      measured: inWords(shown),
      command,
    }),
  );
  results.row(
    printed({
      what: `API: CPU of one such change, with ${lists} lists`,
      measured: `${costs.cpuMs['api']} CPU-ms`,
      command,
    }),
  );
}
