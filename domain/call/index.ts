/** The process as one value: what the registry lists and the command loop runs. No contract in it, so no zod. */
import type { Process } from '../kernel/process.ts';
import { callClocks, callFields } from './clocks.ts';
import type { CallCommand } from './contract.ts';
import { callDecider } from './decider.ts';
import { callEvents } from './evolve.ts';
import { callLifecycle } from './lifecycle.ts';
import { callReactions } from './reactions.ts';
import type { CallEvent, CallState } from './state.ts';
import { type CallView, seenOf, viewOf } from './view.ts';

export const call: Process<CallState, CallCommand, CallEvent, CallView> = {
  key: 'call',
  decider: callDecider,
  lifecycle: callLifecycle,
  clocks: callClocks,
  reactions: callReactions,
  policy: { terms: {}, events: callEvents, fields: callFields },
  seen: (state) => (state.status === 'none' ? null : seenOf(state)),
  view: viewOf,
  shape: 1,
};
