/**
 * `npm run accept-restore -- --why TEXT --yes`: after a backup of the database was put back. What the seals know beyond it is recorded as
 * lost, chain by chain, and what is there is sealed; from then on the record is whole again. Without `--yes` it only says what
 * would be accepted. One JSON object on stdout. Exit 0: done, or only asked; 1: nothing is lost, or something else is broken, which no
 * restore explains; 2: wrong use.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { acceptRestore, lostByRestore } from '../client/record/accept-restore.ts';
import { openAuditTrail } from '../models/access/audit.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { OPERATOR } from './support/bring-back.ts';
import { answer, parsedOrWrong, runCommand, say, WrongUse } from './support/command.ts';

const USAGE = `npm run accept-restore -- --why TEXT [--yes]
  After a backup of the database was put back: what the seals know beyond it is recorded as lost, chain by chain.
  Without --yes it only says what would be accepted.`;

function asked(): { why: string; isMeant: boolean } {
  const { values } = parsedOrWrong(() => parseArgs({ options: { why: { type: 'string' }, yes: { type: 'boolean' } } }));
  const { why = '', yes = false } = values;
  if (yes && why.trim() === '') throw new WrongUse('say why, for whoever reads the record later');
  return { why, isMeant: yes };
}

void runCommand({ usage: USAGE, asked }, async ({ why, isMeant }, { db, env }) => {
  const seals = sealFolder(env.sealFolder);
  if (!isMeant) {
    answer(JSON.stringify({ ...(await lostByRestore(db, seals)), done: false }));
    say('Nothing was done: say --yes to do it');
    return 0;
  }
  const audit = openAuditTrail(db, `accept-restore-${randomUUID()}`);
  const accepted = await acceptRestore({ db, seals, audit }, { by: OPERATOR, why, now: Date.now() });
  answer(JSON.stringify({ ...accepted, done: true }));
  return 0;
});
