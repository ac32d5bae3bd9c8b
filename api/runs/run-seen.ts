/** The view for the night: what is to be done now and by whom, what comes next, what an abort would take back. */
import { processOf } from '../../domain/catalogue.ts';
import type { PartNext } from '../../domain/kernel/definition.ts';
import type { Offer } from '../../domain/kernel/process.ts';
import { currentIn, upcomingIn, wayBackIn } from '../../domain/kernel/running/outlook.ts';
import { plannedIn } from '../../domain/kernel/running/following.ts';
import { keptOutOf } from '../../domain/kernel/running/persons.ts';
import { forPart, haltWaits, runWaits } from '../../domain/kernel/running/waits.ts';
import type { StepRecord } from '../../domain/kernel/running/shapes.ts';
import type { OutlinedPart } from '../../domain/kernel/steps/outline.ts';
import type { Words } from '../../domain/notice-words.ts';
import { roles } from '../../domain/roles.ts';
import type { Lang } from '../http/file.ts';
import { plannedSeen, undoOf } from './run-ahead.ts';
import { headOf, type Looked, marksOf, partWords, titleOf } from './run-head.ts';

/** As schema `Run` says, in `lang` where it is in one language. */
export async function runSeen(looked: Looked, lang: Lang): Promise<object> {
  const { answer, state, works } = looked;
  const { allowed, blocked, waitsFor } = answer;
  return {
    ...(await headOf(looked)),
    lang,
    clocks: clocksOf(looked),
    current: works ? await Promise.all(currentIn(state).map((id) => currentOf(looked, id, lang))) : [],
    next: works ? upcomingIn(state).map((id) => nextOf(looked, id, lang)) : [],
    planned: await plannedSeen(looked, lang),
    abort: works ? abortOf(looked, lang) : null,
    halt: await haltOf(looked, lang),
    waitsFor,
    allowed,
    blocked,
  };
}

/** Of the case as a whole, as far as they are shown to him and still run. */
function clocksOf({ answer, stored }: Looked): object[] {
  const { clocks }: { clocks: Readonly<Record<string, Words>> } = processOf(stored.process).words;
  return Object.entries(answer.readings).flatMap(([clock, { state, startedAt, dueAt, remainingMs }]) => {
    const isRunning = state === 'running' || state === 'breached' || state === 'paused';
    if (clock.includes('~') || !isRunning) return [];
    return [{ clock, words: clocks[clock] ?? { zh: clock, en: clock }, state, startedAt, dueAt, remainingMs }];
  });
}

const plannedPart = ({ state }: Looked, id: string): OutlinedPart => {
  const part = plannedIn(state).find((one) => one.id === id);
  if (!part) throw new Error(`the plan has no part ${id}`);
  return part;
};

/** Asked of a second person on the way back. */
const UNDOS: readonly unknown[] = ['undone', 'keep'];
type Told = { title: Words; instruction?: Words; verify?: Words };
/** On the way back what is to be read is how it is taken back. */
function toldOf(looked: Looked, id: string, isBack: boolean): Told {
  const step = looked.words.steps.get(id);
  const title = titleOf(looked, id);
  if (!step) return { title };
  if (isBack) return { title, ...(step.undo ? { instruction: step.undo.instruction } : {}) };
  return { title, instruction: step.instruction, ...(step.verify ? { verify: step.verify } : {}) };
}
const inLang = (told: Told, lang: Lang) =>
  Object.fromEntries(Object.entries(told).map(([name, words]) => [name, words[lang]]));

async function currentOf(looked: Looked, id: string, lang: Lang): Promise<object> {
  const { state, stored, answer, people } = looked;
  const part = plannedPart(looked, id);
  const { kind, rule, role, orgPath = state.unit } = part;
  const step = state.parts?.step?.[id];
  const record = step ?? state.parts?.check?.[id];
  const status = record?.status ?? (rule ? 'pending' : 'shut');
  const isBack = status === 'undoing' || status === 'undo-failed' || UNDOS.includes(step?.asked?.what);
  const told = toldOf(looked, id, isBack);
  const [has] = record?.assignees ?? [];
  const choices = rule?.choices?.map((one) => ({
    id: one.id,
    title: looked.words.steps.get(id)?.choices?.find((written) => written.id === one.id)?.title ?? {
      zh: one.id,
      en: one.id,
    },
  }));
  return {
    part: id,
    kind,
    status,
    statusWords: partWords(stored.process, kind, status).status,
    ...inLang(told, lang),
    words: told,
    ...(rule ? { does: isBack ? (rule.undo?.kind ?? 'manual') : rule.kind } : {}),
    way: isBack ? 'back' : 'on',
    ...(isBack ? {} : marksOf(part)), // an undo is confirmed by one
    ...(rule?.skippable ? { skippable: true } : {}),
    ...(choices ? { choices } : {}),
    ...(step?.attempt === undefined ? {} : { attempt: step.attempt }),
    rev: record?.rev ?? 0,
    ...(step?.asked ? { asked: { ...step.asked, by: await people.one(step.asked.by) } } : {}),
    ...(has === undefined ? {} : { who: await people.one(has) }),
    ...(role === undefined ? {} : { role: { key: role, title: roles[role].title } }),
    orgPath,
    wanted: await wantedAt(looked, id, step),
    ...timesOf(looked, part, isBack),
    ...offerAt(answer, { id, kind, status }),
  };
}

const isOfPart = (wait: object): wait is PartNext => 'part' in wait;
/** What is waited for at a part: as the case says it, which names only the first parts of many, else as every run does. */
function waitAt({ state, standing }: Looked, id: string): Pick<PartNext, 'to' | 'command'> | undefined {
  const named = standing.view.waitsFor.find(({ parts = [] }) => parts.includes(id));
  if (named) return named;
  const waits = state.halt ? haltWaits(state) : runWaits(state);
  return waits.filter(isOfPart).find(({ part }) => part === id);
}

/** Whom to ring up: who has it, else those who may do what is waited for. */
async function wantedAt(looked: Looked, id: string, step: StepRecord | undefined) {
  const { state, people } = looked;
  const wait = waitAt(looked, id);
  const roster = await people.roster(wait?.to ?? forPart(state, id), keptOutOf(wait?.command, state, step));
  return { ...(wait ? { command: wait.command } : {}), ...roster };
}

/** Since when it stands so, and how long it may. */
function timesOf({ state, standing, answer }: Looked, { id, rule }: OutlinedPart, isBack: boolean) {
  const budgetMs = isBack ? rule?.undo?.budgetMs : rule?.budgetMs;
  const until = state.parts?.step?.[id]?.until;
  const { readings } = standing.view;
  const waiting = readings[`human-wait~${id}`];
  const sinceAt = until === undefined ? waiting?.startedAt : until - (budgetMs ?? 0);
  const dueAt = until ?? waiting?.dueAt;
  return {
    ...(typeof sinceAt === 'number' ? { sinceAt, elapsedMs: Math.max(0, answer.serverNow - sinceAt) } : {}),
    ...(budgetMs === undefined ? {} : { budgetMs }),
    ...(typeof dueAt === 'number' ? { dueAt } : {}),
  };
}

/** What he may do at that part: of its kind and status, or as it is for that part alone. */
function offerAt(
  { parts }: Looked['answer'],
  { id, kind, status }: { id: string; kind: string; status: string },
): Offer {
  const group = parts?.offers.find((one) => one.kind === kind && one.status === status);
  const { allowed, blocked } = group?.except[id] ?? group ?? { allowed: [], blocked: [] };
  return { allowed, blocked };
}

function nextOf(looked: Looked, id: string, lang: Lang): object {
  const part = plannedPart(looked, id);
  const { kind, rule, role } = part;
  const isBack = looked.state.back !== undefined;
  return {
    part: id,
    kind,
    title: titleOf(looked, id)[lang],
    ...(rule ? { does: isBack ? (rule.undo?.kind ?? 'manual') : rule.kind } : {}),
    ...(role === undefined ? {} : { role }),
    ...(rule ? { budgetMs: isBack ? (rule.undo?.budgetMs ?? 0) : rule.budgetMs } : {}),
    ...marksOf(part),
  };
}

/** Nothing is to be taken back of what nobody has authorised. */
function abortOf(looked: Looked, lang: Lang): object | null {
  const back = looked.isProposed ? null : wayBackIn(looked.state);
  return back && { ...back, undo: undoOf(looked, back.undo).map((one) => ({ ...one, title: one.title[lang] })) };
}

async function haltOf(looked: Looked, lang: Lang): Promise<object | null> {
  const { state, stored, works } = looked;
  if (!state.halt) return null;
  const { why, part } = state.halt;
  const { words: own, values = {} } = processOf(stored.process);
  const words = own.choices['run.halt.why']?.[why] ?? { zh: why, en: why };
  if (!works) return { why, words };
  const reason = await looked.haltReason();
  return {
    why,
    words,
    ...(part === undefined ? {} : { part, title: titleOf(looked, part)[lang] }),
    ...(reason === undefined ? {} : { reason: values['halted.reason']?.[reason]?.[lang] ?? reason }),
  };
}
