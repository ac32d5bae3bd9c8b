/** What the steps of a run are called and say: words of the runbooks that it pinned, or of its own plan, which its state does not keep. */
import type { CaseEvent } from '../kernel/process.ts';
import { joined } from '../kernel/steps/joined.ts';
import { partsOfPlan } from '../kernel/steps/outline.ts';
import type { Outline, Plan, PlanNode, PlanStep, StepRule, StepWords } from '../kernel/steps/shapes.ts';

/** What people read of a step. */
export type StepText = Pick<PlanStep, 'title' | 'instruction' | 'verify'> & {
  undo?: { instruction: StepWords };
  choices?: readonly { id: string; title: StepWords }[];
};

/**
 * What the steps of the outline say, by the ids of their parts. `plans`: in the order in which they are run; `own`: what the case
 * wrote itself, by ids in its plan. A step of which none of these speaks is left out. Throws what `partsOfPlan` throws.
 */
export function stepsWritten(
  plans: readonly Plan[],
  outline: Outline,
  own: ReadonlyMap<string, StepText> = new Map(),
): ReadonlyMap<string, StepText> {
  const byPart = new Map(
    partsOfPlan(joined('', plans)).flatMap(({ id, rule }) => (isWritten(rule) ? [[id, rule] as const] : [])),
  );
  // Places that the case itself put in are in no plan: what stands there is known by its id in the plan.
  const byNode = new Map<string, StepText>([
    ...own,
    ...plans
      .flatMap(({ of, blocks = {} }) => [of, ...Object.values(blocks)].flatMap(stepsIn))
      .map((step) => [step.id, step] as const),
  ]);
  return new Map(
    partsOfPlan(outline).flatMap(({ id, rule }) => {
      const step = byPart.get(id) ?? (rule && byNode.get(rule.id));
      return step ? [[id, step] as const] : [];
    }),
  );
}

/** Joining copies what it does not name: the words are still there. */
const isWritten = (rule: StepRule | undefined): rule is PlanStep => rule !== undefined && 'title' in rule;

const stepsIn = (nodes: readonly PlanNode[]): PlanStep[] =>
  nodes.flatMap((node) => {
    if (node.node === 'step') return [node];
    return node.node === 'gate' || typeof node.of === 'string' ? [] : stepsIn(node.of);
  });

/** A step that a case wrote itself, in the language of who wrote it. */
type OwnStep = { id: string; title: string; instruction: string; verify?: string; undo?: { instruction: string } };

/** What the case wrote last of steps of its own (`planned`), by their ids in its plan. Throws nothing. */
export function stepsOfItsOwn(events: readonly Pick<CaseEvent, 'type' | 'data'>[]): ReadonlyMap<string, StepText> {
  const planned = events.findLast(({ type }) => type.endsWith('.planned'));
  const { steps }: { steps?: unknown } = planned?.data ?? {};
  const own = Array.isArray(steps) ? steps.filter(isOwn) : [];
  return new Map(
    own.map(({ id, title, instruction, verify, undo }) => [
      id,
      {
        title: inBoth(title),
        instruction: inBoth(instruction),
        ...(verify === undefined ? {} : { verify: inBoth(verify) }),
        ...(undo ? { undo: { instruction: inBoth(undo.instruction) } } : {}),
      },
    ]),
  );
}

const inBoth = (words: string): StepWords => ({ zh: words, en: words });
const isOwn = (step: unknown): step is OwnStep =>
  typeof step === 'object' &&
  step !== null &&
  'id' in step &&
  'title' in step &&
  'instruction' in step &&
  [step.id, step.title, step.instruction].every((word) => typeof word === 'string');
