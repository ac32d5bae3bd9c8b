/** What keeps the archives of one store: lists a month, checks it, packs it. */
import type { Connection } from 'mongoose';
import type { Archive } from '../../domain/archive/state.ts';
import type { Millis, StoredCase } from '../../domain/kernel/process.ts';
import { bodyOf, caseOf } from '../../models/cases/case.ts';
import type { Packed } from '../../models/archives/package.ts';
import { documentOf } from '../../models/documents/document.ts';
import { noteDocument } from '../documents/asking.ts';
import type { RecordKeeper } from '../record/keeper.ts';
import type { Directory } from '../registers/directory.ts';
import { checkMonth } from './checking.ts';
import { type Listed, listMonth } from './listing.ts';
import { type PackDeps, packMonth } from './packing.ts';

/** Makes one document that is noted. Throws where it cannot be made. */
type Making = (id: string) => Promise<unknown>;
type Step = { number: string; archive: Archive };
export type ArchiveKeeper = {
  /** The archive as it stands; null: there is none. */
  read(number: string): Promise<Archive | null>;
  list(step: Step): Promise<Listed>;
  check(step: Step, make: Making): ReturnType<typeof checkMonth>;
  pack(step: Step & { at: Millis }): Promise<Packed>;
};
type Deps = PackDeps & { directory: Directory; record: RecordKeeper };

export const createArchiveKeeper = (deps: Deps): ArchiveKeeper => ({
  read: (number) => archiveAsKept(deps.db, number),
  list: ({ number, archive }) => listMonth(deps.db, number, archive),
  check: ({ number, archive }, make) =>
    checkMonth({ ...deps, makeDocument: (stored, kind) => madeOf(deps.db, stored, { kind, make }) }, number, archive),
  pack: (packing) => packMonth(deps, packing),
});

export async function archiveAsKept(db: Connection, number: string): Promise<Archive | null> {
  const stored = await caseOf(db).findById(number).lean<StoredCase>();
  if (stored?.process !== 'archive') return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state of a case is that of its process
  return bodyOf(stored).state as unknown as Archive;
}

type Kind = Parameters<typeof noteDocument>[1]['kind'];
/** Null: it is there. What cannot be made at all is a gap; what passes is tried again. */
async function madeOf(
  db: Connection,
  stored: StoredCase,
  { kind, make }: { kind: Kind; make: Making },
): Promise<string | null> {
  const wish = { stored, kind, side: 'inner', format: 'pdf', locale: 'zh', by: 'system', now: Date.now() } as const;
  const { _id, state } = await noteDocument(db, wish);
  if (state === 'ready') return null;
  try {
    await make(_id);
  } catch (error) {
    if (error instanceof Error && 'nonRetryable' in error && error.nonRetryable === true) return 'not-made';
    throw error;
  }
  return (await documentOf(db).exists({ _id, state: 'ready' })) ? null : 'not-made';
}
