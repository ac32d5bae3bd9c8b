/** A person's answer to a mail of ours that brings files: they come onto the case that the mail was about, in his name. */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CaseClient } from '../../client/cases/case-client.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { MOST_FILES_AT_ONCE } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import { ownPart } from '../../domain/kernel/people/delivery.ts';
import { deliveryOf, type Delivery } from '../../models/notices/delivery.ts';
import { personOf } from '../../models/registers/person.ts';
import type { ReceivedMail } from '../../platform/received-mail.ts';
import type { Uploads } from '../files/upload.ts';

type Deps = { db: Connection; caseClient: CaseClient; directory: Directory; uploads: Uploads };

/** As much of his words as an attachment takes, beside the names of what was not taken. */
const MOST_WORDS = 1_000;
const MOST_LISTED = 900;
/** Of what is longer the rest lies in a file of its own. */
const WORDS_FILE = '邮件正文 mail.txt';

/**
 * Null: it answers no mail of ours, or not from the address that was written to, or brings no file. What of it is not taken is
 * said on the case, with why; the same mail again does nothing. @throws DomainError where the case takes nothing from him now
 */
export async function answeredWithFiles(deps: Deps, mail: ReceivedMail): Promise<{ number: string } | null> {
  const about = mail.files.length > 0 ? await whatItAnswers(deps.db, mail) : null;
  const actor = about && (await deps.directory.actorOf(about.person));
  if (!about || !actor) return null;
  const digest = createHash('sha256').update(mail.messageId ?? mail.text);
  for (const { bytes } of mail.files) digest.update(bytes);
  const key = personKey(about.person, `mail.${digest.digest('hex').slice(0, 32)}`);
  const words = ownWords(mail.text);
  const { ids, refused } = await uploaded(deps.uploads, allOf(mail, words), { by: about.person, key });
  const text = saidOf(words, refused);
  const said = { ...(text === '' ? {} : { text }), audience: 'public' };
  const { number } = about;
  if (ids.length > 0) await deps.caseClient.command(number, 'attach', { files: ids, ...said }, { actor, key });
  else await deps.caseClient.command(number, 'comment', said, { actor, key });
  return { number };
}

/** One case and one person, or nothing: of a digest nobody could tell which is meant. */
async function whatItAnswers(db: Connection, { answers, from }: ReceivedMail) {
  const rows = await deliveryOf(db)
    .find({ messageId: { $in: [...new Set(answers.map(ownPart))] }, channel: 'mail' })
    .limit(100)
    .lean<Delivery[]>();
  const [people, numbers] = [new Set(rows.map(({ to }) => to)), new Set(rows.flatMap(({ caseId }) => caseId ?? []))];
  const [person, number] = [[...people][0], [...numbers][0]];
  if (person === undefined || number === undefined || people.size > 1 || numbers.size > 1) return null;
  const known = await personOf(db).findById(person, { email: 1 }).lean();
  const isHis = known?.email !== undefined && from?.toLowerCase() === known.email.toLowerCase();
  return isHis ? { person, number } : null;
}

/** Long words come first, so that they are among what one command takes. */
const allOf = ({ files }: ReceivedMail, words: string): ReceivedMail['files'] =>
  words.length > MOST_WORDS ? [{ name: WORDS_FILE, bytes: Buffer.from(words) }, ...files] : files;

async function uploaded({ take }: Uploads, files: ReceivedMail['files'], { by, key }: { by: string; key: string }) {
  const [ids, refused]: [string[], string[]] = [[], []];
  for (const [n, { name, bytes }] of files.entries()) {
    try {
      if (ids.length === MOST_FILES_AT_ONCE) throw new DomainError('too-many-files', 'More than one command takes');
      const { _id } = await take({ by, key: `${key}.${n}`, name, bytes: once(bytes) });
      ids.push(_id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'scanner-away') throw error; // handed in again, it may be taken
      refused.push(`${shortened(name)} (${error.fields[0]?.code ?? error.code})`);
    }
  }
  return { ids, refused };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** His own lines without those that he quotes. */
const ownWords = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();

/** His words, and what was not taken: as many names as there is room for, and how many others. */
function saidOf(words: string, refused: readonly string[]): string {
  const begin = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS - 1)}…` : words;
  const named: string[] = [];
  for (const one of refused) if ([...named, one].join('; ').length <= MOST_LISTED) named.push(one);
  const others = refused.length - named.length;
  const listed = [...named, ...(others > 0 ? [`+${others}`] : [])].join('; ');
  return [begin, listed === '' ? '' : `未收 / not taken: ${listed}`].filter((part) => part !== '').join('\n\n');
}

const MOST_OF_NAME = 100;
const shortened = (name: string): string =>
  name.length > MOST_OF_NAME ? `${Array.from(name).slice(0, MOST_OF_NAME).join('')}…` : name;
