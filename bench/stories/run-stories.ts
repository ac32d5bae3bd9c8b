/** Lives of runs by the plans as shipped: what is known of the fault, who does what is waited for, where it turns back. */
import type { PlanNode, PlanStep } from '../../domain/kernel/steps/shapes.ts';
import { failoverRunbooks } from '../../domain/runbooks/shipped/failover.ts';

export const COMMANDER = 'sup-donghu';
const UNIT = '/dx/donghu/linxi/school';
const ENGINEERS = ['eng-donghu-1', 'eng-donghu-2'] as const;
/** Performs nothing, and so may say that the service is back. */
const RAISER = 'eng-dx-1';
/** What is done by its role at the case: of a second person, who is neither the first nor who commands. */
const byRole: Readonly<Record<string, string>> = { engineer: ENGINEERS[0], supervisor: 'sup-dx' };
/** Of the sample organisation, all who play. */
export const RUN_PEOPLE: readonly string[] = [COMMANDER, RAISER, ...ENGINEERS, ...Object.values(byRole)];

const stepsIn = (nodes: readonly PlanNode[]): PlanStep[] =>
  nodes.flatMap((node) => (node.node === 'step' ? [node] : node.node === 'group' ? stepsIn(node.of) : []));
/** The steps of the shipped plan of a scheme, in their order; none: nothing is shipped for it. */
export const stepsOf = (scheme: string): PlanStep[] =>
  stepsIn(failoverRunbooks.find((one) => one.scheme === scheme)?.plan.of ?? []);

/** Names of all actions that shipped plans have carried out. */
export const RUN_ACTIONS: readonly string[] = [
  ...new Set(
    failoverRunbooks
      .flatMap(({ plan }) => stepsIn(plan.of))
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
export const SCHEMES: readonly string[] = Object.keys(faults);
/** What a failover that leads to the scheme is raised with. */
export const raisedFor = (scheme: string): object => faults[scheme] ?? {};

/** The last step by hand before which nothing is past a point of no return. */
export function turningPoint(scheme: string): string {
  const steps = stepsOf(scheme);
  const end = steps.findIndex(({ noReturn }) => noReturn);
  return steps.slice(0, end < 0 ? steps.length : end).findLast(({ kind }) => kind !== 'automatic')?.id ?? '';
}

/** A run to its end, or turned back where it waits for the step `turn`. */
export type RunStory = { scheme: string; turn?: string };
export const wholeRun = (scheme: string): RunStory => ({ scheme });
export const takenBack = (scheme: string): RunStory => ({ scheme, turn: turningPoint(scheme) });
/** Each shipped plan to its end, and turned back. */
export const runStories: readonly RunStory[] = SCHEMES.flatMap((scheme) => [wholeRun(scheme), takenBack(scheme)]);
export const nameOf = ({ scheme, turn }: RunStory): string => `${scheme} ${turn === undefined ? 'to its end' : 'back'}`;

export type Doing = { by: string; command: string; data: object; part?: string };

/** A failover of the sample's school, as it is raised at `faultAt` in the door's way of writing instants. */
export const raising = (facts: object, faultAt: string | number): Doing => ({
  by: RAISER,
  command: 'create',
  data: {
    unit: UNIT,
    application: 'payment',
    title: '支付服务中断',
    items: ['mw-payment'],
    faultAt,
    facts,
    commander: COMMANDER,
  },
});
export const authorizing = (planHash: string): Doing => ({
  by: COMMANDER,
  command: 'authorize',
  data: { planHash, customerTold: '已电话告知' },
});

/** Whom a case waits for and for what, as its document and its answers say it. */
export type Waiting = {
  to: { person?: string | undefined; role?: string | undefined; team?: string | undefined };
  command: string;
  parts?: readonly string[] | undefined;
};
/** Of a decision: the first that may be chosen; undefined: nothing is to be chosen at it. */
type ChoiceOf = (part: string) => string | undefined;
/** By the shipped plan of the scheme. */
export const choiceIn =
  (scheme: string): ChoiceOf =>
  (part) =>
    stepsOf(scheme).find(({ id }) => id === part)?.choices?.[0]?.id;

/**
 * What is done next of what a run waits for; undefined: it waits for an action, or only for somebody who would turn it back. Where an
 * action got lost somebody looks and says what he found; the run then goes on. Throws an Error for what nobody knows how to do.
 */
export function nextDoing(waitsFor: readonly Waiting[], choiceOf: ChoiceOf): Doing | undefined {
  const next = waitsFor.find(({ command }) => command !== 'rollBack');
  return next && doingOf(next, choiceOf);
}

function doingOf({ to, command, parts: [part] = [] }: Waiting, choiceOf: ChoiceOf): Doing {
  const by = personOf(to);
  const beside = part === undefined ? {} : { part };
  switch (command) {
    case 'confirmStep':
      return { by, command, data: { evidence: '已核对' }, ...beside };
    case 'witnessStep':
      return { by: by === ENGINEERS[0] ? ENGINEERS[1] : by, command, data: { evidence: '已见证' }, ...beside };
    case 'passGate':
      return { by, command, data: { evidence: '已检查' }, ...beside };
    case 'decideStep': {
      const choice = choiceOf(part ?? '');
      return { by, command, data: { ...(choice === undefined ? {} : { choice }), reason: '按预案' }, ...beside };
    }
    case 'retryUndo': // nobody can tell of its undo: who looks finds it done, or does it
      return { by, command: 'markUndone', data: { evidence: '已到现场核对' }, ...beside };
    case 'resume':
      return { by, command, data: { reason: '已查明' } };
    case 'confirmService':
      return { by, command, data: { checks: '已试用' } };
    case 'report':
      return { by: COMMANDER, command, data: { good: '快', bad: '无', actions: [], dataLossMinutes: 0 } };
    default:
      throw new Error(`nobody knows how to ${command}`);
  }
}

const personOf = ({ person, role }: Waiting['to']): string => person ?? (role && byRole[role]) ?? COMMANDER;
