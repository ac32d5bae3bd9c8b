/** Ways to people beside the inbox, and what goes by them. */
import type { Millis } from '../domain/kernel/process.ts';
import type { Names, Words } from '../domain/notice-words.ts';
import type { Notice } from '../models/notices/notice.ts';
import type { Person } from '../models/registers/person.ts';

export type Item = Pick<Notice, 'key' | 'template' | 'data' | 'mode'> & {
  notice: string;
  caseId?: string | undefined;
  process?: string | undefined;
  subject?: string | undefined;
  /** Whom the person stands in for. */
  stoodIn?: string | undefined;
  /** When what it tells happened. */
  at: Millis;
  /** The sentence; instants in it are in the reader's zone. */
  words: Words;
  /** The sentence and what was said; absent: there is no more than the sentence. */
  full?: Words;
};
/** One message to one person. The same `id` always has the same items, so what is sent again is the same. */
export type Message = {
  id: string;
  to: Pick<Person, '_id' | 'name' | 'locale' | 'email' | 'phone' | 'zone'>;
  page: boolean;
  items: readonly Item[];
  /** For the keys in their data. */
  names?: Names;
};
export type Sent =
  | { outcome: 'sent' }
  /** `retryAfterMs`: the receiver asks not to be tried before. */
  | { outcome: 'again' | 'failed'; code: string; detail: string; retryAfterMs?: number };
/** `attempt`: the how manieth try it is. */
export type Sender = { send(message: Message, attempt?: number): Promise<Sent> };
export type Senders = {
  /** Of `mail` or `webhook:<id>`; null: there is no such way any more. */
  for(channel: string): Promise<Sender | null>;
  /** An instant as the person's clock shows it, its zone named. */
  clock(at: Millis, person: Pick<Person, 'zone'>): string;
  /** 0 to 1439. */
  minuteOfDay(at: Millis, person: Pick<Person, 'zone'>): number;
};
