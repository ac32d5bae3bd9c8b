/**
 * `npm run archive:verify -- FILE [--key FINGERPRINT] [--manifest HASH]`: verifies a monthly archive as one file, without the product:
 * it opens no database and no connection (docs/archive.md). Exit 0: all of it holds; 1: something does not, each place on a line of its
 * own; 2: wrong use.
 */
import { run } from './archive/verifier.ts';

const USAGE = `npm run archive:verify -- FILE [--key FINGERPRINT] [--manifest HASH]
  --key       fingerprint of the product's key, as it was noted at the installation
  --manifest  SHA-256 of the manifest, as it was signed`;

const args = process.argv.slice(2);
const isHelp = args.includes('--help') || args.includes('-h');
if (isHelp) process.stdout.write(`${USAGE}\n`);
else process.exitCode = run(args, USAGE);
