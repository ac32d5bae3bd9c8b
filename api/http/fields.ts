/** What zod found, as the product's field codes: every bad field of one request, each by its JSON pointer. */
import type { z } from 'zod';
import { BAD_CHARACTER, isWritten } from '../../domain/kernel/contract.ts';
import type { FieldError } from '../../domain/kernel/process.ts';
import { invalid } from './problem.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** More would only make the answer longer than what was sent. */
const MOST_NAMED = 1_000;

/** `input` as `schema` gives it, or 'invalid-data' naming every bad field, of very many the first thousand. */
export function parsed<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const { data, errors } = read(schema, input);
  if (errors.length > 0) throw invalid(errors.slice(0, MOST_NAMED));
  return data;
}

/**
 * `input` held against `schema`, and every text in it against the one rule for text, whatever the schema says of it. `data`
 * is good only where there is no error.
 */
export function read<T extends z.ZodType>(schema: T, input: unknown): { data: z.output<T>; errors: FieldError[] } {
  const { success, data, error } = schema.safeParse(input);
  const errors = distinct([...(success ? [] : fieldErrorsOf(error, input)), ...textFaults(input, [])]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- undefined only beside errors
  return { data: data as z.output<T>, errors };
}

/** Every issue of `error`; `input` tells a missing field from one of the wrong type. */
const fieldErrorsOf = (error: z.ZodError, input: unknown): FieldError[] =>
  withoutEchoes(error.issues.flatMap((issue) => fieldsOf(issue, placeIn(input, issue.path), input)));

/** A rule over several fields says nothing of its own while one of them is wrong. */
const withoutEchoes = (errors: readonly FieldError[]): FieldError[] =>
  errors.filter(
    ({ pointer, code }) => !isOfSeveral(code) || !errors.some((one) => one.pointer.startsWith(`${pointer}/`)),
  );
const isOfSeveral = (code: string): boolean => code === 'too-few' || code === 'either-or';

function distinct(errors: readonly FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return errors.filter(({ pointer, code }) => !seen.has(`${pointer} ${code}`) && seen.add(`${pointer} ${code}`));
}

/** Names count too: some are kept. The door has bounded how deep this goes. */
function textFaults(value: unknown, path: Path): FieldError[] {
  if (typeof value === 'string') return isWritten(value) ? [] : [badCharacter(path)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, name];
    return isWritten(name) ? textFaults(inner, here) : [badCharacter(here)];
  });
}

const badCharacter = (path: Path): FieldError => ({ pointer: pointerOf(path), code: BAD_CHARACTER });

/** RFC 6901: '' is the whole document. */
export const pointerOf = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function fieldsOf(issue: Issue, path: Path, input: unknown): FieldError[] {
  const pointer = pointerOf(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), code: 'unknown-field' }));
    case 'invalid_type':
      return [valueAt(input, path) === undefined ? required(pointer) : wrongType(pointer, issue.expected)];
    case 'invalid_value':
      return [valueAt(input, path) === undefined ? required(pointer) : notAllowed(pointer, issue.values)];
    case 'too_big':
      return [{ pointer, code: bigCode(issue.origin), params: { maximum: Number(issue.maximum) } }];
    case 'too_small':
      return [{ pointer, code: smallCode(issue.origin), params: { minimum: Number(issue.minimum) } }];
    case 'invalid_format':
      return [{ pointer, code: 'wrong-format', params: formatOf(issue) }];
    case 'invalid_union':
      return unionFields(issue, path, input);
    case 'custom':
      return [
        { pointer, code: isCode(issue.message) ? issue.message : 'not-allowed-value', ...paramsOf(issue.params) },
      ];
    default:
      return [{ pointer, code: 'not-allowed-value' }];
  }
}

const paramsOf = (params: Readonly<Record<string, unknown>> | undefined) => (params ? { params } : {});

/** A form by the name that its schema gives it, with its pattern; else by the name that JSON Schema has for it. */
function formatOf({ message, format, ...issue }: Extract<Issue, { code: 'invalid_format' }>): Record<string, unknown> {
  if (!isCode(message)) return { format: formats.get(format) ?? format };
  return 'pattern' in issue && issue.pattern
    ? { format: message, pattern: unslashed(issue.pattern) }
    : { format: message };
}
const formats = new Map<string, string>([['datetime', 'date-time']]);
/** `/^x$/u` as the pattern alone. */
const unslashed = (pattern: string): string => pattern.replace(/^\/(.*)\/[a-z]*$/s, '$1');

/**
 * Where a part of a parameter's text is meant (one of several by comma), there is no such place in what was sent: the whole
 * parameter is named.
 */
function placeIn(input: unknown, path: Path): Path {
  const end = path.findIndex((_, i) => typeof valueAt(input, path.slice(0, i)) === 'string');
  return end === -1 ? path : path.slice(0, end);
}

/** The branch that went furthest speaks: its issues are the likeliest to be meant. */
function unionFields(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, input: unknown): FieldError[] {
  const pointer = pointerOf(path);
  const value = valueAt(input, path);
  if (value === undefined) return [required(pointer)];
  if ('options' in issue && issue.options) return [notAllowed(pointer, issue.options)];
  const literals = issue.errors.flatMap((issues) =>
    issues.map((one) => (one.path.length === 0 && one.code === 'invalid_value' ? one.values : null)),
  );
  if (literals.length > 0 && literals.every((values) => values !== null)) return [notAllowed(pointer, literals.flat())];
  const branches = issue.errors.filter((issues) => issues.every((one) => one.path.length > 0));
  const nearest = branches.toSorted((a, b) => a.length - b.length)[0];
  if (!nearest) return [{ pointer, code: 'not-allowed-value' }];
  return nearest.flatMap((one) => fieldsOf(one, [...path, ...one.path], input));
}

const required = (pointer: string): FieldError => ({ pointer, code: 'required' });
const wrongType = (pointer: string, expected: string): FieldError => ({
  pointer,
  code: 'wrong-type',
  params: { expected: types.get(expected) ?? expected },
});
/** The words of JSON, where the parser has others. */
const types = new Map<string, string>([
  ['int', 'integer'],
  ['nan', 'number'],
  ['record', 'object'],
  ['tuple', 'array'],
]);
const notAllowed = (pointer: string, values: readonly unknown[]): FieldError => ({
  pointer,
  code: 'not-allowed-value',
  params: { allowed: values.map(String) },
});
const bigCode = (origin: string): string =>
  origin === 'string' ? 'too-long' : origin === 'array' ? 'too-many' : 'too-large';
const smallCode = (origin: string): string =>
  origin === 'string' ? 'too-short' : origin === 'array' ? 'too-few' : 'too-small';
const isCode = (message: string): boolean => /^[a-z]+(-[a-z]+)*$/.test(message);

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value;
}
