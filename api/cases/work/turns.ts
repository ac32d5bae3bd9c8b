/** Whose turn it is: the cases that wait for somebody by name, for a team or a role of his, or for others while he has them in hand. */
import { z } from 'zod';
import { catalogue } from '../../../domain/catalogue.ts';
import { statusesOf, statusKind } from '../../../domain/kernel/lifecycle.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import type { CaseFilter } from '../../../models/cases/scoped.ts';

export const turnWord = z.enum(['mine', 'team', 'role', 'all', 'waiting']);
export type Turn = z.output<typeof turnWord>;
export const TURN_WORDS =
  'Whose turn it is: mine by name, a team or a role of mine, `all` of these; `waiting`: what I have in hand while it stands still or somebody else acts next';

const byPerson = ({ id }: Actor): CaseFilter[] => [{ 'waitsFor.to.person': { is: id } }];
const byTeam = ({ teams }: Actor): CaseFilter[] => (teams.length > 0 ? [{ 'waitsFor.to.team': { in: teams } }] : []);
/** A role is waited for at an organisation; who holds it there or above is meant. */
const byRole = ({ grants }: Actor): CaseFilter[] =>
  grants
    .filter(({ role }) => role !== 'requester')
    .flatMap(({ role, orgPath }) => [
      { 'waitsFor.to.role': { is: role }, 'waitsFor.to.orgPath': { is: orgPath } },
      { 'waitsFor.to.role': { is: role }, 'waitsFor.to.orgPath': { prefix: `${orgPath}/` } },
    ]);
const all = (actor: Actor): CaseFilter[] => [...byPerson(actor), ...byTeam(actor), ...byRole(actor)];

const statusesThat = (kind: ReturnType<typeof statusKind>): string[] => [
  ...new Set(
    Object.values(catalogue).flatMap((process) =>
      statusesOf(process).filter((status) => statusKind(process, status) === kind),
    ),
  ),
];
const [OPEN, HELD] = [statusesThat('open'), statusesThat('hold')];
/** The same of one case that is in his hand: it stands still, or somebody else acts next. */
export const isInHandOnly = (status: string, isMine: boolean): boolean =>
  HELD.includes(status) || (OPEN.includes(status) && !isMine);
/** By the index of who has what in hand: the statuses leave out what he once had. */
const inHandOnly = ({ id }: Actor): CaseFilter[] => [
  { 'parties.assignee': { is: id }, status: { in: HELD }, closedAt: { present: false } },
  {
    'parties.assignee': { is: id },
    status: { in: OPEN.filter((status) => !HELD.includes(status)) },
    closedAt: { present: false },
    'waitsFor.to.person': { not: id },
  },
];

const filters = { mine: byPerson, team: byTeam, role: byRole, all, waiting: inHandOnly } satisfies Record<
  Turn,
  unknown
>;

/** At least one must hold; none: nothing waits so for him. */
export const turnsOf = (turn: Turn, actor: Actor): CaseFilter[] => filters[turn](actor);
