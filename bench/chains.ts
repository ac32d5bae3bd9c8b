/** Chains of commits alone, written past the product: for what is measured of the record. */
import type { Connection } from 'mongoose';
import { commitIdOf, numberOf } from '../domain/kernel/ids.ts';
import type { Commit } from '../domain/kernel/process.ts';
import { commitsIn, genesisOf, linked } from '../models/cases/commit.ts';
import { recordKeyOf } from '../models/store/record-key.ts';

/** Apart from the sample cases. */
const FIRST = 700_000;
const CASES_AT_A_TIME = 100;

/** So many chains of `commits` each, without documents. */
export async function writeCases(db: Connection, cases: number, commits: number): Promise<void> {
  for (let n = 0; n < cases; n += CASES_AT_A_TIME) {
    const length = Math.min(CASES_AT_A_TIME, cases - n);
    const numbers = Array.from({ length }, (_, k) => numberOf('INC', FIRST + n + k));
    await commitsIn(db).insertMany(numbers.flatMap((number) => chainOf(db, number, commits)));
  }
}

function chainOf(db: Connection, caseId: string, commits: number): Commit[] {
  const chain: Commit[] = [];
  const at = Date.now();
  for (let seq = 1; seq <= commits; seq += 1) {
    const draft = {
      _id: commitIdOf(caseId, seq),
      caseId,
      process: 'incident',
      mode: 'live' as const,
      seq,
      at,
      by: { id: 'bench', role: 'engineer' as const },
      key: `u:bench:${caseId}-${seq}`,
      digest: 'd'.repeat(64),
      events: [{ type: 'incident.commented' as const, schema: 1, data: { audience: 'internal', text: WORDS } }],
      effects: [],
    };
    chain.push(linked(draft, chain.at(-1)?.hash ?? genesisOf(caseId).hash, recordKeyOf(db)));
  }
  return chain;
}
const WORDS = '已联系用户，支付接口返回超时；the gateway answers again, waiting for the vendor. '.repeat(5);
