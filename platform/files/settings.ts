/** What of files is taken, and how much: settings of the installation (docs/files.md). */
import { z } from 'zod';
import { isKind, type Kind, KINDS } from './media-type.ts';

const MB = 1_048_576;

export const fileShape = {
  /** Megabytes: of one file, of all that one command takes, of all that one case has, and what a person uploads within a day. */
  CHANGMING_FILE_MB: z.coerce.number().int().min(1).max(100).default(10),
  CHANGMING_COMMAND_FILES_MB: z.coerce.number().int().min(1).max(1_000).default(20),
  CHANGMING_CASE_FILES_MB: z.coerce.number().int().min(1).max(100_000).default(1_024),
  CHANGMING_DAY_FILES_MB: z.coerce.number().int().min(1).max(100_000).default(1_000),
  /** Kinds of files that are taken, by comma, as their bytes say; those that there are: docs/files.md. */
  CHANGMING_FILE_KINDS: z
    .string()
    .refine((text) => text.split(',').every(isKind), `is kinds of files, by comma: ${Object.keys(KINDS).join(', ')}`)
    .default('jpeg,png,webp,gif,heic,avif,pdf,docx,xlsx,pptx,text'),
  /** `1`: pictures keep where and with what they were taken. */
  CHANGMING_KEEP_POSITION: z.enum(['0', '1']).default('0'),
  /** Scanner of the operator's own: each file is posted to it; 2xx: clean, 406 or 409: not. */
  CHANGMING_SCAN_URL: z
    .string()
    .regex(/^https?:\/\/\S+$/, 'is http://… or https://…')
    .optional(),
  /** Where the scanner does not answer: the file is refused, or admitted with a mark. */
  CHANGMING_SCAN_AWAY: z.enum(['refuse', 'admit']).default('refuse'),
};
const schema = z.object(fileShape);

export type FileSettings = {
  /** Of one file. */
  mostBytes: number;
  bytes: { command: number; case: number };
  /** Of one person within 24 hours. */
  dayBytes: number;
  kinds: readonly Kind[];
  keepPosition: boolean;
  scanUrl: string | undefined;
  admitsUnscanned: boolean;
};

export const filesOf = (raw: z.output<typeof schema>): FileSettings => ({
  mostBytes: raw.CHANGMING_FILE_MB * MB,
  bytes: { command: raw.CHANGMING_COMMAND_FILES_MB * MB, case: raw.CHANGMING_CASE_FILES_MB * MB },
  dayBytes: raw.CHANGMING_DAY_FILES_MB * MB,
  kinds: raw.CHANGMING_FILE_KINDS.split(',').filter(isKind),
  keepPosition: raw.CHANGMING_KEEP_POSITION === '1',
  scanUrl: raw.CHANGMING_SCAN_URL,
  admitsUnscanned: raw.CHANGMING_SCAN_AWAY === 'admit',
});

/** As shipped. */
export const shippedFiles = (): FileSettings => filesOf(schema.parse({}));
