/** What the audit trail says of versions of registers: which were made, by hash where it names one. */
import type { Connection } from 'mongoose';
import type { RegistersSigned } from '../../models/registers/signed-before.ts';

export type Witness = {
  /** Chain (`policies/incident`) → the newest version that somebody made. */
  newest: ReadonlyMap<string, number>;
  /** Chain → its oldest version, where that is not the first: nobody kept those before. */
  oldest: ReadonlyMap<string, number>;
  /** `policies/incident@3` → hashes of what was published under that name. */
  hashes: ReadonlyMap<string, ReadonlySet<string>>;
  /** False: no release that signs versions has brought the store up to date. */
  isSigned: boolean;
};
type Said = { register?: string; id?: string; version?: number | string; versions?: readonly string[]; hash?: string };
/** `data` as it is stored, by whomever: a record that was tampered with is named by its chain, and ends no verification. */
type Told = { type: string; data: (Said & Partial<RegistersSigned>) | null };

/** A person or a team that goes changes others too: the record names all versions. */
const MAKING = [
  'registerChanged',
  'registerPublished',
  'personCreated',
  'personUnlocked',
  'personDeactivated',
  'personLocked',
  'personReactivated',
  'preferencesChanged',
  'teamClosed',
  'entryClosed',
  'callersTaken',
  'itemsImported',
];

/** Edits are recorded before they are made; of those that came to nothing a later record says so. */
export async function registerWitness(db: Connection): Promise<Witness> {
  const records = db
    .collection<Told>('audit')
    .find({ type: { $in: [...MAKING, 'editLost', 'registersSigned'] } }, { projection: { type: 1, data: 1 } });
  const made = new Map<string, number>();
  const published = new Map<string, Map<string, number>>();
  const [before, oldest] = [new Map<string, number>(), new Map<string, number>()];
  let isSigned = false;
  for await (const { type, data: stored } of records) {
    const data = stored ?? {};
    if (type === 'registersSigned') {
      isSigned = true;
      for (const name of textsIn(data.newest)) note(before, name);
      for (const name of textsIn(data.oldest)) note(oldest, name);
      continue;
    }
    const step = type === 'editLost' ? -1 : 1;
    for (const name of namesIn(data)) made.set(name, (made.get(name) ?? 0) + step);
    if (data.hash !== undefined) for (const name of namesIn(data)) count(published, name, data.hash, step);
  }
  for (const [name, times] of made) if (times > 0) note(before, name);
  const hashes = [...published].map(([name, own]) => [name, heldIn(own)] as const);
  return { newest: before, oldest, hashes: new Map(hashes.filter(([, held]) => held.size > 0)), isSigned };
}

function namesIn({ register, id, version, versions }: Said): readonly string[] {
  if (versions) return textsIn(versions);
  if (register === undefined || version === undefined) return [];
  return [typeof version === 'string' ? `${register}/${version}` : `${register}/${id}@${version}`];
}

const textsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];

function note(newest: Map<string, number>, name: string): void {
  const at = name.lastIndexOf('@');
  const [chain, version] = [name.slice(0, at), Number(name.slice(at + 1))];
  newest.set(chain, Math.max(newest.get(chain) ?? 0, version));
}

function count(published: Map<string, Map<string, number>>, name: string, hash: string, step: number): void {
  const own = published.get(name) ?? new Map<string, number>();
  published.set(name, own.set(hash, (own.get(hash) ?? 0) + step));
}

const heldIn = (own: ReadonlyMap<string, number>): Set<string> =>
  new Set([...own].filter(([, times]) => times > 0).map(([hash]) => hash));
