/** The fields that processes let lists be asked by: their parameters, and the filter of the store for each. */
import { z } from 'zod';
import { processOf } from '../../domain/catalogue.ts';
import { instant, key, keyOf } from '../../domain/kernel/contract.ts';
import type { FieldSpec } from '../../domain/kernel/own-fields.ts';
import { pickBy, type Picked } from '../../domain/kernel/picks/picks.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { CaseFilter } from '../../models/cases/scoped.ts';
import { asSent, byComma, several } from '../http/query.ts';
import type { Identity } from '../http/route.ts';
import type { Reads } from './reads.ts';
import { REFERENCES } from './references.ts';

/** `path`: where it is stored; a count stands within the field `counts`. */
type OwnFilter = { name: string; path: string; is: FieldSpec['is']; words: readonly string[]; optional: boolean };

/** Of several processes, choices of one name together. */
function ownFiltersOf(of: readonly ProcessKey[]): OwnFilter[] {
  const found = new Map<string, OwnFilter>();
  for (const process of of)
    for (const [name, path, { filter, is, words = [], optional }] of fieldsOf(process)) {
      if (!filter) continue;
      const known = found.get(name);
      found.set(name, {
        name,
        path,
        is,
        words: [...new Set([...(known?.words ?? []), ...words])],
        optional: (known?.optional ?? false) || optional === true || of.length > 1,
      });
    }
  return [...found.values()];
}

/** Its own fields, and each of its counts. */
const fieldsOf = (process: ProcessKey): (readonly [name: string, path: string, field: FieldSpec])[] =>
  Object.entries(processOf(process).fields).flatMap(([name, field]) => [
    [name, name, field] as const,
    ...(name === COUNTS ? Object.entries(field.parts ?? {}) : []).map(
      ([count, inner]) => [count, `${COUNTS}.${count}`, inner] as const,
    ),
  ]);
const COUNTS = 'counts';

/** Asks for those without a value. */
export const NONE = 'none';
const YES_OR_NO = ['true', 'false'] as const;
const amount = () =>
  asSent(
    z
      .string()
      .regex(/^[0-9]{1,15}$/)
      .transform(Number)
      .optional(),
    { type: 'integer', minimum: 0 },
  );

/** A number and an instant by a range, `leadMsFrom` and `finishedTo` of `finishedAt`. */
const bareOf = (name: string): string => name.replace(/At$/, '');
const fromOf = (name: string): string => `${bareOf(name)}From`;
const toOf = (name: string): string => `${bareOf(name)}To`;

function schemasOf({ name, is, words, optional }: OwnFilter): Record<string, z.ZodType> {
  if (is === 'whole' || is === 'instant') {
    const bound = is === 'whole' ? amount : () => instant().optional();
    return {
      ...(optional ? { [name]: z.literal(NONE).optional().describe('Those without one') } : {}),
      [fromOf(name)]: bound().describe(is === 'whole' ? 'So much or more' : 'Then or later'),
      [toOf(name)]: bound().describe(is === 'whole' ? 'Less than so much' : 'Earlier than then'),
    };
  }
  if (is === 'yes-no')
    return {
      [name]: optional
        ? byComma([...YES_OR_NO, NONE]).describe(`Whether it is so; \`${NONE}\`: where nobody knows`)
        : z.enum(YES_OR_NO).optional().describe('Whether it is so'),
    };
  if (is === 'choice') return { [name]: byComma(optional ? [...words, NONE] : words) };
  const none = optional ? ` \`${NONE}\`: without one` : '';
  const pick = pickOf(name);
  return {
    [name]: several(pick ? keyOf(pick) : key())
      .optional()
      .describe(`Values by comma.${none}`),
  };
}

/** What the field is chosen from: a case, or a word of a register; undefined: words of its own. */
const pickOf = (name: string): Picked | undefined =>
  REFERENCES.some((field) => field === name) ? 'case' : pickBy({}, `/${name}`);

/** Parameters of a list over these processes, by their own fields. */
export const ownSchemasOf = (of: readonly ProcessKey[]): Record<string, z.ZodType> =>
  Object.assign({}, ...ownFiltersOf(of).map(schemasOf));

/** By own fields of processes: one filter, however many are asked at once, so that none multiplies another. */
export async function ownClause(
  reads: Reads,
  identity: Identity,
  of: readonly ProcessKey[],
  given: object,
): Promise<CaseFilter> {
  const asked = new Map<string, unknown>(Object.entries(given));
  const clauses = ownFiltersOf(of).map(async ({ name, path, is }): Promise<CaseFilter> => {
    const value = asked.get(name);
    if (is === 'whole' || is === 'instant') return rangeOf({ name, path }, asked);
    if (!isTexts(value)) return typeof value === 'string' ? { [path]: { is: value === 'true' } } : {};
    const named = value.filter((one) => one !== NONE);
    const seen = REFERENCES.some((field) => field === name) ? await seenAmong(reads, identity, named) : named;
    const among = is === 'yes-no' ? seen.map((one) => one === 'true') : seen;
    if (!value.includes(NONE)) return { [path]: { in: among } };
    return { [path]: among.length > 0 ? { in: [...among, null] } : { present: false } }; // null: also where it is absent
  });
  return Object.assign({}, ...(await Promise.all(clauses)));
}

function rangeOf({ name, path }: Pick<OwnFilter, 'name' | 'path'>, asked: ReadonlyMap<string, unknown>): CaseFilter {
  const range = between(path, asked.get(fromOf(name)), asked.get(toOf(name)));
  if (asked.get(name) !== NONE) return range;
  return { [path]: Object.keys(range).length > 0 ? { in: [] } : { present: false } }; // none has both none and a value
}

/** A filter names a field once, so of several ranges on one field the last holds. */
export function between(field: string, gte: unknown, lt: unknown): CaseFilter {
  if (typeof gte !== 'number' && typeof lt !== 'number') return {};
  const from = typeof gte === 'number' ? { gte } : {};
  return { [field]: { range: { ...from, ...(typeof lt === 'number' ? { lt } : {}) } } };
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value);

/** A field that names a case out of reach is not shown, so nothing is found by it. */
const seenAmong = async (reads: Reads, identity: Identity, numbers: readonly string[]): Promise<string[]> => [
  ...(await reads.scoped(identity).which(numbers)),
];
