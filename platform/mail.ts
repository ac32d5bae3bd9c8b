/** Mail: messages as RFC 5322 says, and the way to a mail server. */
import { createTransport, type SendMailOptions } from 'nodemailer';

export type Letter = {
  /** Without angle brackets; the same message has the same id, so that a repeat is known as one. */
  id: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  /** Message-IDs of what it belongs to, oldest first: mail programs show one thread a case. */
  references?: readonly string[];
  urgent?: boolean;
};
export type Sent = { outcome: 'sent' } | { outcome: 'again' | 'failed'; code: string; detail: string };

/** `from`: the address that the installation writes from. */
const optionsOf = (letter: Letter, from: string): SendMailOptions => ({
  from,
  to: letter.to,
  subject: letter.subject,
  text: letter.text,
  messageId: `<${letter.id}>`,
  references: (letter.references ?? []).map((id) => `<${id}>`),
  ...(letter.urgent ? { priority: 'high' } : {}),
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** The message as it would go out. */
export async function composed(letter: Letter, from: string): Promise<string> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  const { message } = await transport.sendMail(optionsOf(letter, from));
  return Buffer.isBuffer(message) ? message.toString('utf8') : '';
}

export type Mailer = { send(letter: Letter): Promise<Sent>; close(): void };

const TIMEOUT_MS = 15_000;

/** Sends by the server of `url` (smtp:// or smtps://). A full or busy server is asked again; what it will never take has failed. */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 3,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return {
    send: async (letter) => {
      try {
        await transport.sendMail(optionsOf(letter, from));
        return { outcome: 'sent' };
      } catch (error) {
        return meaningOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** 5xx: for good. Everything else may pass: the server is away, busy, full, or has not the right key yet. */
function meaningOf(error: unknown): Sent {
  const answer = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const name = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const isFinal = answer >= 500 && answer < 600 && name !== 'EAUTH';
  const code = answer > 0 ? `smtp-${answer}` : `smtp-${name.toLowerCase()}`;
  return { outcome: isFinal ? 'failed' : 'again', code, detail: detailOf(error) };
}

/** Of what a server said: one line, cut, without addresses. */
function detailOf(error: unknown): string {
  const text = error instanceof Error && 'response' in error ? String(error.response) : '';
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/\S+@\S+/g, '…')
    .slice(0, 200);
}
