/** What a new entry begins with, and what one of its fields says for another. */
import { type Fields, isFields, resolved, type Schema } from '../../form/schema.ts';

/** Lists that must be there begin empty, and what has a default has it: the API asks for both. A person begins with one right, to be filled in. */
export const begunBy = (register: string, schema: Schema): Fields => ({
  ...Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, one]): [string, unknown][] => {
      const inner = resolved(one, schema.$defs);
      if (inner.default !== undefined) return [[name, inner.default]];
      return inner.type === 'array' && schema.required?.includes(name) ? [[name, []]] : [];
    }),
  ),
  ...(register === 'people' ? { grants: [{}] } : {}),
});

/** A right is held where its person belongs, until another place is chosen. */
export function followed(before: Fields, after: Fields): Fields {
  const { unit, grants } = after;
  if (unit === before['unit'] || !Array.isArray(grants)) return after;
  return {
    ...after,
    grants: grants.map((one: unknown) =>
      isFields(one) && (one['orgPath'] === undefined || one['orgPath'] === before['unit'])
        ? { ...one, orgPath: unit }
        : one,
    ),
  };
}
