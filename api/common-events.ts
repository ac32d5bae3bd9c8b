/** Events that every process has, and what of them the requester's side may see. */
import type { OpenEvents } from './process-entry.ts';

export const commonOpen: OpenEvents = {
  commented: ['text', 'audience'],
  amended: ['fields'],
  urged: ['text'],
  urgeAnswered: ['text'],
  retargeted: ['policy', 'reason'],
  relieved: [],
  requeued: [],
  followed: [],
  unfollowed: [],
};
