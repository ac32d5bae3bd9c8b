/**
 * Actions of the sample organisation: one for each name in the runbooks as shipped. There is no such tool: `.example` leads nowhere
 * for ever (RFC 2606), so who tries one sees what a tool that cannot be reached looks like.
 */
import { stepsIn } from '../../../domain/runbooks/placed.ts';
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';
import type { Action } from '../../registers/actions/action.ts';
import type { Title } from '../../store/fields.ts';

export const SAMPLE_SECRET = 'example-tool';

type Told = Pick<Action, 'title' | 'description'> & { weight?: Action['weight'] | undefined };
const named = (id: string, { title, description, weight }: Told): Action => ({
  _id: id,
  title,
  ...(description ? { description } : {}),
  ...(weight ? { weight } : {}),
  organisation: '/dx',
  kind: 'webhook',
  webhook: { url: `https://tool.example/${id}`, secret: SAMPLE_SECRET },
  open: true,
});

const takenBack = ({ zh, en }: Title): Title => ({ zh: `撤销：${zh}`, en: `Take back: ${en}` });
/** Each called as the first step that names it; what can be taken back alters something. */
export function actions(): Action[] {
  const steps = shippedRunbooks('/dx').flatMap(({ plan }) => stepsIn(plan));
  const all = steps.flatMap(({ title, instruction, action, undo }) => [
    ...(action === undefined
      ? []
      : [named(action, { title, description: instruction, weight: undo ? 'changes' : undefined })]),
    ...(undo?.action === undefined
      ? []
      : [named(undo.action, { title: takenBack(title), description: undo.instruction, weight: 'changes' })]),
  ]);
  return [...new Map(all.toReversed().map((one) => [one._id, one])).values()].toReversed();
}
