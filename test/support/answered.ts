/** Test support: a case that is played by what a rehearsal answers for people, each by somebody who may. */
import { DomainError } from '../../domain/kernel/errors.ts';
import type { Actor, Waited } from '../../domain/kernel/process.ts';
import { ANSWERED_AFTER, type RehearsedAnswer } from '../../domain/kernel/running/rehearsed.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { MINUTE } from '../../domain/kernel/time/durations.ts';
import { answersIn } from '../../domain/rehearsed.ts';
import { isRunProcess } from '../../domain/runbooks/runbook.ts';
import { customer } from './release/releases.ts';
import type { RunCase } from './runs.ts';
import { people } from './sample.ts';

type Said = { fails?: string[]; given?: Record<string, object> };
const MOST_MOVES = 3_000;
/** Nobody is asked meanwhile. */
const STEP = 30 * MINUTE;

/** Until nobody is waited for any more; what was answered, each as `command part`. Throws where nobody may do what is asked. */
export function answered(one: RunCase, { fails = [], given = {} }: Said = {}): string[] {
  const { process } = one;
  if (!isRunProcess(process)) throw new Error(`${process} has no plan`);
  const retried = new Set<string>();
  const done: string[] = [];
  let asked = new Map<string, number>();
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const { now } = one.world;
    const waitsFor: readonly Waited[] = one.view.waitsFor;
    const state = one.world.kaseOf(one.number).state as Running;
    const all = answersIn(process, { state, waitsFor, now, fails: new Set(fails), retried, given });
    if (waitsFor.length === 0 && all.length === 0) return done;
    asked = new Map(all.map((answer) => [nameOf(answer), asked.get(nameOf(answer)) ?? now]));
    const atOf = (answer: RehearsedAnswer): number => answer.at ?? (asked.get(nameOf(answer)) ?? now) + ANSWERED_AFTER;
    const due = all.find((answer) => atOf(answer) <= now);
    if (!due) {
      one.to(Math.min(now + STEP, ...all.map(atOf)));
      continue;
    }
    givenBySomebody(one, due);
    done.push(nameOf(due));
    if (due.part !== undefined && due.command.startsWith('retry')) retried.add(due.part);
  }
  throw new Error(`${one.number} goes on for ever: ${done.slice(-10).join(', ')}`);
}

const nameOf = ({ command, part = '' }: RehearsedAnswer): string => `${command} ${part}`.trim();

function givenBySomebody(one: RunCase, { command, part, data }: RehearsedAnswer): void {
  const refused: string[] = [];
  const all: Actor[] = [...Object.values(people), customer];
  for (const actor of all)
    try {
      one.give(actor, command, data, part);
      return;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push(`${actor.id} ${error.code} ${JSON.stringify(error.params)} ${JSON.stringify(error.fields)}`);
    }
  throw new Error(`nobody may ${command} ${part ?? ''}: ${refused.join('; ')}`);
}
