/** Lives of runs by the plans as shipped, and of a release: to their end, or where they turn back. */
import type { PlanStep } from '../../domain/kernel/steps/shapes.ts';
import { stepsIn } from '../../domain/runbooks/placed.ts';
import { cutoverRunbook } from '../../domain/runbooks/shipped/cutover.ts';
import { failoverRunbooks } from '../../domain/runbooks/shipped/failover.ts';
import { LAST_STEPS } from './run-releases.ts';

const runbooks = [...failoverRunbooks, cutoverRunbook];
/** The steps of the shipped plan of a scheme, in their order; none: nothing is shipped for it. */
const stepsOf = (scheme: string): PlanStep[] => {
  const plan = runbooks.find((one) => one.scheme === scheme)?.plan;
  return plan ? stepsIn(plan) : [];
};

/** Names of all actions that shipped plans have carried out; a release has none of its own. */
export const RUN_ACTIONS: readonly string[] = [
  ...new Set(
    runbooks
      .flatMap(({ plan }) => stepsIn(plan))
      .flatMap(({ action, undo }) => [action, undo?.action])
      .filter((one) => one !== undefined),
  ),
];

/** What is known of the fault, by the scheme to which it leads. */
const faults: Readonly<Record<string, object>> = {
  'standby-node': { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true },
  'reduced-operation': { hostsDown: 'one', hardwareFault: true, clustered: false },
  'dr-site': { hostsDown: 'all', networkUp: true },
  restore: { dataLost: true, backup: 'good' },
  'vendor-recovery': { dataLost: true, backup: 'failed-twice' },
};
/** What a failover that leads to the scheme is raised with. */
export const raisedFor = (scheme: string): object => faults[scheme] ?? {};

/** The last step by hand before which nothing is past a point of no return. */
export function turningPoint(scheme: string): string {
  const steps = stepsOf(scheme);
  const end = steps.findIndex(({ noReturn }) => noReturn);
  return steps.slice(0, end < 0 ? steps.length : end).findLast(({ kind }) => kind !== 'automatic')?.id ?? '';
}

/** A run to its end, or turned back as soon as it waits for all steps of `turn`. `plan`: the scheme of its runbook; a release has none. */
export type RunStory = { process: 'failover' | 'cutover' | 'release'; plan: string; turn?: readonly string[] };
const bothWays = (process: RunStory['process'], plan: string, turn: readonly string[]): RunStory[] => [
  { process, plan },
  { process, plan, turn },
];
const failoverStories: readonly RunStory[] = Object.keys(faults).flatMap((scheme) =>
  bothWays('failover', scheme, [turningPoint(scheme)]),
);
/** Each shipped plan, and a release, to its end, and turned back. */
export const runStories: readonly RunStory[] = [
  ...failoverStories,
  ...bothWays('cutover', 'cutover', [turningPoint('cutover')]),
  ...bothWays('release', 'release', LAST_STEPS),
];
export const PLANS: readonly string[] = [...new Set(runStories.map(({ plan }) => plan))];
export const nameOf = ({ plan, turn }: RunStory): string => `${plan} ${turn === undefined ? 'to its end' : 'back'}`;

/** Where it is over. */
export const endOf = ({ process, turn }: Pick<RunStory, 'process' | 'turn'>): string =>
  process === 'release' && turn !== undefined ? 'rolled-back' : 'closed';

/** Of a decision: the first that may be chosen, by the plan as shipped. */
export const choiceIn =
  (plan: string) =>
  (part: string): string | undefined =>
    stepsOf(plan).find(({ id }) => id === part)?.choices?.[0]?.id;
