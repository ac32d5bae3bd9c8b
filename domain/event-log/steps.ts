/** What happened on a case, step by step: each commit with the status before and after it, as the rules of now read it. */
import { isTickKey } from '../kernel/ids.ts';
import { unwound } from '../kernel/record/commit.ts';
import { schemaOf, upcast } from '../kernel/record/shape.ts';
import type { AnyProcess, CaseEvent, Commit, Millis } from '../kernel/process.ts';

/** As much of a commit as a log needs. */
export type LoggedCommit = Pick<Commit, 'caseId' | 'process' | 'mode' | 'seq' | 'key' | 'at' | 'by' | 'events'>;
/** One event with what the case came to by it. `team`: whose queue it then lay in. */
export type Happened = { event: CaseEvent; status: string; team: string | null };
/** What one command, or one round of time, did. `olderRelease`: the record itself shows that a release before this one wrote it. */
export type LogStep = {
  seq: number;
  at: Millis;
  by: Commit['by'];
  /** Time did it, and nobody gave a command. */
  byTime: boolean;
  from: string;
  to: string;
  happened: readonly Happened[];
  olderRelease: boolean;
};

/** What cases record of their own notices, effects and losses: no command, and it moves nothing. Bare names. */
const NOTES: readonly string[] = [
  'effectFailed',
  'effectSkipped',
  'caseStarted',
  'lossAccepted',
  'addresseeMissing',
  'clockWarned',
  'clockBreached',
  'clockNoticeReleased',
  'clockNoticeDropped',
];
export const bareName = (type: string): string => type.slice(type.indexOf('.') + 1);
/** True for what a case notes of its notices, effects and clocks. `type`: with its process. Throws nothing. */
export const isNote = (type: string): boolean => NOTES.includes(bareName(type));

/**
 * The steps of a case, oldest first, out of all of its commits in order. Only its state is folded: no clock is reckoned, and nothing
 * is verified. Throws NewerSchema where a later release wrote it, and what a fold throws of data that no release wrote.
 */
export function* stepsOf(process: AnyProcess, commits: Iterable<LoggedCommit>): Generator<LogStep> {
  let state = process.decider.initialState;
  const known = new Set(process.policy?.events ?? []);
  for (const stored of commits) {
    const from = state.status;
    const happened = unwound({ ...upcast(process, stored), _id: stored.caseId, digest: '' }).map((event): Happened => {
      state = process.decider.evolve(state, event);
      return { event, status: state.status, team: teamIn(state) };
    });
    const olderRelease = stored.events.some(
      ({ type, schema }) => schema < schemaOf(process, type) || !(known.has(bareName(type)) || isNote(type)),
    );
    const { seq, at, by, key } = stored;
    yield { seq, at, by, byTime: isTickKey(key), from, to: state.status, happened, olderRelease };
  }
}

function teamIn(state: object): string | null {
  const place: unknown = 'place' in state ? state.place : null;
  const queue: unknown = typeof place === 'object' && place !== null && 'queue' in place ? place.queue : null;
  return typeof queue === 'string' ? queue : null;
}
