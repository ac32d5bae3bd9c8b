/** Commits as they are read: the events that one command, or one round of time, wrote together. */
import { eventIdOf } from '../ids.ts';
import type { CaseEvent, Commit } from '../process.ts';

/** A commit before the store gives it its place in the chain. */
export type Draft = Omit<Commit, 'prevHash' | 'hash' | 'mac' | 'keyId'>;
/** What all events of one commit share. */
export type Stamp = Pick<Commit, 'at' | 'by' | 'key' | 'digest'>;

/** The most that one command may write. */
export const MOST_EVENTS = 200;

/** The events of a commit, in order. Throws nothing. */
export function unwound(commit: Omit<Draft, 'effects'>): CaseEvent[] {
  const { caseId, process, mode, seq: first, key, digest, at, by, events } = commit;
  return events.map((event, n) => ({
    ...event,
    _id: eventIdOf(caseId, first + n),
    caseId,
    process,
    mode,
    seq: first + n,
    key,
    digest,
    at,
    by,
  }));
}

/** Seq of its last event. */
export const lastSeqOf = ({ seq, events }: Pick<Commit, 'seq' | 'events'>): number => seq + events.length - 1;
