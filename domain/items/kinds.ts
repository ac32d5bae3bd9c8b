/** Kinds of items as data: a kind or a field is added to the register of kinds, and to no code. */
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError } from '../kernel/process.ts';
import { dayOf } from '../kernel/time/calendar-table.ts';
import type { FieldValue } from './item.ts';

/** `amount`: of money, to the hundredth; `day`: `2026-02-28`; `address`: IPv4 or IPv6; `texts`: a list of lines. */
export const FIELD_TYPES = ['text', 'texts', 'whole', 'amount', 'yes-no', 'choice', 'day', 'address'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

type Title = { zh: string; en: string };
export type KindField = {
  key: string;
  title: Title;
  type: FieldType;
  required?: boolean | undefined;
  /** Of a choice. */
  values?: readonly string[] | undefined;
};
export type ItemKind = { title: Title; open: boolean; fields: readonly KindField[] };

/**
 * What is wrong with `fields` for an item of this kind: a required one missing, one that the kind does not have, a value that
 * is none of its type. A value that stood there before (`former`) is left alone, also where its field has gone since; a
 * required one may only lack where it lacked. Pointers begin with `/fields`. Throws nothing.
 */
export function kindFaults(
  { fields: specs }: ItemKind,
  fields: Readonly<Record<string, FieldValue>>,
  former: Readonly<Record<string, FieldValue>> = {},
  isNew = true,
): FieldError[] {
  const known = new Map(specs.map((spec) => [spec.key, spec]));
  const missing = specs.flatMap(({ key, required }) =>
    fieldFault(
      required === true && fields[key] === undefined && (isNew || former[key] !== undefined),
      `/fields/${key}`,
      'required',
    ),
  );
  const wrong = Object.entries(fields).flatMap(([key, value]): FieldError[] => {
    if (isSame(value, former[key])) return [];
    const spec = known.get(key);
    if (!spec) return [{ pointer: `/fields/${key}`, code: 'unknown-field' }];
    const fault = valueFault(spec, value);
    return fault ? [{ pointer: `/fields/${key}`, ...fault }] : [];
  });
  return [...missing, ...wrong];
}

const isSame = (one: FieldValue, other: FieldValue | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

type Fault = Omit<FieldError, 'pointer'>;
const wrongType = (expected: string): Fault => ({ code: 'wrong-type', params: { expected } });
const wrongFormat = (format: string): Fault => ({ code: 'wrong-format', params: { format } });

function valueFault({ type, values = [] }: KindField, value: FieldValue): Fault | null {
  switch (type) {
    case 'whole':
      return typeof value === 'number' && Number.isSafeInteger(value) ? null : wrongType('integer');
    case 'amount':
      return typeof value === 'number' && isAmount(value) ? null : wrongFormat('amount');
    case 'yes-no':
      return typeof value === 'boolean' ? null : wrongType('boolean');
    case 'texts':
      return Array.isArray(value) ? null : wrongType('array');
    default:
      return typeof value === 'string' ? textFault(type, values, value) : wrongType('string');
  }
}

function textFault(type: 'text' | 'choice' | 'day' | 'address', values: readonly string[], value: string) {
  if (type === 'choice')
    return values.includes(value) ? null : { code: 'not-allowed-value', params: { allowed: [...values] } };
  if (type === 'day') return Number.isNaN(dayOf(value)) ? wrongFormat('date') : null;
  if (type === 'address') return isAddress(value) ? null : wrongFormat('address');
  return null;
}

const MOST_MONEY = 1e13;
const isAmount = (value: number): boolean =>
  value >= 0 && value <= MOST_MONEY && Math.round(value * 100) / 100 === value;

const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const V4 = new RegExp(String.raw`^${BYTE}(?:\.${BYTE}){3}$`);
const GROUP = /^[0-9A-Fa-f]{1,4}$/;
const MOST_GROUPS = 8;

/** True for an address of IPv4 or IPv6, without prefix length and zone. */
export function isAddress(text: string): boolean {
  if (V4.test(text)) return true;
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return false;
  const groups = [head, tail ?? ''].flatMap((side) => (side === '' ? [] : side.split(':')));
  const isWhole = tail === undefined ? groups.length === MOST_GROUPS : groups.length < MOST_GROUPS;
  return isWhole && groups.every((group) => GROUP.test(group));
}

/**
 * What stands in the way of a kind as an editor wrote it: a key twice, a choice without values, values of what is none, and a
 * field that changed its type: what items hold of it would be none any more. Throws nothing.
 */
export function kindProblems(fields: readonly KindField[], former: readonly KindField[] = []): FieldError[] {
  const before = new Map(former.map(({ key, type }) => [key, type]));
  return fields.flatMap(({ key, type, values = [] }, i) => [
    ...fieldFault(fields.findIndex((other) => other.key === key) < i, `/fields/${i}/key`, 'named-twice'),
    ...fieldFault(before.has(key) && before.get(key) !== type, `/fields/${i}/type`, 'immutable'),
    ...fieldFault(type === 'choice' && values.length === 0, `/fields/${i}/values`, 'required'),
    ...fieldFault(type !== 'choice' && values.length > 0, `/fields/${i}/values`, 'not-a-choice'),
    ...fieldFault(new Set(values).size !== values.length, `/fields/${i}/values`, 'named-twice'),
  ]);
}
