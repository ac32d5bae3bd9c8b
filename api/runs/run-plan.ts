/** The whole plan of a run with what happened to each of its parts: as data, and what its text is made of. */
import { eventWords } from '../../domain/event-words.ts';
import { linesOf, type StepLine } from '../../domain/kernel/running/log.ts';
import { plannedIn, standingIn } from '../../domain/kernel/running/following.ts';
import type { CaseEvent } from '../../domain/kernel/process.ts';
import type { OutlinedPart } from '../../domain/kernel/steps/outline.ts';
import { aheadOf } from './run-ahead.ts';
import { headOf, type Looked, marksOf, partWords, titleOf } from './run-head.ts';

/** As schema `RunPlan` says. `events`: all of the case. */
export async function planOf(looked: Looked, events: readonly CaseEvent[]) {
  const lines = linesOf(events);
  const ahead = await aheadOf(looked);
  return {
    ...(await headOf(looked)),
    ...(ahead ? { planned: { undo: ahead.undo, undoBudgetMs: ahead.undoBudgetMs, asked: ahead.asked } } : {}),
    parts: await Promise.all(plannedIn(looked.state).map((part) => partOf(looked, part, lines.get(part.id) ?? []))),
  };
}

async function partOf(
  looked: Looked,
  { id, kind, in: parent, role, orgPath, rule }: OutlinedPart,
  lines: readonly StepLine[],
) {
  const { state, stored, people, words } = looked;
  const step = state.parts?.step?.[id];
  const record = step ?? state.parts?.check?.[id];
  const status = standingIn(state)(id) ?? (isShutAtFirst(kind) ? 'shut' : 'pending');
  const written = words.steps.get(id);
  const [has] = record?.assignees ?? [];
  return {
    part: id,
    ...(parent === undefined ? {} : { in: parent }),
    kind,
    status,
    statusWords: partWords(stored.process, kind, status).status,
    title: titleOf(looked, id),
    ...(written ? { instruction: written.instruction } : {}),
    ...(written?.verify ? { verify: written.verify } : {}),
    ...(rule ? { does: rule.kind, budgetMs: rule.budgetMs } : {}),
    ...(rule?.action === undefined ? {} : { action: rule.action }),
    ...(role === undefined ? {} : { role }),
    ...(orgPath === undefined ? {} : { orgPath }),
    ...(rule?.undo
      ? {
          undo: {
            does: rule.undo.kind,
            budgetMs: rule.undo.budgetMs,
            ...(written?.undo ? { instruction: written.undo.instruction } : {}),
          },
        }
      : {}),
    ...marksOf({ rule }),
    ...(written?.choices ? { choices: written.choices.map(({ id: choice, title }) => ({ id: choice, title })) } : {}),
    ...(step?.choice === undefined ? {} : { choice: step.choice }),
    ...(has === undefined ? {} : { who: await people.one(has) }),
    lines: await Promise.all(
      lines.map(async ({ by, ...one }) => ({
        ...one,
        words: eventWords(one.event, one.to),
        ...(by === undefined || by === stored._id ? {} : { by: await people.one(by) }), // an action reports as its case
      })),
    ),
  };
}

/** Gates of either kind wait for what stands before them; whatever else was not touched is still to come. */
const isShutAtFirst = (kind: string): boolean => kind === 'check' || kind === 'gate';
