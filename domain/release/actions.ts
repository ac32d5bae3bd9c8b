/** The actions that the steps of a release name, held against the register of actions: when they are written, and before they begin. */
import type { ActionFact, Facts, FoundRunbook } from '../kernel/facts.ts';
import type { FieldError } from '../kernel/process.ts';
import { partsOfPlan } from '../kernel/steps/outline.ts';
import type { Outline } from '../kernel/steps/shapes.ts';

/** `undo`: named by the undo of the step; `code`: `unknown`, or why it is not begun now, as its attempt would fail. */
export type UnfitAction = { step: string; undo?: true; action: string; code: string };

const codeOf = (fact: ActionFact | null | undefined): string | undefined => (fact ? fact.closed : 'unknown');

/** Of an action that somebody names: unknown here, or not begun now. */
export function actionFault(action: string | undefined, pointer: string, known: Facts['actions']): FieldError[] {
  const code = action === undefined || known === undefined ? undefined : codeOf(known[action]);
  return code === undefined ? [] : [{ pointer, code }];
}

/** Of each step of an outline, by its id in the plan, what of its actions cannot be begun; where nobody asked the register nothing. Throws what `partsOfPlan` throws. */
export function unfitActions(outline: Outline, known: Facts['actions']): UnfitAction[] {
  if (known === undefined) return [];
  const rules = new Map(partsOfPlan(outline).flatMap(({ rule }) => (rule ? [[rule.id, rule] as const] : [])));
  return [...rules.values()].flatMap(({ id: step, action, undo }) => {
    const named = [{ action }, { action: undo?.action, undo: true as const }];
    return named.flatMap(({ action: name, ...where }): UnfitAction[] => {
      const code = name === undefined ? undefined : codeOf(known[name]);
      return name === undefined || code === undefined ? [] : [{ step, ...where, action: name, code }];
    });
  });
}

/** Names of the actions of an outline, each once. */
export const actionsIn = (outline: Outline): string[] => [
  ...new Set(
    partsOfPlan(outline).flatMap(({ rule }) => [rule?.action, rule?.undo?.action].filter((one) => one !== undefined)),
  ),
];

/** A runbook was published with actions that there were; they may be gone since. */
export function runbookActionFaults({ outline }: FoundRunbook, known: Facts['actions']): FieldError[] {
  const unfit = unfitActions(outline, known);
  return unfit.length === 0 ? [] : [{ pointer: '/runbook', code: 'action-unfit', params: { actions: unfit } }];
}
