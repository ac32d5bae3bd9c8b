/** Which other cases a case is linked with: on both sides, each other case once. */
import { isOfOtherMode } from './mode.ts';
import { DomainError, invalid } from '../errors.ts';
import type { CommonCommand } from '../contract.ts';
import type { Ctx, Effect } from '../process.ts';

type DataOf<K extends CommonCommand['type']> = Extract<CommonCommand, { type: K }>['data'];
export type Relation = DataOf<'link'>['relation'];
/** `inward`: said on the other case about this one. */
export type Link = { number: string; relation: Relation; inward: boolean };
/** `ended`: the other case has, so it is not told. */
export type Linked = { target: string; relation: Relation; ended?: true };
export type Unlinked = { target: string; ended?: true };

/** A case with more is no case but a list. */
export const MOST_LINKS = 100;

/**
 * The data of a link. Throws 'invalid-data' for itself, a case that is not there or one of another mode, 'already-linked' for one
 * that is linked so already, 'too-many-links'.
 */
export function linking({ target, relation }: DataOf<'link'>, links: readonly Link[], ctx: Ctx): Linked {
  if (target === ctx.caseId) throw invalid('target', 'itself', 'A case is not linked to itself');
  const fact = ctx.facts.cases?.['target'];
  if (!fact) throw invalid('target', 'unknown', 'There is no such case');
  if (isOfOtherMode(fact, ctx)) throw invalid('target', 'other-mode', 'A drill and what is live are not linked');
  const known = links.find(({ number }) => number === target);
  if (known && known.relation === relation && !known.inward)
    throw new DomainError('already-linked', 'The cases are linked so already', { params: { target } });
  if (!known) refuseMore(links);
  return { target, relation, ...(fact.open ? {} : { ended: true }) };
}

/** False for what stands here already, whichever side said it. Throws 'too-many-links'. */
export function isNewLink({ source, relation }: DataOf<'noteLink'>, links: readonly Link[]): boolean {
  const known = links.find(({ number }) => number === source);
  if (!known) refuseMore(links);
  return known?.relation !== relation;
}

function refuseMore(links: readonly Link[]): void {
  if (links.length < MOST_LINKS) return;
  throw new DomainError('too-many-links', `A case has ${MOST_LINKS} links at most`, {
    params: { maximum: MOST_LINKS },
  });
}

/** The data of the end of a link, whichever side said it. Throws 'not-linked'. */
export function unlinking({ target }: DataOf<'unlink'>, links: readonly Link[], { facts }: Ctx): Unlinked {
  if (!links.some(({ number }) => number === target))
    throw new DomainError('not-linked', 'The cases are not linked', { params: { target } });
  return { target, ...(facts.cases?.['target']?.open === false ? { ended: true } : {}) };
}

/** One link for each other case: what was said last. */
export const withLink = (links: readonly Link[], link: Link): Link[] => [...withoutLink(links, link.number), link];
/** Without the link with that case; the same list where there is none. */
export const withoutLink = (links: readonly Link[], other: string): Link[] =>
  links.filter(({ number }) => number !== other);

type Told = { command: 'noteLink'; data: DataOf<'noteLink'> } | { command: 'noteUnlink'; data: DataOf<'noteUnlink'> };
/** The other side learns of it, unless it has ended: then this side alone says so. */
export const telling = (
  process: string,
  target: string,
  { command, data }: Told,
): Extract<Effect, { kind: 'command' }> => ({
  kind: 'command',
  process,
  caseId: target,
  command,
  data,
  ref: { link: target },
});
/**
 * A case that goes along with this one learns what came of this; nobody does where `target` is undefined, or once it has ended.
 * With `ref` this case hears where it could not be told.
 */
export const goingAlong = (
  process: string,
  target: string | undefined,
  { command, data, ref }: { command: string; data: object; ref?: Readonly<Record<string, string>> },
): Effect[] =>
  target === undefined
    ? []
    : [{ kind: 'command', process, caseId: target, command, data, ifOpen: true, ...(ref ? { ref } : {}) }];

/** True of an effect of these: nothing of the case itself hangs on it. */
export const isOfLink = ({ ref }: { ref?: object }): boolean => ref !== undefined && 'link' in ref;
