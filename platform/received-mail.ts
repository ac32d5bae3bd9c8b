/** Mail that came back to us: what it is about, as far as its own words say. */
import type { Headers } from 'mailparser';

export type ReceivedMail = {
  /** Without angle brackets. */
  messageId: string | undefined;
  /** Sent by a program (RFC 3834), so never an answer of a person. */
  automatic: boolean;
  /** Of a report of failure (RFC 3464): ids of the messages that did not arrive, and why. Null: it is no such report. */
  undelivered: { ids: string[]; status: string } | null;
};

/** Reads one raw message. Throws nothing for a malformed one: it says less then. */
export async function readMail(raw: string | Buffer): Promise<ReceivedMail> {
  const { simpleParser } = await import('mailparser'); // 15 MB, which most installations never need
  const mail = await simpleParser(raw, { keepDeliveryStatus: true, skipTextToHtml: true });
  const submitted = headerOf(mail.headers, 'auto-submitted');
  const automatic = typeOf(mail.headers) === REPORT || (submitted !== undefined && submitted !== 'no');
  const answers = [mail.inReplyTo, ...[mail.references ?? []].flat()].flatMap((id) => bare(id) ?? []);
  return { messageId: bare(mail.messageId), automatic, undelivered: undeliveredIn(mail, answers) };
}

const REPORT = 'multipart/report';
type Parsed = { headers: Headers; attachments: readonly { contentType: string; content: Buffer }[] };

/** `answers`: what the report says that it answers, for servers that do not give the message back. */
function undeliveredIn({ headers, attachments }: Parsed, answers: readonly string[]): ReceivedMail['undelivered'] {
  const report = attachments.find(({ contentType }) => contentType === 'message/delivery-status')?.content.toString();
  if (typeOf(headers) !== REPORT || report === undefined) return null;
  if (!/^action:\s*failed/im.test(report)) return null; // late, or relayed: nothing is lost
  const originals = attachments.flatMap(({ contentType, content }) => {
    if (!/^(message\/rfc822|text\/rfc822-headers)/.test(contentType)) return [];
    return /^message-id:\s*<([^>]+)>/im.exec(content.toString('utf8', 0, MOST_HEADERS))?.[1] ?? [];
  });
  const status = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(report)?.[1] ?? '';
  return { ids: originals.length > 0 ? originals : [...answers], status };
}

const MOST_HEADERS = 65_536;

function typeOf(headers: Headers): string {
  const type: unknown = headers.get('content-type');
  return typeof type === 'object' && type !== null && 'value' in type ? String(type.value) : '';
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value: unknown = headers.get(name);
  return typeof value === 'string' ? value.trim().toLowerCase() : undefined;
}

const bare = (id: string | undefined): string | undefined => id?.replace(/^<|>$/g, '');
