/** What a link to an intake fills in: fields of its form by name, each as its schema says; whatever fits none is left out. Pure. */
import type { Fields, Schema, Value } from '../../form/schema.ts';

export function begunWith({ properties = {} }: Schema, search: URLSearchParams): Fields {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { type, const: only }]): [string, Value][] => {
      const words = search.getAll(name);
      const [word] = words;
      if (word === undefined) return [];
      switch (type) {
        case 'string':
          return [[name, word]];
        case 'array':
          return [[name, words]];
        case 'boolean':
          return word === 'true' ? [[name, true]] : [];
        case undefined:
          return only === true && word === 'true' ? [[name, true]] : [];
        default:
          return [];
      }
    }),
  );
}
