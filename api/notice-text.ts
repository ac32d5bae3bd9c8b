/** What a notice says, in both languages, with its places filled. */
import { templates } from '../domain/templates.ts';

/** A place without a value becomes a dash; instants are UTC minutes. Undefined when nobody wrote such a text. */
export function noticeText(template: string, data: object): { zh: string; en: string } | undefined {
  const text = templates[template];
  const values = new Map<string, unknown>(Object.entries(data));
  const fill = (words: string) => words.replaceAll(/\{(\w+)\}/g, (_, place: string) => said(place, values.get(place)));
  return text && { zh: fill(text.zh), en: fill(text.en) };
}

function said(place: string, value: unknown): string {
  if (typeof value === 'number') return place.endsWith('At') ? minuteOf(value) : String(value);
  return typeof value === 'string' ? value : '–';
}

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
