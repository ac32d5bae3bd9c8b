/** What the commands of operators have in common: the database, the words on a wrong use, the exit code. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { openStore } from '../../client/record/open-store.ts';
import { closeAuditTrails } from '../../models/access/audit.ts';
import { isWritten } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { type Env, EnvError, readEnv } from '../../platform/env.ts';
import { StartRefused } from '../../platform/fatal.ts';
import { connectClient } from '../../platform/temporal.ts';
import { NotUtf8 } from '../../platform/utf8.ts';

/** The command line itself is wrong: exit 2 and the usage. */
export class WrongUse extends Error {}
/** Asked for something that cannot be: exit 1 and this one sentence. */
export class CommandError extends Error {}

/** For people; what a machine reads goes to stdout. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
export const answer = (text: string): void => void process.stdout.write(`${text}\n`);

/** Of settings that a command does without, when MongoDB is named by hand. */
const UNUSED = { TEMPORAL_ADDRESS: '127.0.0.1:7233', CHANGMING_SECRET: 'not used by a command of operators' };

/** `anyKey`: the command looks also at a record whose key is not held; it writes nothing, or signs that record anew. */
type Opening = { anyKey?: boolean };

/** The database in the environment, else that of the running product. Throws EnvError when neither is there. */
export async function openDatabase(opening: Opening = {}): Promise<{ db: Connection; env: Env }> {
  const byHand = process.env['MONGODB_URI'] !== undefined || process.env['MONGODB_URI_FILE'] !== undefined;
  const env = readEnv(byHand ? { ...UNUSED, ...process.env } : process.env);
  return { db: await openStore(env, opening), env };
}

/** Of settings that a command on both engines does without, when they are named by hand. */
const UNUSED_BESIDE = { CHANGMING_SECRET: UNUSED.CHANGMING_SECRET };
export type Engines = { db: Connection; temporal: Client; env: Env };

/**
 * Runs `work` on both engines, those in the environment or those of the running product; its answer is the exit code. `--help`
 * gives the usage and touches nothing.
 */
export async function runOnEngines(usage: string, work: (engines: Engines) => Promise<number>): Promise<void> {
  if (process.argv.includes('--help')) return answer(usage);
  let temporal: Client | undefined;
  await runCommand(usage, async (db) => {
    const byHand = process.env['TEMPORAL_ADDRESS'] !== undefined;
    const env = readEnv(byHand ? { ...UNUSED_BESIDE, ...process.env } : process.env);
    temporal = connectClient(env);
    return await work({ db, temporal, env });
  });
  await temporal?.connection.close();
}

/**
 * Runs `work` on the database in the environment, else on that of the running product; its answer is the exit code. `--help` gives the
 * usage and touches nothing.
 */
export async function runCommand(
  usage: string,
  work: (db: Connection, env: Env) => Promise<number>,
  opening: Opening = {},
): Promise<void> {
  if (process.argv.includes('--help')) return answer(usage);
  let db: Connection | undefined;
  try {
    const opened = await openDatabase(opening);
    ({ db } = opened);
    process.exitCode = await work(db, opened.env);
  } catch (error) {
    process.exitCode = error instanceof WrongUse ? 2 : 1;
    say(wordsOf(error, usage));
  } finally {
    if (db) await closeAuditTrails(db);
    await db?.close();
  }
}

/** One sentence is all that there is to say of these. */
const saysAll = [CommandError, StartRefused, DomainError, NotUtf8];

export function wordsOf(error: unknown, usage: string): string {
  if (error instanceof WrongUse) return `${error.message}\n${usage}`;
  if (error instanceof EnvError)
    return `${error.message}\nStart the product (npm start), or set MONGODB_URI and CHANGMING_RECORD_KEY.`;
  if (error instanceof Error && saysAll.some((kind) => error instanceof kind)) return error.message;
  return String(error instanceof Error ? error.stack : error);
}

/** parseArgs, but what it refuses is a wrong use; so is a word that nobody can have written, or that lost bytes on its way. */
export function parsedOrWrong<T>(parse: () => T): T {
  if (!process.argv.slice(2).every(isWritten))
    throw new WrongUse('a word of the command line is not UTF-8, or holds control characters');
  try {
    return parse();
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
