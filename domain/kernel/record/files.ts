/** Files that events carry under the name `files`: which, as they were when the command took them. */
import type { FileFact } from '../facts.ts';

/** The files that an event's data carry; empty where they carry none. Throws nothing. */
export function filesIn(data: object): readonly FileFact[] {
  const files: unknown = 'files' in data ? data.files : undefined;
  return Array.isArray(files) ? files.filter(isFile) : [];
}

/** The hash tells a carried file from whatever else may be called so. */
const isFile = (one: unknown): one is FileFact =>
  typeof one === 'object' &&
  one !== null &&
  'id' in one &&
  'sha256' in one &&
  typeof one.id === 'string' &&
  typeof one.sha256 === 'string';

/** Ids of all files that these events carry, each once, in their order. Throws nothing. */
export const fileIdsOf = (events: readonly { data: object }[]): string[] => [
  ...new Set(events.flatMap(({ data }) => filesIn(data).map(({ id }) => id))),
];
