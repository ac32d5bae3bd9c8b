/** The way to witnesses: signed posts, or mail. */
import type { Witnessing } from '../activities/deps.ts';
import { canonical } from '../domain/kernel/record/chain.ts';
import { witnessLetter } from '../domain/witness-words.ts';
import type { Env } from '../platform/env.ts';
import type { Mailer } from '../platform/mail.ts';
import { postWebhook } from '../platform/webhook.ts';
import { domainOf } from './senders.ts';

type Settings = Pick<Env, 'mailFrom' | 'webhookAllow'> & Partial<Pick<Env, 'publicUrl'>>;

/** Without a mail server no mail reaches a witness, and each try says so. */
export function createWitnessing(mailer: Mailer | undefined, settings: Settings): Witnessing {
  const { mailFrom, webhookAllow, publicUrl } = settings;
  return async ({ _id, name, way, locale }, seals) => {
    const key = `seals:${_id}:${seals.at(-1)?.number ?? 0}`;
    if ('url' in way) {
      const body = canonical({ id: key, seals });
      return await postWebhook({ url: way.url, secrets: [way.secret], key, body }, webhookAllow);
    }
    if (!mailer) return { outcome: 'failed', code: 'no-mail-server', detail: '' };
    const letter = witnessLetter(seals, { locale, installation: publicUrl ?? domainOf(mailFrom) });
    return await mailer.send({
      id: `${key.replaceAll(':', '.')}@${domainOf(mailFrom)}`,
      to: { name, address: way.mail },
      ...letter,
    });
  };
}
