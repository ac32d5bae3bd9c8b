/** What of a case decides who is counted for it: whose turn it is, and who has it in hand. */
import type { Actor, CaseView } from '../../../domain/kernel/process.ts';
import { isWithin } from '../../../domain/kernel/people/access.ts';
import { isInHandOnly, type Turn } from './turns.ts';

type Owes = Pick<CaseView, 'waitsFor' | 'status'> & { parties: Pick<CaseView['parties'], 'assignee'> };
/** Alike ones of two cases are one object: equal is the same. */
export type Owed = {
  to: readonly Pick<CaseView['waitsFor'][number], 'to' | 'command'>[];
  assignee: string | undefined;
  status: string;
};
/** Of an open case as it was: who is counted for it, and by when it is due. */
export type Standing = { owed: Owed; dueAt: number | null };
/** Turns as people are told them; `all` is any of the first three. */
export type OwnTurn = Exclude<Turn, 'all'>;

const MOST_KEPT = 5_000;

/** Most cases are alike in this: a hundred thousand keep a few hundred objects. */
export function createOwed() {
  const kept = new Map<string, Owed>();
  return ({ waitsFor, status, parties: { assignee } }: Owes): Owed => {
    const to = waitsFor.map(({ to: whom, command }) => ({ to: whom, command }));
    const text = JSON.stringify([to, assignee, status]);
    const known = kept.get(text);
    if (known) return known;
    if (kept.size >= MOST_KEPT) kept.clear(); // what is told apart now and is none costs a count
    const owed = { to, assignee, status };
    kept.set(text, owed);
    return owed;
  };
}

/** How it stands to him: the same as the filters of turns.ts say of what is stored. */
export function turnsIn({ id, teams, grants }: Pick<Actor, 'id' | 'teams' | 'grants'>, owed: Owed): OwnTurn[] {
  const { to: all, assignee, status } = owed;
  const isMine = all.some(({ to }) => 'person' in to && to.person === id);
  const isOfTeam = all.some(({ to }) => 'team' in to && teams.includes(to.team));
  const isOfRole = all.some(
    ({ to }) =>
      'role' in to &&
      grants.some(({ role, orgPath }) => role !== 'requester' && role === to.role && isWithin(to.orgPath, orgPath)),
  );
  const turns: [OwnTurn, boolean][] = [
    ['mine', isMine],
    ['team', isOfTeam],
    ['role', isOfRole],
    ['waiting', assignee === id && isInHandOnly(status, isMine)],
  ];
  return turns.flatMap(([turn, holds]) => (holds ? [turn] : []));
}
