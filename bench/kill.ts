/**
 * `npm run kill -- --runs`: see killed/run-kills.ts; `-- --mixed`: killed/mixed-kills.ts. `npm run kill [-- --cases N] [--rounds 2] [--clients 8] [--log PATH]`: a live replay of real incidents
 * (CHANGMING_INCIDENT_LOG or --log; else of invented ones) while worker, API, Temporal and MongoDB are killed with
 * SIGKILL, one by one and all at once, open workflows are ended by hand and an older copy of the engine is put back; then the
 * same undisturbed. The two reports must be equal and the record whole. At last an older copy of the store is put back, each loss
 * is accepted, and the record must be whole again.
 * Own ports, own folders; kills only what it started. Exit 0: all holds; 1: something broke (the data stay); 2: the run
 * proves nothing.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { processOf } from '../domain/catalogue.ts';
import { closureOf } from '../domain/kernel/lifecycle.ts';
import { Door } from '../commands/replay/door.ts';
import { judgeCase, WORKING } from '../commands/replay/judge.ts';
import { type LiveResult, runLive } from '../commands/replay/live.ts';
import { readMapping } from '../commands/replay/mapping.ts';
import { planCase, tiersOf } from '../commands/replay/plan.ts';
import { readLog } from '../commands/replay/read-log.ts';
import { type Report, reportOf } from '../commands/replay/report.ts';
import { keysFileIn, setUp } from '../commands/replay/setup.ts';
import { generateLog } from './generate-log.ts';
import { asHourly, Copies, onEngines, restoreStore, terminateSome } from './killed/faults.ts';
import { type Check, rowsOf, Worthless } from './killed/check.ts';
import { eventCounts, type Expected, invariants } from './killed/invariants.ts';
import { playMixed } from './killed/mixed.ts';
import { askedOnce } from './killed/of-runs.ts';
import { killMixed } from './killed/mixed-kills.ts';
import { killRuns } from './killed/run-kills.ts';
import { parsedOrWrong, wordsOf, WrongUse } from '../commands/support/command.ts';
import { guardOutput, isHelpGiven } from '../commands/support/output.ts';
import { type PartName, Product } from './product.ts';
import { RunTool } from './stories/run-tool.ts';

/** `copy` is no fault: later ones put it back. */
type Victim = PartName | 'all' | 'terminate' | 'copy' | 'engine-restore';
const VICTIMS: readonly Victim[] = [
  'worker',
  'copy',
  'api',
  'terminate',
  'temporal',
  'mongod',
  'engine-restore',
  'all',
];
const RECOVERY_MS = 120_000;
/** So many give commands enough for the faults of a round. */
const CASES_A_ROUND = 100;
/** The last fault lies so early that work is left for all that come late. */
const SHARE = 0.8;

type Wish = { cases: number; rounds: number; clients: number; log: string; invented: boolean };
type Kill = { victim: Victim; after: number; backAfterMs: number; words: string };
type Run = {
  result: LiveResult;
  report: Report;
  checks: Check[];
  counts: { events: number; ticks: number };
  kills: Kill[];
  /** After an older store was put back. */
  restored: { words: string; checks: Check[] } | null;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const USAGE = `npm run kill [-- [--log FILE] [--cases N] [--rounds N] [--clients N]]
npm run kill -- --runs [--plans all|KEY] [--lanes N] [--seed N] [--most N] [--from N]
npm run kill -- --mixed [--minutes N] [--players N] [--seed N]
  Kills worker, API and both engines during a live replay and compares the outcome with an undisturbed run; on ports and
  folders of its own. --log: a ServiceNow log as CSV; without one a log is invented.
  --runs: kills each shipped plan, and a release of three waves, at every boundary between its commits and in each action,
  or at --most of these places, drawn by --seed; --lanes of them side by side, beginning with the place of number --from.
  --mixed: lives of all processes are played for --minutes by --players at once, while what --seed draws is killed.`;

function wishOf(folder: string): Wish {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({ options: { cases: text, rounds: text, clients: text, log: text } }),
  );
  for (const name of ['cases', 'rounds', 'clients'] as const)
    if (values[name] !== undefined && !/^\d{1,6}$/.test(values[name]))
      throw new WrongUse(`--${name} is a whole number`);
  if (values.log !== undefined && !existsSync(values.log)) throw new WrongUse(`--log: ${values.log} is not there`);
  const rounds = Number(values.rounds ?? 2);
  const cases = Number(values.cases ?? CASES_A_ROUND * Math.max(rounds, 1));
  const given = values.log ?? process.env['CHANGMING_INCIDENT_LOG'] ?? '';
  const invented = !existsSync(given);
  const log = invented ? path.join(folder, 'invented.csv') : given;
  if (invented) writeFileSync(log, generateLog({ cases }).join('\n'));
  return { cases, rounds, clients: Number(values.clients ?? 8), log, invented };
}

type Stage = { product: Product; tool: RunTool };

/** One product, one replay; `rounds` times each victim is killed on the way. */
async function playOnce(
  { product, tool }: Stage,
  { cases: limit, clients, log: file }: Wish,
  rounds: number,
): Promise<Run> {
  const incident = processOf('incident');
  const log = await readLog(file, { mapping: readMapping('servicenow', incident), limit });
  const closure = closureOf(incident, WORKING);
  const tiers = tiersOf(log.cases);
  const cases = log.cases
    .toSorted((a, b) => a.start - b.start)
    .map((one) => ({ dry: judgeCase(one, 'replay', closure), planned: planCase(one, { closure, tiers }) }));
  const planned = cases.flatMap((one) => one.planned);
  const keysFile = keysFileIn(product.dataFolder);
  const keys = await product.onDatabase((db) => setUp(db, { planned, tiers, keysFile }));
  const copies = new Copies(product);
  const killer = new Killer(product, copies, { total: planned.length, rounds, clients });
  const door = new Door(product.address, keys);
  const beside = playMixed(product, tool, limit);
  beside.catch(() => undefined); // awaited below
  const result = await runLive(cases, { door, clients, speed: null, onProgress: (sent) => killer.progress(sent) });
  const kills = await killer.done();
  const mixed = await beside;
  const source = { rule: 'replay', mapping: 'servicenow', file, sha256: log.sha256 } as const;
  const replayed = Object.values(result.commands).reduce((sum, one) => sum + one.accepted, 0);
  const accepted = replayed + mixed.accepted;
  const { acknowledged } = mixed;
  const inspected = await inspect(product, { accepted, acknowledged });
  const asked = askedOnce(tool, copies.forgotten);
  const restored = rounds > 0 ? await withOlderStore(product, copies, accepted) : null;
  const { checks, counts } = inspected;
  return {
    result,
    report: reportOf(source, result.judged),
    kills,
    checks: [mixed.ended, ...checks, asked],
    counts,
    restored,
  };
}

/** What was acknowledged after the copy is lost by definition; it is counted apart, and the rest must hold. */
async function withOlderStore(product: Product, copies: Copies, accepted: number): Promise<Run['restored']> {
  const { lost, words } = await restoreStore(product, copies);
  const { checks } = await inspect(product, { accepted, lost });
  return { words, checks };
}

async function inspect(product: Product, expected: Expected): Promise<Pick<Run, 'checks' | 'counts'>> {
  say(`as the job of the hour: ${await asHourly(product)}`);
  return await onEngines(product, async ({ db, temporal }) => ({
    checks: await invariants({ db, temporal }, expected),
    counts: await eventCounts(db),
  }));
}

/** Kills in turn at even distances of the replay's progress, the next one only when the product is back. */
class Killer {
  private readonly product: Product;
  private readonly copies: Copies;
  private readonly plan: { victim: Victim; at: number }[];
  private readonly kills: Kill[] = [];
  private busy: Promise<void> = Promise.resolve();
  private readonly clients: number;
  private waiting = true;
  private sent = 0;

  constructor(
    product: Product,
    copies: Copies,
    { total, rounds, clients }: { total: number; rounds: number; clients: number },
  ) {
    this.product = product;
    this.copies = copies;
    this.clients = clients;
    const victims = Array.from({ length: rounds }, () => VICTIMS).flat();
    this.plan = victims.map((victim, i) => ({
      victim,
      at: Math.ceil(((i + 1) * total * SHARE) / (victims.length + 1)),
    }));
  }

  progress(sent: number): void {
    this.sent = sent;
    const [next] = this.plan;
    if (!next || !this.waiting || sent < next.at) return;
    this.plan.shift();
    this.waiting = false;
    this.busy = this.strike(next.victim, sent).finally(() => {
      this.waiting = true;
    });
  }

  /** Kills that were planned and did not happen make the run worthless. */
  async done(): Promise<Kill[]> {
    await this.busy;
    if (this.plan.length > 0) throw new Worthless(`${this.plan.length} planned kills did not happen: too few commands`);
    return this.kills;
  }

  private async strike(victim: Victim, after: number): Promise<void> {
    const since = performance.now();
    const words = await this.fault(victim);
    // What was under way may be answered by what still lives; one more than that shows that it works again.
    while (this.sent <= after + this.clients && performance.now() - since < RECOVERY_MS) await sleep(50);
    await this.product.ready(RECOVERY_MS);
    this.kills.push({ victim, after, backAfterMs: Math.round(performance.now() - since), words });
  }

  /** Answers in words what was done. */
  private async fault(victim: Victim): Promise<string> {
    if (victim === 'terminate') return await terminateSome(this.product);
    if (victim === 'copy') return await this.copies.take();
    if (victim === 'engine-restore') return await this.copies.putBack('temporal');
    this.product.kill(victim);
    if (victim === 'all') await this.product.start();
    return `kill -9 ${victim}`;
  }
}

/** The report without what time and luck decide. */
function comparable({ result, report }: Run): object {
  const commands = Object.entries(result.commands).map(([name, { sent, accepted, refused }]) => [
    name,
    { sent, accepted, refused },
  ]);
  return { ...report, commands: Object.fromEntries(commands), differences: result.differences };
}

async function main(): Promise<number> {
  guardOutput();
  if (isHelpGiven(USAGE)) return 0;
  if (process.argv.includes('--runs')) return await killRuns();
  if (process.argv.includes('--mixed')) return await killMixed();
  const folder = mkdtempSync(path.join(tmpdir(), 'changming-kill-'));
  const wish = wishOf(folder);
  say(`changming kill  ${wish.cases} incidents${wish.invented ? ' (invented)' : ''}  ${wish.rounds} rounds`);
  const products: Product[] = [];
  const tools: RunTool[] = [];
  const play = async (rounds: number): Promise<Run> => {
    const tool = await RunTool.start();
    tools.push(tool);
    const product = await Product.start(tool.env);
    products.push(product);
    const run = await playOnce({ product, tool }, wish, rounds);
    await product.stop();
    return run;
  };
  try {
    const quiet = await play(0);
    say(`undisturbed  ${line(quiet)}`);
    const killed = await play(wish.rounds);
    say(`killed       ${line(killed)}`);
    const holds = judge(quiet, killed);
    if (holds) for (const product of products) await product.end();
    else say(`data and logs stay: ${products.map(({ dataFolder }) => dataFolder).join(' ')}`);
    say(`verdict      ${holds ? 'PASS' : 'BROKEN'}`);
    return holds ? 0 : 1;
  } finally {
    for (const product of products) await product.stop();
    for (const tool of tools) await tool.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const line = ({ result, counts }: Run): string =>
  `${result.seconds} s  ${result.perSecond}/s  ${result.retries} retries  ${counts.events} events (${counts.ticks} of ticks)`;

function judge(quiet: Run, killed: Run): boolean {
  for (const { victim, after, backAfterMs, words } of killed.kills)
    say(
      `${victim.padEnd(14)} after ${after} commands, answering again after ${(backAfterMs / 1_000).toFixed(1)} s: ${words}`,
    );
  if (killed.restored) say(`store-restore  at the end: ${killed.restored.words}`);
  const same = JSON.stringify(comparable(quiet)) === JSON.stringify(comparable(killed));
  const rows: Check[] = [
    {
      what: 'the report equals that of the undisturbed run',
      seen: killed.report.steps,
      broken: same ? [] : ['differs'],
    },
    {
      what: 'no difference from the dry run',
      seen: killed.report.cases,
      broken: [...quiet.result.differences, ...killed.result.differences].map((one) => JSON.stringify(one)),
    },
    ...quiet.checks.map((check) => ({ ...check, what: `undisturbed: ${check.what}` })),
    ...killed.checks,
    ...(killed.restored?.checks ?? []).map((check) => ({ ...check, what: `after store-restore: ${check.what}` })),
  ];
  for (const row of rowsOf(rows)) say(row);
  if (!same) say(`${JSON.stringify(comparable(quiet))}\n${JSON.stringify(comparable(killed))}`);
  return rows.every(({ broken }) => broken.length === 0);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${wordsOf(error, USAGE)}\n`);
    process.exitCode = 2;
  },
);
