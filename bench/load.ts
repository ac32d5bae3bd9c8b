/**
 * `npm run bench -- --run G4,G9,… [--pairs 3] [--s 20] [--cases 10000] [--items 100000]` (docs/bench.md has the rows): what the product
 * costs, as ratios taken side by side in one run, and how it keeps its promises in time. Starts the product on ports and a
 * folder of its own. Lines to bench/results/<date>-<commit>.jsonl, verdicts to bench/results/report.md. Exit 0: measured, whatever came out; 1: it could not be measured; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import { apiCost } from './api-cost.ts';
import { bundle } from './bundle.ts';
import { consoles } from './live/consoles.ts';
import { changeCost } from './stories/change-cost.ts';
import { runWatched } from './stories/run-watched.ts';
import { seal } from './seal.ts';
import { conflicts } from './conflicts/conflicts.ts';
import { documents } from './printed/documents.ts';
import { engineSettings } from './engine-settings.ts';
import { eventLog } from './found/event-log.ts';
import { find } from './found/find.ts';
import { figures } from './found/figures.ts';
import { filesOfCases } from './found/files.ts';
import { itemsFound } from './found/items.ts';
import { heapPerCase } from './heap/heap.ts';
import { ledger } from './ledger.ts';
import { memory } from './memory.ts';
import { openCases } from './open-cases.ts';
import { Results } from './results.ts';
import { approvals } from './found/approvals.ts';
import { calendarSpeed } from './calendar.ts';
import { sync } from './field/sync.ts';
import { killedBareHerd } from './timers/bare-herd.ts';
import { killedAtDeadline, killedHerd } from './timers/timer-kills.ts';
import { herd, lateness, toldHerd } from './timers/timers.ts';
import { againstBare, turnsAgainstBare } from './bare/against-bare.ts';
import type { Wish } from './wish.ts';
import { guardOutput, isHelpGiven } from '../commands/support/output.ts';

/** Row of the budgets → what measures it. */
const measures: Readonly<Record<string, (wish: Wish) => Promise<void>>> = {
  G4: againstBare,
  turn: turnsAgainstBare,
  api: apiCost,
  change: changeCost,
  G6: ledger,
  G7: ledger,
  G9: lateness,
  G10: herd,
  G11: openCases,
  G26: heapPerCase,
  engine: engineSettings,
  calendar: calendarSpeed,
  bundle,
  approvals,
  conflicts,
  consoles,
  documents,
  find,
  figures,
  files: filesOfCases,
  items: itemsFound,
  runs: runWatched,
  seal,
  sync,
  memory,
  'herd-told': toldHerd,
  'event-log': eventLog,
  'kill-deadline': killedAtDeadline,
  'kill-herd': killedHerd,
  'kill-herd-bare': killedBareHerd,
};

type Asked = Pick<Wish, 'pairs' | 'seconds' | 'cases' | 'changes' | 'items'> & { rows: string[] };
function wishOf(args: readonly string[]): Asked | null {
  try {
    const text = { type: 'string' } as const;
    const options = { run: text, pairs: text, s: text, cases: text, changes: text, items: text } as const;
    const { values } = parseArgs({ args: [...args], options });
    const rows = (values.run ?? 'G4').split(',');
    const [pairs, seconds, cases] = [Number(values.pairs ?? 3), Number(values.s ?? 20), Number(values.cases ?? 10_000)];
    const [changes, items] = [Number(values.changes ?? 20_000), Number(values.items ?? 100_000)];
    const isKnown = rows.every((row) => Object.hasOwn(measures, row));
    const good = isKnown && pairs >= 1 && seconds >= 1 && cases >= 100 && changes >= 100 && items >= 10_000;
    if (!good) return null;
    const whole = { cases: Math.floor(cases), changes: Math.floor(changes), items: Math.floor(items) };
    return { rows, pairs: Math.floor(pairs), seconds, ...whole };
  } catch {
    return null;
  }
}

const USAGE = `npm run bench -- --run ROW,… [--pairs N] [--s SECONDS] [--cases N] [--changes N] [--items N]
  Measures what the product costs beside bare Temporal, on ports and a folder of its own (docs/bench.md).
  Rows: ${Object.keys(measures).join(' ')}`;

async function main(args: readonly string[]): Promise<number> {
  guardOutput();
  if (isHelpGiven(USAGE, args)) return 0;
  const wish = wishOf(args);
  if (!wish) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const { rows, ...numbers } = wish;
  const { pairs, seconds, cases, changes, items } = numbers;
  const results = new Results();
  for (const row of rows) {
    const work = measures[row];
    if (work === ledger && row === 'G7' && rows.includes('G6')) continue; // one look gives both
    const ofItems = row === 'conflicts' ? `--changes ${changes} --items ${items}` : `--items ${items}`;
    const size = work === conflicts || row === 'items' || row === 'files' ? ofItems : `--cases ${cases}`;
    const command = `npm run bench -- --run ${row} --pairs ${pairs} --s ${seconds} ${size}`;
    await work?.({ ...numbers, results, command });
  }
  results.writeReport();
  return results.isVoid ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
    process.exit(1); // bare workers end when their stdin closes
  },
);
