/** What a notice says, in both languages, with its places filled. */
import type { Mode } from './kernel/process.ts';
import { clockTemplates, followedTemplate } from './kernel/people/tell.ts';
import { templates } from './templates.ts';

export type Words = { zh: string; en: string };

/**
 * A place without a value becomes a dash; instants as `clock` writes them; a drill says that it is one. Undefined when nobody
 * wrote such a text. Throws nothing.
 */
export function noticeWords(
  { template, data, mode = 'live' }: { template: string; data: object; mode?: Mode },
  clock: (at: number) => string,
): Words | undefined {
  const follows = 'follows' in data && data.follows === true;
  const text =
    (follows ? templates[followedTemplate(template)] : undefined) ?? templates[template] ?? ofClock(template, data);
  const values = new Map<string, unknown>(Object.entries(data));
  const said = (place: string, value: unknown): string => {
    if (typeof value === 'number') return place.endsWith('At') ? clock(value) : String(value);
    return typeof value === 'string' ? value : '–';
  };
  const fill = (words: string) => words.replaceAll(/\{(\w+)\}/g, (_, place: string) => said(place, values.get(place)));
  const [zh, en] = mode === 'drill' ? ['【演练】', '[Drill] '] : ['', ''];
  return text && { zh: zh + fill(text.zh), en: en + fill(text.en) };
}

/** A policy may have clocks of its own, or warn of one that ships without a warning: then the clock's key is its name. */
function ofClock(template: string, data: object): Words | undefined {
  const clock = 'clock' in data && typeof data.clock === 'string' ? data.clock : undefined;
  if (clock === undefined) return undefined;
  const words = Object.entries(clockTemplates('', clock, { zh: `时限 ${clock} `, en: clock }));
  return words.find(([ending]) => template.endsWith(ending))?.[1];
}
