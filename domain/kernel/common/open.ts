/** What of the events that every process has the requester's side may see: fields of their data by bare name. */
import type { OpenEvents } from '../process.ts';

export const commonOpen = {
  commented: ['text', 'audience'],
  amended: ['fields'],
  urged: ['text'],
  urgeAnswered: ['text'],
  retargeted: ['policy', 'reason'],
  relieved: [],
  requeued: [],
  followed: [],
  unfollowed: [],
} satisfies OpenEvents;
