/** Who sees a file: whoever sees the event of a case that carries it, and, while no case has it, who uploaded it. */
import type { Connection } from 'mongoose';
import type { CaseEvent, StoredCase } from '../../domain/kernel/process.ts';
import { filesIn } from '../../domain/kernel/record/files.ts';
import { eventsWith } from '../../models/cases/filed.ts';
import { type StoredFile, storedFile } from '../../models/files/file.ts';
import { type Reads, worksOn } from '../cases/reads.ts';
import { openDataOf } from '../cases/timeline.ts';
import { notFound } from '../http/problem.ts';
import type { Identity } from '../http/route.ts';

type Deps = { db: Connection; reads: Reads };

/** Throws 'not-found' for one that is not there or not his to see, which nobody may tell apart. */
export async function visibleFile({ db, reads }: Deps, identity: Identity, id: string): Promise<StoredFile> {
  const file = await storedFile(db, id);
  if (!file) throw notFound();
  const events = await eventsWith(db, id);
  if (events.length === 0 && file.by === identity.actor.id) return file;
  const scoped = reads.scoped(identity);
  for (const caseId of new Set(events.map((event) => event.caseId))) {
    const stored = await scoped.one(caseId);
    const own = events.filter((event) => event.caseId === caseId);
    if (stored && own.some((event) => filesShown(event, { identity, stored }).some((one) => one.id === id)))
      return file;
  }
  throw notFound();
}

/** The files of an event that this person sees: of one who works on the case all, else those of an event that is open to him. */
export function filesShown(
  event: CaseEvent,
  { identity: { actor }, stored }: { identity: Identity; stored: StoredCase },
): ReturnType<typeof filesIn> {
  if (worksOn(actor, stored)) return filesIn(event.data);
  return filesIn(openDataOf(stored.process, event, actor) ?? {});
}
