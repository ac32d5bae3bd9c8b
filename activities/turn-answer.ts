/** What a turn answers, and what it says of effects: pure, so that each can be looked at alone. */
import { type Draft, lastSeqOf, MOST_EVENTS } from '../domain/kernel/record/commit.ts';
import type { EffectRef } from '../domain/kernel/pending.ts';
import {
  type Answer,
  type CommandInput,
  type EffectNote,
  isNote,
  type RefusedAsk,
  type TurnAnswer,
} from '../domain/kernel/turn.ts';
import type { Commit, Hold } from '../domain/kernel/process.ts';

/** Of one commit, in characters of JSON. */
const MOST_BYTES = 1_000_000;

/** The store, or the way to it: tried again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Error && (/^(Mongo|PoolCleared|ServerSelection|StoreLags)/.test(error.name) || isOfSocket(error));
const isOfSocket = (error: Error): boolean => 'syscall' in error;

/** Something stands where we would write, and the majority of the store does not show it yet: tried again, after a pause. */
export class StoreLags extends Error {
  override readonly name = 'StoreLags';
}

export const unopened = (ask: CommandInput | EffectNote): Answer =>
  isNote(ask) ? { seq: 0 } : { seq: 0, refused: { code: 'unknown-case', message: 'There is no such case yet' } };

/** A key is answered once and for all; another body under it is refused. */
export function answerTo(ask: CommandInput | EffectNote, known: Commit): Answer {
  const seq = lastSeqOf(known);
  if (isNote(ask) || known.digest === ask.digest) return { seq };
  return { seq, refused: { code: 'key-reused', message: 'The key was used for another body' } };
}

/** `number`: of the case that holds it, for who may know. */
export const bookedRefusal = ({ item, from, until }: Hold, number: string | undefined): RefusedAsk => ({
  code: 'booked',
  message: `${item} is held by another case at that time`,
  params: { item, from, until, ...(number === undefined ? {} : { number }) },
});

export const overtaken = (): RefusedAsk => ({
  code: 'overtaken',
  message: 'What came behind it in its order was taken before it',
});

export function sizeRefusal({ events, effects }: Draft): RefusedAsk | null {
  if (events.length <= MOST_EVENTS && JSON.stringify([events, effects]).length <= MOST_BYTES) return null;
  return { code: 'too-large', message: 'One command may not write so much' };
}

/** What the workflow is to do with its references so that it has `after`. */
export function changesOf(
  before: readonly EffectRef[],
  after: readonly EffectRef[],
): Pick<TurnAnswer, 'add' | 'drop' | 'move'> {
  const [had, has] = [before, after].map((refs) => new Map(refs.map((one) => [one.key, one])));
  const add = after.filter(({ key }) => !had?.has(key));
  const drop = before.filter(({ key }) => !has?.has(key)).map(({ key }) => key);
  const move = after.filter((one) => had?.has(one.key) && had.get(one.key)?.notBefore !== one.notBefore);
  return {
    ...(add.length > 0 ? { add } : {}),
    ...(drop.length > 0 ? { drop } : {}),
    ...(move.length > 0 ? { move } : {}),
  };
}
