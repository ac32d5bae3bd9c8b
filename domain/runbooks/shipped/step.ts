/** How the plans beside are written: one step a call, its texts as pairs of Chinese and English. */
import type { PlanStep, StepWords } from '../../kernel/steps/shapes.ts';
import { MINUTE } from '../../kernel/time/durations.ts';
import type { Role } from '../../roles.ts';

export type Words = readonly [zh: string, en: string];
export const told = ([zh, en]: Words): StepWords => ({ zh, en });

type Undo = { does: Words; minutes: number; action?: string };
type Written = {
  title: Words;
  does: Words;
  sees: Words;
  minutes: number;
  /** Absent: a person does it. */
  action?: string;
  role?: Role;
  undo?: Undo;
  retries?: number;
} & Pick<PlanStep, 'witness' | 'noReturn' | 'skippable'>;

/** Of an undo without an action: by hand. One that has an undo goes back when it fails, the others halt. */
export function step(
  id: string,
  { title, does, sees, minutes, action, role, undo, retries, ...marks }: Written,
): PlanStep {
  return {
    node: 'step',
    id,
    kind: action === undefined ? 'manual' : 'automatic',
    title: told(title),
    instruction: told(does),
    verify: told(sees),
    role: role ?? 'engineer',
    ...(action === undefined ? {} : { action }),
    ...(undo ? { undo: undoOf(undo) } : {}),
    budgetMs: minutes * MINUTE,
    retries: retries ?? 0,
    onFailure: undo ? 'undo' : 'needs-human',
    ...marks,
  };
}

const undoOf = ({ does, minutes, action }: Undo): NonNullable<PlanStep['undo']> => ({
  kind: action === undefined ? 'manual' : 'automatic',
  instruction: told(does),
  ...(action === undefined ? {} : { action }),
  budgetMs: minutes * MINUTE,
});

type Choice = { id: string; title: Words; skips?: readonly string[] };
/** A step at which the commander decides. */
export const decision = (id: string, written: Written, choices: readonly Choice[]): PlanStep => ({
  ...step(id, { role: 'supervisor', ...written }),
  kind: 'decision',
  choices: choices.map(({ title, ...choice }) => ({ ...choice, title: told(title) })),
});
