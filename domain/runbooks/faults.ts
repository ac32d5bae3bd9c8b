/** What of a plan cannot work, each fault with its pointer: asked before a runbook is published, so that no run meets it. */
import { MOST_PARTS, MOST_STATE_BYTES } from '../kernel/part.ts';
import type { FieldError, OrgPath } from '../kernel/process.ts';
import { outlineOf, weightAtMost } from '../kernel/steps/outline.ts';
import type { Plan } from '../kernel/steps/shapes.ts';
import type { Role } from '../roles.ts';
import { blockFaults, hasEmpty, partsIn, placedFaults, rolesPlaced, stepsIn } from './placed.ts';
import { writtenFaults } from './written.ts';

export type PlanText = Omit<Plan, 'id'>;
/** What registers say. */
export type Known = {
  /** Of the roles that `rolesAsked` names those that somebody holds, as `roleAt` writes them. */
  held: ReadonlySet<string>;
  /** Of `actionsAsked` those that are registered, open and for the runbook's organisation; absent: there is no register to ask. */
  actions?: ReadonlySet<string>;
};
/** How a role at an organisation is written in `held`. */
export const roleAt = (role: Role, orgPath: OrgPath): string => `${role}@${orgPath}`;

/**
 * Every fault of the plan of a runbook of `orgPath`, without a sound text throws nothing either. What stands at places is looked
 * at only where its blocks are known and nothing is empty, and no more of it than a case may have. `joins`: it may be carried out with others, where
 * the place of each stands before its ids (steps/joined.ts).
 */
export function planFaults(
  plan: PlanText,
  orgPath: OrgPath,
  { joins = false, ...known }: Known & { joins?: boolean },
): FieldError[] {
  const written = writtenFaults(plan, known.actions);
  const blocks = blockFaults(plan);
  if (blocks.length > 0 || hasEmpty(plan)) return [...written, ...blocks];
  const parts = partsIn(plan);
  if (parts > MOST_PARTS)
    return [...written, { pointer: '/plan', code: 'too-many-parts', params: { maximum: MOST_PARTS, parts } }];
  const nobody = rolesPlaced(plan, orgPath)
    .filter(({ role, orgPath: at }) => !known.held.has(roleAt(role, at)))
    .map(({ pointer, role, orgPath: at }) => ({ pointer, code: 'nobody', params: { role, orgPath: at } }));
  const bytes = weightAtMost(outlineOf({ id: '', ...plan }));
  const heavy = { pointer: '/plan', code: 'too-heavy', params: { maximum: MOST_STATE_BYTES, bytes } };
  return [
    ...written,
    ...placedFaults(plan, orgPath, joins ? '1-' : ''),
    ...nobody,
    ...(bytes > MOST_STATE_BYTES ? [heavy] : []),
  ];
}

/**
 * The roles that somebody must hold, each with the organisation at or above which he does; empty for a plan whose places cannot
 * be told. Throws nothing.
 */
export function rolesAsked(plan: PlanText, orgPath: OrgPath): { role: Role; orgPath: OrgPath }[] {
  if (blockFaults(plan).length > 0 || hasEmpty(plan) || partsIn(plan) > MOST_PARTS) return [];
  const all = rolesPlaced(plan, orgPath).map(
    ({ role, orgPath: at }) => [roleAt(role, at), { role, orgPath: at }] as const,
  );
  return [...new Map(all).values()];
}

/** Names of the actions that its steps and their undos name, each once. Throws nothing. */
export const actionsAsked = (plan: PlanText): string[] => [
  ...new Set(
    stepsIn(plan)
      .flatMap(({ action, undo }) => [action, undo?.action])
      .filter((one) => one !== undefined),
  ),
];
