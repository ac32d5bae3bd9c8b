/**
 * `npm run record:resign -- --lost KEYID --fingerprint "abcd …" --why TEXT [--yes]`: the key of the record is lost, and not even a
 * backup of it is left (docs/record.md). Signs anew, under the present key, what stands under the lost one, when everything but its
 * MACs holds. Without `--yes` it only says what it would do. One JSON object on stdout. Exit 0: done, only asked, or nothing to do;
 * 1: refused (`refused` says why), or the store could not be read; 2: wrong use.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { type NamedKey, type Plan, planResigning, resign } from '../client/record/resign.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { openAuditTrail } from '../models/access/audit.ts';
import type { Env } from '../platform/env.ts';
import { sealFolder } from '../platform/seal-folder.ts';
import { OPERATOR } from './support/bring-back.ts';
import { answer, parsedOrWrong, runCommand, say, WrongUse } from './support/command.ts';

const USAGE = `npm run record:resign -- --lost KEYID --fingerprint "abcd …" --why TEXT [--yes]
  Stop the product first: API and worker.
  --lost         the id of the key that is lost, as the refusal at the start names it
  --fingerprint  of the seals' key of that id, as it was noted outside the database
  --why          for the record
  --yes          do it; without, it only says what it would do
  Several lost keys: --lost and --fingerprint once for each, in the same order.
  Where the product may not change its own record (temporal-docker-compose.yml) MONGODB_URI must name a user who may.`;

void runCommand({ usage: USAGE, asked, anyKey: true }, signAnew);

type Asked = { keys: NamedKey[]; why: string; isMeant: boolean };

async function signAnew({ keys, why, isMeant }: Asked, { db, env }: { db: Connection; env: Env }): Promise<number> {
  try {
    const plan = await planResigning({ db, seals: sealFolder(env.sealFolder) }, keys);
    if (plan.keys.length === 0) return said({ ...plan, done: true }, 'There is nothing to do');
    tell(plan);
    if (!isMeant) return said({ ...plan, done: false }, 'Nothing was done: say --yes to do it');
    const audit = openAuditTrail(db, `record-resign-${randomUUID()}`);
    const resigned = await resign({ db, audit }, plan, { why, by: OPERATOR, now: Date.now() });
    return said({ ...plan, resigned, done: true }, 'Done: start the product');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    said({ refused: error.code, ...error.params }, error.message);
    return 1;
  }
}

function said(result: object, words: string): number {
  answer(JSON.stringify(result));
  say(words);
  return 0;
}

function tell({ keys }: Plan): void {
  for (const { keyId, unsealed } of keys)
    if (unsealed.count > 0)
      say(
        `${unsealed.count} chains under ${keyId} end behind their last seal: for those ends nothing vouches but your word`,
      );
}

function asked(): Asked {
  const text = { type: 'string' } as const;
  const { values } = parsedOrWrong(() =>
    parseArgs({
      options: {
        lost: { ...text, multiple: true },
        fingerprint: { ...text, multiple: true },
        why: text,
        yes: { type: 'boolean' },
      },
    }),
  );
  const { lost = [], fingerprint = [], why = '' } = values;
  if (lost.length === 0 || lost.length !== fingerprint.length)
    throw new WrongUse('name each lost key and its fingerprint');
  if (why.trim() === '') throw new WrongUse('say why');
  return { keys: lost.map((keyId, n) => keyOf(keyId, fingerprint[n] ?? '')), why, isMeant: values.yes === true };
}

/** As fingerprintOf writes it, however it was typed. */
function keyOf(keyId: string, typed: string): NamedKey {
  const digits = typed.replaceAll(/\s/g, '').toLowerCase();
  if (!/^[0-9a-f]{8}$/.test(keyId)) throw new WrongUse(`${keyId} is no id of a key`);
  if (!/^[0-9a-f]{64}$/.test(digits)) throw new WrongUse('a fingerprint has 64 digits');
  return { keyId, fingerprint: digits };
}
