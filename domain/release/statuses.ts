/** Where a release and its parts may stand, and whom it names. */
import type { RunParty } from '../kernel/running/persons.ts';
import type { RunParts, RunStatus } from '../kernel/running/shapes.ts';

/** Of the statuses of runs: it is closed, where others have succeeded and are reported on. */
export type ReleaseRunStatus = Exclude<RunStatus<'deploying'>, 'succeeded'>;
export type ReleaseStatus =
  | 'planning'
  | 'building'
  | 'testing'
  | 'approving'
  | ReleaseRunStatus
  | 'closed'
  | 'canceled';
/** `builder`: recorded its build; `tester`: tested that build. */
export type ReleaseParty = 'builder' | 'tester' | RunParty;
export type ReleaseParts = {
  wave: 'pending' | 'admitted' | 'running' | 'gating' | 'passed' | 'rolling-back' | 'rolled-back' | 'left-out';
  site: 'pending' | 'running' | 'verified' | 'failed' | 'rolling-back' | 'rolled-back' | 'left-out';
  step: RunParts['step'];
  /** After a wave: nothing goes on before its owner lets it. */
  gate: 'shut' | 'soaking' | 'ready' | 'held' | 'passed';
  check: RunParts['check'];
};
