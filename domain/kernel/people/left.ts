/** Who had a case and has it no longer: told once, whatever took it from him, in every process. */
import type { AnyProcess, CaseEvent, CaseState, Effect } from '../process.ts';
import type { Templates } from '../units.ts';
import { isSilent } from './tell.ts';

type Case = CaseState<{ status: string }>;
type Before = Pick<Case, 'state'>;

/**
 * One notice to him who was its assignee before a commit and is not after it, of who has it now, or where it lies. It says no
 * more than that, since he may be out of reach of the case. None to who did it himself, or has left, nor where the case has
 * ended. `events`: of the commit. Throws nothing.
 */
export function leftBehind(process: AnyProcess, before: Before, after: Case, events: readonly CaseEvent[]): Effect[] {
  const former = assigneeOf(process, before);
  const view = former === undefined ? undefined : process.seen(after.state);
  const last = events.at(-1);
  if (former === undefined || !view || !last || last.by.id === former) return [];
  const { assignee } = view.parties;
  if (assignee === former || 'endedAt' in after.state || events.some((event) => isLeaving(event, former))) return [];
  const title = 'title' in after.state && typeof after.state.title === 'string' ? after.state.title : '';
  const holder = assignee === undefined ? { queue: view.queue } : { assignee };
  const template = assignee === undefined ? 'case-put-back' : 'case-passed-on';
  if (isSilent(after.pins, template)) return [];
  const data = { caseId: after.caseId, title, ...holder, said: [] };
  return [{ kind: 'notify', to: { person: former }, template, data }];
}

const assigneeOf = (process: AnyProcess, { state }: Before): string | undefined =>
  process.seen(state)?.parties.assignee;
const isLeaving = ({ type, data }: CaseEvent, person: string): boolean =>
  type.endsWith('.relieved') && 'person' in data && data.person === person;

/** True for a notice that he may read who has lost the case with it. */
export const isOfLeft = ({ template }: { template: string }): boolean => Object.hasOwn(leftTemplates, template);

/** Of `leftBehind`, whatever the process. */
export const leftTemplates: Templates = {
  'case-passed-on': {
    zh: '{caseId} {title}：已不由您处理，现由 {assignee} 处理',
    en: '{caseId} {title}: is no longer yours, {assignee} has it now',
  },
  'case-put-back': {
    zh: '{caseId} {title}：已不由您处理，现在队列 {queue} 中',
    en: '{caseId} {title}: is no longer yours, it lies in the queue {queue} now',
  },
};
