/** What stands against a change when it is submitted, scheduled and started; the finding itself is `domain/changes/conflicts.ts`. */
import { DomainError } from '../kernel/errors.ts';
import type { FoundConflict } from '../kernel/facts.ts';
import type { Change, CheckedAt, RulesCtx, StandingConflict, Word } from './state.ts';

/** As a case keeps it: without its words, which follow from its code. */
const kept = ({
  key,
  kind,
  severity,
  item,
  with: other,
  from,
  until,
  waivable,
  why,
}: FoundConflict): StandingConflict => ({
  key,
  kind,
  severity,
  waivable,
  code: why.code,
  ...(item === undefined ? {} : { item }),
  ...(other === undefined ? {} : { with: other }),
  from,
  until,
});

/** What was found, with who has waived the same before. */
export const found = ({ conflicts }: Pick<Change, 'conflicts'>, { facts }: RulesCtx): StandingConflict[] => {
  const waived = new Map(conflicts.map(({ key, waivedBy }) => [key, waivedBy]));
  return (facts.conflicts ?? []).map((one) => {
    const waivedBy = waived.get(one.key);
    return { ...kept(one), ...(waivedBy === undefined ? {} : { waivedBy }) };
  });
};

export const checked = (at: CheckedAt, conflicts: readonly StandingConflict[]): Word => ({
  type: 'conflictsChecked',
  data: { at, found: conflicts },
});

/** A freeze yields to an emergency alone, whose seats see it named; nothing else that blocks yields at all. */
export const blocking = ({ kind }: Pick<Change, 'kind'>, conflicts: readonly StandingConflict[]): StandingConflict[] =>
  conflicts.filter(({ severity, kind: of }) => severity === 'block' && !(of === 'freeze' && kind === 'emergency'));

const CODES: Readonly<Record<string, string>> = { freeze: 'freeze', 'outside-window': 'outside-window' };

/** Throws 'freeze', 'outside-window' or 'conflict', whichever is first, with all that blocks. */
export function refuseBlocked(change: Pick<Change, 'kind'>, conflicts: readonly StandingConflict[]): void {
  const blocks = blocking(change, conflicts);
  const [first] = blocks;
  if (first)
    throw new DomainError(CODES[first.kind] ?? 'conflict', 'Something stands against its window', {
      params: { conflicts: blocks },
    });
}
