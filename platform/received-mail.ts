/** Mail that came back to us: what it is about, as far as its own words say. */
import type { Headers, ParsedMail } from 'mailparser';
import { nameFromMail } from './file-names.ts';

export type ReceivedMail = {
  /** Without angle brackets. */
  messageId: string | undefined;
  /** Sent by a program (RFC 3834 and its forerunners), so never an answer of a person. */
  automatic: boolean;
  /** Ids of the messages that it says it answers. */
  answers: readonly string[];
  /** Of a report of failure: ids of the messages that did not arrive, and why. Null: it is no such report. */
  undelivered: { ids: readonly string[]; status: string } | null;
  /** Address of its sender, as it says; undefined where there are none or several. */
  from: string | undefined;
  /** Its plain words; no control characters but tab and line ends. */
  text: string;
  /** What it brings, under the names that it gives. */
  files: readonly { name: string; bytes: Uint8Array }[];
};

/** What the parser gives up on: too many parts, or parts within parts within parts. */
export class UnreadableMail extends Error {}

/** Reads one raw message; of a malformed one less is known. Throws UnreadableMail for one that cannot be taken apart. */
export async function readMail(raw: string | Buffer): Promise<ReceivedMail> {
  const mail = await parsed(raw);
  const undelivered = (await reportIn(mail, 0)) ?? formOf(mail);
  return {
    messageId: bare(mail.messageId),
    automatic: isAutomatic(mail.headers) || isFailure(mail),
    answers: answersOf(mail),
    undelivered: undelivered === 'nothing-lost' ? null : undelivered,
    from: mail.from?.value.length === 1 ? mail.from.value[0]?.address : undefined,
    text: (mail.text ?? '').replaceAll(UNWRITTEN, ''),
    files: await filesIn(mail, 0),
  };
}

type Attached = ReceivedMail['files'][number];
/** Beside, within and below the text, in their order; a message that is passed on comes as it is, and behind it what it brings. */
async function filesIn({ attachments }: ParsedMail, depth: number): Promise<Attached[]> {
  const found: Attached[] = [];
  for (const { filename = '', contentType, content } of attachments) {
    if (found.length >= MOST_FOUND) break;
    const type = typeIn(contentType);
    const isMessage = MESSAGES.includes(type);
    const otherwise = `${found.length + 1}.${isMessage ? 'eml' : (type.split('/')[1] ?? 'bin')}`;
    found.push({ name: nameFromMail(filename, otherwise), bytes: content });
    const within = isMessage && depth < DEEPEST ? await parsed(content).catch(() => null) : null;
    if (within) found.push(...(await filesIn(within, depth + 1)));
  }
  return found.slice(0, MOST_FOUND);
}
/** Of more than a command takes the names are said; of a mail of ten thousand parts not all are even looked at. */
const MOST_FOUND = 200;

/** What nobody writes: controls, halves of pairs, and what a decoder leaves of bytes that it could not read. */
const UNWRITTEN = /[^\P{Cc}\n\t]|\p{Cs}|\uFFFD/gu;

async function parsed(raw: string | Buffer): Promise<ParsedMail> {
  const { simpleParser } = await import('mailparser'); // 15 MB, which most installations never need
  try {
    return await simpleParser(raw, { keepDeliveryStatus: true, skipTextToHtml: true });
  } catch (error) {
    throw new UnreadableMail(error instanceof Error ? error.message : 'unreadable');
  }
}

type Undelivered = NonNullable<ReceivedMail['undelivered']>;

/** A gateway may pass on a whole message as a part of its own; so many within each other are looked into. */
const DEEPEST = 3;
const REPORTS = ['message/delivery-status', 'message/global-delivery-status'];
const MESSAGES = ['message/rfc822', 'message/global'];
const HEADERS = [...MESSAGES, 'text/rfc822-headers', 'message/global-headers'];
const MOST_HEADERS = 65_536;

/**
 * Of a delivery report (RFC 3464), wherever it stands in the message: a report of a delay, or of a relay, tells of nothing
 * lost. Null: there is none. Where the server does not give the message back, what the report says that it answers counts.
 */
async function reportIn(mail: ParsedMail, depth: number): Promise<Undelivered | 'nothing-lost' | null> {
  const parts = mail.attachments.map(({ contentType, content }) => ({ type: typeIn(contentType), content }));
  const report = parts.find(({ type }) => REPORTS.includes(type))?.content.toString();
  if (report !== undefined) {
    if (!/^action:\s*failed/im.test(report)) return 'nothing-lost';
    const originals = parts.filter(({ type }) => HEADERS.includes(type)).flatMap(({ content }) => idIn(content));
    const status = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(report)?.[1] ?? '';
    return { ids: originals.length > 0 ? originals : [...answersOf(mail), ...idsQuoted(mail)], status };
  }
  if (depth === DEEPEST) return null;
  for (const { content } of parts.filter(({ type }) => MESSAGES.includes(type))) {
    const within = await parsed(content).catch(() => null);
    const found = within && ((await reportIn(within, depth + 1)) ?? formOf(within));
    if (found) return found;
  }
  return null;
}

/** Of a failure that a mail server tells in words of its own, without a report: where an id of ours stands. */
function formOf(mail: ParsedMail): Undelivered | null {
  if (!isFailure(mail)) return null;
  const status = /\b(5\.\d{1,3}\.\d{1,3})\b/.exec(mail.text ?? '')?.[1] ?? '';
  return { ids: [...new Set([...answersOf(mail), ...idsQuoted(mail)])], status };
}

/** Whom failures come from, and what they are called. */
const DAEMON = /^(?:mailer-daemon|mail-daemon|postmaster|mdaemon|bounces?)(?:[+@-]|$)/i;
const DAEMON_NAME = /mail delivery (?:sub)?system|mail delivery service/i;
const FAILED =
  /undeliver|returned (?:mail|to sender)|delivery.{0,40}fail|failure (?:notice|notification)|could not be delivered|退信|无法(?:投递|送达)|(?:投递|发送|递送)失败|未能(?:投递|送达)/i;
/** Nothing is lost yet, or at all. */
const NOT_LOST = /delay|warning|success|relayed|temporar|延迟|延误|成功|稍后/i;

/**
 * Only a mail server tells of failures: an absent reader's program quotes our subject too, whatever words stand in that. Of
 * a server's subject the word that comes first counts, since what follows may be ours.
 */
function isFailure({ headers, from, subject = '', text = '' }: ParsedMail): boolean {
  const [failed, notLost] = [FAILED, NOT_LOST].map((words) => words.exec(subject)?.index ?? Infinity);
  if ((notLost ?? Infinity) < (failed ?? Infinity)) return false;
  if (headers.has('x-failed-recipients') || isDeliveryReport(headers)) return true;
  const isDaemon = (from?.value ?? []).some(({ address = '', name }) => DAEMON.test(address) || DAEMON_NAME.test(name));
  return isDaemon && (FAILED.test(subject) || FAILED.test(text) || /\b5\.\d{1,3}\.\d{1,3}\b/.test(text));
}

function isDeliveryReport(headers: Headers): boolean {
  const type: unknown = headers.get('content-type');
  const kind = /report-type"?[:=]"?delivery-status/i.test(JSON.stringify(type ?? '').replaceAll('\\"', '"'));
  return typeOf(headers) === 'multipart/report' && kind;
}

const MOST_QUOTED = 500;

/** Whatever looks like the id of a message: in its text, and in the headers of messages that it carries. */
function idsQuoted({ text = '', html, attachments }: ParsedMail): string[] {
  const carried = attachments
    .filter(({ contentType }) => HEADERS.includes(typeIn(contentType)) || typeIn(contentType).startsWith('text/'))
    .map(({ content }) => content.toString('utf8', 0, MOST_HEADERS));
  return quotedIn([text, html === false ? '' : (html ?? ''), ...carried].join('\n'));
}

const ID_CHARACTER = /[A-Za-z0-9._=+-]/;
const [SHORTEST_ID, LONGEST_ID] = [3, 500];

/** Looked for from each `@` outwards, so that the time grows with the words alone, whatever stands in them. */
export function quotedIn(words: string): string[] {
  const domain = /[A-Za-z0-9][A-Za-z0-9.-]{0,250}/y;
  const found = new Set<string>();
  for (let at = words.indexOf('@'); at >= 0 && found.size < MOST_QUOTED; at = words.indexOf('@', at + 1)) {
    let from = at;
    while (from > 0 && at - from < LONGEST_ID && ID_CHARACTER.test(words.charAt(from - 1))) from -= 1;
    domain.lastIndex = at + 1;
    const host = domain.exec(words)?.[0];
    if (host !== undefined && at - from >= SHORTEST_ID) found.add(`${words.slice(from, at)}@${host}`);
  }
  return [...found];
}

const idIn = (content: Buffer): string[] => {
  const id = /^message-id:\s*<([^>]+)>/im.exec(content.toString('utf8', 0, MOST_HEADERS))?.[1];
  return id === undefined ? [] : [id];
};

/** By RFC 3834, or by what programs said before and say beside it. */
function isAutomatic(headers: Headers): boolean {
  return typeOf(headers) === 'multipart/report' || isByProgram(headers) || headers.has('x-failed-recipients');
}

const BULK = ['bulk', 'junk', 'list', 'auto_reply', 'auto-reply'];
const REPLIERS = ['x-autoreply', 'x-auto-reply', 'x-autorespond', 'x-autoresponder', 'x-autoreply-from'];

function isByProgram(headers: Headers): boolean {
  const says = (name: string, isSo: (word: string) => boolean): boolean => wordsOf(headers, name).some(isSo);
  return (
    says('auto-submitted', (word) => word !== 'no') ||
    says('x-auto-response-suppress', (word) => word !== 'none') ||
    says('precedence', (word) => BULK.includes(word)) ||
    REPLIERS.some((name) => says(name, (word) => word !== 'no'))
  );
}

/** `multipart/report`; '' where there is none. Types know no case (RFC 2045). */
function typeOf(headers: Headers): string {
  const type: unknown = headers.get('content-type');
  return typeof type === 'object' && type !== null && 'value' in type ? typeIn(String(type.value)) : '';
}

const typeIn = (contentType: string): string => contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** The first word of each header of that name, without case, parameters and comments. */
function wordsOf(headers: Headers, name: string): string[] {
  const value: unknown = headers.get(name);
  return [value].flat().flatMap((one) => {
    if (typeof one !== 'string') return [];
    const word =
      one
        .trim()
        .toLowerCase()
        .split(/[\s;,(]/, 1)[0] ?? '';
    return word === '' ? [] : [word];
  });
}

const answersOf = ({ inReplyTo, references }: ParsedMail): string[] =>
  [...(inReplyTo ?? '').split(/\s+/), ...[references ?? []].flat()].flatMap((id) => bare(id) || []);

const bare = (id: string | undefined): string | undefined => id?.replace(/^<|>$/g, '');
