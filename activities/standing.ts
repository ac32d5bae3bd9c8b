/** Where a case stands when its turn comes: at the head that its workflow knows, behind the store, or before it. */
import type { Connection } from 'mongoose';
import { lastSeqOf, unwound } from '../domain/kernel/record/commit.ts';
import { emptyCase } from '../domain/kernel/fold.ts';
import { effectSeqOf } from '../domain/kernel/ids.ts';
import { type EffectRef, refsOf, settledBy, stillOpen } from '../domain/kernel/pending.ts';
import { shapeOf } from '../domain/kernel/record/shape.ts';
import type { Turn } from '../domain/kernel/turn.ts';
import type {
  AnyProcess,
  CaseEvent,
  CaseState,
  Commit,
  Head,
  KeyedEffect,
  Mode,
  PinRefs,
  Pins,
  StoredCase,
} from '../domain/kernel/process.ts';
import { bodyOf, casesIn, isGenuine, stateOf } from '../models/cases/case.ts';
import { checkAlone, commitsAfter, commitWith, genesisOf, headOf } from '../models/cases/commit.ts';
import { foldStored, headAfter, PAGE, soundCommits } from '../models/cases/folding.ts';
import { recordKeyOf } from '../models/store/record-key.ts';
import type { createKaseCache } from './kase-cache.ts';

export type Case = CaseState<{ status: string }>;
/** The store has less than the workflow knows, or something else: restored from a backup, or edited. */
export class StoreBehind extends Error {
  override readonly name = 'StoreBehind';
  readonly known: Head;
  readonly stored: Head | null;
  constructor(caseId: string, known: Head, stored: Head | null) {
    super(`${caseId}: the workflow knows version ${known.seq}, the store ${stored ? stored.seq : 'nothing'}`);
    this.known = known;
    this.stored = stored;
  }
}

type Deps = {
  db: Connection;
  cache: ReturnType<typeof createKaseCache>;
  resolvePins: (refs: PinRefs) => Promise<Pins>;
  /** A document was not what the commits say; it is folded anew. */
  report: (caseId: string, what: string) => void;
};
/** `healed`: the document was none of ours and must be written, whatever comes. */
export type Here = { kase: Case | null; healed: boolean };
export type Adopted = { kase: Case; head: Head; commits: readonly Commit[]; open: readonly EffectRef[]; more: boolean };

export function createStanding({ db, cache, resolvePins, report }: Deps) {
  /**
   * The case at the head of `turn`; 'ahead' when more is stored than that. Null: there is nothing yet, and nothing to begin
   * with. Throws StoreBehind, RecordBroken, and what resolving pins throws.
   */
  async function caseAt(process: AnyProcess, turn: Turn): Promise<Here | 'ahead'> {
    const { caseId, mode, head, pins } = turn;
    if (head.seq === 0) {
      if (!pins) return (await isBeyond(caseId, head)) ? 'ahead' : { kase: null, healed: false };
      const genesis = genesisOf(caseId).hash;
      return { kase: emptyCase(process, { caseId, mode, pins: await resolvePins(pins), genesis }), healed: false };
    }
    const held = cache.at(caseId, head);
    if (held) return { kase: held, healed: false };
    const stored = await casesIn(db).findOne({ _id: caseId });
    const found = stored && (await fromDocument(process, stored, mode));
    if (found && found.seq === head.seq && found.headHash === head.hash) return { kase: found, healed: false };
    return await fromCommits(process, turn, { stored, found });
  }

  /** Null when the document is not signed by us, or was folded by other code. */
  async function fromDocument(process: AnyProcess, stored: StoredCase, mode: Mode): Promise<Case | null> {
    if (stored.kase?.shape !== shapeOf(process)) return null;
    const body = isGenuine(stored, recordKeyOf(db)) ? bodyOf(stored) : null;
    if (body?.seq !== stored.version) {
      report(stored._id, 'its document was edited');
      return null;
    }
    return stateOf({ _id: stored._id, mode }, body, await resolvePins(body.pins));
  }

  type Found = { stored: StoredCase | null; found: Case | null };
  async function fromCommits(process: AnyProcess, { caseId, head }: Turn, { stored, found }: Found) {
    const newest = await headOf(db, caseId);
    if (!newest || newest.seq < head.seq) throw new StoreBehind(caseId, head, newest);
    const known = await commitWith(db, caseId, head.seq);
    if (!known || lastSeqOf(known) !== head.seq || known.hash !== head.hash)
      throw new StoreBehind(caseId, head, newest);
    if (newest.seq > head.seq) return 'ahead';
    if (found && found.seq >= head.seq) report(caseId, 'its document has another head than its commits');
    if (!stored) report(caseId, 'it has no document');
    const from = found && found.seq < head.seq ? found : undefined;
    return { kase: await foldStored(db, { process, caseId, resolvePins, from }), healed: true };
  }

  const isBeyond = async (caseId: string, { seq }: Head): Promise<boolean> =>
    (await commitsAfter(db, caseId, { after: seq, limit: 1 })).length > 0;

  /**
   * The next page of what is stored beyond the head of `turn`, checked, with what is open after it. Rare, so the case is
   * folded from its beginning: what each commit ended must be seen with the clocks of that moment.
   */
  async function adopt(process: AnyProcess, turn: Turn): Promise<Adopted> {
    const { caseId, head } = turn;
    const beyond = await soundCommits(db, process, caseId, head);
    const before = head.seq === 0 ? null : await foldStored(db, { process, caseId, resolvePins, upTo: head.seq });
    const first = beyond[0];
    if (!first) throw new Error(`${caseId}: nothing lies beyond ${head.seq}`);
    let kase = before;
    // After a revive nobody remembers what is open: it follows from the commits up to that head.
    let open = turn.openFrom !== undefined && before ? await openSince(process, before, turn.openFrom) : turn.open;
    const content = new Map((await contentOf(caseId, open)).map((one) => [one.key, one]));
    await foldStored(db, {
      process,
      caseId,
      resolvePins,
      from: before ?? undefined,
      upTo: beyond.at(-1)?.seq ?? 0,
      seen: (commit, after) => {
        kase = after;
        for (const effect of commit.effects) content.set(effect.key, effect);
        for (const event of unwound(commit)) {
          const settled = settledBy(event, [...content.values()], { process: process.key, clocks: after.clocks });
          open = stillOpen(open, settled);
        }
        open = [...open, ...refsOf(commit)];
      },
    });
    if (!kase) throw new Error(`${caseId} cannot be folded`);
    return { kase, head: headAfter(head, beyond), commits: beyond, open, more: beyond.length === PAGE };
  }

  /** After a revive: what may be open of the effects of events from `from` on. What was done is done again under its key. */
  async function openSince(process: AnyProcess, kase: Case, from: number): Promise<EffectRef[]> {
    const { caseId, seq } = kase;
    let open: EffectRef[] = [];
    const content: KeyedEffect[] = [];
    await foldStored(db, {
      process,
      caseId,
      resolvePins,
      upTo: seq,
      seen: (commit, after) => {
        content.push(...(lastSeqOf(commit) >= from ? commit.effects : []));
        for (const event of unwound(commit))
          open = stillOpen(open, settledBy(event, content, { process: process.key, clocks: after.clocks }));
        if (lastSeqOf(commit) >= from) open.push(...refsOf(commit));
      },
    });
    return open;
  }

  /** The content of those that quiet hours hold back; of the others nobody asks. */
  async function contentOf(caseId: string, open: readonly EffectRef[]): Promise<KeyedEffect[]> {
    const held = open.filter(({ notBefore }) => notBefore !== undefined).map(({ key }) => key);
    return await effectsUnder(db, caseId, held);
  }

  return { caseAt, adopt, isBeyond, contentOf, openSince };
}

/**
 * The effects of these keys, out of the commits that hold them, in the order of the keys; what is not there is left out.
 * Throws CommitForged for one that no turn of ours wrote: nothing of it is carried out.
 */
export async function effectsUnder(db: Connection, caseId: string, keys: readonly string[]): Promise<KeyedEffect[]> {
  return (await followingUnder(db, caseId, keys)).map(({ key, effect }) => ({ key, effect }));
}

/** Likewise, each with the event that it follows from. */
export async function followingUnder(
  db: Connection,
  caseId: string,
  keys: readonly string[],
): Promise<(KeyedEffect & { event: CaseEvent | undefined })[]> {
  const seqs = [...new Set(keys.map(effectSeqOf).filter((seq) => seq !== null))];
  const found = await Promise.all(seqs.map((seq) => commitWith(db, caseId, seq)));
  const commits = found.filter((commit) => commit !== null);
  for (const commit of commits) checkAlone(db, commit);
  const events = new Map(commits.flatMap(unwound).map((event) => [event.seq, event]));
  const byKey = new Map(commits.flatMap(({ effects }) => effects.map((one) => [one.key, one] as const)));
  return keys.flatMap((key) => {
    const one = byKey.get(key);
    return one ? [{ ...one, event: events.get(effectSeqOf(key) ?? 0) }] : [];
  });
}
