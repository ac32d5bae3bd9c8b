/** Seals the record by the hour, verifies it by the day, and tells those who watch over it when something is wrong. */
import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Finding } from '../../client/record/verify.ts';
import { type RecordAlarm, recordTemplate } from '../../domain/kernel/policy/record-alarms.ts';
import type { Audience, Millis } from '../../domain/kernel/process.ts';
import { isSealLate, isUnverified } from '../../domain/kernel/record/seal-late.ts';
import { shareOfDay } from '../../domain/kernel/record/share.ts';
import { auditOf, openAuditTrail } from '../../models/access/audit.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import { type SealRow, sealRowOf } from '../../models/record/seal-row.ts';
import { type Verification, verificationOf } from '../../models/record/verification.ts';
import { topOrganisation } from '../../models/registers/organisation.ts';
import { sha256 } from '../../models/store/chain.ts';
import type { ActivityDeps } from '../deps.ts';

type Deps = Pick<ActivityDeps, 'db' | 'record' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};

export type Sealed = { number: number; cases: number; audit: number; registers: number };
export type VerifiedRecord = { id: string; found: number };

const WATCHERS = ['audit-administrator', 'system-administrator'] as const;
/** More are counted and not listed. */
const LISTED = 1_000;
const NAMED = 3;
const HEARTBEAT_MS = 10_000;
/** Who asks where nobody did: the day. */
const SYSTEM = 'system';

export function createSeals({ db, record, directory, dispatch, logger }: Deps) {
  const audit = openAuditTrail(db, `seals-${randomUUID()}`);

  /** The next seal. What it would not seal, and seals that are gone, are told. */
  async function sealRecord(): Promise<Sealed> {
    const { seal, unsound, missing } = await required(record).seal(audit, Date.now());
    const { number, heads } = seal;
    const chains = unsound.map(({ chain }) => chain);
    if (chains.length > 0) await alarm('unsound', chains.join(), { number, ...named(chains) });
    if (missing.length > 0) await alarm('missing', missing.join(), { number: missing[0], count: missing.length });
    const counts = { cases: heads.cases.length, audit: heads.audit.length, registers: heads.registers.length };
    logger?.info({ number, ...counts }, 'the record is sealed');
    return { number, ...counts };
  }

  /** Once for each seal that the next one is late after, and for each verification that no other came to its end after. */
  async function watchSeals(): Promise<{ late: boolean; unverified: boolean }> {
    const now = Date.now();
    const newest = await sealRowOf(db)
      .findOne({ at: { $lte: now } }) // one of the time to come is none of ours
      .sort({ _id: -1 })
      .lean<SealRow>();
    const done = await verificationOf(db)
      .findOne({ found: { $exists: true } })
      .sort({ startedAt: -1 })
      .lean<Verification>();
    const first = await auditOf(db).findOne({}, { at: 1 }).sort({ at: 1 }).lean<{ at: Millis }>();
    const late = isSealLate(newest?.at, first?.at, now);
    const unverified = isUnverified(done?.finishedAt, first?.at, now);
    if (late) await alarm('late', String(newest?._id ?? 0), { number: newest?._id ?? 0 });
    if (unverified) await alarm('unverified', done?._id ?? '', { last: lastOf(done) });
    return { late, unverified };
  }

  /** All of the record against keys, seals and itself; `by`: who asked. */
  async function verifyRecord({ id, by }: { id: string; by: string }): Promise<VerifiedRecord> {
    const beat = setInterval(Context.current().heartbeat, HEARTBEAT_MS);
    try {
      return await verifyNow(id, by);
    } finally {
      clearInterval(beat);
    }
  }

  async function verifyNow(id: string, by: string): Promise<VerifiedRecord> {
    const startedAt = Date.now();
    await verificationOf(db).updateOne({ _id: id }, { $set: { startedAt, by } }, { upsert: true });
    const broken: Finding[] = [];
    let found = 0;
    const report = (finding: Finding): void => {
      found += 1;
      if (broken.length < LISTED) broken.push(finding);
    };
    // Files grow without end: whoever asks has all of them read, the day a share.
    const counts = await required(record).verify(report, by === SYSTEM ? shareOfDay(startedAt) : undefined);
    const finishedAt = Date.now();
    await audit.record({ type: 'recordVerified', by, at: finishedAt, data: { id, counts, found, first: broken[0] } });
    const chains = broken.map(({ chain, seq, code }) => `${chain} ${seq} ${code}`);
    if (found > 0) await alarm('broken', chains.slice(0, LISTED).join(), { ...named(chains), count: found });
    // last: a finished verification has been told
    await verificationOf(db).updateOne({ _id: id }, { $set: { finishedAt, counts, found, broken } });
    return { id, found };
  }

  /** In the log, and to each of those who watch; the same again is told once. `of`: what it is about. */
  async function alarm(kind: RecordAlarm, of: string, data: object): Promise<void> {
    logger?.error({ alarm: recordTemplate(kind), ...data }, 'the record needs a look');
    const notices = await Promise.all(WATCHERS.map(async (role) => noticesTo(await audienceOf(role), kind, of, data)));
    const fresh: Notice[] = [];
    for (const notice of notices.flat()) {
      const { _id, ...rest } = notice;
      const { upsertedCount } = await noticeOf(db).updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
      if (upsertedCount === 1) fresh.push(notice);
    }
    await dispatch(fresh);
  }

  async function noticesTo(audience: Audience, kind: RecordAlarm, of: string, data: object): Promise<Notice[]> {
    const { people } = await directory.peopleFor(audience);
    const key = `record:${kind}:${digestOf(of)}`;
    return people.map((to) => ({
      _id: `${key}:${to}`,
      key,
      subject: 'audit/seals',
      mode: 'live',
      to,
      template: recordTemplate(kind),
      data,
      at: Date.now(),
    }));
  }

  const audienceOf = async (role: (typeof WATCHERS)[number]): Promise<Audience> => ({
    role,
    orgPath: await topOrganisation(db),
  });

  return { sealRecord, watchSeals, verifyRecord };
}

const lastOf = (done: Verification | null): string =>
  done?.finishedAt === undefined ? '-' : new Date(done.finishedAt).toISOString();
const named = (chains: readonly string[]) => ({ count: chains.length, chains: chains.slice(0, NAMED).join(', ') });
const digestOf = (text: string): string => sha256(text).slice(0, 16);

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('this worker keeps no record');
  return value;
}
