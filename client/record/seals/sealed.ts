/** What the seals say of the chains, and which of them the record does not bear out. */
import type { Connection } from 'mongoose';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { auditOf } from '../../../models/access/audit.ts';
import { rowOf, type SealRow, sealRowOf } from '../../../models/record/seal-row.ts';
import {
  breakOfSeal,
  isWhole,
  KINDS,
  type Seal,
  type SealBreak,
  type SealedHead,
  type SealedKind,
} from '../../../models/store/seal.ts';
import { fingerprintOf, type PublicSealKey, sealKeysOf } from '../../../models/store/seal-key.ts';
import type { SealFolder } from '../../../platform/seal-folder.ts';
import { acceptedLosses, type IsLost, type LostKey, lostKeys } from '../losses.ts';
import { sealIn } from './seals-in.ts';

/**
 * seal-differs: another record than the one that was sealed; cut-tail: what was sealed is not there any more; list-differs,
 * no-document: the list of seals says otherwise, or lacks one; key-unknown: from this seal on they are under a key that is not held,
 * or that was lost before; the others are of the seals themselves.
 */
export type SealCode =
  | SealBreak
  | 'seal-differs'
  | 'list-differs'
  | 'no-document'
  | 'cut-tail'
  | 'key-unknown'
  | 'content'
  | 'cases-missing';
type Broken = { seq: number; code: SealCode };
type Report = (finding: { chain: string } & Broken) => void;

const NOTHING_LOST: IsLost = () => false;

/** A chain as it is stored: its end, and the hash of what ends at a seq. */
export type Standing = { last: number; hashAt: (seq: number) => string | undefined };
export type Sealed = {
  /** How many were read, and when the newest was made. */
  seals: number;
  newest: { number: number; at: number; cases: number } | null;
  /** The first place where a chain is not what was sealed. The chain counts as seen. */
  broken(kind: SealedKind, chain: string, stored: Standing): Broken | null;
  /** Chains that were sealed and that nobody has asked about since. */
  unseen(kind: SealedKind): string[];
  /** The last seq of a chain that a seal speaks of; 0: of none. */
  lastSealed(kind: SealedKind, chain: string): number;
};
/** `only`: the one chain that will be asked about; `lost`: keys that are lost, in the place of those that are so on record. */
type Wish = { only?: string; lost?: readonly LostKey[] };

/** The chain under which findings about the seals themselves are told. */
export const SEALS = 'seals';

/** Of a store without seals: nothing is known, nothing is missed. */
export const NOTHING_SEALED: Sealed = {
  seals: 0,
  newest: null,
  broken: () => null,
  unseen: () => [],
  lastSealed: () => 0,
};

/**
 * Reads all seals and holds them against each other, the keys that are held or were lost, and the audit trail; `report` hears what is
 * wrong with them. One that nobody with a key signed says nothing. Throws when the folder or MongoDB is away.
 */
export async function readSealed(
  db: Connection,
  seals: SealFolder,
  report: Report,
  { only, lost }: Wish = {},
): Promise<Sealed> {
  let isLost = NOTHING_LOST;
  const of = (kind: SealedKind) => new Places((chain, place) => isLost(kind, chain, place));
  const places = { cases: of('cases'), audit: of('audit'), registers: of('registers') };
  const trust = new Trust(sealKeysOf(db), lost ?? (await lostKeys(db)));
  const known = await knownOf(db);
  const hashes = new Map<number, string>();
  const listed = new Map<number, string>();
  let before: Seal | null = null;
  for (const number of await seals.numbers()) {
    const seal = await sealIn(seals, number);
    if (!seal) {
      report({ chain: SEALS, seq: number, code: 'content' });
      continue;
    }
    const code = codeOf(before, seal, trust);
    if (code) report({ chain: SEALS, seq: number, code });
    if (!isWhole(seal)) continue;
    before = seal;
    if (!trust.has(seal)) continue;
    if (seal.next) trust.add(seal.next);
    hashes.set(number, seal.hash);
    listed.set(number, canonical(rowOf(seal)));
    for (const kind of KINDS)
      for (const head of seal.heads[kind]) if (only === undefined || head[0] === only) places[kind].add(number, head);
  }
  isLost = await acceptedLosses(db, ({ node, seq }) => places.audit.last(node) >= seq);
  holdAgainstTrail(known.onRecord, hashes, report);
  holdAgainstList(known, listed, report);
  return {
    seals: hashes.size,
    newest: before && { number: before.number, at: before.at, cases: before.cases },
    broken: (kind, chain, stored) => places[kind].broken(chain, stored),
    unseen: (kind) => places[kind].unseen(),
    lastSealed: (kind, chain) => places[kind].last(chain),
  };
}

/** Whose seals count: those of keys that are held, of keys that these handed over to, and of a lost key up to its loss. */
class Trust {
  readonly #keys: Set<string>;
  readonly #lost: ReadonlyMap<string, number>;

  constructor(held: readonly PublicSealKey[], lost: readonly LostKey[]) {
    this.#keys = new Set(held.map(({ publicKey }) => publicKey));
    this.#lost = new Map(lost.map(({ fingerprint, upTo }) => [fingerprint, upTo]));
  }

  has({ number, key }: Seal): boolean {
    return this.#keys.has(key.publicKey) || number <= this.#lostAfter(key);
  }

  /** A lost one that is handed over to is trusted no longer than until its loss. */
  add(key: PublicSealKey): void {
    if (!this.#lost.has(fingerprintOf(key))) this.#keys.add(key.publicKey);
  }

  /** Nobody could hand over from the one to the other: the key of `before` was lost in between. */
  isBreak(before: Seal, seal: Seal): boolean {
    const upTo = this.#lostAfter(before.next ?? before.key);
    return before.number <= upTo && seal.number > upTo && this.has(seal);
  }

  #lostAfter(key: PublicSealKey): number {
    return this.#lost.get(fingerprintOf(key)) ?? 0;
  }
}

/** The first one's key must be ours: whoever forges all seals would begin with a key of his own. */
function codeOf(before: Seal | null, seal: Seal, trust: Trust): SealCode | null {
  const code = breakOfSeal(before, seal);
  if (code === 'key-not-handed-over' && before && trust.isBreak(before, seal)) return null;
  if (code === null && !trust.has(seal) && (before === null || trust.has(before))) return 'key-unknown';
  return code;
}

/** Number → hash, as the trail has it. */
type OnRecord = ReadonlyMap<number, string>;
type Known = { rows: readonly SealRow[]; onRecord: OnRecord };

/** What the database says of the seals. A seal is written, then put on record, then listed: whoever reads backwards misses none. */
async function knownOf(db: Connection): Promise<Known> {
  const rows = await sealRowOf(db).find().sort({ _id: 1 }).lean<SealRow[]>();
  const records = await auditOf(db)
    .find({ type: 'sealed' }, { data: 1 })
    .lean<{ data: { number: number; hash: string } | null }[]>();
  return { rows, onRecord: new Map(records.flatMap(({ data }) => (data ? [[data.number, data.hash]] : []))) };
}

/** Each seal is on record with its hash: one that was taken out of the folder, or made anew, is missed. */
function holdAgainstTrail(onRecord: OnRecord, hashes: ReadonlyMap<number, string>, report: Report): void {
  for (const [number, hash] of onRecord) {
    const own = hashes.get(number);
    if (own !== hash) report({ chain: SEALS, seq: number, code: own === undefined ? 'cut-tail' : 'seal-differs' });
  }
}

/**
 * The list that people read says of a seal what the seal says. Its last line may be missing, which is written behind the record of the
 * seal; so may be those of which no record speaks: a copy of the database from before them was put back.
 */
function holdAgainstList({ rows, onRecord }: Known, texts: ReadonlyMap<number, string>, report: Report): void {
  for (const row of rows) {
    const text = texts.get(row._id);
    const isOnRecord = onRecord.has(row._id) && onRecord.get(row._id) === row.hash;
    const isKnown = text === undefined ? isOnRecord : text === canonical(row);
    if (!isKnown) report({ chain: SEALS, seq: row._id, code: 'list-differs' });
  }
  const listed = new Set(rows.map(({ _id }) => _id));
  const newest = Math.max(0, ...texts.keys());
  for (const number of onRecord.keys())
    if (texts.has(number) && !listed.has(number) && number !== newest)
      report({ chain: SEALS, seq: number, code: 'no-document' });
}

/** Sealed heads of one kind, by chain. A year of an open case is some hundred of them. */
class Places {
  readonly #byChain = new Map<string, Map<number, { hash: string; seal: number }>>();
  readonly #unseen = new Set<string>();
  readonly #isLost: (chain: string, place: { seq: number; seal: number }) => boolean;

  constructor(isLost: (chain: string, place: { seq: number; seal: number }) => boolean) {
    this.#isLost = isLost;
  }

  add(seal: number, [chain, seq, hash]: SealedHead): void {
    const heads = this.#byChain.get(chain) ?? new Map<number, { hash: string; seal: number }>();
    heads.set(seq, { hash, seal });
    this.#byChain.set(chain, heads);
    this.#unseen.add(chain);
  }

  broken(chain: string, { last, hashAt }: Standing): Broken | null {
    this.#unseen.delete(chain);
    const wrong = this.#wrong(chain, hashAt).map(
      (seq): Broken => (seq > last ? { seq: last + 1, code: 'cut-tail' } : { seq, code: 'seal-differs' }),
    );
    return wrong.toSorted((a, b) => a.seq - b.seq)[0] ?? null;
  }

  #wrong(chain: string, hashAt: Standing['hashAt']): number[] {
    return [...(this.#byChain.get(chain) ?? [])]
      .filter(([seq, { hash, seal }]) => hashAt(seq) !== hash && !this.#isLost(chain, { seq, seal }))
      .map(([seq]) => seq);
  }

  last(chain: string): number {
    return Math.max(0, ...(this.#byChain.get(chain)?.keys() ?? []));
  }

  unseen(): string[] {
    return [...this.#unseen].filter((chain) => this.#wrong(chain, () => undefined).length > 0).toSorted();
  }
}
