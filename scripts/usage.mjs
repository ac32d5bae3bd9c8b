/** What the scripts that run before any package is there say about themselves. */

/** For a script that takes no arguments: gives its usage when asked for it; anything else is a wrong use (exit 2). */
export function isUsageGiven(usage) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return true;
  }
  if (args.length === 0) return false;
  process.stderr.write(`${args.join(' ')}: it takes no arguments\n${usage}\n`);
  process.exitCode = 2;
  return true;
}
