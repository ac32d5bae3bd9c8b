/** What rules are told of the files of another case that come along with a command. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { MOST_EVENTS } from '../../domain/kernel/record/commit.ts';
import { filesAlong } from '../../domain/kernel/common/along.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import { mayRead } from '../../domain/may-read.ts';
import { caseOf } from '../../models/cases/case.ts';
import { filedEvents } from '../../models/cases/filed.ts';

/** `to`: the case that they come to, which has some already; absent: it is opened. `fromSeq`: of events from this one on. */
type Asked = { from: string; to?: string | undefined; fromSeq?: number | undefined };
const COMMITS = 200;

/** By the product all of them; by a person those alone that all see who see the case. Undefined: there is no such case for the actor. */
export async function alongFact(
  db: Connection,
  { from, to, fromSeq = 1 }: Asked,
  actor: Actor,
): Promise<Facts['along']> {
  const stored = await caseOf(db).findById(from).lean<StoredCase>();
  if (!stored || !mayRead(actor, stored)) return undefined;
  const has = to === undefined ? [] : await allWith(db, to, 1);
  const all = filesAlong(
    processOf(stored.process),
    await allWith(db, from, fromSeq),
    new Set(has.flatMap(({ data }) => filesIn(data).map(({ id }) => id))),
  );
  return actor.kind === 'system' ? all : { files: all.files, within: [] };
}

/** The events of a case that carry files. */
async function allWith(db: Connection, caseId: string, fromSeq: number): Promise<CaseEvent[]> {
  const found: CaseEvent[] = [];
  for (let after = Math.max(0, fromSeq - MOST_EVENTS); ; ) {
    const { commits, events } = await filedEvents(db, caseId, { after, limit: COMMITS });
    found.push(...events.filter(({ seq }) => seq >= fromSeq));
    const last = commits.at(-1);
    if (!last || commits.length < COMMITS) return found;
    after = last.seq;
  }
}
