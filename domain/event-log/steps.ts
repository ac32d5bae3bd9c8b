/** What happened on a case, step by step: each commit with the status before and after it, as the rules of now read it. */
import { eventIdOf, isTickKey } from '../kernel/ids.ts';
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
 * What gives the steps of cases of a process, oldest first, out of all commits of one in order. Only the state is folded: no clock is
 * reckoned, and nothing is verified. It throws NewerSchema where a later release wrote them, and what a fold throws of data that no
 * release wrote.
 */
export function stepReader(process: AnyProcess): (commits: readonly LoggedCommit[]) => LogStep[] {
  const known = new Set(process.policy?.events ?? []);
  const isOlder = ({ type, schema }: LoggedCommit['events'][number]): boolean =>
    schema < schemaOf(process, type) || !(known.has(bareName(type)) || isNote(type));
  return (commits) => {
    let state = process.decider.initialState;
    return commits.map((stored): LogStep => {
      const from = state.status;
      const happened = eventsOf(upcast(process, stored)).map((event): Happened => {
        state = process.decider.evolve(state, event);
        return { event, status: state.status, team: teamIn(state) };
      });
      const { seq, at, by, key, events } = stored;
      return {
        seq,
        at,
        by,
        byTime: isTickKey(key),
        from,
        to: state.status,
        happened,
        olderRelease: events.some(isOlder),
      };
    });
  };
}

/** The events of a commit, in order. Each is written out: millions are made, and copied fields cost most of that. Throws nothing. */
export const eventsOf = ({ caseId, process, mode, seq: first, key, at, by, events }: LoggedCommit): CaseEvent[] =>
  events.map(({ type, data, schema }, n) => ({
    _id: eventIdOf(caseId, first + n),
    caseId,
    process,
    mode,
    seq: first + n,
    schema,
    at,
    by,
    key,
    digest: '',
    type,
    data,
  }));

function teamIn(state: object): string | null {
  const place: unknown = 'place' in state ? state.place : null;
  const queue: unknown = typeof place === 'object' && place !== null && 'queue' in place ? place.queue : null;
  return typeof queue === 'string' ? queue : null;
}
