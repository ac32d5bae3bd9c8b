/**
 * Single events of the release before as commits: one for each run of equal keys. What follows from them is derived once,
 * here, and stored with them; the effects get the same keys as they had, for keys are positions.
 */
import { unwound } from '../../domain/kernel/record/commit.ts';
import { effectsOf, emptyCase, fold } from '../../domain/kernel/fold.ts';
import { commitIdOf, effectKey } from '../../domain/kernel/ids.ts';
import { type EffectRef, refOf, settledBy, stillOpen } from '../../domain/kernel/pending.ts';
import type {
  AnyProcess,
  CaseEvent,
  CaseState,
  Commit,
  Effect,
  KeyedEffect,
  Pins,
} from '../../domain/kernel/process.ts';
import { groupsOf } from '../../domain/kernel/record/proof.ts';
import { upcast } from '../../domain/kernel/record/shape.ts';
import { genesisOf, linked } from '../../models/cases/commit.ts';
import type { RecordKey } from '../../models/store/record-key.ts';
import type { OldEvent } from '../../models/store/upgrade.ts';
import { asFormerly } from './former.ts';

type Case = CaseState<{ status: string }>;
export type Grouped = {
  kase: Case;
  commits: readonly Commit[];
  /** Effects whose end the events themselves do not tell. */
  open: readonly EffectRef[];
  /** All that ever followed, by key. */
  effects: ReadonlyMap<string, Effect>;
};

/** `events`: a whole, verified case, oldest first. Throws what a fold or a reaction throws: a bug. */
export function grouped(
  process: AnyProcess,
  events: readonly [OldEvent, ...OldEvent[]],
  { pins, key }: { pins: Pins; key: RecordKey },
): Grouped {
  const [{ caseId, mode }] = events;
  const genesis = genesisOf(caseId).hash;
  let kase: Case = emptyCase(process, { caseId, mode, pins, genesis });
  let open: EffectRef[] = [];
  const held: KeyedEffect[] = [];
  const effects = new Map<string, Effect>();
  const commits: Commit[] = [];
  for (const run of groupsOf(events)) {
    const bare = commitOf(run);
    const followed: KeyedEffect[] = [];
    for (const event of unwound(upcast(process, { ...bare, ...UNSIGNED }))) {
      kase = fold(process, kase, event);
      open = stillOpen(open, settledBy(event, held, { process: process.key, clocks: kase.clocks }));
      const own = asFormerly(process, kase, event, effectsOf(process, kase, explained(event, effects)));
      for (const [n, effect] of own.entries()) {
        const one = { key: effectKey(caseId, event.seq, n), effect };
        effects.set(one.key, effect);
        followed.push(one);
        open.push(refOf(one));
        if (effect.kind === 'notify' && effect.notBefore !== undefined) held.push(one);
      }
    }
    const commit = linked({ ...bare, effects: followed }, kase.headHash, key);
    kase = { ...kase, headHash: commit.hash };
    commits.push(commit);
  }
  return { kase, commits, open, effects };
}

type Run = readonly [OldEvent, ...OldEvent[]];

const UNSIGNED = { effects: [], prevHash: '', hash: '', mac: '', keyId: '' } as const;

const commitOf = (run: Run): Omit<Commit, keyof typeof UNSIGNED> => {
  const [{ caseId, process, mode, seq, key, digest, at, by }] = run;
  const events = run.map(({ type, data, schema }) => ({ type, data, schema }));
  return { _id: commitIdOf(caseId, seq), caseId, process, mode, seq, key, digest, at, by, events };
};

/**
 * Reactions to `effectFailed` know the effect by its `ref`, which that release did not write: it is that of the effect
 * named. The event itself is stored as it was.
 */
function explained(event: CaseEvent, effects: ReadonlyMap<string, Effect>): CaseEvent {
  const { data } = event;
  if (!event.type.endsWith('.effectFailed') || 'ref' in data) return event;
  const ref = 'effect' in data && typeof data.effect === 'string' ? effects.get(data.effect)?.ref : undefined;
  return ref === undefined ? event : { ...event, data: { ...data, ref } };
}
