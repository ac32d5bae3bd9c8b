/** What of the events that every process has the requester's side may see: fields of their data by bare name. */
import { isInternal } from '../people/internal.ts';
import type { AnyProcess, OpenEvents } from '../process.ts';

export const commonOpen = {
  commented: ['text', 'audience'],
  attached: ['files', 'text', 'audience'],
  filesFollowed: ['files'],
  amended: ['fields'],
  linked: ['target', 'relation'],
  unlinked: ['target'],
  linkNoted: ['source', 'relation'],
  linkGone: ['source'],
  corrected: ['fields', 'reason'],
  urged: ['text'],
  urgeAnswered: ['text'],
  retargeted: ['policy', 'reason'],
  relieved: [],
  requeued: [],
  followed: [],
  unfollowed: [],
  watcherAdded: [],
  watcherRemoved: [],
} satisfies OpenEvents;

/** With what every process has of them: whoever sees that a case was opened sees the files that it was opened with. */
export function withCommonOpen(own: OpenEvents): OpenEvents {
  const { created } = own;
  if (created === undefined) return { ...commonOpen, ...own };
  const opened = typeof created === 'function' ? (data: object) => [...created(data), 'files'] : [...created, 'files'];
  return { ...commonOpen, ...own, created: opened };
}

/** True for an event that the requester's side sees, if only some fields of it: internal words are for those within. */
export const isOpenTo = (open: OpenEvents, name: string, data: object): boolean =>
  Object.hasOwn(open, name) && !isInternal(data);

/** Fields of an event's data that the requester's side sees; undefined: it does not see the event. `name`: bare. */
export function openFieldsOf(
  { open }: Pick<AnyProcess, 'open'>,
  name: string,
  data: object,
): readonly string[] | undefined {
  const fields = open[name];
  return typeof fields === 'function' ? fields(data) : fields;
}
