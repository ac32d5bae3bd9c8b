/**
 * `npm run audit:verify [-- --engine]`: recomputes every chain of cases and of the audit trail, holds them against the seals, and names
 * the first broken place of each; `--engine` also asks the workflow of each open case what it knows. One JSON object on stdout, with
 * the ids of keys that are missing. Exit 0: all hold; 1: one does not, or the store could not be read; 2: wrong use.
 */
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { createEngineCases } from '../client/cases/engine-cases.ts';
import { missingKeys } from '../client/record/signed-rows.ts';
import { verifyAll } from '../client/record/verify-all.ts';
import type { Finding } from '../client/record/verify.ts';
import type { Env } from '../platform/env.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { connectClient } from '../platform/temporal.ts';
import { answer, parsedOrWrong, runCommand, say } from './support/command.ts';

const USAGE = `npm run audit:verify [-- --engine]
  Recomputes every chain of the record and holds them against the seals; names the first broken place of each.
  --engine  also asks the workflow of each open case what it knows`;
/** More are counted and not listed. */
const LISTED = 1_000;

const asked = (): { engine?: boolean } =>
  parsedOrWrong(() => parseArgs({ options: { engine: { type: 'boolean' } } })).values;

const verify = async (
  { engine = false }: { engine?: boolean },
  { db, env }: { db: Connection; env: Env },
): Promise<number> => {
  const temporal = engine ? connectClient(env) : undefined;
  const broken: Finding[] = [];
  let more = 0;
  const startedAt = Date.now();
  const report = (finding: Finding): void => {
    say(`${finding.chain} is broken at ${finding.seq}: ${finding.code}`);
    if (broken.length < LISTED) broken.push(finding);
    else more += 1;
  };
  try {
    const counts = await verifyAll(db, report, {
      seals: sealFolder(env.sealFolder),
      ...(temporal ? { engine: createEngineCases(temporal, env.taskQueue) } : {}),
    });
    const seconds = (Date.now() - startedAt) / 1000;
    const missing = broken.some(({ code }) => code === 'key-unknown') ? { missingKeys: await missingKeys(db) } : {};
    answer(JSON.stringify({ ...counts, seconds, brokenChains: broken.length + more, ...missing, broken }));
  } finally {
    await temporal?.connection.close();
  }
  return broken.length === 0 ? 0 : 1;
};

void runCommand({ usage: USAGE, asked, anyKey: true }, verify);
