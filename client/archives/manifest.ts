/** The manifest of a package: what is in it, what it goes without, and who vouches for it (docs/archive.md). */
import type { Connection } from 'mongoose';
import type { Archive, ArchiveEvents } from '../../domain/archive/state.ts';
import { eventName } from '../../domain/documents/model.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { CaseEvent } from '../../domain/kernel/process.ts';
import { commitsAfter } from '../../models/cases/commit.ts';
import { hashOf } from '../../models/store/chain.ts';
import { sealKeysOf } from '../../models/store/seal-key.ts';

export const MANIFEST = 'manifest.json';
export const FORMAT = 'changming archive';
export type EntryKind = 'about' | 'record' | 'document' | 'file' | 'paper' | 'log';
/** `case`: whose it is, of what is of one alone. */
export type NamedEntry = {
  name: string;
  kind: EntryKind;
  bytes: number;
  sha256: string;
  case?: string;
  title?: string;
};
/** `supplement`: of an earlier month; `of`: the archive that had it before it went on. */
export type NamedCase = {
  number: string;
  process: string;
  status: string;
  endedAt: string;
  events: number;
  seq: number;
  hash: string;
  supplement?: true;
  of?: string;
};
/** How a gap of this archive ended, in the words of who ended it. */
export type NamedGap = {
  part: string;
  case: string;
  paper: string;
  state: string;
  of?: string;
  person?: string;
  by?: string;
  at?: string;
  reason?: string;
  /** SHA-256 of what was handed in. */
  papers?: readonly { name: string; sha256: string }[];
};
export type NamedBreak = { case: string; seq: number; code: string; by: string; at: string; reason: string };
export type Contents = {
  archive: string;
  organisation: string;
  month: string;
  zone: string;
  from: string;
  until: string;
  madeAt: string;
  product: { version: string; build: string };
  counts: Readonly<Record<'cases' | 'supplements' | 'events' | 'documents' | 'files' | 'papers', number>>;
  cases: readonly NamedCase[];
  gaps: readonly NamedGap[];
  broken: readonly NamedBreak[];
  entries: readonly NamedEntry[];
};

/** Indented, since people read it; what is hashed is its canonical form, signed under the key of the seals. */
export function manifestText(db: Connection, contents: Contents): string {
  const [key] = sealKeysOf(db);
  const body = { format: FORMAT, version: 1, ...contents, key: { keyId: key.keyId, publicKey: key.publicKey } };
  const hash = hashOf(body);
  return `${JSON.stringify({ ...body, hash, signature: key.sign(`${FORMAT}|${hash}`) }, null, 1)}\n`;
}

const outside = (at: number): string => new Date(at).toISOString();

/** The data of an event of the archive, if it is that one. */
const dataOf = <K extends keyof ArchiveEvents>(event: CaseEvent, name: K): ArchiveEvents[K] | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- events of an archive are those of its process
  eventName(event) === name ? (event.data as unknown as ArchiveEvents[K]) : undefined;

/** What the archive's own record says of its gaps and of the chains that were archived broken, up to its present attempt. */
export async function toldBy(
  db: Connection,
  number: string,
  { parts }: Archive,
): Promise<{ gaps: NamedGap[]; broken: NamedBreak[] }> {
  const ended = new Map<string, Partial<NamedGap>>();
  const broken: NamedBreak[] = [];
  for (const event of (await commitsAfter(db, number)).flatMap(unwound)) {
    const who = { by: event.by.id, at: outside(event.at) };
    const [filled, accepted] = [dataOf(event, 'gapFilled'), dataOf(event, 'gapAccepted')];
    const papers = (filled?.files ?? []).map(({ name, sha256 }) => ({ name, sha256 }));
    if (filled) ended.set(filled.part ?? '', { ...who, ...(papers.length > 0 ? { papers } : {}) });
    if (accepted) ended.set(accepted.part ?? '', { ...who, reason: accepted.reason });
    const asTheyAre = dataOf(event, 'brokenAccepted');
    for (const chain of asTheyAre?.chains ?? []) broken.push({ ...chain, ...who, reason: asTheyAre?.reason ?? '' });
  }
  const gaps = Object.entries(parts?.gap ?? {}).map(([part, gap]): NamedGap => {
    const [person] = gap.assignees ?? [];
    return {
      part,
      case: gap.case,
      paper: gap.paper,
      state: gap.status,
      ...(gap.of === undefined ? {} : { of: gap.of }),
      ...(person === undefined ? {} : { person }),
      ...ended.get(part),
    };
  });
  return { gaps, broken };
}
