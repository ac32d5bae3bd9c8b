/**
 * Documents of cases against the signed text in each: whatever lists, filters and screens show beside it must follow from
 * it. Each is looked at as it was read, so it is safe on a live system.
 */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { canonical, isPlain } from '../../domain/kernel/record/chain.ts';
import { differencesBetween } from '../../domain/kernel/record/differences.ts';
import { shapeOf } from '../../domain/kernel/record/shape.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { AnyProcess, PinRefs, Pins, StoredCase } from '../../domain/kernel/process.ts';
import { processOfCase } from '../../domain/processes.ts';
import { bodyOf, casesIn, documentAround, documentOf, signatureIn, stateOf } from '../../models/cases/case.ts';
import { foldStored, RecordBroken } from '../../models/cases/folding.ts';
import { macFault, type MacFault, recordKeyOf } from '../../models/store/record-key.ts';
import { resolvePins } from '../registers/pins.ts';
import { type StoredRow, storedRowOf } from '../../models/figures/row.ts';
import type { Stores } from './refold.ts';
import { RowWalk } from './verify-rows.ts';
import type { Broken, Report } from './verify.ts';

/** `olderShape`: folded by another release; of these the text alone is verified (`npm run verify:cases` folds them too). */
export type DocumentCounts = { documents: number; olderShape: number };

const DIFFERS = 'document-differs';

/**
 * document-differs: a field does not follow from the text, or one is there that none made; `pointer` names the first.
 * pin-missing, pin-differs: of a version that several cases run on, named with the first of them. Throws when MongoDB is away.
 */
export async function verifyDocuments(stores: Stores, report: Report): Promise<DocumentCounts> {
  const counts: DocumentCounts = { documents: 0, olderShape: 0 };
  const unresolved = new Set<string>();
  const rows = new RowWalk(stores.db, report);
  for await (const document of casesIn(stores.db).find({}, { sort: { _id: 1 } })) {
    counts.documents += 1;
    const found = await judged(stores, document, unresolved);
    const { _id: caseId, version } = document;
    const isWhole = found !== null && typeof found === 'object' && 'row' in found;
    await rows.compare({ caseId, version, row: isWhole ? found.row : 'unknown' });
    if (found === 'older-shape') counts.olderShape += 1;
    else if (found && !isWhole) report({ chain: caseId, ...found });
  }
  await rows.end();
  return counts;
}

type Judged = Broken | 'older-shape' | { row: StoredRow | null } | null;
async function judged(stores: Stores, document: StoredCase, unresolved: Set<string>): Promise<Judged> {
  const seq = Number.isInteger(document.version) ? document.version : 0;
  if (!isNode(document.kase)) return differsAt(seq, '/kase');
  const forged = forgedIn(stores.db, document);
  if (forged) return { seq, code: forged };
  const process = knownProcess(document.process);
  if (!process || process.key !== processOfCase(document._id)) return differsAt(seq, '/process');
  const body = bodyOf(document);
  if (body.seq !== seq) return differsAt(seq, '/version');
  if (body.headHash !== document.kase.headHash) return differsAt(seq, '/kase/headHash');
  const isOlder = document.kase.shape !== shapeOf(process);
  if (isOlder && !(await isOfThisShape(stores, process, document))) return 'older-shape';
  if (isOlder) return differsAt(seq, '/kase/shape');
  const pins = await pinsOf(stores, body.pins);
  if ('code' in pins) {
    const name = `${pins.code} ${pins.ref}`;
    if (unresolved.has(name)) return null;
    unresolved.add(name);
    return { seq, code: pins.code };
  }
  const { text, mac, keyId } = document.kase;
  const kase = stateOf(document, body, pins);
  const expected = documentAround(process, kase, { at: kase.headAt, text, mac, keyId });
  if (isSame(document, expected)) return { row: await storedRowOf(stores.db, process, document, kase) };
  const [first] = differencesBetween(document, expected);
  return differsAt(seq, first?.pointer ?? '');
}

/** Whatever shape it names: its text is what this release makes of the events. Those that are broken are named by others. */
async function isOfThisShape({ db, registers = db }: Stores, process: AnyProcess, document: StoredCase) {
  try {
    const resolve = (refs: PinRefs) => resolvePins(registers, refs, db);
    const kase = await foldStored(db, { process, caseId: document._id, resolvePins: resolve });
    if (kase?.seq !== document.version) return false;
    const own = documentOf(process, kase, { at: kase.headAt, effectsFrom: null, key: recordKeyOf(db) });
    return canonical(knownIn(own)) === canonical(knownIn(document));
  } catch (error) {
    if (error instanceof RecordBroken || error instanceof DomainError) return false;
    throw error;
  }
}

const knownIn = (document: StoredCase): object => ({ ...bodyOf(document), effectsFrom: null });

const differsAt = (seq: number, pointer: string): Broken => ({ seq, code: DIFFERS, pointer });

const forgedIn = (db: Connection, document: StoredCase): MacFault | null =>
  macFault(signatureIn(document, recordKeyOf(db)));

function knownProcess(name: string): AnyProcess | null {
  try {
    return processOf(name);
  } catch {
    return null;
  }
}

type Unresolved = { code: 'pin-missing' | 'pin-differs'; ref: string };
async function pinsOf(
  { db, registers = db }: Stores,
  refs: Parameters<typeof resolvePins>[1],
): Promise<Pins | Unresolved> {
  try {
    return await resolvePins(registers, refs, db);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, params } = error;
    if (code === 'pin-missing' || code === 'pin-differs') return { code, ref: String(params['ref']) };
    throw error;
  }
}

/** Of values as JSON has them, and undefined is not there; cheaper by far than their canonical texts. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isNode(one) || !isNode(other)) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, n) => isSame(item, other[n]))
    );
  if (!isPlain(one) || !isPlain(other)) return false; // a date has no fields, and is no empty object
  const own = Object.entries(one);
  return sizeOf(one) === sizeOf(other) && own.every(([name, value]) => isSame(value, Reflect.get(other, name)));
}

const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null;
const sizeOf = (node: object): number =>
  Object.values(node).reduce<number>((size, value) => (value === undefined ? size : size + 1), 0);
