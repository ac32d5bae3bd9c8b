/** Which notices their reader may still read: reach is asked when words are shown or sent, not when they were written. */
import type { Connection } from 'mongoose';
import { isOfLeft } from '../../domain/kernel/people/left.ts';
import type { Actor, StoredCase } from '../../domain/kernel/process.ts';
import { mayRead, stillStandsIn } from '../../domain/may-read.ts';
import { casesIn } from '../cases/case.ts';
import type { Notice } from './notice.ts';

type Asked = Pick<Notice, '_id' | 'caseId' | 'template' | 'stoodIn'>;
type Seen = Pick<StoredCase, '_id' | 'process' | 'orgLine' | 'parties' | 'queue' | 'concealed'> & { parent?: string };
const SEEN = { process: 1, orgLine: 1, parties: 1, queue: 1, concealed: 1, parent: 1 } as const;

/**
 * Ids of those that `actor` may read now: about no case, about one that he reaches, or one that a case of his hangs on; and
 * where he stands in for somebody, as long as he is what he was told as; and that a case is no longer his, of which he reads
 * nothing else. Of a case that is not there nobody can say.
 */
export async function readableNow(db: Connection, actor: Actor, notices: readonly Asked[]): Promise<Set<string>> {
  const found = await casesOf(db, { _id: { $in: numbersIn(notices) } });
  const byId = new Map(found.map((one) => [one._id, one]));
  const beyond = [...byId.values()].filter((one) => !mayRead(actor, one)).map(({ _id }) => _id);
  const through = beyond.length > 0 ? await hangingOn(db, actor, beyond) : new Set<string>();
  const out = new Set(beyond.filter((id) => !through.has(id)));
  const isReadable = ({ caseId, template, stoodIn }: Asked): boolean =>
    caseId === undefined ||
    isOfLeft({ template }) ||
    !out.has(caseId) ||
    (stoodIn !== undefined && stillStandsIn(actor, stoodIn));
  return new Set(notices.filter(isReadable).map(({ _id }) => _id));
}

const numbersIn = (notices: readonly Asked[]): string[] => [...new Set(notices.flatMap(({ caseId }) => caseId ?? []))];

/** Of these cases, the ones that have a child which `actor` reads: its reporters hear of the parent. */
async function hangingOn(db: Connection, actor: Actor, cases: readonly string[]): Promise<Set<string>> {
  const children = await casesOf(db, {
    parent: { $in: [...cases] },
    $or: [{ 'parties.requester': actor.id }, { 'parties.reporters': actor.id }],
  });
  return new Set(children.flatMap((one) => (one.parent !== undefined && mayRead(actor, one) ? [one.parent] : [])));
}

const casesOf = async (db: Connection, filter: object): Promise<Seen[]> =>
  await casesIn(db).find<Seen>(filter, { projection: SEEN }).toArray();
