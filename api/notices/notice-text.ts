/** What a notice says to programs: instants are UTC minutes. */
import type { Mode } from '../../domain/kernel/process.ts';
import { noticeWords, type Words } from '../../domain/notice-words.ts';

/** Undefined when nobody wrote such a text. */
export const noticeText = (template: string, data: object, mode: Mode = 'live'): Words | undefined =>
  noticeWords({ template, data, mode }, minuteOf);

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
