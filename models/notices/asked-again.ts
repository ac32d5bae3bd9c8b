/** What waited is asked again when it goes: whether it still says something, and whether its reader may still read it. */
import type { Connection } from 'mongoose';
import { type Dropped, firedIn, overBy, supersededAmong } from '../../domain/kernel/people/still.ts';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { bodyOf, casesIn, isOfNow } from '../cases/case.ts';
import type { Delivery } from './delivery.ts';
import { readableNow } from './in-reach.ts';
import { type Notice, noticeOf } from './notice.ts';
import { type Person, personOf } from '../registers/person.ts';

type Judged = Pick<StoredCase, '_id' | 'kase' | 'readings'>;

/** By the id of a delivery, why it is not sent; absent: it goes. What somebody has sent once more is asked for reach alone. */
export async function noLongerTold(
  db: Connection,
  person: string,
  due: readonly Delivery[],
): Promise<ReadonlyMap<string, Dropped>> {
  if (due.length === 0) return new Map();
  const [reader, notices] = await Promise.all([
    personOf(db).findById(person).lean<Person>(),
    noticeOf(db)
      .find({ _id: { $in: due.map(({ notice }) => notice) } })
      .lean<Notice[]>(),
  ]);
  if (!reader) return new Map();
  const actor = {
    id: reader._id,
    kind: 'person',
    unit: reader.unit,
    teams: reader.teams,
    grants: reader.grants,
  } as const;
  const [readable, over] = await Promise.all([readableNow(db, actor, notices), endedSteps(db, notices)]);
  const byId = new Map(notices.map((notice) => [notice._id, notice]));
  const whyOf = ({ notice, resentBy }: Delivery): Dropped | undefined =>
    byId.has(notice) && !readable.has(notice) ? 'out-of-reach' : resentBy === undefined ? over.get(notice) : undefined;
  const told = due.filter((row) => whyOf(row) === undefined && row.resentBy === undefined);
  const older = supersededAmong(
    told.map(({ _id, caseId, channel, notice }) => ({ id: _id, caseId, channel, data: byId.get(notice)?.data ?? {} })),
  );
  return new Map(
    due.flatMap((row) => {
      const why = whyOf(row) ?? (older.has(row._id) ? 'superseded' : undefined);
      return why ? [[row._id, why] as const] : [];
    }),
  );
}

/** Of those that tell a step of a ladder. */
async function endedSteps(db: Connection, notices: readonly Notice[]): Promise<Map<string, Dropped>> {
  const steps = notices.filter(({ data, caseId }) => caseId !== undefined && firedIn(data));
  if (steps.length === 0) return new Map();
  const numbers = [...new Set(steps.flatMap(({ caseId }) => caseId ?? []))];
  const cases = await casesIn(db)
    .find<Judged>({ _id: { $in: numbers } }, { projection: { 'kase.text': 1, readings: 1 } })
    .toArray();
  const standing = new Map(
    cases.filter(isOfNow).map((one) => [one._id, { clocks: bodyOf(one).clocks, readings: one.readings }]),
  );
  return new Map(
    steps.flatMap((notice) => {
      const stands = standing.get(notice.caseId ?? '');
      const why = stands ? overBy(notice, stands) : null;
      return why ? [[notice._id, why] as const] : [];
    }),
  );
}
