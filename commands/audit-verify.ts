/**
 * `npm run audit:verify`: recomputes every chain of cases and of the audit trail and names the first broken place of
 * each. One JSON object on stdout. Exit 0: all hold; 1: one does not, or the store could not be read.
 */
import type { Connection } from 'mongoose';
import { verifyAll } from '../client/record/verify-all.ts';
import type { Finding } from '../client/record/verify.ts';
import { answer, runCommand, say, WrongUse } from './support/command.ts';

const USAGE = 'npm run audit:verify';
/** More are counted and not listed. */
const LISTED = 1_000;

const verify = async (db: Connection): Promise<number> => {
  if (process.argv.length > 2) throw new WrongUse('no arguments are taken');
  const broken: Finding[] = [];
  let more = 0;
  const startedAt = Date.now();
  const counts = await verifyAll(db, (finding) => {
    say(`${finding.chain} is broken at ${finding.seq}: ${finding.code}`);
    if (broken.length < LISTED) broken.push(finding);
    else more += 1;
  });
  answer(
    JSON.stringify({ ...counts, seconds: (Date.now() - startedAt) / 1000, brokenChains: broken.length + more, broken }),
  );
  return broken.length === 0 ? 0 : 1;
};

void runCommand(USAGE, verify, { anyKey: true });
