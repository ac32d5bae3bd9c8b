/** How a process ends that cannot start. */
import { EnvError } from './env.ts';

/** What people must mend before a start: they are told the sentence, and no stack. */
export class StartRefused extends Error {}

/** For the promise of a process's `main`: says what was wrong, and exits with 1. */
export function exitWith(error: unknown): never {
  const told = error instanceof StartRefused || error instanceof EnvError;
  process.stderr.write(`${String(error instanceof Error ? (told ? error.message : error.stack) : error)}\n`);
  process.exit(1);
}
