/** What a proposal for the plan of the next period says: its figures, its lines, and what was decided of each. */
import type { Millis, OrgPath } from '../../kernel/units.ts';
import type { EveryMonths } from '../slots.ts';

/** An incident that was no child of another and was not canceled. */
export type Fault = {
  number: string;
  at: Millis;
  unit: OrgPath;
  item?: string | undefined;
  /** Kind of that item; absent: the register does not hold it. */
  class?: string | undefined;
  cause?: string | undefined;
};
export const FIGURES_BY = ['class', 'item', 'place', 'cause'] as const;
export type FigureBy = (typeof FIGURES_BY)[number];
/** Faults that are alike in one thing. */
export type Figure = {
  by: FigureBy;
  value: string;
  count: number;
  /** By local month, `2026-09`, ascending; months without one are left out. */
  months: readonly { month: string; count: number }[];
  /** Of a class: which of its items failed. */
  items?: readonly string[] | undefined;
};

export const LINE_KINDS = ['more-often', 'less-often', 'add-line'] as const;
type OfInterval = { kind: 'more-often' | 'less-often'; fromMonths: EveryMonths; toMonths: EveryMonths };
/** `line`: the id that the line of the plan would have. */
type OfLine = { kind: 'add-line'; cause: string; line: string };
/** One change that is proposed, under an id of its own, with the figures that speak for it; none: nothing failed. */
export type ProposedLine = { id: string; figures: readonly Figure[] } & (OfInterval | OfLine) & {
    /** The contract says how often, before the plan: it cannot be accepted here. */
    heldBy?: 'contract' | undefined;
    decision?: Decision | undefined;
  };
/** `version`: of the plan, that came of it. */
export type Decision = { accepted: boolean; reason: string; by: string; at: Millis; version?: number | undefined };

/** `core-room/2026-12`: of a plan, made in that local month. */
export const proposalKey = (plan: string, month: string): string => `${plan}/${month}`;
