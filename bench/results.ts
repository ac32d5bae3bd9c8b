/** Results of the bench: one line a phase, and one page that a person reads. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { host } from './measure.ts';
import { ROOT } from './product.ts';

/** `pass`: what must be, is; `goal`: what is wished for, too. `void`: it measured other work than it should. */
export type Verdict = 'goal' | 'pass' | 'short' | 'noisy' | 'void' | 'printed';
/** At most so much, or at least where `least` says so. */
export type Budget = { must: number; goal?: number; least?: true };
/** A row of the report; `row`: G4 … */
export type Row = { row: string; what: string; budget: string; measured: string; verdict: Verdict; command: string };

const isWithin = (value: number, limit: number, { least }: Budget): boolean =>
  least ? value >= limit : value <= limit;

/** Of a row with one figure or several: the worst counts. */
export function verdictOf(
  ...figures: readonly (readonly [value: number, budget: Budget])[]
): 'goal' | 'pass' | 'short' {
  if (!figures.every(([value, budget]) => isWithin(value, budget.must, budget))) return 'short';
  const isWished = figures.some(([, { goal }]) => goal !== undefined);
  const isReached = figures.every(([value, budget]) => isWithin(value, budget.goal ?? budget.must, budget));
  return isWished && isReached ? 'goal' : 'pass';
}

/** `must <= 34, 16; goal <= 33, 16`. */
export function budgetWords(budgets: readonly Budget[], unit = ''): string {
  const sign = budgets.some(({ least }) => least) ? '>=' : '<=';
  const said = (numbers: number[]): string =>
    `${sign} ${numbers.map((one) => one.toLocaleString('en')).join(', ')}${unit}`;
  const must = `must ${said(budgets.map((one) => one.must))}`;
  if (budgets.every(({ goal }) => goal === undefined)) return must;
  return `${must}; goal ${said(budgets.map((one) => one.goal ?? one.must))}`;
}

const FOLDER = path.join(ROOT, 'bench/results');
const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
};

export class Results {
  private readonly file: string;
  private readonly stamp = { commit: commit(), versions: { node: process.version, host: host() } };
  private readonly rows: Row[] = [];

  constructor() {
    mkdirSync(FOLDER, { recursive: true });
    this.file = path.join(FOLDER, `${new Date().toISOString().slice(0, 10)}-${this.stamp.commit}.jsonl`);
  }

  phase(line: object): void {
    appendFileSync(this.file, `${JSON.stringify({ ...line, ...this.stamp })}\n`);
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  row(row: Row): void {
    this.rows.push(row);
    const words = `${row.row}  ${row.what}: ${row.measured} (${row.budget}) ${row.verdict}`;
    process.stdout.write(`${words}\n`);
  }

  /** Some row is no measure of what it should be. */
  get isVoid(): boolean {
    return this.rows.some(({ verdict }) => verdict === 'void');
  }

  /** Rows of this run replace those of the same name; the others stay as they were. */
  writeReport(): void {
    const file = path.join(FOLDER, 'report.md');
    const ours = new Set(this.rows.map(({ row, what }) => `| ${row} | ${what} |`));
    const kept = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(
            (line) =>
              /^\| (G|api|bundle|change|seal|sign|engine|calendar|kill|herd|memory)/.test(line) &&
              ![...ours].some((start) => line.startsWith(start)),
          )
      : [];
    const fresh = this.rows.map(
      ({ row, what, budget, measured, verdict, command }) =>
        `| ${row} | ${what} | ${budget} | ${measured} | ${verdict} | \`${command}\` | ${this.stamp.commit} |`,
    );
    const lines = [...kept, ...fresh].toSorted();
    const head = `# Bench\n\nHost of the last run: ${this.stamp.versions.host}, Node ${process.version}. Ratios come from one run, side by side; wall figures of other hosts are not comparable.\n\n| row | what | budget | measured | verdict | repeat by | commit |\n| --- | --- | --- | --- | --- | --- | --- |\n`;
    writeFileSync(file, `${head}${lines.join('\n')}\n`);
  }
}
