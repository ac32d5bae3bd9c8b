/** What the record costs: a seal of very many open chains, and the signatures of one lifecycle. */
import { makeSeal } from '../client/record/seals/make-seal.ts';
import { openAuditTrail } from '../models/access/audit.ts';
import { linkText, type RecordKey, recordKeyOf } from '../models/store/record-key.ts';
import { readEnv } from '../platform/env.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { writeCases } from './chains.ts';
import { round } from './measure.ts';
import { onProduct } from './product.ts';
import { type Budget, budgetWords, verdictOf } from './results.ts';
import type { Wish } from './wish.ts';

const COMMITS = 3;
const [SEAL, SIGN]: readonly [Budget, Budget] = [{ must: 10 }, { must: 1 }];
/** Commits and documents of create, claim, start, resolve and confirm. */
const SIGNED = 10;
const SIGNATURES = 20_000;

export const seal = (wish: Wish): Promise<void> =>
  onProduct({}, async (product, db) => {
    const { results, command, cases } = wish;
    await writeCases(db, cases, COMMITS);
    const seals = sealFolder(readEnv({ CHANGMING_DATA: product.dataFolder }).sealFolder);
    const audit = openAuditTrail(db, 'bench-seal');
    const sealing = await timed(() => makeSeal({ db, seals, audit }, Date.now()));
    const next = await timed(() => makeSeal({ db, seals, audit }, Date.now()));
    results.phase({ run: 'seal', chains: cases, seconds: sealing.seconds, nextSeconds: next.seconds });
    results.row({
      row: 'seal',
      what: `a first seal of ${cases.toLocaleString('en')} open chains, and the next`,
      budget: budgetWords([SEAL], ' s'),
      measured: `${sealing.seconds} s, ${next.seconds} s`,
      verdict: verdictOf([sealing.seconds, SEAL]),
      command,
    });
    const cpuMs = signatures(recordKeyOf(db));
    results.row({
      row: 'sign',
      what: `CPU-ms of the ${SIGNED} signatures and checks of one lifecycle, half of them over documents of 10 KB`,
      budget: budgetWords([SIGN], ' ms'),
      measured: `${cpuMs}`,
      verdict: verdictOf([cpuMs, SIGN]),
      command,
    });
  });

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; cpuMs: number }> {
  const [from, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { seconds: round((performance.now() - from) / 1_000), cpuMs: (user + system) / 1_000 };
}

/** Half of them over a link, half over the text of a document. */
function signatures(key: RecordKey): number {
  const link = linkText('INC-000001', { seq: 1, hash: 'a'.repeat(64) });
  const text = `INC-000001|${'x'.repeat(10_000)}`;
  const used = process.cpuUsage();
  for (let n = 0; n < SIGNATURES; n += 1) {
    const words = n % 2 === 0 ? link : text;
    key.check(words, key.sign(words));
  }
  const { user, system } = process.cpuUsage(used);
  return round(((user + system) / 1_000 / SIGNATURES) * SIGNED);
}
