/** Mail: messages as RFC 5322 says, and the way to a mail server. */
import { createTransport, type SendMailOptions } from 'nodemailer';

export type Letter = {
  /** Without angle brackets; the same message has the same id, so that a repeat is known as one. */
  id: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  /** Message-ID of what it belongs to, so that mail programs show all about it as one thread. */
  thread?: string;
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
  ...(letter.thread === undefined ? {} : { inReplyTo: `<${letter.thread}>`, references: `<${letter.thread}>` }),
  ...(letter.urgent ? { priority: 'high' } : {}),
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** The message as it would go out, with the line ends of RFC 5322. */
export async function composed(letter: Letter, from: string): Promise<string> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(optionsOf(letter, from));
  return Buffer.isBuffer(message) ? message.toString('utf8') : '';
}

export type Mailer = { send(letter: Letter): Promise<Sent>; close(): void };

const TIMEOUT_MS = 15_000;
/** For a message as a whole, however slowly its server answers and however many go before it. */
const PATIENCE_MS = 60_000;

type MailerSettings = { url: string; from: string; patienceMs?: number };

/** Sends by the server of `url` (smtp:// or smtps://). A full or busy server is asked again; what it will never take has failed. */
export function createMailer({ url, from, patienceMs = PATIENCE_MS }: MailerSettings): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 3,
    maxRequeues: 0, // trying again is the courier's, which keeps account of it
    connectionTimeout: Math.min(TIMEOUT_MS, patienceMs),
    greetingTimeout: Math.min(TIMEOUT_MS, patienceMs),
    socketTimeout: Math.min(TIMEOUT_MS, patienceMs),
    requireTLS: needsTls(url),
  });
  return {
    send: async (letter) => {
      try {
        await transport.sendMail({ ...optionsOf(letter, from), signal: AbortSignal.timeout(patienceMs) });
        return { outcome: 'sent' };
      } catch (error) {
        return meaningOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** A password leaves this machine over TLS or not at all, whatever the server offers. */
function needsTls(url: string): boolean {
  const { username, hostname } = new URL(url);
  return username !== '' && !/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}

/**
 * For good is what the server says of this address or this message: 5xx to RCPT or DATA, or an address that is none. Not a
 * refusal of ourselves (login, sender, policy 5.7.x): the operator can mend that, and until then nothing is lost.
 */
function meaningOf(error: unknown): Sent {
  const said = new Map<string, unknown>(typeof error === 'object' && error !== null ? Object.entries(error) : []);
  const [name, step, response] = [text(said.get('code')), said.get('command'), text(said.get('response'))];
  const answer = Number(said.get('responseCode') ?? 0) || 0;
  const isOfUs = /^5\d\d[ -]5\.7\./.test(response);
  const refused = answer >= 500 && answer < 600 && (step === 'RCPT TO' || step === 'DATA') && !isOfUs;
  const unsendable = answer === 0 && (name === 'EENVELOPE' || name === 'EMESSAGE');
  const code = answer > 0 ? `smtp-${answer}` : `smtp-${name.toLowerCase() || 'unknown'}`;
  return { outcome: refused || unsendable ? 'failed' : 'again', code, detail: detailOf(response) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Of what a server said: one line, cut, without addresses. */
const detailOf = (response: string): string =>
  response
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/\S+@\S+/g, '…')
    .slice(0, 200);
