/** What a case says of itself beside its frame, and which cases it names. */
import type { CaseAnswer } from '../../generated/api.ts';

/** Shown in places of their own. */
const FRAME = new Set(
  `number process mode version status title orgPath orgLine parties queue queueOrg tier priority application takenBack waitsFor
   readings dueAt nextWakeUp openedAt updatedAt closedAt outside allowed blocked clocks promise serverNow parts counts links tags
   spentMinutes worklog recentChanges description approval planHash recordHash conflicts assessments children reporters
   questionnaire schemeRef urged supervised`.split(/\s+/),
);
const NUMBER = /^[A-Z]{2,3}-\d{6,12}$/;
type Plain = string | number | boolean;
/** `of`: where the value is a group, the field of the group that it stands in. */
export type Fact = { name: string; values: readonly { of?: string; value: Plain }[] };

const isPlain = (value: unknown): value is Plain =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
/** Other cases stand among the relations; what is not so is no news. */
const isSaid = (value: unknown): value is Plain =>
  isPlain(value) && value !== false && !(typeof value === 'string' && NUMBER.test(value));

/** Fields of its process in the order of the answer: plain ones, lists of words, and groups of plain ones. */
export const factsOf = (kase: Readonly<Record<string, unknown>>): readonly Fact[] =>
  Object.entries(kase).flatMap(([name, value]): Fact[] => {
    if (FRAME.has(name)) return [];
    if (isSaid(value)) return [{ name, values: [{ value }] }];
    if (Array.isArray(value)) {
      const values = value.filter(isSaid).map((one) => ({ value: one }));
      return values.length > 0 ? [{ name, values }] : [];
    }
    if (typeof value !== 'object' || value === null) return [];
    const values = Object.entries(value).flatMap(([of, inner]) => (isSaid(inner) ? [{ of, value: inner }] : []));
    return values.length > 0 ? [{ name, values }] : [];
  });

/** `relation`: of a link; `inward`: the other case has made it. */
export type Relation = { field: string; number: string; relation?: string; inward?: boolean };
type Link = { number: string; relation: string; inward: boolean };
const isLink = (value: unknown): value is Link =>
  typeof value === 'object' && value !== null && 'number' in value && 'relation' in value;

/** Every case that the answer names, by the field that names it, links first; each once. */
export function relationsOf(kase: Pick<CaseAnswer, 'number'>): readonly Relation[] {
  const links: unknown = Reflect.get(kase, 'links');
  const linked = (Array.isArray(links) ? links : []).filter(isLink).map(
    ({ number, relation, inward }): Relation => ({
      field: 'links',
      number,
      relation,
      inward,
    }),
  );
  const { links: _links, recentChanges: _changes, ...rest } = { links: null, recentChanges: null, ...kase };
  const seen = new Set([kase.number, ...linked.map(({ number }) => number)]);
  const named = numbersIn(rest, '').filter(({ number }) => !seen.has(number) && seen.add(number));
  return [...linked, ...named];
}

function numbersIn(value: unknown, under: string): Relation[] {
  if (typeof value === 'string') return NUMBER.test(value) ? [{ field: under, number: value }] : [];
  if (Array.isArray(value)) return value.flatMap((one) => numbersIn(one, under));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbersIn(inner, under === '' ? name : under));
}

export type Entry = { entry: number; person: string; day: string; minutes: number };
/** Minutes of each, the most first. */
export function spentBy(entries: readonly Entry[]): readonly { person: string; minutes: number }[] {
  const sums = new Map<string, number>();
  for (const { person, minutes } of entries) sums.set(person, (sums.get(person) ?? 0) + minutes);
  return [...sums]
    .map(([person, minutes]) => ({ person, minutes }))
    .filter(({ minutes }) => minutes > 0)
    .toSorted((a, b) => b.minutes - a.minutes || (a.person < b.person ? -1 : 1));
}
