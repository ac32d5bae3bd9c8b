/** What the parts of a case are called: by the versions that it has pinned, or by its own words. */
import type { Connection } from 'mongoose';
import type { StoredCase } from '../../domain/kernel/process.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Words } from '../../domain/notice-words.ts';
import { isRunProcess } from '../../domain/runbooks/runbook.ts';
import { bodyOf, casesIn, isOfNow } from '../../models/cases/case.ts';
import { type KeptScheme, schemeOf } from '../../models/registers/appraisals/scheme.ts';
import { pinnedChecklist } from '../registers/pins.ts';
import { storedRunWords } from '../registers/run-words.ts';

type Stores = { db: Connection; registers: Connection };
type Titles = ReadonlyMap<string, Words>;
/** What of its state the titles are found by. */
type Kept = {
  status: string;
  /** Of a change. */
  outline?: { steps?: readonly { id: string; title?: string }[] };
  /** Of an inspection: lines of its own. */
  lines?: readonly { id: string; title?: Words }[];
  /** Of an appraisal. */
  schemeRef?: string;
};
const NONE: Titles = new Map();

/** By the ids of parts; of one that nothing names, nothing. A version that is not what was pinned names none. */
export async function partTitlesOf(
  stores: Stores,
  { _id, process }: Pick<StoredCase, '_id' | 'process'>,
): Promise<Titles> {
  if (isRunProcess(process)) return (await storedRunWords(stores, _id)).titles;
  const found = await casesIn(stores.db).findOne({ _id });
  if (!found || !isOfNow(found)) return NONE;
  const { state, pins } = bodyOf(found);
  const kept: Kept = state;
  switch (process) {
    case 'change':
      return titled(
        (kept.outline?.steps ?? []).map(({ id, title }) => ({ id, title: title && { zh: title, en: title } })),
      );
    case 'inspection':
      return new Map([...titled(await linesOf(stores, pins.more)), ...titled(kept.lines ?? [])]);
    case 'appraisal':
      return titled(await itemsOf(stores, kept));
    default:
      return NONE;
  }
}

const titled = (all: readonly { id: string; title?: Words | '' | undefined }[]): Titles =>
  new Map(all.flatMap(({ id, title }) => (title ? [[id, title] as const] : [])));

async function linesOf({ registers }: Stores, more: Parameters<typeof pinnedChecklist>[1]) {
  try {
    return (await pinnedChecklist(registers, more))?.lines ?? [];
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('pin-')) return [];
    throw error;
  }
}

async function itemsOf({ registers }: Stores, { schemeRef }: Kept): Promise<KeptScheme['items']> {
  const found =
    schemeRef === undefined ? null : await schemeOf(registers).findById(schemeRef, { items: 1 }).lean<KeptScheme>();
  return found?.items ?? [];
}
