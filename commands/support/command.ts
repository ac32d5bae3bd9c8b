/** What the commands of operators have in common: the database, the words on a wrong use, the exit code. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { openStore } from '../../client/record/open-store.ts';
import { closeAuditTrails } from '../../models/access/audit.ts';
import { isWritten } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { type Env, EnvError, readEnv } from '../../platform/env.ts';
import { StartRefused } from '../../platform/fatal.ts';
import { guardOutput, isHelpGiven } from './output.ts';
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
const NEARBY = { TEMPORAL_ADDRESS: '127.0.0.1:7233' };
const NO_SECRET = { CHANGMING_SECRET: 'not used by a command of operators' };
/** Stands in for the secret of the installation where neither it nor its file is named. */
const withoutSecret = () =>
  process.env['CHANGMING_SECRET'] === undefined && process.env['CHANGMING_SECRET_FILE'] === undefined ? NO_SECRET : {};

/** `anyKey`: the command looks also at a record whose key is not held; it writes nothing, or signs that record anew. */
type Opening = { anyKey?: boolean };
/** A command as its user sees it: `asked` reads the command line, and throws WrongUse before any engine is touched. */
type Form<Asked> = Opening & { usage: string; asked: () => Asked };

/** The database in the environment, else that of the running product. Throws EnvError when neither is there. */
export async function openDatabase(opening: Opening = {}): Promise<{ db: Connection; env: Env }> {
  const byHand = process.env['MONGODB_URI'] !== undefined || process.env['MONGODB_URI_FILE'] !== undefined;
  const env = readEnv(byHand ? { ...NEARBY, ...withoutSecret(), ...process.env } : process.env);
  const secret = env.secret === NO_SECRET.CHANGMING_SECRET ? undefined : env.secret;
  return { db: await openStore({ ...env, secret }, opening), env };
}

export type Engines = { db: Connection; temporal: Client; env: Env };

/** Runs `work` on both engines, those in the environment or those of the running product; its answer is the exit code. */
export async function runOnEngines<Asked>(
  form: Form<Asked>,
  work: (asked: Asked, engines: Engines) => Promise<number>,
): Promise<void> {
  await runCommand(form, async (asked, { db }) => {
    const byHand = process.env['TEMPORAL_ADDRESS'] !== undefined;
    const env = readEnv(byHand ? { ...withoutSecret(), ...process.env } : process.env);
    const temporal = connectClient(env);
    try {
      return await work(asked, { db, temporal, env });
    } finally {
      await temporal.connection.close();
    }
  });
}

/** Runs `work` on the database in the environment, else on that of the running product; its answer is the exit code. */
export async function runCommand<Asked>(
  { usage, asked, ...opening }: Form<Asked>,
  work: (asked: Asked, store: { db: Connection; env: Env }) => Promise<number>,
): Promise<void> {
  await run(usage, async () => {
    const wish = asked();
    const { db, env } = await openDatabase(opening);
    try {
      return await work(wish, { db, env });
    } finally {
      await closeAuditTrails(db);
      await db.close();
    }
  });
}

/**
 * What every command is: `--help` gives the usage and touches nothing, what was foreseen is one sentence, the answer of
 * `work` is the exit code.
 */
export async function run(usage: string, work: () => Promise<number>): Promise<void> {
  guardOutput();
  if (isHelpGiven(usage)) return;
  try {
    process.exitCode = await work();
  } catch (error) {
    process.exitCode = error instanceof WrongUse ? 2 : 1;
    say(wordsOf(error, usage));
  }
}

/** One sentence is all that there is to say of these. */
const saysAll = [CommandError, StartRefused, DomainError, NotUtf8];

/** One sentence for what was foreseen: the wrong use, a file, an engine that is away; the stack of a bug. */
export function wordsOf(error: unknown, usage: string): string {
  if (error instanceof WrongUse) return `${error.message}\n${usage}`;
  if (error instanceof EnvError)
    return `${error.message}\nStart the product (npm start), or set MONGODB_URI and CHANGMING_RECORD_KEY.`;
  if (error instanceof Error && saysAll.some((kind) => error instanceof kind)) return error.message;
  return awayIn(error) ?? fileIn(error) ?? String(error instanceof Error ? error.stack : error);
}

const MONGO_AWAY = /^Mongo(oseServerSelection|ServerSelection|Network|NetworkTimeout)Error$/;
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;

/** Told by name and code: drivers have classes of their own, and wrap one another's. */
function awayIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (MONGO_AWAY.test(error.name)) return `MongoDB does not answer: ${firstLine(error.message)}`;
  const code = 'code' in error ? error.code : undefined;
  if ('metadata' in error && (code === UNAVAILABLE || code === DEADLINE_EXCEEDED))
    return `Temporal does not answer: ${firstLine(error.message)}`;
  if (error.name === 'EngineError') return firstLine(error.message);
  return awayIn(error.cause);
}

/** Of the system: `EACCES: permission denied, open '/srv/x'`. */
const fileIn = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error ? error.message : undefined;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

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
