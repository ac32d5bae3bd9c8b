/**
 * `npm run audit:export -- --to FOLDER [--from DATE] [--until DATE] [--process KEY]… [CASE]…`: writes the record of the live store as
 * a bundle into a new folder, with a verifier in one file that needs nothing but Node (docs/record.md). Dates are days in the zone
 * of the installation, both included; chains that have a record in that time are in it, each whole. One JSON object on stdout. Exit
 * 0: it is written, and on record; 1: it could not be; 2: wrong use.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { headOf } from '../models/cases/commit.ts';
import { openAuditTrail } from '../models/access/audit.ts';
import { buildId } from '../platform/build.ts';
import type { Env } from '../platform/env.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { askedFor } from './audit-export/asked-for.ts';
import { exportBundle, FolderTaken } from './audit-export/bundle.ts';
import type { Filter } from './audit-export/selection.ts';
import { OPERATOR } from './support/bring-back.ts';
import { answer, CommandError, runCommand, say, WrongUse } from './support/command.ts';
import { liesIn } from './support/outputs.ts';

const USAGE = `npm run audit:export -- --to FOLDER [--from DATE] [--until DATE] [--process KEY]… [CASE]…
  --to       a new folder, which gets the record and a verifier that needs nothing but Node (docs/record.md)
  --from, --until  days such as 2026-12-01, both included; --process and CASE: these alone`;

/** The days are read again in the zone of the installation. */
const asked = (zone = 'UTC') => askedFor(process.argv.slice(2), zone);

void runCommand({ usage: USAGE, asked }, async (_, { db, env }) => {
  const wish = asked(env.zone);
  if (liesIn(wish.to, env.sealFolder))
    throw new WrongUse(`--to would write into the folder of seals, which is read for it: ${env.sealFolder}`);
  for (const number of wish.filter.cases ?? [])
    if (!(await headOf(db, number))) throw new CommandError(`there is no case ${number}`);
  return await write(db, env, wish);
});

async function write(db: Connection, env: Env, { to, filter }: { to: string; filter: Filter }): Promise<number> {
  const audit = openAuditTrail(db, `audit-export-${randomUUID()}`);
  const startedAt = Date.now();
  try {
    const exported = await exportBundle(
      { db, seals: sealFolder(env.sealFolder), audit },
      { to, filter, by: OPERATOR, now: startedAt, product: product(), verifier: verifierText() },
    );
    const { counts, manifestHash, firstKey } = exported;
    answer(JSON.stringify({ folder: to, counts, manifestHash, firstKey, seconds: (Date.now() - startedAt) / 1000 }));
    if (counts.seals === 0)
      say(`There is no seal in ${env.sealFolder}: the bundle is signed, but nothing vouches for the time before it`);
    say(`Verify it anywhere with Node 18 or later: node ${path.join(to, 'verify.cjs')} --key ${firstKey}`);
    return 0;
  } catch (error) {
    throw error instanceof FolderTaken ? new CommandError(error.message) : error;
  } finally {
    await audit.close();
  }
}

/** Of the product, from the sources and from what was built of them. */
const root = path.resolve(__dirname, /[\\/]dist[\\/]commands$/.test(__dirname) ? '../..' : '..');

function product(): { version: string; build: string } {
  const known: { version?: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return { version: known.version ?? '', build: buildId() };
}

/** The build makes it plain JavaScript; it goes without its map. */
function verifierText(): string {
  const built = path.join(root, 'dist/commands/audit-export/verifier.js');
  if (!existsSync(built)) throw new CommandError('There is no built verifier: npm run build makes it');
  return readFileSync(built, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
}
