/** What may be published as a scheme: what a case could not be reckoned by is refused, with its place. */
import { fieldFault } from '../../kernel/errors.ts';
import { isWithin } from '../../kernel/people/access.ts';
import type { FoundUnit } from '../../figures/language/units.ts';
import type { FieldError } from '../../kernel/units.ts';
import { isExact } from './decimals.ts';
import type { Amount, Clause, MeasuredItem, Scheme, SchemeItem, Terms } from './shapes.ts';

/** Parts of a case have clocks and a place in its state; a statement is to be read. */
export const [MOST_ITEMS, MOST_CLAUSES, MOST_STEPS] = [30, 20, 10] as const;
const ALL_POINTS = 100;

/**
 * Bad fields. `former`: the version in force; what cuts its periods and who is judged by whom never changes, that is another scheme.
 * Throws nothing.
 */
export function schemeFaults(scheme: Scheme, former: Scheme | null): FieldError[] {
  const { items, clauses } = scheme;
  if (scheme.withdrawn) return fieldFault(former === null, '/withdrawn', 'not-there');
  const weight = items.reduce((sum, one) => sum + one.weight, 0);
  return [
    ...twice(items, 'items'),
    ...twice(clauses, 'clauses'),
    ...fieldFault(weight !== ALL_POINTS, '/items', 'not-a-hundred'),
    ...items.flatMap((item, n) => itemFaults(item, `/items/${n}`)),
    ...clauses.flatMap((clause, n) => clauseFaults(clause, scheme, `/clauses/${n}`)),
    ...subjectFaults(scheme),
    ...(former ? keptFaults(scheme, former) : []),
  ];
}

const twice = (all: readonly { id: string }[], field: string): FieldError[] =>
  all.flatMap(({ id }, n) => fieldFault(all.findIndex((one) => one.id === id) < n, `/${field}/${n}/id`, 'duplicate'));

const KEPT = ['orgPath', 'judge', 'period', 'firstMonth', 'currency'] as const;
const keptFaults = (scheme: Scheme, former: Scheme): FieldError[] => [
  ...KEPT.flatMap((field) => fieldFault(scheme[field] !== former[field], `/${field}`, 'immutable')),
  ...(['kind', 'person', 'organisation'] as const).flatMap((field) =>
    fieldFault(scheme.subject[field] !== former.subject[field], `/subject/${field}`, 'immutable'),
  ),
];

function subjectFaults({ subject, judge, orgPath }: Scheme): FieldError[] {
  const { kind, person, organisation } = subject;
  const own = organisation ?? (kind === 'centre' ? orgPath : undefined);
  return [
    ...fieldFault(kind === 'person' && person === undefined, '/subject/person', 'required'),
    ...fieldFault(kind !== 'person' && person !== undefined, '/subject/person', 'unknown-field'),
    // Nobody judges himself.
    ...fieldFault(kind !== 'person' && own !== undefined && isWithin(judge, own), '/judge', 'judges-itself'),
  ];
}

function itemFaults({ measure, target, scoring, better }: MeasuredItem, at: string): FieldError[] {
  const isComputed = measure !== undefined;
  const steps = scoring.is === 'steps' ? scoring.steps : [];
  return [
    ...fieldFault(isComputed && scoring.is !== 'steps' && target === undefined, `${at}/target`, 'required'),
    ...fieldFault(target !== undefined && !isExact(target), `${at}/target`, 'too-precise'),
    ...fieldFault(better === 'more' && target !== undefined && target <= 0, `${at}/target`, 'too-small'),
    ...fieldFault(target !== undefined && target < 0, `${at}/target`, 'too-small'),
    ...steps.flatMap(({ figure }, n) => fieldFault(!isExact(figure), `${at}/scoring/steps/${n}/figure`, 'too-precise')),
    // What is better scores more, or the same: else a scheme would reward what is worse.
    ...steps.flatMap((step, n) =>
      fieldFault(
        steps.some((other) => isWorse(better, step.figure, other.figure) && step.points > other.points),
        `${at}/scoring/steps/${n}/points`,
        'out-of-order',
      ),
    ),
  ];
}
const isWorse = (better: SchemeItem['better'], one: number, other: number): boolean =>
  better === 'more' ? one < other : one > other;

function clauseFaults(clause: Clause, { items, fee }: Scheme, at: string): FieldError[] {
  const item = items.find(({ id }) => id === clause.item);
  const amounts = clause.is === 'tiers' ? clause.tiers.map(({ amount }) => amount) : [clause.amount];
  return [
    ...fieldFault(item === undefined, `${at}/item`, 'unknown'),
    ...fieldFault(item !== undefined && item.measure === undefined, `${at}/item`, 'not-computed'),
    ...fieldFault(
      clause.is === 'per-percent' && item !== undefined && item.target === undefined,
      `${at}/item`,
      'target-missing',
    ),
    ...fieldFault(fee === undefined && amounts.some((amount) => 'basisPoints' in amount), '/fee', 'required'),
    ...(clause.is === 'tiers' && item ? tierFaults(clause.tiers, item, { fee, at }) : []),
  ];
}

type Tiers = readonly { beyond: number; amount: Amount }[];
/** From the nearest to the furthest, each dearer than the one before. */
function tierFaults(
  tiers: Tiers,
  { better }: MeasuredItem,
  { fee, at }: { fee: number | undefined; at: string },
): FieldError[] {
  /** Ten-thousandths of a cent: no product of a fee is beyond what is exact. */
  const worth = (amount: Amount): bigint =>
    'cents' in amount ? BigInt(amount.cents) * 10_000n : BigInt(fee ?? 0) * BigInt(amount.basisPoints);
  return tiers.flatMap(({ beyond, amount }, n) => {
    const before = tiers[n - 1];
    return [
      ...fieldFault(!isExact(beyond), `${at}/tiers/${n}/beyond`, 'too-precise'),
      ...fieldFault(
        before !== undefined && (!isWorse(better, beyond, before.beyond) || worth(amount) < worth(before.amount)),
        `${at}/tiers/${n}`,
        'out-of-order',
      ),
    ];
  });
}

/**
 * Bad clauses per percent: below 1 a target is that of a share, which is missed by percentage points; of a number or of minutes, a percent
 * of such a target is of nothing, or of next to nothing. `units`: of the measure of each item, by its id. Throws nothing.
 */
export const percentFaults = (
  { items, clauses }: Pick<Scheme, 'items' | 'clauses'>,
  units: ReadonlyMap<string, FoundUnit>,
): FieldError[] =>
  clauses.flatMap(({ is, item: of }, n) => {
    const { target = 1 } = items.find(({ id }) => id === of) ?? {};
    const unit = units.get(of);
    return fieldFault(
      is === 'per-percent' && target < 1 && (unit === 'number' || unit === 'minutes'),
      `/clauses/${n}/item`,
      'target-too-small',
    );
  });

/** What a case reckons with of a version: no formula, since a figure is frozen once and for all. Throws nothing. */
export const termsIn = ({ items, clauses, currency, fee, cap, silence }: Scheme): Terms => ({
  items: items.map(({ measure, formula: _formula, ...item }) => ({
    ...item,
    ...(measure === undefined ? {} : { computed: true as const }),
  })),
  clauses,
  currency,
  ...(fee === undefined ? {} : { fee }),
  ...(cap === undefined ? {} : { cap }),
  ...(silence ? { silence } : {}),
});

/** What people edit of a version: no formula, which is made of its text at each publication, and nothing of its stamp. Throws nothing. */
export function schemeSourceOf(kept: Scheme): Scheme {
  const { title, orgPath, subject, judge, period, firstMonth, items, clauses, currency } = kept;
  const { fee, cap, silence, withdrawn, reason } = kept;
  return {
    title,
    orgPath,
    subject,
    judge,
    period,
    firstMonth,
    items: items.map(({ formula: _formula, ...item }) => item),
    clauses,
    currency,
    ...(fee === undefined ? {} : { fee }),
    ...(cap === undefined ? {} : { cap }),
    ...(silence ? { silence } : {}),
    ...(withdrawn ? { withdrawn } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}
