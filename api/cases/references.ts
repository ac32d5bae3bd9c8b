/** Numbers of other cases that a case names: shown to whoever may read those, too. */
import { DomainError } from '../../domain/kernel/errors.ts';
import { leadingNumber } from '../../domain/kernel/ids.ts';
import { processOfCase } from '../../domain/processes.ts';
import type { Identity } from '../http/route.ts';

/** Fields of views, events, notices and refusals that hold the number of another case. */
export const REFERENCES = [
  'number',
  'parent',
  'mergedInto',
  'followUpOf',
  'incident',
  'call',
  'target',
  'source',
  'child',
  'change',
  'cutover',
  'release',
  'leftChange',
  'workOrder',
  'calledOffBy',
  'rectification',
  'blocks',
] as const;
/** Lists of views whose rows each name another case: its `number`, or a `call` of who reported it. */
const LISTS = ['links', 'children', 'reporters', 'awaitedBy', 'rectifications'] as const;
/** Lists of nothing but numbers. */
const NUMBERS = ['incidents'] as const;

type Named = { field: string; number: string };
/** Cases within a reach: which of `numbers` lie in it. */
type Cases = { which(numbers: readonly string[]): Promise<ReadonlySet<string>> };

function namedIn(value: object): Named[] {
  const at = (field: string): unknown => (Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined);
  const own = REFERENCES.flatMap((field): Named[] => {
    const number = at(field);
    return typeof number === 'string' ? [{ field, number }] : [];
  });
  const listed = LISTS.flatMap((field) =>
    rowsIn(at(field))
      .flatMap(numbersOf)
      .map((number) => ({ field, number })),
  );
  const named = NUMBERS.flatMap((field) => textsIn(at(field)).map((number) => ({ field, number })));
  const detail = at('detail');
  // `INC-000007 addChild`: what the record of an effect says of a command to another case.
  const inDetail = typeof detail === 'string' ? leadingNumber(detail) : null;
  return [...own, ...listed, ...named, ...(inDetail === null ? [] : [{ field: 'detail', number: inDetail }])];
}

type ListRow = { number?: unknown; call?: unknown };
const rowsIn = (value: unknown): ListRow[] =>
  Array.isArray(value) ? value.filter((row): row is ListRow => typeof row === 'object' && row !== null) : [];
const numbersOf = ({ number, call }: ListRow): string[] => [number, call].filter((one) => typeof one === 'string');

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** The rows that name no case outside the reach; of a reporter only his call is left out. */
const rowsWithin = (value: unknown, seen: ReadonlySet<string>): ListRow[] =>
  rowsIn(value)
    .filter(({ number }) => typeof number !== 'string' || seen.has(number))
    .map(({ call, ...row }) => (typeof call === 'string' && seen.has(call) ? { ...row, call } : row));

/** Of `values` the same; a field that names a case outside the reach is absent, and `outside` says which these are. */
export async function withinReach<T extends object>(
  cases: Cases,
  values: readonly T[],
): Promise<(T & { outside?: readonly string[] })[]> {
  const named = values.map(namedIn);
  const numbers = [...new Set(named.flat().map(({ number }) => number))];
  if (numbers.length === 0) return [...values];
  const seen = await cases.which(numbers);
  return values.map((value, i) => {
    const outside = (named[i] ?? []).filter(({ number }) => !seen.has(number)).map(({ field }) => field);
    if (outside.length === 0) return value;
    const hidden = outside.map((field) => [field, hiddenIn(field, value, seen)] as const); // undefined leaves as absent
    return { ...value, ...Object.fromEntries(hidden), outside: [...new Set(outside)] };
  });
}

type Blocked = { params?: object };
/** What is blocked says why, at times with the number of another case: cut as the refusal is that it announces. */
export async function blockedWithinReach<T extends Blocked>(cases: Cases, blocked: readonly T[]): Promise<T[]> {
  const params = await withinReach(
    cases,
    blocked.map((one) => one.params ?? {}),
  );
  return blocked.map((one, i) => (one.params === undefined ? one : { ...one, params: params[i] ?? {} }));
}

type By = { id: string; role: string };
/** Who did something: where that was the product for another case, its number is told to whoever may read that, too. */
export async function byWithinReach<T extends By>(cases: Cases, all: readonly T[]): Promise<T[]> {
  const numbers = [...new Set(all.filter(forCase).map(({ id }) => id))];
  if (numbers.length === 0) return [...all];
  const seen = await cases.which(numbers);
  return all.map((by) => (forCase(by) && !seen.has(by.id) ? { ...by, id: SYSTEM } : by));
}
const SYSTEM = 'system';
const forCase = ({ id, role }: By): boolean => role === SYSTEM && processOfCase(id) !== null;

function hiddenIn(field: string, value: object, seen: ReadonlySet<string>): ListRow[] | string[] | undefined {
  if (NUMBERS.some((one) => one === field)) return textsIn(Reflect.get(value, field)).filter((one) => seen.has(one));
  return LISTS.some((one) => one === field) ? rowsWithin(Reflect.get(value, field), seen) : undefined;
}

/** A refusal as this person may see it. */
export async function refusalWithinReach(
  reads: { scoped(identity: Identity): Cases },
  identity: Identity,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof DomainError) || namedIn(error.params).length === 0) return error;
  const [params] = await withinReach(reads.scoped(identity), [error.params]);
  return new DomainError(error.code, error.message, { fields: error.fields, ...(params ? { params } : {}) });
}
