/**
 * The log of records as they are stored: what each commit itself says and nothing that a release makes of it, so whoever has the
 * records makes the same bytes of them at any time.
 */
import type { LoggedCommit } from './steps.ts';
import { XES_TAIL, xesHead, xesTrace } from './xes.ts';

/** Up to the first case; `name`: of the log. */
export const recordedHead = (name: string): string => xesHead({ 'concept:name': name });
export const RECORDED_TAIL = XES_TAIL;

/** One case out of its commits in order; '' of none. Throws nothing. */
export function recordedTrace(commits: readonly LoggedCommit[]): string {
  const [first] = commits;
  if (!first) return '';
  const { caseId, process, mode } = first;
  const events = commits.flatMap(({ at, by, events: all }) =>
    all.map(({ type }) => ({
      'concept:name': type,
      'time:timestamp': { at },
      'lifecycle:transition': 'complete',
      'org:resource': by.role === 'system' ? 'system' : by.id,
      'org:role': by.role,
    })),
  );
  return xesTrace({ 'concept:name': caseId, process, mode }, events);
}
