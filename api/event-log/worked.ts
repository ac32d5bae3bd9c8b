/** The cases of a report about how the work goes: those on which the asker works, or over whose work he watches. */
import type { Response } from 'express';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import { worksOn } from '../cases/reads.ts';
import type { Identity } from '../http/route.ts';
import { type LogFilter, type LogWish, logWishOf } from './asked.ts';
import type { LogDeps } from './deps.ts';
import { type Traced, tracesOf } from './traces.ts';

/** Throws 'too-many-requests', 'too-many-rows'. */
export async function reportWish(deps: LogDeps, identity: Identity, filter: LogFilter): Promise<LogWish> {
  const { actor } = identity;
  deps.limiter.take('event-log', actor.id, false);
  return await logWishOf(deps, identity, filter);
}

export type Worked = Traced | { outside: true };
/** Of the others it says that they are there: they are in no figure. */
export async function* workedOn(
  deps: LogDeps,
  { identity, wish }: { identity: Identity; wish: LogWish },
): AsyncGenerator<Worked> {
  const { actor }: { actor: Actor } = identity;
  for await (const one of tracesOf(deps, { identity, wish })) yield worksOn(actor, one.view) ? one : { outside: true };
}

export const hasGone = ({ destroyed }: Response): boolean => destroyed;
/** Whoever asked has gone: nothing is reckoned any more. */
export const goneAway = (): DomainError => new DomainError('busy', 'Nobody waits for it any longer');
