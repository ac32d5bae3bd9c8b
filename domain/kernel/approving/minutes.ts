/** What a board decided in a meeting, recorded by its chair: what a process takes over beside its approvals (rules.ts). */
import { chairedBy, recordVotes } from '../approval/recording.ts';
import type { Approving, RoundWord } from '../approval/shapes.ts';
import type { Base } from '../definition.ts';
import type { Ctx, Party, Refusal, Transition } from '../process.ts';
import { rowsOf } from '../people/who.ts';
import { optional, texts } from '../own-fields.ts';
import type { MinutesCommand } from './contract.ts';
import type { ApprovalParty } from './parties.ts';
import { type Asking, type ApprovalUse, benchOf, concluding, heldBy, holdsSeat } from './rules.ts';
import { APPROVER } from './shipped.ts';

/** The row of its command: whoever is an approver is told by a blocker that he is not the chair. */
export function minutesRows<St extends string>(
  at: St,
  to: readonly St[],
): readonly Transition<St, MinutesCommand['type'], Party | ApprovalParty>[] {
  const row = rowsOf<St, MinutesCommand['type'], ApprovalParty>();
  return [row('recordMinutes', at, [at, ...to], APPROVER)];
}

type Rules<S, W, X> = {
  recordMinutes: { rule(data: MinutesCommand['data'], state: S, ctx: X): readonly (W | RoundWord)[] }['rule'];
};

/** The rule of its command. Throws what `recordVotes` says. */
export function minutesRules<S extends Base & Approving, W, X extends Asking>(
  use: ApprovalUse<S, W, X>,
): Rules<S, W, X> {
  return {
    recordMinutes({ planHash: shown, stage, decisions }, state, ctx) {
      const { meeting } = ctx.facts;
      const words = recordVotes(benchOf(use, state, ctx.now), ctx.actor.id, {
        meeting,
        shown,
        stage,
        decisions,
        title: state.title,
        holds(seat, person, principal) {
          const grants = principal === undefined ? (meeting?.grants[person] ?? []) : heldBy(principal, ctx);
          return grants === undefined || holdsSeat(seat, grants, state.unit);
        },
      });
      return concluding(use, words, state, ctx);
    },
  };
}

/** For a definition's `blockers`: only who chairs a stage that is asked records its minutes. */
export function minutesBlockers<S extends Approving>(
  use: Pick<ApprovalUse<S>, 'parties'>,
  state: S,
  { actor, now }: Pick<Ctx, 'actor' | 'now'>,
): { recordMinutes?: Refusal } {
  const { approval: round } = state;
  const isChair = round && chairedBy({ round, parties: use.parties(state), now }, actor.id) !== undefined;
  return isChair ? {} : { recordMinutes: { code: 'not-chair' } };
}

/** For a definition's `fields`: meetings in which votes on it were cast, also on what it was before. */
export const minutesFields = { meetings: optional(texts) } as const;
