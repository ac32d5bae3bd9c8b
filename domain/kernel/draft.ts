/** What a decision writes: the events, the case after each, what follows from them, and what it books. */
import { type Draft, type Stamp, unwound } from './record/commit.ts';
import { fileIdsOf } from './record/files.ts';
import { effectsOf, fold } from './fold.ts';
import { commitIdOf, effectKey } from './ids.ts';
import { isEnd } from './lifecycle.ts';
import { schemaOf } from './record/shape.ts';
import { leftBehind } from './people/left.ts';
import type { AnyProcess, CaseEvent, CaseState, DomainEvent, Effect, Hold, KeyedEffect } from './process.ts';

type Case = CaseState<{ status: string }>;
export type Drafted = {
  draft: Draft;
  /** Each event with the case after it; the head hash is still the former one. */
  steps: readonly { event: CaseEvent; after: Case }[];
  /** What it takes and did not hold before: the store says whether it may. */
  takes: readonly Hold[];
};

/** What `decided` writes onto `kase`, effects included. Throws what a fold or a reaction throws: a bug. */
export function draftOf(process: AnyProcess, kase: Case, decided: readonly DomainEvent[], stamp: Stamp): Drafted {
  const { caseId, mode, seq: before } = kase;
  const place = { caseId, process: process.key, mode };
  const events = decided.map(({ type, data }) => ({ type, data, schema: schemaOf(process, type) }));
  const bare = { _id: commitIdOf(caseId, before + 1), ...place, seq: before + 1, ...stamp, events };
  const steps: { event: CaseEvent; after: Case; follows: Effect[] }[] = [];
  let after = kase;
  for (const event of unwound(bare)) {
    after = fold(process, after, event);
    steps.push({ event, after, follows: effectsOf(process, after, event) });
  }
  const all = steps.map(({ event }) => event);
  steps.at(-1)?.follows.push(...leftBehind(process, kase, after, all)); // last: keys are places
  const effects = steps.flatMap(({ event: { seq }, follows }): KeyedEffect[] =>
    follows.map((effect, n) => ({ key: effectKey(caseId, seq, n), effect })),
  );
  const [had, has] = [heldBy(process, kase), heldBy(process, after)];
  const released = less(had, has);
  const files = fileIdsOf(events);
  const draft = {
    ...bare,
    effects,
    ...(released.length > 0 ? { released } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
  return { draft, steps, takes: less(has, had) };
}

const heldBy = (process: AnyProcess, { state }: Case): readonly Hold[] =>
  isEnd(process, state.status) ? [] : (process.holds?.(state) ?? []);

/** Those of `all` that are not among `others`. */
const less = (all: readonly Hold[], others: readonly Hold[]): Hold[] =>
  all.filter((one) => !others.some((other) => isSame(one, other)));
const isSame = (one: Hold, other: Hold): boolean =>
  one.item === other.item && one.from === other.from && one.until === other.until;
