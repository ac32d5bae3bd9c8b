/** What happened on a case as one list: its events and its notices, oldest first, paged to the end. */
import { processOf } from '../../domain/catalogue.ts';
import { eventWords } from '../../domain/event-words.ts';
import { touchIn } from '../../domain/kernel/parts/records.ts';
import { noticeWords, type Reading, type Words } from '../../domain/notice-words.ts';
import { personalFields } from '../../domain/kernel/own-fields.ts';
import { z } from 'zod';
import type { Connection } from 'mongoose';
import { openFieldsOf } from '../../domain/kernel/common/open.ts';
import { isInternal } from '../../domain/kernel/people/internal.ts';
import { dataOutside } from '../../domain/kernel/record/outside.ts';
import type { Actor, CaseEvent, Mode, StoredCase } from '../../domain/kernel/process.ts';
import { isProcessKey } from '../../domain/processes.ts';
import { deliveryOf, type Delivery } from '../../models/notices/delivery.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import { noticeOf, type Notice } from '../../models/notices/notice.ts';
import { worksOn } from './reads.ts';

/**
 * How far a reader has come: the last event told, and the last notice. Two places, since what was decided before a notice may
 * be stored after it was told.
 */
export const timelinePosition = z.strictObject({
  seq: z.int().nonnegative(),
  notice: z.strictObject({ at: z.int(), id: z.string() }).nullable(),
});
export type TimelinePosition = z.output<typeof timelinePosition>;

export type TimelineEntry =
  | {
      kind: 'event';
      id: string;
      at: number;
      type: string;
      by: CaseEvent['by'];
      seq: number;
      data: object;
      /** What happened, and to which step. */
      words?: Words;
    }
  | {
      kind: 'notice';
      id: string;
      at: number;
      to: string;
      template: string;
      data: object;
      /** What it says. */
      words?: Words;
      stoodIn?: string;
      /** By which further ways it went, for those who work on the case. */
      deliveries?: readonly ShownDelivery[];
    };

/** `not-sent`: by that way it never went, `code` says why. */
type ShownDelivery = { channel: string; state: Delivery['state'] | 'not-sent'; tries: number } & Partial<
  Pick<Delivery, 'nextAt' | 'sentAt' | 'code' | 'digest' | 'messageId' | 'automaticAt' | 'resentBy'>
>;

type Asked = {
  actor: Actor;
  stored: StoredCase;
  limit: number;
  after?: TimelinePosition;
  /** What parts are called, by their ids. */
  titles?: ReadonlyMap<string, Words>;
  /** How the asker reads these notices; absent: they are told without their words. */
  readerFor?: (notices: readonly { data: object; stoodIn?: string }[]) => Promise<Reading>;
};

const START: TimelinePosition = { seq: 0, notice: null };

export async function timelineOf(
  db: Connection,
  { actor, stored, limit, after = START, titles = new Map(), readerFor }: Asked,
): Promise<{ items: TimelineEntry[]; next: TimelinePosition | null }> {
  const staff = worksOn(actor, stored);
  const [events, notices] = await Promise.all([
    eventsAfter(db, stored._id, { after: after.seq, limit: limit + 1 }),
    noticesAfter(db, stored, limit + 1, after, staff ? undefined : actor.id),
  ]);
  const entries = [...events.map(entryOfEvent), ...notices.map(entryOfNotice)];
  entries.sort(
    (a, b) =>
      a.at - b.at ||
      rank(a) - rank(b) ||
      (a.kind === 'event' && b.kind === 'event' ? a.seq - b.seq : a.id < b.id ? -1 : 1),
  );
  const page = staff ? await withDeliveries(db, entries.slice(0, limit), notices) : entries.slice(0, limit);
  const items = staff ? page : page.flatMap((entry) => openEntry(stored.process, entry, actor));
  const shown = new Set(items.map(({ id }) => id));
  const told = new Map(notices.flatMap((one) => (shown.has(one._id) ? [[one._id, one] as const] : [])));
  const reading = told.size > 0 ? await readerFor?.([...told.values()]) : undefined;
  return {
    items: items.map((entry) => worded(entry, { titles, told, reading, mode: stored.mode })),
    next: entries.length > limit ? page.reduce(beyond, after) : null,
  };
}

type Wording = {
  titles: ReadonlyMap<string, Words>;
  /** As they are stored, by id. */
  told: ReadonlyMap<string, Notice>;
  reading: Reading | undefined;
  mode: Mode;
};
/** Of what he sees, so that no title says what is left out. */
function worded(entry: TimelineEntry, { titles, told, reading, mode }: Wording): TimelineEntry {
  if (entry.kind !== 'event') {
    const notice = told.get(entry.id);
    const said = notice && reading && noticeWords({ ...notice, mode }, reading.clock, reading.names);
    return said ? { ...entry, words: said } : entry;
  }
  const { part, to } = touchIn(entry.data);
  const words = eventWords(entry.type, to);
  if (part === undefined) return { ...entry, words };
  const { zh, en } = titles.get(part) ?? { zh: part, en: part };
  return { ...entry, words: { zh: `${words.zh}：${zh}`, en: `${words.en}: ${en}` } };
}

const SHOWN = {
  channel: 1,
  state: 1,
  tries: 1,
  nextAt: 1,
  sentAt: 1,
  code: 1,
  digest: 1,
  messageId: 1,
  automaticAt: 1,
  resentBy: 1,
} as const;

async function withDeliveries(
  db: Connection,
  entries: readonly TimelineEntry[],
  notices: readonly Notice[],
): Promise<TimelineEntry[]> {
  const ids = entries.flatMap(({ kind, id }) => (kind === 'notice' ? [id] : []));
  const rows = await deliveryOf(db)
    .find({ notice: { $in: ids } }, { notice: 1, ...SHOWN })
    .sort({ channel: 1 })
    .lean<Delivery[]>();
  const noMail = new Map(notices.map(({ _id, noMail: why }) => [_id, why]));
  return entries.map((entry) => {
    if (entry.kind !== 'notice') return entry;
    const own = rows
      .filter(({ notice }) => notice === entry.id)
      .map(({ _id, notice: _notice, ...row }): ShownDelivery => row);
    const why = noMail.get(entry.id);
    const unsent: ShownDelivery[] =
      why === undefined ? [] : [{ channel: 'mail', state: 'not-sent', tries: 0, code: why }];
    const deliveries = [...unsent, ...own];
    return deliveries.length > 0 ? { ...entry, deliveries } : entry;
  });
}

const rank = ({ kind }: TimelineEntry): number => (kind === 'event' ? 0 : 1);
const beyond = (place: TimelinePosition, entry: TimelineEntry): TimelinePosition =>
  entry.kind === 'event' ? { ...place, seq: entry.seq } : { ...place, notice: { at: entry.at, id: entry.id } };

async function noticesAfter(
  db: Connection,
  { _id }: StoredCase,
  limit: number,
  { notice }: TimelinePosition,
  to: string | undefined,
) {
  const later =
    notice === null ? {} : { $or: [{ at: { $gt: notice.at } }, { at: notice.at, _id: { $gt: notice.id } }] };
  return await noticeOf(db)
    .find({ caseId: _id, ...(to === undefined ? {} : { to }), ...later })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .lean<Notice[]>();
}

/** The pins that an event carries are for the fold; which versions hold stands with the case. */
function entryOfEvent({ _id, at, type, by, seq, data }: CaseEvent): TimelineEntry {
  const { pins: _, pinned: __, ...words } = { pins: undefined, pinned: undefined, ...data };
  return { kind: 'event', id: _id, at, type, by, seq, data: dataOutside(words) };
}

const entryOfNotice = ({ _id, at, to, template, data, stoodIn }: Notice): TimelineEntry => ({
  kind: 'notice',
  id: _id,
  at,
  to,
  template,
  data: dataOutside(data),
  ...(stoodIn === undefined ? {} : { stoodIn }),
});

/** Of what was amended, what only its requester and those who work on it may see is left out. */
function withoutPersonal(process: string, data: Readonly<Record<string, unknown>>): object {
  const { fields } = data;
  if (typeof fields !== 'object' || fields === null || !isProcessKey(process)) return data;
  const personal = personalFields(processOf(process).fields);
  return { ...data, fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !personal.includes(name))) };
}

/** What the requester's side sees of an entry: nothing, or the fields that its process opens. */
function openEntry(process: string, entry: TimelineEntry, actor: Actor): TimelineEntry[] {
  if (entry.kind === 'notice') return [entry]; // his own
  const data = openDataOf(process, entry, actor);
  return data ? [{ ...entry, data }] : [];
}

/** What the requester's side, and this person of it, sees of an event; undefined: nothing. */
export function openDataOf(
  process: string,
  { type, by, data }: Pick<CaseEvent, 'by' | 'data'> & { type: string },
  actor: Actor,
): object | undefined {
  const open = isProcessKey(process) ? processOf(process).open : {};
  const fields = openFieldsOf({ open }, type.slice(process.length + 1), data);
  if (!fields || (isInternal(data) && by.id !== actor.id)) return undefined;
  const seen = Object.fromEntries(Object.entries(data).filter(([field]) => fields.includes(field)));
  return by.id === actor.id ? seen : withoutPersonal(process, seen);
}
