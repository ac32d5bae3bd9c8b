/**
 * Actions of the sample organisation: one for each name in the runbooks as shipped. There is no such tool: `.example` leads nowhere
 * for ever (RFC 2606), so who tries one sees what a tool that cannot be reached looks like.
 */
import { stepsIn } from '../../../domain/runbooks/placed.ts';
import { shippedRunbooks } from '../../../domain/runbooks/shipped/all.ts';
import type { Action } from '../../registers/actions/action.ts';
import type { Title } from '../../store/fields.ts';

export const SAMPLE_SECRET = 'example-tool';

const named = (id: string, title: Title): Action => ({
  _id: id,
  title,
  organisation: '/dx',
  kind: 'webhook',
  webhook: { url: `https://tool.example/${id}`, secret: SAMPLE_SECRET },
  open: true,
});

/** Each called as the first step that names it. */
export function actions(): Action[] {
  const steps = shippedRunbooks('/dx').flatMap(({ plan }) => stepsIn(plan));
  const all = steps.flatMap(({ title, action, undo }) => [
    ...(action === undefined ? [] : [named(action, title)]),
    ...(undo?.action === undefined
      ? []
      : [named(undo.action, { zh: `撤销：${title.zh}`, en: `Take back: ${title.en}` })]),
  ]);
  return [...new Map(all.toReversed().map((one) => [one._id, one])).values()].toReversed();
}
