/** Tells both sides of a standing delegation, and has each open case of its giver ask for what holds now. */
import { catalogue } from '../../domain/catalogue.ts';
import { mandateKey } from '../../domain/kernel/ids.ts';
import { casesIn } from '../../models/cases/case.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import { type KeptMandate, mandateOf } from '../../models/registers/meetings/mandate.ts';
import { registerVersionOf, versionName } from '../../models/registers/register-version.ts';
import type { ActivityDeps } from '../deps.ts';
import { type Given, oneByOne, paged } from './one-by-one.ts';

/** As client/cases/mandate-noted.ts has it. */
export type MandateVersion = { id: string; version: number };
/** `refused`: cases that had ended, or were decided, on the way. */
export type MandateNoted = { noted: number; refused: number };
type Deps = Pick<ActivityDeps, 'db' | 'caseClient'> & {
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};

const PAGE = 100;
const APPROVED = Object.entries(catalogue).flatMap(([key, { approves }]) => (approves ? [key] : []));

export function createMandates({ db, caseClient, dispatch }: Deps) {
  /** Whether the version is stored. */
  const lookAtMandate = async (version: MandateVersion): Promise<boolean> =>
    (await registerVersionOf(db).exists({ _id: nameOf(version) })) !== null;

  /**
   * Case by case under one key, so begun again it does nothing twice; what each case then learns are the mandates of that moment.
   * Throws at the end when some could not be reached: one that is parked keeps no other from its word.
   */
  async function noteMandate(version: MandateVersion): Promise<MandateNoted> {
    const mandate = await mandateOf(db).findById(version.id).lean<KeptMandate>();
    if (!mandate) return { noted: 0, refused: 0 };
    await tell(mandate, version);
    const { taken, refused } = await oneByOne(caseClient, asked(mandate.from, version));
    return { noted: taken, refused };
  }

  async function* asked(person: string, version: MandateVersion): AsyncGenerator<Given> {
    const key = mandateKey(nameOf(version));
    for await (const caseId of paged((after) => awaiting(person, after), PAGE))
      yield { caseId, command: 'noteMandates', data: {}, key };
  }

  /** Numbers of the open cases that wait, or will, for his approval, by the index of what he has in hand. */
  async function awaiting(person: string, after: string): Promise<string[]> {
    const found = await casesIn(db)
      .find(
        {
          'parties.hands': person,
          closedAt: { $exists: false },
          process: { $in: APPROVED },
          _id: { $gt: after },
        },
        { projection: { _id: 1 } },
      )
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray();
    return found.map(({ _id }) => _id);
  }

  async function tell(mandate: KeptMandate, version: MandateVersion): Promise<void> {
    const { from, to, since, until, reason, away, givenAt, revokedAt } = mandate;
    const isRevoked = revokedAt !== undefined;
    if (isRevoked && version.version === 1) return; // the job of the revocation tells
    const key = `mandate:${nameOf(version)}`;
    const notices = [from, to].map(
      (person): Notice => ({
        _id: `${key}:${person}`,
        key,
        subject: nameOf(version),
        mode: 'live',
        to: person,
        template: `${away ? 'away' : 'mandate'}-${isRevoked ? 'revoked' : 'given'}`,
        data: { principal: from, deputy: to, sinceAt: since, untilAt: until, said: { reason } },
        at: Date.now(),
        happenedAt: revokedAt ?? givenAt,
      }),
    );
    for (const { _id, ...notice } of notices)
      await noticeOf(db).updateOne({ _id }, { $setOnInsert: notice }, { upsert: true });
    await dispatch(notices);
  }

  return { lookAtMandate, noteMandate };
}

const nameOf = ({ id, version }: MandateVersion): string => versionName('mandates', id, version);
