/** Texts of a form that something can be put into: canned words, and what was read elsewhere. */
import type { Fields, Form, Schema } from './schema.ts';

export type FormTools = {
  data: Fields;
  hasText: boolean;
  /** Of the text that was written in last. */
  words: string;
  put: (fields: Fields) => void;
  /** Where the caret stood, in the text that was written in last; `into`: in this field. */
  insert: (words: string, into?: string) => void;
};

/** Names of the fields in which one writes at length. */
export const textFields = ({ properties = {} }: Schema, picks: Form['picks']): readonly string[] =>
  Object.entries(properties).flatMap(([name, { type, maxLength = 0, enum: words, format }]) =>
    type === 'string' && !words && format === undefined && (picks[`/${name}`] === 'text' || maxLength > 300)
      ? [name]
      : [],
  );

/** In place of what was chosen in it; words that follow a line that is begun have one of their own where they have several. */
export function inserted(
  text: string,
  [from, to]: readonly [number, number],
  words: string,
): { text: string; caret: number } {
  const before = text.slice(0, from);
  const needsLine = words.includes('\n') && before !== '' && !before.endsWith('\n');
  const put = needsLine ? `\n${words}` : words;
  return { text: before + put + text.slice(to), caret: from + put.length };
}

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
