/** The sink of rehearsals: whom the product would have told what, when, why and by which ways. */
import type { Connection, QueryFilter } from 'mongoose';
import { GATHER_MS } from '../../domain/kernel/people/delivery.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { Commit, Millis } from '../../domain/kernel/process.ts';
import { commitOf } from '../../models/cases/commit.ts';
import { type Delivery, deliveryOf } from '../../models/notices/delivery.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';

export type Told = {
  id: string;
  /** Virtual. */
  at: Millis;
  caseId: string;
  to: string;
  /** `supervisor@/dx/donghu > process-owner@/dx`: who was meant, and for whom this one stands in. */
  stoodIn?: string | undefined;
  /** The event that it follows from; of a clock also the step of its ladder and how much of the target was used. */
  why: { event: string; clock?: string | undefined; step?: string | undefined; percent?: number | undefined };
  template: string;
  data: object;
  /** Ways beside the inbox, and when, after quiet hours. A page is never held. */
  deliveries: { channel: string; at: Millis; page: boolean; held: boolean }[];
};
export type ToldAsked = {
  /** All that is told about these. */
  cases: readonly string[];
  /** And what one person is told about those. */
  own?: { cases: readonly string[]; to: string };
  after?: { at: Millis; id: string } | undefined;
  limit: number;
};

/** Oldest first. */
export async function toldOf(store: Connection, { cases, own, after, limit }: ToldAsked): Promise<Told[]> {
  const about: QueryFilter<Notice>[] = [
    { caseId: { $in: [...cases] } },
    ...(own ? [{ caseId: { $in: [...own.cases] }, to: own.to }] : []),
  ];
  const beyond: QueryFilter<Notice> = after
    ? { $or: [{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after.id } }] }
    : {};
  const notices = await noticeOf(store)
    .find({ $and: [{ $or: about }, beyond] })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .lean<Notice[]>();
  const [deliveries, events] = await Promise.all([
    deliveryOf(store)
      .find({ notice: { $in: notices.map(({ _id }) => _id) } })
      .sort({ channel: 1 })
      .lean<Delivery[]>(),
    typesOf(store, notices),
  ]);
  return notices.map(({ _id, key, at, caseId = '', to, stoodIn, template, data }) => ({
    id: _id,
    at,
    caseId,
    to,
    stoodIn,
    why: { event: events.get(eventIn(key)) ?? '', ...whyIn(data) },
    template,
    data,
    deliveries: deliveries
      .filter(({ notice }) => notice === _id)
      .map(({ channel, nextAt, page, at: decidedAt }) => ({
        channel,
        at: nextAt,
        page,
        held: nextAt > decidedAt + GATHER_MS,
      })),
  }));
}

async function typesOf(store: Connection, notices: readonly Notice[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(notices.map(({ key }) => eventIn(key)))];
  const cases = [...new Set(ids.map((id) => id.split(':')[0] ?? ''))];
  const commits = await commitOf(store)
    .find({ caseId: { $in: cases } })
    .lean<Commit[]>();
  return new Map(commits.flatMap(unwound).map(({ _id, type }) => [_id, type]));
}

/** `e:INC-000123:7:0` → `INC-000123:7`. */
const eventIn = (key: string): string => key.split(':').slice(1, 3).join(':');

function whyIn(data: object): Omit<Told['why'], 'event'> {
  const fields = new Map<string, unknown>(Object.entries(data));
  const [clock, step, percent] = ['clock', 'step', 'percent'].map((name) => fields.get(name));
  return {
    clock: typeof clock === 'string' ? clock : undefined,
    step: typeof step === 'string' ? step : undefined,
    percent: typeof percent === 'number' ? percent : undefined,
  };
}
