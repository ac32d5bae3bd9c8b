/** The rules of an incident that stand between its themes: what blocks a command, and what common events do beside. */
import { orgLineOf } from '../kernel/people/access.ts';
import { deskAbove } from '../kernel/people/desks.ts';
import type { Actor, Ctx, Pins, Refusal } from '../kernel/process.ts';
import { notOffered } from '../processes.ts';
import type { IncidentCommand } from './contract.ts';
import { HAND_BACKS, isPingPong, placeBelow } from './places.ts';
import { reporterIn } from './reporters.ts';
import { alone } from './rules-company.ts';
import { visitBlockers, visitCarried } from './rules-visit.ts';
import { type Incident, owesReport, type Rules } from './state.ts';

type Blockers = Partial<Record<IncidentCommand['type'], Refusal>>;

/** What stands in the way of a command that status and person allow. */
export const blockers = (incident: Incident, { pins, actor }: Pick<Ctx, 'pins' | 'actor'>): Blockers => ({
  ...notOffered({ convert: 'request' }),
  ...visitBlockers(incident, actor),
  ...ofPlace(incident, pins.desks),
  ...ofEnd(incident, actor),
  ...ofCompany(incident),
});

function ofPlace(incident: Incident, desks: Pins['desks']): Blockers {
  const { place } = incident;
  if (!place) return {};
  const below = placeBelow(incident, desks);
  const limit = { code: 'ping-pong-limit', params: { limit: HAND_BACKS } };
  return {
    ...(deskAbove(desks, place.tier) ? {} : { escalate: { code: 'no-higher-tier' } }),
    ...(below === undefined ? { handBack: { code: 'wrong-tier' } } : {}),
    ...(below && isPingPong(incident, place, below) ? { handBack: limit } : {}),
  };
}

/** Whose word on the solution his is: a colleague of the unit speaks for who reported it first. */
const hisWord = (incident: Incident, { id, unit }: Actor): string =>
  unit === incident.unit ? reporterIn(incident, id) : id;

function ofEnd(incident: Incident, actor: Actor): Blockers {
  const { confirmed, windowOver, report, major, confirmedBy = [] } = incident;
  const saidSo = confirmedBy.includes(hisWord(incident, actor));
  return {
    ...(confirmed || saidSo ? { confirm: { code: 'already-confirmed' } } : {}),
    ...(report === 'filed' ? { fileReport: { code: 'report-filed' } } : { returnReport: { code: 'report-missing' } }),
    ...(confirmed || windowOver ? {} : { close: { code: 'not-confirmed' } }),
    ...(owesReport(incident) ? { close: { code: 'report-missing' } } : {}),
    ...(major ? {} : { close: { code: 'not-major' } }),
  };
}

function ofCompany({ parent, major, majorProposed }: Incident): Blockers {
  return {
    ...(parent === undefined ? { detachParent: { code: 'no-parent' } } : { attachParent: { code: 'has-parent' } }),
    ...(majorProposed ? { proposeMajor: { code: 'already-proposed' } } : { declineMajor: { code: 'not-proposed' } }),
    ...(major ? { proposeMajor: { code: 'already-major' }, declareMajor: { code: 'already-major' } } : {}),
    ...(major ? {} : { postUpdate: { code: 'not-major' } }),
  };
}

/** `detail` alone told it before effects had a `ref`. */
const isOfParent = ({ parent }: Incident, { ref, detail }: { ref?: object; detail: string }): boolean =>
  parent !== undefined &&
  (ref === undefined ? detail === `${parent} addChild` : 'parent' in ref && ref.parent === parent);

export const also: NonNullable<Rules['also']> = {
  clockWarned: (incident, { data: { clock } }) =>
    clock === 'hold-nag' && incident.hold
      ? { ...incident, hold: { ...incident.hold, reminders: incident.hold.reminders + 1 } }
      : incident,
  clockBreached: (incident, { data: { clock } }) =>
    clock === 'confirm' && incident.status === 'resolved' && !incident.unanswered
      ? { ...incident, windowOver: true }
      : incident,
  relieved: (incident, { data: { person, commander } }) =>
    incident.major?.commander === person && commander !== undefined ? { ...incident, major: { commander } } : incident,
  requeued(incident, { data: { from, to } }) {
    const came = Object.entries(incident.cameFrom).map(([tier, place]) => [tier, place.queue === from ? to : place]);
    return { ...incident, cameFrom: Object.fromEntries(came) };
  },
  // Handed back, it goes no more to whom the wrong unit was escalated from.
  corrected(incident, { data: { fields } }) {
    if (fields.unit === undefined) return incident;
    const line = orgLineOf(fields.unit);
    const came = Object.entries(incident.cameFrom).filter(([, place]) => line.includes(place.queueOrg));
    return { ...incident, cameFrom: Object.fromEntries(came) };
  },
  caseStarted: visitCarried,
  // The parent had ended before it could count this one.
  effectFailed: (incident, { data }) => (isOfParent(incident, data) ? alone(incident) : incident),
};
