/** The ways to people beside the inbox: a mail server or the outbox, and webhooks. */
import type { Connection } from 'mongoose';
import type { Message, Sender, Senders } from '../activities/sending.ts';
import { canonical } from '../domain/kernel/record/chain.ts';
import { mailId } from '../domain/kernel/people/delivery.ts';
import { aboutOutside } from '../domain/kernel/record/outside.ts';
import { letterWords } from '../domain/letters.ts';
import { mailOf } from '../models/notices/mail.ts';
import { keptBody, secretsOf, webhookOf, type Webhook } from '../models/notices/webhook.ts';
import type { Env } from '../platform/env.ts';
import { composed, createMailer, type Letter, type Mailer } from '../platform/mail.ts';
import { postWebhook } from '../platform/webhook.ts';
import { minuteOfDay, wallClock, wallClockNamed, zoneNamed } from '../platform/zones.ts';

type Settings = Pick<Env, 'smtpUrl' | 'mailFrom' | 'zone' | 'webhookAllow'> & Partial<Pick<Env, 'publicUrl'>>;

/** `close` ends connections to the mail server. */
export function createSenders(
  db: Connection,
  settings: Settings,
): Senders & { mailer: Mailer | undefined; close(): void } {
  const { smtpUrl, mailFrom, zone, webhookAllow, publicUrl } = settings;
  const mailer = smtpUrl === undefined ? undefined : createMailer({ url: smtpUrl, from: mailFrom });
  const clock: Senders['clock'] = (at, person) => wallClockNamed(at, person.zone ?? zone);
  const mail: Sender = {
    send: async (message) => {
      const letter = letterOf(message, { domain: domainOf(mailFrom), zone, publicUrl });
      if (!letter) return { outcome: 'failed', code: 'no-address', detail: '' };
      return mailer ? await mailer.send(letter) : await keep(db, message, letter, mailFrom);
    },
  };
  return {
    mailer,
    for: async (channel) => (channel === 'mail' ? mail : await webhookFor(db, channel, webhookAllow)),
    clock,
    minuteOfDay: (at, person) => minuteOfDay(at, person.zone ?? zone),
    close: () => mailer?.close(),
  };
}

/** Instead of a mail server: the message as it would go out, once. */
async function keep(db: Connection, { to }: Message, letter: Letter, from: string) {
  const raw = await composed(letter, from);
  const { subject, text } = letter;
  const kept = { person: to._id, to: letter.to.address, subject, text, raw, at: Date.now() };
  await mailOf(db).updateOne({ _id: letter.id }, { $setOnInsert: kept }, { upsert: true });
  return { outcome: 'sent' } as const;
}

type Sending = { domain: string; zone: string; publicUrl: string | undefined };

/** Null: the person has no address. Of many notices each has a short time, and the zone of all stands below. */
function letterOf({ id, to, page, items, names }: Message, { domain, publicUrl, ...at }: Sending): Letter | null {
  if (to.email === undefined) return null;
  const { zone = at.zone } = to;
  const clock = (instant: number) => wallClockNamed(instant, zone);
  const short = items.length === 1 ? clock : (instant: number) => wallClock(instant, zone);
  const told = items.map((item) => ({ ...item, at: short(item.at) }));
  const linkTo = publicUrl === undefined ? undefined : (caseId: string) => new URL(`/cases/${caseId}`, publicUrl).href;
  const zoneOfAll = zoneNamed(items.at(-1)?.at ?? 0, zone);
  const { subject, text } = letterWords(told, { locale: to.locale, clock, names, zone: zoneOfAll, linkTo });
  const cases = new Set(items.map(({ caseId }) => caseId));
  const [only] = cases.size === 1 ? cases : [];
  return {
    id: `${mailId(id)}@${domain}`,
    to: { name: to.name, address: to.email },
    subject,
    text,
    ...(only === undefined ? {} : { thread: `case.${only}@${domain}` }),
    urgent: page,
  };
}

export const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'changming.invalid';

async function webhookFor(db: Connection, channel: string, allow: readonly string[]): Promise<Sender | null> {
  const hook = await webhookOf(db)
    .findById(channel.replace(/^webhook:/, ''))
    .lean<Webhook>();
  if (!hook?.open) return null;
  const { url, carries } = hook;
  return {
    send: async (message, attempt = 1) => {
      const { id: key } = message;
      const body = await keptBody(db, key, bodyOf(message, { withPhone: carries.includes('sms') }));
      const { status: _status, ...posted } = await postWebhook(
        { url, secrets: secretsOf(hook, Date.now()), key, body, attempt },
        allow,
      );
      return { ...posted, detail: '' }; // what a foreign system answers has no place in the record
    },
  };
}

/** How the reporter is reached is for those who work on the case, and no other system is one of them. */
function withoutContact(data: object): object {
  const { contact: _contact, ...rest } = { contact: undefined, ...data };
  return rest;
}

/** Keys in order, nothing of the moment in it. `withPhone`: of the addressee, for what reaches him there. */
export function bodyOf({ id, to, page, items }: Message, { withPhone = false } = {}): string {
  const phone = withPhone && to.phone !== undefined ? { phone: to.phone } : {};
  return canonical({
    id,
    to: { id: to._id, name: to.name, locale: to.locale, ...phone },
    page,
    notices: items.map(({ words, full = words, at, data, ...item }) => ({
      ...aboutOutside({ ...item, data: withoutContact(data) }),
      at: new Date(at).toISOString(),
      text: full,
    })),
  });
}
