/**
 * What followed from an event in the release before, made of what follows today: keys of effects are places, so what came
 * later is left out, and what is told no more, or at another case, stands where it stood.
 */
import { tell } from '../../domain/kernel/people/tell.ts';
import type { AnyProcess, Audience, CaseEvent, CaseState, Effect } from '../../domain/kernel/process.ts';

type Case = CaseState<{ status: string }>;

const LATER: readonly string[] = [
  'relink',
  'noteSolved',
  'noteConfirmed',
  'noteContact',
  'noteLink',
  'noteUnlink',
  'noteFiles',
];
/** Events that told nobody, and from which nothing followed. */
const MUTE: readonly string[] = ['amended', 'linked', 'unlinked', 'confirmed'];
/** The only events of which followers heard. */
const TOLD_TO_FOLLOWERS: readonly string[] = ['updatePosted', 'urgeAnswered'];

/** Throws nothing. `kase`: after the event. */
export function asFormerly(process: AnyProcess, kase: Case, event: CaseEvent, effects: readonly Effect[]): Effect[] {
  const name = event.type.slice(process.key.length + 1);
  if (MUTE.includes(name)) return [];
  const kept = effects.filter((effect) => !isLater(name, effect));
  const { first = [], afterQueue = [] } = formerlyTold(process, kase, event);
  const { silent = [] } = kase.pins.sla;
  const said = (to: readonly Audience[]) =>
    tell(event, to, { title: titleOf(kase) }).filter(
      (one) => one.kind === 'notify' && !silent.includes('*') && !silent.includes(one.template),
    );
  const queues = kept.filter((one) => one.kind === 'notify' && 'team' in one.to);
  const others = kept.filter((one) => !queues.includes(one));
  return afterQueue.length > 0 ? [...queues, ...said(afterQueue), ...others] : [...said(first), ...kept];
}

function isLater(name: string, effect: Effect): boolean {
  if (effect.kind === 'command')
    return LATER.includes(effect.command) || ('event' in effect.data && effect.data.event === 'closed');
  if (effect.kind !== 'notify' || TOLD_TO_FOLLOWERS.includes(name)) return false;
  return 'follows' in effect.data && effect.data.follows === true;
}

type Formerly = { first?: readonly Audience[]; afterQueue?: readonly Audience[] };

/** Who was told of it then and is not today. */
function formerlyTold(process: AnyProcess, kase: Case, { type, by, data }: CaseEvent): Formerly {
  const seen = process.seen(kase.state);
  const { parties, queue } = seen ?? {};
  if (parties?.requester === undefined) return {}; // nobody was without an account then
  const requester = { person: parties.requester };
  const onPhone = 'confirmedOnPhone' in data && typeof data.confirmedOnPhone === 'string';
  switch (type) {
    case 'call.created':
      return by.role === 'desk-agent' && queue !== undefined ? { first: [{ team: queue }] } : {};
    case 'call.answered':
      return onPhone ? { first: [requester] } : {};
    case 'call.closed':
      return 'incident' in data ? { first: [requester] } : {};
    case 'incident.created':
      return 'call' in data ? { afterQueue: [requester] } : {};
    case 'incident.reporterAdded':
      return 'reporter' in data && typeof data.reporter === 'string' ? { first: [{ person: data.reporter }] } : {};
    case 'incident.resolved':
      return onPhone && 'reportOwed' in data && !data.reportOwed
        ? { first: [requester, ...(parties.reporters ?? []).map((person) => ({ person }))] }
        : {};
    default:
      return {};
  }
}

const titleOf = ({ state }: Case): string => ('title' in state && typeof state.title === 'string' ? state.title : '');
