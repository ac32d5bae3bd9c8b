/** What a notice says to programs, and to its reader: his language, his zone, names for keys. */
import type { Connection } from 'mongoose';
import type { Directory } from '../../client/registers/directory.ts';
import { aboutCase } from '../../domain/letters.ts';
import type { Mode } from '../../domain/kernel/process.ts';
import { fullWords, keysIn, type Names, noticeWords, type Words } from '../../domain/notice-words.ts';
import { namesOf } from '../../models/registers/names.ts';
import { wallClockNamed } from '../../platform/zones.ts';

/** How one person reads notices. */
export type NoticeReader = { locale: 'zh' | 'en'; clock: (at: number) => string; names?: Names };
type Told = { template: string; data: object; process?: string | undefined; mode?: Mode };

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
const PROGRAM: Pick<NoticeReader, 'clock'> = { clock: minuteOf };

/** The sentence and what was said; for a program without a reader instants are UTC minutes. Undefined when nobody wrote such a text. */
export function noticeText(
  template: string,
  data: object,
  mode: Mode = 'live',
  { clock, names }: Omit<NoticeReader, 'locale'> = PROGRAM,
): Words | undefined {
  const words = noticeWords({ template, data, mode }, clock, names);
  return words && fullWords(words, data, { clock, names });
}

/** What is known of its case, line by line, in the reader's language. */
export const noticeLines = ({ data, process }: Told, reader: NoticeReader): string[] =>
  aboutCase({ data, process }, reader);

type Deps = { db: Connection; directory: Pick<Directory, 'person'>; zone: string };

/** How `person` reads these. */
export async function readerOf(
  { db, directory, zone }: Deps,
  person: string,
  notices: readonly { data: object; stoodIn?: string | undefined }[],
): Promise<NoticeReader> {
  const [found, names] = await Promise.all([
    directory.person(person),
    namesOf(
      db,
      notices.flatMap(({ data, stoodIn }) => keysIn(data, stoodIn)),
    ),
  ]);
  const own = found?.zone ?? zone;
  return { locale: found?.locale ?? 'zh', clock: (at) => wallClockNamed(at, own), names };
}
