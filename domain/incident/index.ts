/** The process as one value: what the registry lists and the command loop runs. No contract in it, so no zod. */
import type { Process } from '../kernel/process.ts';
import { incidentClocks, incidentFields } from './clocks.ts';
import type { IncidentCommand } from './contract.ts';
import { incidentDecider } from './decider.ts';
import { incidentEvents } from './evolve.ts';
import { incidentLifecycle } from './lifecycle.ts';
import { incidentReactions } from './reactions.ts';
import type { IncidentEvent, IncidentState } from './state.ts';
import { type IncidentView, seenOf, viewOf } from './view.ts';

export type { IncidentView } from './view.ts';

export const incident: Process<IncidentState, IncidentCommand, IncidentEvent, IncidentView> = {
  key: 'incident',
  decider: incidentDecider,
  lifecycle: incidentLifecycle,
  clocks: incidentClocks,
  reactions: incidentReactions,
  policy: { terms: { reportAlways: 'boolean' }, events: incidentEvents, fields: incidentFields },
  seen: (state) => (state.status === 'none' ? null : seenOf(state)),
  view: viewOf,
  comesTo: (state) => (state.status === 'none' ? [] : Object.values(state.cameFrom).map(({ queue }) => queue)),
  shape: 1,
  wakeAt: (state) => (state.status === 'on-hold' ? (state.hold?.until ?? null) : null),
};
