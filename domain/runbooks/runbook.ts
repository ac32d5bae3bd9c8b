/** A runbook 预案: a plan that was approved beforehand, for which process and for whom, and what may be published. */
import { fieldFault } from '../kernel/errors.ts';
import { withdrawalFaults } from '../kernel/policy/withdrawal.ts';
import type { FieldError, OrgPath } from '../kernel/process.ts';
import type { RunProcess } from '../processes.ts';
import type { Plan, PlanNode, StepWords } from '../kernel/steps/shapes.ts';
import { type Known, planFaults } from './faults.ts';
import { listsOf } from './placed.ts';

/** Processes → what a runbook of theirs may be for, the scheme 方案. */
export const SCHEMES = {
  failover: ['standby-node', 'reduced-operation', 'dr-site', 'restore', 'vendor-recovery'],
  cutover: ['cutover'],
  release: ['release'],
} as const satisfies Record<RunProcess, readonly string[]>;
export const isRunProcess = (word: string): word is RunProcess => Object.hasOwn(SCHEMES, word);
export type Scheme = (typeof SCHEMES)[RunProcess][number];

/** As people write it; its plan has no id of its own, so that a copy needs no other one. */
export type RunbookText = {
  title: StepWords;
  /** When it is taken, and what must hold before. */
  description?: StepWords | undefined;
  process: RunProcess;
  /** By which a run finds it; a failover is proposed by its scheme. */
  scheme?: Scheme | undefined;
  /** Whose it is: for its own cases and those of all below. */
  orgPath: OrgPath;
  /** What it is for; each list narrows, an empty one does not. */
  applications: readonly string[];
  items: readonly string[];
  /** It is drilled so often. */
  drillEveryMonths?: number | undefined;
  plan: Omit<Plan, 'id'>;
  /** The version that it was copied from, `id@version`. */
  copyOf?: string | undefined;
  /** This version ends it for new runs, for `reason`. */
  withdrawn?: true | undefined;
  reason?: string | undefined;
};
/** A runbook under its id, whose plan is called as it is. */
export type Runbook = Omit<RunbookText, 'plan'> & { id: string; plan: Plan };

/** The text of the runbook `id`. Throws nothing. */
export const runbookCalled = (id: string, text: RunbookText): Runbook => ({ ...text, id, plan: { id, ...text.plan } });

/** Whom it covers, as far as it says: what of a case it is not for. Throws nothing. */
export function uncoveredBy(
  { applications, items }: Pick<RunbookText, 'applications' | 'items'>,
  of: { application: string | undefined; items: readonly string[] },
): { uncovered: readonly string[]; otherApplication?: true } {
  const isOther = applications.length > 0 && !applications.some((one) => one === of.application);
  return {
    uncovered: items.length === 0 ? [] : of.items.filter((id) => !items.includes(id)),
    ...(isOther ? { otherApplication: true } : {}),
  };
}

/** Of the plan as JSON: what is more is several runbooks. */
export const MOST_BYTES = 200_000;

/**
 * Why it may not be published, each fault with its pointer; `former`: the version in force; `known`: what registers say. One that
 * withdraws is refused for nothing but itself, and alters nothing else. Empty: it may. Throws nothing.
 */
export function runbookFaults(runbook: RunbookText, former: RunbookText | null, known: Known): FieldError[] {
  if (runbook.withdrawn) return withdrawalFaults(runbook, former);
  const { process, scheme, plan, orgPath, reason } = runbook;
  const bytes = new TextEncoder().encode(JSON.stringify(plan)).length;
  return [
    ...fieldFault(reason !== undefined, '/reason', 'not-withdrawn'),
    ...fieldFault(former !== null && former.process !== process, '/process', 'immutable'),
    ...fieldFault(process === 'failover' && scheme === undefined, '/scheme', 'required'),
    ...fieldFault(scheme !== undefined && !isOf(process, scheme), '/scheme', 'not-of-process'),
    ...(bytes > MOST_BYTES ? [{ pointer: '/plan', code: 'too-large', params: { maximum: MOST_BYTES, bytes } }] : []),
    ...planFaults(plan, orgPath, { ...known, joins: process === 'failover' }),
    ...(process === 'release' ? [] : listsOf(plan).flatMap(({ nodes, pointer }) => kindFaults(nodes, pointer))),
  ];
}

/** Places, and gates behind a wave, are a release's own: what a runbook says is done at one place, with quality gates. */
function kindFaults(nodes: readonly PlanNode[], pointer: string): FieldError[] {
  return nodes.flatMap((node, n): FieldError[] => {
    const here = `${pointer}/${n}`;
    if (node.node === 'gate') return fieldFault(node.kind !== 'check', `${here}/kind`, 'of-a-release');
    if (node.node === 'each') return [{ pointer: here, code: 'of-a-release' }];
    if (node.node !== 'group') return [];
    return [
      ...fieldFault(node.kind !== undefined, `${here}/kind`, 'of-a-release'),
      ...kindFaults(node.of, `${here}/of`),
    ];
  });
}

const isOf = (process: RunProcess, scheme: Scheme): boolean => SCHEMES[process].some((one) => one === scheme);
