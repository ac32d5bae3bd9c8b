/** What a schema is, as far as it decides how it is drawn. */
import { isFields, resolved, type Schema } from '../../form/schema.ts';

export type Defs = Schema['$defs'];
export const alternativesOf = (schema: Schema, defs: Defs): readonly Schema[] =>
  (schema.oneOf ?? schema.anyOf ?? []).map((one) => resolved(one, defs));

const isWhole = (schema: Schema): boolean => (schema.anyOf ?? [schema]).every(({ type }) => type === 'integer');
/** A pair of minutes of a day. */
const isFrame = (schema: Schema): boolean =>
  schema.type === 'array' &&
  schema.minItems === 2 &&
  schema.maxItems === 2 &&
  schema.items !== undefined &&
  isWhole(schema.items);
/** The hours of a day. */
export const isFrames = (schema: Schema): boolean =>
  schema.type === 'array' && schema.items !== undefined && isFrame(schema.items);
export const isWeek = (schema: Schema): boolean =>
  schema.type === 'array' &&
  schema.minItems === 7 &&
  schema.maxItems === 7 &&
  schema.items !== undefined &&
  isFrames(schema.items);

/** The same in both languages. */
export const isTwo = ({ properties }: Schema): boolean =>
  properties !== undefined && Object.keys(properties).toSorted().join() === 'en,zh';
export const isGroup = ({ properties }: Schema): boolean => properties !== undefined;
/** Priorities by impact, then urgency. */
export const isMatrix = ({ properties }: Schema): boolean =>
  properties !== undefined &&
  Object.keys(properties).join() === '1,2,3' &&
  Object.values(properties).every((row) => Object.keys(row.properties ?? {}).join() === '1,2,3');
/** By names that whoever writes it makes. */
export const isRecord = ({ properties, additionalProperties }: Schema): boolean =>
  properties === undefined && isFields(additionalProperties) && Object.keys(additionalProperties).length > 0;
export const innerOf = ({ additionalProperties }: Schema): Schema =>
  isFields(additionalProperties) ? additionalProperties : {};
export const namesOf = (schema: Schema & { propertyNames?: Schema }): readonly string[] | undefined =>
  schema.propertyNames?.enum?.map(String);

const SCALARS = new Set(['string', 'boolean', 'null', 'number', 'integer']);
const isScalar = ({ type, enum: words, const: word }: Schema): boolean =>
  words !== undefined || word !== undefined || (typeof type === 'string' && SCALARS.has(type));
/** Texts, and the words true, false and null among them. */
export const isWord = (schema: Schema): boolean =>
  (schema.anyOf ?? []).length > 0 && (schema.anyOf ?? []).every(isScalar);
export const isWords = (schema: Schema): boolean =>
  schema.type === 'array' && schema.items !== undefined && isWord(schema.items);
/** Said or not said. */
export const isYes = (schema: Schema): boolean => schema.type === 'boolean' && schema.const === true;
export const isLength = (name: string, { type }: Schema): boolean =>
  (type === 'integer' || type === 'number') && (name === 'ms' || name.endsWith('Ms'));
/** What the form of a case draws as well. */
export const isPlain = (schema: Schema): boolean =>
  (isScalar(schema) && !isYes(schema)) ||
  (schema.type === 'array' && schema.items !== undefined && isScalar(schema.items));

/** Of alternatives, the field that each has alone: by it they are told apart where no constant does. */
export function ownFields(options: readonly Schema[]): readonly string[] {
  return options.map((one, at) => {
    const others = options.filter((_, place) => place !== at);
    const own = (one.required ?? []).find((name) => !others.some(({ required }) => required?.includes(name) === true));
    return own ?? Object.keys(one.properties ?? {})[0] ?? String(at);
  });
}
