/** Names of clocks: that of its definition, and for a clock that each part of a kind has, `step~w1-07-3`. */

const JOIN = '~';

/** The clock `definition` of a part. */
export const clockOfPart = (definition: string, part: string): string => `${definition}${JOIN}${part}`;
/** The definition of a clock by its name; undefined: the policy has none. */
export const definitionIn = <D>(definitions: Readonly<Record<string, D>>, name: string): D | undefined => {
  const { definition } = clockNamed(name);
  return Object.hasOwn(definitions, definition) ? definitions[definition] : undefined;
};
/** What a name says: of which definition, and of which part; absent: it is the case's. */
export function clockNamed(name: string): { definition: string; part?: string } {
  const at = name.indexOf(JOIN);
  return at < 0 ? { definition: name } : { definition: name.slice(0, at), part: name.slice(at + 1) };
}
