/** The record as a bundle: so many cases exported by the command and verified by the one file, with nothing of the product near it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSeal } from '../client/record/seals/make-seal.ts';
import { openAuditTrail } from '../models/access/audit.ts';
import { readEnv } from '../platform/env.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { writeCases } from './chains.ts';
import { cpuMsOf, round } from './measure.ts';
import { onProduct } from './product.ts';
import { type Budget, budgetWords, verdictOf } from './results.ts';
import type { Wish } from './wish.ts';

/** As many as an incident has that goes its whole way. */
const COMMITS = 12;
const LOOK_MS = 20;
const SPEED: Budget = { must: 8_000, goal: 15_000, least: true };

export const bundle = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    await writeCases(db, cases, COMMITS);
    const seals = sealFolder(readEnv({ CHANGMING_DATA: product.dataFolder }).sealFolder);
    const audit = openAuditTrail(db, 'bench-bundle');
    await makeSeal({ db, seals, audit }, Date.now());
    const alone = mkdtempSync(path.join(tmpdir(), 'changming-alone-'));
    try {
      const folder = path.join(alone, 'bundle');
      const exported = await measured(product.command('commands/audit-export.js', ['--to', folder]));
      const { counts } = JSON.parse(exported.told);
      results.phase({ run: 'bundle', variant: 'export', counts, bytes: sizeOf(folder), ...withoutTold(exported) });
      const verified = await verifiedAlone(folder, alone);
      const records = counts.commits + counts.auditRecords + counts.registerVersions;
      const perSec = (records * 1_000) / Math.max(1, verified.cpuMs);
      results.phase({ run: 'bundle', variant: 'verify', records, perSec: round(perSec), ...verified });
      const isVoid = verified.code !== 0 || counts.cases < cases;
      results.row({
        row: 'bundle',
        what: `records that its one file verifies in a second of one core, ${cases} cases`,
        budget: budgetWords([SPEED]),
        measured: isVoid
          ? verified.told
          : `${Math.round(perSec).toLocaleString('en')} (${records.toLocaleString('en')} in ${round(verified.seconds)} s, ${verified.mb} MB; written in ${round(exported.seconds)} s, ${exported.mb} MB)`,
        verdict: isVoid ? 'void' : verdictOf([perSec, SPEED]),
        command,
      });
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });

type Measured = { code: number; told: string; seconds: number; cpuMs: number; mb: number };
const withoutTold = ({ told: _told, ...rest }: Measured): Omit<Measured, 'told'> => rest;

/** Until it ends: what it told, how long it took, and the most memory that it had. */
async function measured(child: ChildProcess): Promise<Measured> {
  const startedAt = performance.now();
  const told = child.stdout ? text(child.stdout) : Promise.resolve('');
  const exit = once(child, 'exit');
  let last = { cpuMs: 0, mb: 0 };
  while (child.exitCode === null && child.signalCode === null) {
    const { cpuMs, mb } = usedBy(child.pid ?? 0) ?? last;
    last = { cpuMs, mb: Math.max(mb, last.mb) }; // one that is about to end has given its memory back
    await Promise.race([exit, sleep(LOOK_MS)]);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return { code: child.exitCode ?? 1, told: (await told).trim(), seconds, ...last };
}

/** Null when it has ended. `mb`: the most that it had. */
function usedBy(pid: number): { cpuMs: number; mb: number } | null {
  try {
    const kb = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    return { cpuMs: cpuMsOf(pid), mb: Math.round(kb / 1_024) };
  } catch {
    return null;
  }
}

/** Copied to a folder of its own, run without an environment. */
async function verifiedAlone(folder: string, alone: string): Promise<Measured> {
  const [copy, cwd] = [path.join(alone, 'elsewhere'), path.join(alone, 'empty')];
  cpSync(folder, copy, { recursive: true });
  mkdirSync(cwd);
  const options = { cwd, env: {}, stdio: ['ignore', 'pipe', 'inherit'] } as const;
  return await measured(
    spawn(process.execPath, [path.join(copy, 'verify.cjs')], { ...options, stdio: [...options.stdio] }),
  );
}

const sizeOf = (folder: string): number => statSync(path.join(folder, 'commits.jsonl')).size;
