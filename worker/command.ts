/** What the commands of operators have in common: the database, the words on a wrong use, the exit code. */
import type { Connection } from 'mongoose';
import { openStore } from '../client/open-store.ts';
import { EnvError, readEnv } from '../platform/env.ts';
import { StartRefused } from '../platform/fatal.ts';

/** The command line itself is wrong: exit 2 and the usage. */
export class WrongUse extends Error {}
/** Asked for something that cannot be: exit 1 and this one sentence. */
export class CommandError extends Error {}

/** For people; what a machine reads goes to stdout. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
export const answer = (text: string): void => void process.stdout.write(`${text}\n`);

/** Of settings that a command does without, when MongoDB is named by hand. */
const UNUSED = { TEMPORAL_ADDRESS: '127.0.0.1:7233', CHANGMING_SECRET: 'not used by a command of operators' };

/** `anyKey`: the command writes nothing, and looks also at a record whose key is not held. */
type Opening = { anyKey?: boolean };

/** The database in the environment, else that of the running product. Throws EnvError when neither is there. */
export async function openDatabase(opening: Opening = {}): Promise<Connection> {
  const byHand = process.env['MONGODB_URI'] !== undefined || process.env['MONGODB_URI_FILE'] !== undefined;
  return await openStore(readEnv(byHand ? { ...UNUSED, ...process.env } : process.env), opening);
}

/** Runs `work` on the database in the environment, else on that of the running product; its answer is the exit code. */
export async function runCommand(
  usage: string,
  work: (db: Connection) => Promise<number>,
  opening: Opening = {},
): Promise<void> {
  let db: Connection | undefined;
  try {
    db = await openDatabase(opening);
    process.exitCode = await work(db);
  } catch (error) {
    process.exitCode = error instanceof WrongUse ? 2 : 1;
    say(wordsOf(error, usage));
  } finally {
    await db?.close();
  }
}

export function wordsOf(error: unknown, usage: string): string {
  if (error instanceof WrongUse) return `${error.message}\n${usage}`;
  if (error instanceof EnvError)
    return `${error.message}\nStart the product (npm start), or set MONGODB_URI and CHANGMING_RECORD_KEY.`;
  if (error instanceof CommandError || error instanceof StartRefused) return error.message;
  return String(error instanceof Error ? error.stack : error);
}

/** parseArgs, but what it refuses is a wrong use. */
export function parsedOrWrong<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
