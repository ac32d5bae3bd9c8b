/** What each field of a command is chosen from, in one answer out of all that declares it. */
import { z } from 'zod';
import { bodyOf, picked } from '../../domain/kernel/contract.ts';
import { namesPart } from '../../domain/kernel/lifecycle.ts';
import { PICKS, pickBy, type Picked, type Picks } from '../../domain/kernel/picks/picks.ts';
import type { AnyProcess, CommandSpec } from '../../domain/kernel/process.ts';
import { isJson, type Json } from '../docs/json-schema.ts';

/** A value that is no object and no list, with its place in the data; `declared`: what its schema says that it is. */
export type Leaf = { place: string; schema: Json; declared?: Picked };

/** The data of a command as its route takes them: the part that it names stands among them. */
export const inputOf = (process: AnyProcess, command: string, { input }: CommandSpec): z.ZodType =>
  bodyOf(input, namesPart(process, command));

/** Every place of a value, the names in a record included, in the order of its schema. */
export function leavesOf(input: z.ZodType): Leaf[] {
  const schema = z.toJSONSchema(input, { metadata: picked, io: 'input', unrepresentable: 'any' });
  return isJson(schema) ? [...leaves(schema, '')] : [];
}

function* leaves(schema: Json, place: string): Generator<Leaf> {
  const { properties, items, additionalProperties, propertyNames } = schema;
  if (typeof schema['type'] === 'string' && schema['type'] !== 'object' && schema['type'] !== 'array')
    yield { place, schema, ...declaredIn(schema) };
  if (isJson(propertyNames)) yield { place, schema: propertyNames, ...declaredIn(propertyNames) };
  for (const [name, inner] of Object.entries(isJson(properties) ? properties : {}))
    if (isJson(inner)) yield* leaves(inner, `${place}/${name}`);
  for (const each of [items, additionalProperties]) if (isJson(each)) yield* leaves(each, `${place}/*`);
  for (const choices of [schema['anyOf'], schema['oneOf'], schema['allOf']])
    for (const one of Array.isArray(choices) ? choices : []) if (isJson(one)) yield* leaves(one, place);
}

const declaredIn = ({ pick }: Json): { declared?: Picked } => {
  const found = PICKS.find((one) => one === pick);
  return found ? { declared: found } : {};
};

/** Of a leaf: what its facts look up goes before a word of a register, and that before what its schema says. */
export const pickOf = ({ facts = {} }: Pick<CommandSpec, 'facts'>, { place, schema, declared }: Leaf) =>
  (isKey(schema) ? pickBy(facts, place) : undefined) ?? declared;

/** A word of a closed list is chosen from that list. */
const isKey = ({ type, enum: words, const: word }: Json): boolean =>
  type === 'string' && words === undefined && word === undefined;

export const picksOf = (process: AnyProcess, command: string, spec: CommandSpec): Picks =>
  Object.fromEntries(
    leavesOf(inputOf(process, command, spec)).flatMap((leaf) => {
      const pick = pickOf(spec, leaf);
      return pick ? [[leaf.place, pick] as const] : [];
    }),
  );
