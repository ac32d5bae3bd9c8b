/**
 * `npm run kill -- --runs [--plans all|KEY] [--lanes 8] [--seed 1] [--most N] [--from N]`: each shipped plan, and a release of three waves
 * of four organisations with five steps each, to its end and turned back, is killed at every boundary between its commits in turn, and in
 * the middle of each of its actions, and what comes of it is what came of it undisturbed. The events of one commit are one insert, so
 * nothing lies between them. Several are played side by side, each at a place of its own when the kill comes. The worker gets SIGKILL,
 * every third time API and both engines too. Exit codes as for `npm run kill`.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { parsedOrWrong, WrongUse } from '../../commands/support/command.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { casesIn } from '../../models/cases/case.ts';
import { commitsAfter, commitsIn, eventsAfter, ofCase } from '../../models/cases/commit.ts';
import type { PartName, Product } from '../product.ts';
import type { Played } from '../stories/players.ts';
import { RunPlayers } from '../stories/run-players.ts';
import { endOf, nameOf, PLANS, runStories, type RunStory } from '../stories/run-stories.ts';
import type { RunTool } from '../stories/run-tool.ts';
import { Random } from '../tampered/random.ts';
import type { Brake, Place } from './brake.ts';
import { cameTo, type CameTo, looksIn } from './came-to.ts';
import { type Check, Worthless } from './check.ts';
import { asHourly, onEngines } from './faults.ts';
import { invariants } from './invariants.ts';
import { askedOnce } from './of-runs.ts';
import { onProduct, type Outcome } from './on-product.ts';
import { round } from './round.ts';
import { type Boundary, lineOf, progressOf, tableOf, type Tried, type Undisturbed } from './tried.ts';

const RECOVERY_MS = 120_000;
const LANES = 8;
/** What a run does by itself may pass its place by before the kill comes: then it is tried again, alone. */
const MOST_TRIES = 6;
/** So long the worker goes on at a time in slow motion. */
const SLICE_MS = 2;
/** Every third time. */
const ALL: readonly PartName[] = ['worker', 'api', 'temporal', 'mongod'];
const WORKER: readonly PartName[] = ['worker'];

type Wish = { plans: readonly string[]; lanes: number; seed: number; most: number; from: number };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function wishOf(): Wish {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({
      options: { runs: { type: 'boolean' }, plans: text, lanes: text, seed: text, most: text, from: text },
    }),
  );
  for (const name of ['lanes', 'seed', 'most', 'from'] as const)
    if (values[name] !== undefined && !/^\d{1,6}$/.test(values[name]))
      throw new WrongUse(`--${name} is a whole number`);
  const { plans = 'all', lanes = LANES, seed = 1, most = 999_999, from = 1 } = values;
  if (plans !== 'all' && !PLANS.includes(plans)) throw new WrongUse(`--plans: all, or one of ${PLANS.join(', ')}`);
  return {
    plans: plans === 'all' ? PLANS : [plans],
    lanes: Math.max(1, Number(lanes)),
    seed: Number(seed),
    most: Number(most),
    from: Math.max(1, Number(from)),
  };
}

/** Answers the exit code. Throws WrongUse, and Worthless where a boundary was not reached. */
export async function killRuns(): Promise<number> {
  const wish = wishOf();
  return await onProduct(async (product, tool) => {
    const players = await product.onDatabase(async (db) => {
      await tool.register(db);
      return await RunPlayers.open(db, product.address, Math.max(wish.lanes, runStories.length));
    });
    return await new RunKiller({ product, tool, players }, wish).allKilled();
  });
}

type Stage = { product: Product; tool: RunTool; players: RunPlayers };
class RunKiller {
  private readonly product: Product;
  private readonly tool: RunTool;
  private readonly players: RunPlayers;
  private readonly wish: Wish;
  private accepted = 0;
  private rounds = 0;

  constructor({ product, tool, players }: Stage, wish: Wish) {
    this.product = product;
    this.tool = tool;
    this.players = players;
    this.wish = wish;
  }

  async allKilled(): Promise<Outcome> {
    const { plans, seed, most, from, lanes } = this.wish;
    const quiet = await this.undisturbed(runStories.filter(({ plan }) => plans.includes(plan)));
    const all = quiet.flatMap((of) => of.places.map((place) => ({ of, place, isAlone: of.passing.has(place) })));
    const drawn = new Random(seed).some(all, most);
    const chosen = [...drawn.filter(({ isAlone }) => !isAlone), ...drawn.filter(({ isAlone }) => isAlone)].map(
      (one, n): Boundary => ({ ...one, no: n + 1, tries: 0 }),
    );
    say(
      `changming kill --runs  ${quiet.length} stories, ${chosen.length} of ${all.length} places from the ${from}. on, ${lanes} lanes, seed ${seed}`,
    );
    const tried = await this.killedInTurn(chosen.slice(from - 1));
    for (const row of tableOf(quiet, tried)) say(row);
    say(`as the job of the hour: ${await asHourly(this.product)}`);
    const checks: Check[] = [
      {
        what: 'each killed run came to what the undisturbed one came to',
        seen: tried.length,
        broken: tried.flatMap((one) =>
          one.differs.map((what) => `seed ${seed}, ${lineOf(one, chosen.length)}: ${what}`),
        ),
      },
      ...(await onEngines(this.product, (engines) => invariants(engines, { accepted: this.accepted }))),
      askedOnce(this.tool),
    ];
    const missed =
      new Set(chosen.slice(from - 1)).size - new Set(tried.flatMap(({ no, hit }) => (hit.isHit ? [no] : []))).size;
    return { checks, ...(missed > 0 ? { unproven: `${missed} places were passed by each time` } : {}) };
  }

  /** All at once: what one does is in nobody's way. */
  private async undisturbed(stories: readonly RunStory[]): Promise<Undisturbed[]> {
    const played = await Promise.all(stories.map(async (story) => this.counted(await this.players.play(story))));
    return await this.product.onDatabase((db) =>
      Promise.all(
        stories.map(async (story, n) => {
          const { number = '', status = '', faults = [] } = played[n] ?? {};
          const came = faults.length === 0 ? await whatCameOf(db, number) : null;
          if (came?.cameTo.status !== endOf(story) || came.looks > 0)
            throw new Worthless(`undisturbed ${nameOf(story)} is ${status}: ${faults.join(', ')}`);
          const commits = placesIn((await commitsAfter(db, number)).map(({ key }) => key));
          const actions = Array.from(
            { length: this.tool.countOf(number) },
            (_, i): Place => ({ at: 'action', n: i + 1 }),
          );
          return { story, cameTo: came.cameTo, ...commits, places: [...commits.places, ...actions] };
        }),
      ),
    );
  }

  private counted(played: Played): Played {
    this.accepted += played.accepted;
    for (const fault of played.faults) say(`        ${fault}`);
    return played;
  }

  /** So many at a time; those that go on by themselves, and those that were passed by, one by one. */
  private async killedInTurn(all: readonly Boundary[]): Promise<Tried[]> {
    const began = performance.now();
    const together = all.filter(({ isAlone }) => !isAlone);
    const alone = all.filter(({ isAlone }) => isAlone);
    const tried: Tried[] = [];
    let done = 0;
    while (together.length + alone.length > 0) {
      const next = together.length > 0 ? together.splice(0, this.wish.lanes) : alone.splice(0, 1);
      for (const one of await this.killedAtOnce(next)) {
        tried.push(one);
        say(lineOf(one, all.length));
        if (one.hit.isHit || one.tries + 1 >= MOST_TRIES) done += 1;
        else alone.push({ ...one, isAlone: true, tries: one.tries + 1 });
      }
      say(progressOf({ done, of: all.length, spentMs: performance.now() - began }));
    }
    return tried;
  }

  private async killedAtOnce(boundaries: readonly Boundary[]): Promise<Tried[]> {
    this.rounds += 1;
    const victims = (this.rounds + this.wish.seed) % 3 === 0 ? ALL : WORKER;
    const { product } = this;
    return await product.onDatabase(async (db) => {
      const hits = await round(boundaries, {
        play: ({ of }, brake) => this.played(of.story, brake),
        sightOf: async ({ of, isAlone }) => ({
          commitsOf: (number) => commitsIn(db).countDocuments({ _id: ofCase(number) }),
          newest: isAlone ? await newestFrom(db, of.story.process) : undefined,
        }),
        kill: async (look) => {
          for (const victim of victims) if (victim !== 'mongod') product.kill(victim);
          await look();
          if (victims.includes('mongod')) product.kill('mongod');
        },
        ...(boundaries.every(({ isAlone }) => isAlone) ? { slowly: (isThere) => inSlowMotion(product, isThere) } : {}),
      });
      await product.ready(RECOVERY_MS);
      return await Promise.all(
        boundaries.map(async (boundary, n) => {
          const hit = hits[n];
          if (!hit) throw new Error('a lane came to nothing');
          const { looks, differs } = await this.compared(db, boundary, hit.played);
          return { ...boundary, hit, victims, looks, differs };
        }),
      );
    });
  }

  private async played(story: RunStory, brake: Brake): Promise<Played> {
    const raised = (number: string): void => {
      brake.raised(number);
      this.tool.pace(number, brake);
    };
    return this.counted(
      await this.players.play(story, { raised, turn: () => brake.turn(), asked: (nth) => brake.asked(nth) }),
    );
  }

  private async compared(db: Connection, { of }: Boundary, { number, faults }: Played) {
    if (faults.length > 0) return { looks: 0, differs: faults };
    const { cameTo: came, looks } = await whatCameOf(db, number);
    return { looks, differs: differences(of.cameTo, came) };
  }
}

/** Finds the first case of a process that is raised from now on. */
async function newestFrom(db: Connection, process: ProcessKey): Promise<() => Promise<string | undefined>> {
  const prefix = `${processes[process].prefix}-`;
  const newest = async (): Promise<string | undefined> =>
    (await commitsIn(db).findOne({ _id: { $gte: prefix, $lt: `${prefix}:` } }, { sort: { _id: -1 } }))?.caseId;
  const before = await newest();
  return async () => {
    const found = await newest();
    return found === before ? undefined : found;
  };
}

/** The worker stands still behind it; nobody waits for a clock meanwhile, which comes late on a host that is at work. */
async function inSlowMotion(product: Product, isThere: () => Promise<boolean>): Promise<void> {
  product.freeze('worker');
  while (!(await isThere())) {
    product.thaw('worker');
    for (const end = performance.now() + SLICE_MS; performance.now() < end; );
    product.freeze('worker');
  }
}

/** Of people, and of the tool by its actions: before these it can be made to stand. */
const isDriven = (key: string | undefined): boolean => key === undefined || /^(u:|action:)/.test(key);
/** A command is judged on a case in which what fell due is settled: the commits of time before it may come with it. */
const isOfTime = (key: string | undefined): boolean => key?.startsWith('t:') === true;
function standsBefore(keys: readonly string[], at: number): number {
  let driven = keys.slice(0, at + 1).findLastIndex(isDriven);
  while (isOfTime(keys[driven - 1])) driven -= 1;
  return driven;
}
/** Its boundaries, by the keys of its commits. */
function placesIn(keys: readonly string[]): Pick<Undisturbed, 'places' | 'passing'> {
  const places = keys.map((_, at): Place => ({ at: 'commit', n: at + 1, stands: standsBefore(keys, at) }));
  return { places, passing: new Set(places.filter(({ n }) => !isDriven(keys[n]))) };
}

async function whatCameOf(db: Connection, number: string): Promise<{ cameTo: CameTo; looks: number }> {
  const stored = await casesIn(db).findOne({ _id: number });
  if (!stored) throw new Worthless(`${number} is not stored`);
  const events = await eventsAfter(db, number);
  return { cameTo: cameTo(stored satisfies StoredCase, events), looks: looksIn(events) };
}

function differences(wanted: CameTo, came: CameTo): string[] {
  const parts = ['status', 'steps', 'events'] as const;
  return parts.flatMap((part) => {
    const [one, other] = [JSON.stringify(wanted[part]), JSON.stringify(came[part])];
    return one === other ? [] : [`${part}: ${other}, wanted: ${one}`];
  });
}
