/** An incident that is held for a change: which it may be, and what becomes of the incident with it (processes.md 3). */
import { DomainError } from '../kernel/errors.ts';
import type { Ctx, FieldError } from '../kernel/process.ts';
import { MOST_WAITING } from './caps.ts';
import type { IncidentCommand } from './contract.ts';
import type { Folds, Incident, Rules, Word } from './state.ts';

type Hold = Extract<IncidentCommand, { type: 'hold' }>['data'];

/** The change that the hold names, for the event that ends it. */
export const heldFor = ({ hold }: Pick<Incident, 'hold'>): { change?: string } =>
  hold?.change === undefined ? {} : { change: hold.change };

/** Work that goes on elsewhere, or ends, is resumed first, so that no clock stays paused. */
export const leaving = (incident: Pick<Incident, 'status' | 'hold'>): Word[] =>
  incident.status === 'on-hold' ? [{ type: 'resumed', data: heldFor(incident) }] : [];

/** Another hold takes the place of one for a change: that change waits to be told. */
export function leftBy({ hold }: Pick<Incident, 'hold'>, { change }: Hold): { leftChange?: string } {
  return hold?.change === undefined || hold.change === change ? {} : { leftChange: hold.change };
}

/**
 * What is wrong with the change that a hold names: none, or one that is not there, not a change, out of reach, or over: carried out,
 * taken back, or ended. Empty: nothing. Throws 'too-many-waiting'.
 */
export function changeFaults(
  { reason, change }: Hold,
  { hold }: Pick<Incident, 'hold'>,
  { facts }: Pick<Ctx, 'facts'>,
): FieldError[] {
  if (reason !== 'change') return change === undefined ? [] : wrong('change-only');
  if (change === undefined) return wrong('required');
  const fact = facts.cases?.['change'];
  if (!fact || fact.process !== 'change') return wrong('unknown');
  if (!fact.open || fact.status === 'reviewing') return wrong('not-open');
  if ((fact.awaitedBy ?? 0) >= MOST_WAITING && hold?.change !== change)
    throw new DomainError('too-many-waiting', `At most ${MOST_WAITING} incidents are held for one change`, {
      params: { maximum: MOST_WAITING },
    });
  return [];
}

const wrong = (code: string): FieldError[] => [{ pointer: '/change', code }];

export const changeRules = {
  // Resumed by hand meanwhile, held for something else: then it is no news to it.
  noteChange(data, incident) {
    const { change, outcome } = data;
    if (incident.status === 'on-hold' && incident.hold.change === change) return [{ type: 'resumed', data }];
    return outcome === 'failed' && incident.resumedBy === change ? [{ type: 'changeFailed', data }] : [];
  },
} satisfies Partial<Rules['rules']>;

export const changeFolds = {
  changeFailed: ({ resumedBy: _over, ...incident }) => incident,
} satisfies Partial<Folds>;
