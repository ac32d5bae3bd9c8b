/** Events that every process has, and what of them the requester's side may see. */
export const commonOpen: Readonly<Record<string, readonly string[]>> = {
  commented: ['text', 'audience'],
  amended: ['fields'],
  urged: ['text'],
  urgeAnswered: ['text'],
  followed: [],
  unfollowed: [],
};
