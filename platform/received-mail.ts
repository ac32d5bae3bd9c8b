/** Mail that came back to us: what it is about, as far as its own words say. */
import { type Headers, simpleParser } from 'mailparser';

export type ReceivedMail = {
  /** Without angle brackets. */
  messageId: string | undefined;
  /** Sent by a program (RFC 3834), so never an answer of a person. */
  automatic: boolean;
  /** Of a delivery report (RFC 3464): ids of the messages that did not arrive. Null: it is no such report. */
  undelivered: string[] | null;
};

/** Reads one raw message. Throws nothing for a malformed one: it says less then. */
export async function readMail(raw: string): Promise<ReceivedMail> {
  const mail = await simpleParser(raw, { keepDeliveryStatus: true, skipTextToHtml: true });
  const automatic =
    headerOf(mail.headers, 'auto-submitted') !== undefined && headerOf(mail.headers, 'auto-submitted') !== 'no';
  return { messageId: bare(mail.messageId), automatic, undelivered: undeliveredIn(mail.headers, mail.attachments) };
}

type Part = { contentType: string; content: Buffer };

function undeliveredIn(headers: Headers, parts: readonly Part[]): string[] | null {
  const type: unknown = headers.get('content-type');
  const value = typeof type === 'object' && type !== null && 'value' in type ? String(type.value) : '';
  const status = parts.find(({ contentType }) => contentType === 'message/delivery-status')?.content.toString();
  if (value !== 'multipart/report' || status === undefined) return null;
  if (!/^action:\s*failed/im.test(status)) return [];
  const originals = parts.filter(({ contentType }) => /^(message\/rfc822|text\/rfc822-headers)/.test(contentType));
  return originals.flatMap(({ content }) => {
    const id = /^message-id:\s*<([^>]+)>/im.exec(content.toString('utf8', 0, 65_536))?.[1];
    return id === undefined ? [] : [id];
  });
}

function headerOf(headers: Headers, name: string): string | undefined {
  const value: unknown = headers.get(name);
  return typeof value === 'string' ? value.trim().toLowerCase() : undefined;
}

const bare = (id: string | undefined): string | undefined => id?.replace(/^<|>$/g, '');
