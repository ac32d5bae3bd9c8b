/** What stands in the way of a command that status and role allow. */
import { orgLineOf } from '../kernel/access.ts';
import { commonBlockers } from '../kernel/common.ts';
import type { Actor, Ctx, OrgPath, Pins, Refusal } from '../kernel/process.ts';
import { isProcessKey } from '../processes.ts';
import type { IncidentCommand } from './contract.ts';
import { deskAbove, HAND_BACKS, pairOf, placeBelow, topDesk } from './places.ts';
import type { Incident, IncidentState } from './state.ts';

type Blockers = Partial<Record<IncidentCommand['type'], Refusal>>;
type Asked = Omit<Ctx, 'key' | 'role' | 'facts'>;

/** By command; empty before there is an incident. Throws nothing. */
export function incidentBlockers(incident: IncidentState, ctx: Asked): Blockers {
  if (incident.status === 'none') return {};
  return {
    ...notOffered(),
    ...ofPlace(incident, ctx.pins.desks),
    ...ofEnd(incident, ctx.actor),
    ...ofVisit(incident),
    ...ofCompany(incident, ctx),
    ...commonBlockers(incident.common, ctx),
  };
}

const missing = (process: string): Refusal => ({ code: 'process-not-offered', params: { process } });

function notOffered(): Blockers {
  return {
    ...(isProcessKey('request') ? {} : { convert: missing('request') }),
    ...(isProcessKey('work-order') ? {} : { requestOnsite: missing('work-order') }),
  };
}

function ofPlace(incident: Incident, desks: Pins['desks']): Blockers {
  const { place, handBacks } = incident;
  if (!place) return {};
  const below = placeBelow(incident, desks);
  const isAtLimit = below !== undefined && (handBacks[pairOf(place, below)] ?? 0) >= HAND_BACKS;
  return {
    ...(deskAbove(desks, place.tier) ? {} : { escalate: { code: 'no-higher-tier' } }),
    ...(below === undefined ? { handBack: { code: 'wrong-tier' } } : {}),
    ...(isAtLimit ? { handBack: { code: 'ping-pong-limit', params: { limit: HAND_BACKS } } } : {}),
  };
}

function ofEnd(incident: Incident, actor: Actor): Blockers {
  const { confirmed, windowOver, report, major, solved } = incident;
  return {
    ...(confirmed ? { confirm: { code: 'already-confirmed' } } : {}),
    ...(solved?.by === actor.id ? { confirm: { code: 'self-confirm' } } : {}),
    ...(report === 'filed' ? { fileReport: { code: 'report-filed' } } : { returnReport: { code: 'report-missing' } }),
    ...(confirmed || windowOver ? {} : { close: { code: 'not-confirmed' } }),
    ...(report === 'owed' || report === 'returned' ? { close: { code: 'report-missing' } } : {}),
    ...(major ? {} : { close: { code: 'not-major' } }),
  };
}

const ofVisit = ({ onsite }: Incident): Blockers =>
  onsite === 'requested' ? {} : { withdrawOnsite: { code: 'no-visit' }, noteArrival: { code: 'no-visit' } };

function ofCompany({ unit, parent, major, majorProposed }: Incident, { actor, pins: { desks } }: Asked): Blockers {
  const refused = { code: 'not-permitted' };
  return {
    ...(parent === undefined ? { detachParent: { code: 'no-parent' } } : { attachParent: { code: 'has-parent' } }),
    ...(majorProposed ? { proposeMajor: { code: 'already-proposed' } } : { declineMajor: { code: 'not-proposed' } }),
    ...(major ? { proposeMajor: { code: 'already-major' }, declareMajor: { code: 'already-major' } } : {}),
    ...(major ? {} : { postUpdate: { code: 'not-major' } }),
    ...(mayDeclare(actor, unit, desks) ? {} : { declareMajor: refused, declineMajor: refused }),
  };
}

/** The process owner, or a supervisor of the top tier. */
function mayDeclare({ grants }: Actor, unit: OrgPath, desks: Pins['desks']): boolean {
  const top = topDesk(desks);
  return grants.some(
    ({ role, orgPath }) =>
      (role === 'process-owner' && orgLineOf(unit).includes(orgPath)) ||
      (role === 'supervisor' && top !== undefined && orgLineOf(top.queueOrg).includes(orgPath)),
  );
}
