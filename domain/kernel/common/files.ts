/** Files 附件 that commands take: what stands in the way, what their events carry, and what a case keeps of them. */
import { DomainError } from '../errors.ts';
import type { FileFact } from '../facts.ts';
import { isInternal } from '../people/internal.ts';
import type { Ctx, FieldError, Refusal } from '../process.ts';
import { filesIn, filesWithin } from '../record/files.ts';

/** What a case keeps of its files; `internal`: of them, those that the requester's side does not see. */
export type CaseFiles = { count: number; internal?: number; bytes: number };
export const noFiles: CaseFiles = { count: 0, bytes: 0 };

/** The most that one case may have, whatever their size. */
export const MOST_FILES = 1_000;
const MB = 1_048_576;
/** Bytes, where an installation says nothing else: of one file, of one command, of one case. */
export const FILE_BYTES = { file: 10 * MB, command: 20 * MB, case: 1_024 * MB } as const;

type Naming = { field: string; ids: readonly string[]; had: CaseFiles | undefined };
/**
 * What the event carries of the files that a command names in `field`; `had`: what the case has already. Throws
 * 'invalid-data', each field with 'unknown', or 'too-large' for the sum; 'too-many-files' where the case takes no more of that
 * number or size.
 */
export function namedFiles({ field, ids, had = noFiles }: Naming, { facts }: Pick<Ctx, 'facts'>): FileFact[] {
  const { command, case: ofCase } = { ...FILE_BYTES, ...facts.fileBytes };
  const found = ids.map((id) => facts.files?.[id] ?? null);
  const fields = found.flatMap((file, at): FieldError[] =>
    file ? [] : [{ pointer: `/${field}/${at}`, code: 'unknown' }],
  );
  if (fields.length > 0) throw new DomainError('invalid-data', 'There is no such file of yours', { fields });
  const files = found.filter((file) => file !== null);
  const bytes = bytesOf(files);
  if (bytes > command)
    throw new DomainError('invalid-data', 'The files of one command are too large together', {
      fields: [{ pointer: `/${field}`, code: 'too-large', params: { maximum: command } }],
    });
  refuseFull(had, files, ofCase);
  return files;
}

function refuseFull(had: CaseFiles, files: readonly FileFact[], ofCase: number): void {
  if (had.count + files.length > MOST_FILES || had.bytes + bytesOf(files) > ofCase)
    throw new DomainError('too-many-files', 'The case takes no more files', {
      params: { maximum: MOST_FILES, maximumBytes: ofCase },
    });
}

/** With the files that the command names in `files`, as its event carries them. Throws what `namedFiles` throws. */
export function taking<D extends { files?: readonly string[] | undefined }>(
  { files: ids, ...data }: D,
  { common }: { common: { files?: CaseFiles } },
  ctx: Pick<Ctx, 'facts'>,
): Omit<D, 'files'> & { files?: readonly FileFact[] } {
  return ids === undefined ? data : { ...data, files: namedFiles({ field: 'files', ids, had: common.files }, ctx) };
}

type Carried = { files?: readonly FileFact[]; filesWithin?: readonly FileFact[] };
/** Lists that are empty are left out. */
const carried = (files: readonly FileFact[], within: readonly FileFact[]): Carried => ({
  ...(files.length > 0 ? { files } : {}),
  ...(within.length > 0 ? { filesWithin: within } : {}),
});

/**
 * What the event of an intake carries: the files that it names, what comes along of the case that it was made of, and `own`, what the
 * rule itself has put there. Throws what `namedFiles` throws.
 */
export function openedWith(data: object, own: object, ctx: Pick<Ctx, 'facts'>): Carried {
  const ids: unknown = 'files' in data ? data.files : undefined;
  const named = Array.isArray(ids) && ids.length > 0 ? namedFiles({ field: 'files', ids, had: undefined }, ctx) : [];
  const { files = [], within = [] } = ctx.facts.along ?? {};
  const all = new Map([...filesIn(own), ...files, ...named].map((file) => [file.id, file] as const));
  return carried(
    [...all.values()],
    within.filter(({ id }) => !all.has(id)),
  );
}

/**
 * What came along of another case: `within`, all of it for whoever works on this one. Null: nothing did. Throws 'too-many-files'.
 */
export function followedWith(within: boolean, had: CaseFiles = noFiles, { facts }: Pick<Ctx, 'facts'>): Carried | null {
  const { files: open = [], within: inner = [] } = facts.along ?? {};
  if (open.length + inner.length === 0) return null;
  refuseFull(had, [...open, ...inner], { ...FILE_BYTES, ...facts.fileBytes }.case);
  return within ? carried([], [...open, ...inner]) : carried(open, inner);
}

const bytesOf = (files: readonly FileFact[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** With those that an event carries. Throws nothing. */
export function withFiles(had: CaseFiles | undefined, data: object): CaseFiles | undefined {
  const files = filesIn(data);
  if (files.length === 0) return had;
  const { count, internal = 0, bytes } = had ?? noFiles;
  const within = internal + (isInternal(data) ? files.length : filesWithin(data).length);
  return {
    count: count + files.length,
    ...(within > 0 ? { internal: within } : {}),
    bytes: bytes + bytesOf(files),
  };
}

/** What stands in the way of one more file, whichever it is. */
export const filesBlocker = (had: CaseFiles | undefined): { attach?: Refusal } =>
  (had?.count ?? 0) >= MOST_FILES ? { attach: { code: 'too-many-files', params: { maximum: MOST_FILES } } } : {};
