/** A command's form as the API describes it: JSON Schema of its data, and what its fields are chosen from. */
export type Schema = {
  type?: string | readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  enum?: readonly (string | number)[];
  const?: unknown;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  $ref?: string;
  $defs?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema | boolean;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  description?: string;
  default?: unknown;
};
export type Form = {
  command: string;
  title: { zh: string; en: string };
  tone?: 'primary' | 'danger';
  intake?: true;
  needsVersion?: true;
  part: 'always' | 'sometimes' | 'never';
  path: string;
  input: Schema;
  picks: Readonly<Record<string, string>>;
};
export type Value = unknown;
export type Fields = Readonly<Record<string, Value>>;

/** With what it refers to put in its place. */
export function resolved(schema: Schema, defs: Schema['$defs'] = {}): Schema {
  const name = schema.$ref?.split('/').at(-1);
  if (name === undefined) return schema;
  const { $ref: _, ...own } = schema;
  return { ...defs[name], ...own };
}

export const isFields = (value: Value): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is to be sent: without fields that were left empty. */
export function filledIn(value: Value): Value {
  if (Array.isArray(value)) return value.map(filledIn).filter((one) => one !== undefined);
  if (!isFields(value)) return typeof value === 'string' && value.trim() === '' ? undefined : (value ?? undefined);
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const filled = filledIn(inner);
    return filled === undefined || (isFields(filled) && Object.keys(filled).length === 0)
      ? []
      : [[name, filled] as const];
  });
  return Object.fromEntries(kept);
}

/** Names of required fields that are still empty, at the top: what keeps a form from being sent at all. */
export const lacking = (schema: Schema, value: Fields): readonly string[] =>
  (schema.required ?? []).filter((name) => {
    const inner = schema.properties?.[name];
    if (inner?.type === 'boolean') return false;
    return filledIn(value[name]) === undefined;
  });

/** Of alternatives told apart by a constant: the field, and each one's constant. */
export function tellsApart(options: readonly Schema[]): { field: string; words: readonly string[] } | undefined {
  const [first] = options;
  const field = Object.entries(first?.properties ?? {}).find(([, inner]) => 'const' in inner)?.[0];
  if (field === undefined) return undefined;
  const words = options.map(({ properties }) => properties?.[field]?.const);
  return words.every((word): word is string => typeof word === 'string') ? { field, words } : undefined;
}
