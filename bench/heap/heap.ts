/** G26: size of the workflow bundle, and heap per cached case. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Desks } from '../desk.ts';
import type { Wish } from '../wish.ts';
import { round } from '../measure.ts';
import { onProduct, ROOT } from '../product.ts';
import { type Budget, budgetWords, verdictOf } from '../results.ts';

const BUNDLE: Budget = { must: 1.2, goal: 0.9 };
const HEAP: Budget = { must: 40, goal: 30 };

export async function heapPerCase({ results, command }: Wish): Promise<void> {
  const size = statSync(path.join(ROOT, 'dist/workflow-bundle.js')).size;
  results.row({
    row: 'G26',
    what: 'workflow bundle',
    budget: budgetWords([BUNDLE], ' MB'),
    measured: `${round(size / 1e6)} MB`,
    verdict: verdictOf([size / 1e6, BUNDLE]),
    command,
  });
  await onProduct({}, async (product, db) => {
    const { address, env } = product.run();
    await Desks.open(db, address);
    const script = path.join(__dirname, 'heap-worker.js');
    const probe = path.join(__dirname, 'heap-probe.js');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '-r', probe, script], {
      env: { ...process.env, ...env, PORT: '0' },
      maxBuffer: 10_000_000,
    });
    const { sandbox, host } = JSON.parse(stdout) as { sandbox: number; host: number };
    results.phase({ run: 'G26', variant: 'heap per cached case', sandbox, host });
    results.row({
      row: 'G26',
      what: 'heap per cached case',
      budget: budgetWords([HEAP], ' KB'),
      measured: `${round(sandbox / 1_000)} KB in the sandbox, ${round(host / 1_000)} KB of the SDK beside it`,
      verdict: verdictOf([sandbox / 1_000, HEAP]),
      command,
    });
  });
}
