/** What a command says on stdout and stderr, and what becomes of it where nobody takes it. */

type Failure = { code?: unknown; message: string };

const reasons: Readonly<Record<string, string>> = {
  EPIPE: 'its reader has gone',
  ENOSPC: 'no space is left there',
};

/**
 * From now on a full disk or a reader that has gone (`| head`) cuts off no work that is under way and shows no stack: one
 * sentence on stderr, and exit code 1 in the place of 0, since the answer did not arrive.
 */
export function guardOutput(): void {
  let isLost = false;
  process.stderr.on('error', () => undefined); // there is nowhere left to say it
  process.stdout.on('error', ({ code, message }: Failure) => {
    if (isLost) return;
    isLost = true;
    process.stderr.write(`The answer could not be written to standard output: ${reasons[String(code)] ?? message}\n`);
    process.on('exit', () => {
      process.exitCode ||= 1;
    });
  });
}

/** For a program of ours that is asked for its usage: gives it, and is true. */
export function isHelpGiven(usage: string, args: readonly string[] = process.argv.slice(2)): boolean {
  if (!args.includes('--help') && !args.includes('-h')) return false;
  process.stdout.write(`${usage}\n`);
  return true;
}
