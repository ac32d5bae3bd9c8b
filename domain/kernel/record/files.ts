/** Files that events carry, `files` and `filesWithin`: which, as they were when the command took them. */
import type { FileFact } from '../facts.ts';

/** The files that an event's data carry; empty where they carry none. Throws nothing. */
export const filesIn = (data: object): readonly FileFact[] => [
  ...listed('files' in data ? data.files : undefined),
  ...filesWithin(data),
];
/** Of those, the ones that came along for whoever works on the case alone. Throws nothing. */
export const filesWithin = (data: object): readonly FileFact[] =>
  listed('filesWithin' in data ? data.filesWithin : undefined);
const listed = (files: unknown): readonly FileFact[] => (Array.isArray(files) ? files.filter(isFile) : []);

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
