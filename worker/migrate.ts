/** The migrations with what they need of the world: zones, passwords, and the file that tells people the accounts. */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { makeDrillRows, makeRows } from '../client/figures/making-rows.ts';
import { upgradeEvents } from '../client/upgrade/events.ts';
import { runMigrations } from '../models/migrations/index.ts';
import type { SampleAccount } from '../models/migrations/migration.ts';
import { hashPassword, newPassword } from '../platform/passwords.ts';
import { compileCalendar } from '../platform/zones.ts';

type Settings = { embedded: boolean; dataFolder: string };

/** Brings the database up to date; below `npm start` with the sample organisation. Returns the ids that were run. */
export const migrate = (db: Connection, { embedded, dataFolder }: Settings): Promise<string[]> =>
  runMigrations(db, {
    embedded,
    compile: compileCalendar,
    hashPassword,
    samplePassword: (accounts) => samplePassword(accountsFile(dataFolder), accounts),
    upgradeEvents,
    makeRows,
    makeDrillRows,
  });

/** Where the sample accounts of an embedded installation are noted, readable for its user only. */
export const accountsFile = (dataFolder: string): string => path.join(dataFolder, 'accounts.txt');

/**
 * The password that `file` names, else a new one, noted there with the accounts. The file appears whole or not at all,
 * and who comes second takes what the first wrote: so people and file never disagree, wherever a start was cut off.
 */
async function samplePassword(file: string, accounts: readonly SampleAccount[]): Promise<string> {
  const known = await notedPassword(file);
  if (known !== null) return known;
  const password = newPassword();
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, accountsText(password, accounts), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return password;
  } catch {
    const first = await notedPassword(file);
    if (first === null) throw new Error(`${file} holds no password: move it away and start again`);
    return first;
  } finally {
    await rm(draft, { force: true });
  }
}

async function notedPassword(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^password: (\S+)$/m.exec(text)?.[1] ?? null;
}

function accountsText(password: string, accounts: readonly SampleAccount[]): string {
  const width = Math.max(...accounts.map(({ id }) => id.length));
  const lines = accounts.map(({ id, name, grants }) => {
    const roles = grants.map(({ role, orgPath }) => `${role} ${orgPath}`).join(', ');
    return `${id.padEnd(width)}  ${name}  ${roles}`;
  });
  return [`password: ${password}`, '', ...lines, ''].join('\n');
}
