/** What a check found missing, and how a gap is filled, handed on or accepted. */
import { namedFiles } from '../kernel/common/files.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import type { DataOf } from '../kernel/definition.ts';
import type { ArchiveCommand } from './contract.ts';
import type { Archive, RulesCtx, Word } from './state.ts';
import { MOST_GAPS } from './statuses.ts';

type Gaps = NonNullable<NonNullable<Archive['parts']>['gap']>;
type Missing = { case: string; paper: string; person?: string | undefined };
/** Why it is stuck. */
const TOO_MANY = 'too-many-gaps';
const gapsOf = ({ parts }: Archive): Gaps => parts?.gap ?? {};
/** Ids of the gaps that stand so. */
export const gapsIn = (archive: Archive, ...statuses: readonly string[]): string[] =>
  Object.entries(gapsOf(archive)).flatMap(([id, { status }]) => (statuses.includes(status) ? [id] : []));

const partOf = ({ part }: RulesCtx): string => part?.id ?? '';

/** Those that are news: no gap of that case and paper is there, whatever became of it. */
function news<G extends Missing>(found: readonly G[], archive: Archive): G[] {
  const known = new Set(Object.values(gapsOf(archive)).map((gap) => `${gap.case} ${gap.paper}`));
  return found.filter((gap) => {
    const name = `${gap.case} ${gap.paper}`;
    const isNew = !known.has(name);
    known.add(name);
    return isNew;
  });
}

const handed = ({ person }: Missing) => (person === undefined ? {} : { assignees: [person] });

/** Everything is looked at anew, behind `words`. */
export const checkAgain = (words: readonly Word[], { attempt }: Archive, reason?: string): readonly Word[] => [
  ...words,
  { type: 'checkBegun', data: { attempt: attempt + 1, ...(reason === undefined ? {} : { reason }) } },
];

/** What stands behind a gap that is settled: the rest, or, where that was the last one, a look at everything. */
function settled(words: readonly Word[], archive: Archive, ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  const waits = archive.status === 'gaps-open' && gapsIn(state, 'open').length > 0;
  return waits ? words : checkAgain(words, archive);
}

type Checked = DataOf<ArchiveCommand, 'noteChecked'>;
/** What a look says, in the events that follow from it. */
export function checked(
  { gaps, more, filled, carried, broken, moreBroken }: Checked,
  archive: Archive,
): readonly Word[] {
  const there = gapsIn(archive, 'open', 'late').filter((id) => filled.includes(id));
  const missing = news(gaps, archive);
  const late = news(carried, archive);
  const begun = Object.keys(gapsOf(archive)).length;
  // More than a case may have is more than chasing one by one can mend.
  if (begun + missing.length + late.length > MOST_GAPS) return [{ type: 'stuck', data: { code: TOO_MANY } }];
  const id = (n: number) => `g-${begun + n + 1}`;
  return [
    ...there.map((part): Word => ({ type: 'gapFilled', data: { part, to: 'filled', found: true } })),
    ...missing.map(
      (gap, n): Word => ({
        type: 'gapFound',
        data: {
          part: id(n),
          to: 'open',
          made: { [id(n)]: { kind: 'gap' } },
          case: gap.case,
          paper: gap.paper,
          ...handed(gap),
        },
      }),
    ),
    ...late.map((gap, n): Word => {
      const part = id(missing.length + n);
      const { case: number, paper, of } = gap;
      return {
        type: 'gapCarried',
        data: { part, to: 'late', made: { [part]: { kind: 'gap' } }, case: number, paper, of, ...handed(gap) },
      };
    }),
    ...broken.map((chain): Word => ({ type: 'chainBroken', data: chain })),
    {
      type: 'checked',
      data: {
        gaps:
          gapsIn(archive, 'open').length -
          there.filter((one) => gapsOf(archive)[one]?.status === 'open').length +
          missing.length,
        more,
        broken: broken.length,
        moreBroken,
      },
    },
  ];
}

export const gapRules = {
  fillGap({ files: ids = [], text }: DataOf<ArchiveCommand, 'fillGap'>, archive: Archive, ctx: RulesCtx) {
    const files = ids.length === 0 ? [] : namedFiles({ field: 'files', ids, had: archive.common.files }, ctx);
    if (files.length === 0 && ctx.facts.paper !== true)
      throw new DomainError('paper-missing', 'The paper is not there yet: hand it in, or have it made on its case');
    const part = partOf(ctx);
    const said = { ...(files.length > 0 ? { files } : {}), ...(text === undefined ? {} : { text }) };
    return settled([{ type: 'gapFilled', data: { part, to: 'filled', ...said } }], archive, ctx);
  },
  assignGap({ person }: DataOf<ArchiveCommand, 'assignGap'>, _archive: Archive, ctx: RulesCtx): readonly Word[] {
    if (!ctx.facts.person?.active) throw invalid('person', 'unknown', 'There is no such person');
    if (ctx.facts.person.roleMissing) throw invalid('person', 'role-missing', 'He takes part in no case');
    return [{ type: 'gapAssigned', data: { part: partOf(ctx), assignees: [person] } }];
  },
  acceptGap({ reason }: DataOf<ArchiveCommand, 'acceptGap'>, archive: Archive, ctx: RulesCtx): readonly Word[] {
    return settled([{ type: 'gapAccepted', data: { part: partOf(ctx), to: 'accepted', reason } }], archive, ctx);
  },
};
