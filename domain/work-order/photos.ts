/** Files that a work order's own commands take: photos of the site and of the work, the sheet that was signed. */
import { namedFiles } from '../kernel/common/files.ts';
import type { FileFact } from '../kernel/facts.ts';
import type { Ctx } from '../kernel/process.ts';
import type { WorkOrder } from './state.ts';

/** The data as their event carries them. Throws what `namedFiles` throws. */
export function taking<D extends { files?: readonly string[] | undefined }>(
  { files: ids, ...data }: D,
  { common }: WorkOrder,
  ctx: Pick<Ctx, 'facts'>,
): Omit<D, 'files'> & { files?: readonly FileFact[] } {
  return ids === undefined ? data : { ...data, files: namedFiles({ field: 'files', ids, had: common.files }, ctx) };
}
