/** What the steps of a run are called and say: words of the runbooks that it pinned, which the case does not keep. */
import { joined } from '../kernel/steps/joined.ts';
import { partsOfPlan } from '../kernel/steps/outline.ts';
import type { Outline, Plan, PlanNode, PlanStep, StepRule } from '../kernel/steps/shapes.ts';

/**
 * Steps of the outline, by the ids of their parts, as the plans write them. `plans`: in the order in which they are run. One that no
 * plan has is left out. Throws what `partsOfPlan` throws.
 */
export function stepsWritten(plans: readonly Plan[], outline: Outline): ReadonlyMap<string, PlanStep> {
  const byPart = new Map(
    partsOfPlan(joined('', plans)).flatMap(({ id, rule }) => (isWritten(rule) ? [[id, rule] as const] : [])),
  );
  // Places that the case itself put in are in no plan: what stands there is known by its id in the plan.
  const byNode = new Map(
    plans
      .flatMap(({ of, blocks = {} }) => [of, ...Object.values(blocks)].flatMap(stepsIn))
      .map((step) => [step.id, step]),
  );
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
