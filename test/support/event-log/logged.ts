/** Events of a case as the commits that hold them, for what reads records and has no store. */
import type { CaseEvent } from '../../../domain/kernel/process.ts';
import type { LoggedCommit } from '../../../domain/event-log/steps.ts';

/** Neighbours under one key are one commit. */
export function commitsOf(events: readonly CaseEvent[]): LoggedCommit[] {
  const commits: (LoggedCommit & { events: LoggedCommit['events'][number][] })[] = [];
  for (const { caseId, process, mode, seq, key, at, by, ...event } of events) {
    const last = commits.at(-1);
    const { type, data, schema } = event;
    if (last?.key === key) last.events.push({ type, data, schema });
    else commits.push({ caseId, process, mode, seq, key, at, by, events: [{ type, data, schema }] });
  }
  return commits;
}
