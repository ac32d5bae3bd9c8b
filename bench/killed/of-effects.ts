/** What must have followed from events, once each, whatever was killed meanwhile: cases, commands, notices, numbers, timers. */
import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time';
import type { Connection } from 'mongoose';
import { createDirectory } from '../../client/registers/directory.ts';
import { workflowIdOf } from '../../domain/kernel/ids.ts';
import type { Commit, Effect, Millis } from '../../domain/kernel/process.ts';
import { processes } from '../../domain/processes.ts';
import { caseOf } from '../../models/cases/case.ts';
import { commitsIn } from '../../models/cases/commit.ts';
import { counterOf, numberRecords } from '../../models/cases/number.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { Check } from './check.ts';

type Engines = { db: Connection; temporal: Client };
type Told = Pick<Commit, 'caseId' | 'process' | 'mode' | 'seq' | 'key' | 'events' | 'effects'>;
type Of<K extends Effect['kind']> = { caseId: string; key: string; effect: Extract<Effect, { kind: K }> };

export async function ofEffects({ db, temporal }: Engines): Promise<Check[]> {
  const commits = await commitsIn(db)
    .find<Told>(
      { mode: { $ne: 'rehearsal' } },
      { projection: { caseId: 1, process: 1, mode: 1, seq: 1, key: 1, events: 1, effects: 1 } },
    )
    .toArray();
  return [
    startedOnce(commits),
    await commandedOnce(db, commits),
    await toldOnce(db, commits),
    await numberedOnce(db, commits),
    await timersArmed({ db, temporal }),
  ];
}

function effectsOf<K extends Effect['kind']>(commits: readonly Told[], kind: K): Of<K>[] {
  return commits.flatMap(({ caseId, effects }) =>
    effects.flatMap(({ key, effect }) => (isKind(effect, kind) ? [{ caseId, key, effect }] : [])),
  );
}
const isKind = <K extends Effect['kind']>(effect: Effect, kind: K): effect is Extract<Effect, { kind: K }> =>
  effect.kind === kind;

/** Key of an effect → what its case has on record of it. */
function outcomesIn(commits: readonly Told[]): ReadonlyMap<string, readonly { type: string; caseId?: string }[]> {
  const outcomes = new Map<string, { type: string; caseId?: string }[]>();
  for (const { type, data } of commits.flatMap(({ events }) => events)) {
    const { effect, caseId }: { effect?: unknown; caseId?: string } = data;
    if (typeof effect !== 'string') continue;
    const said = { type: type.slice(type.indexOf('.') + 1), ...(caseId === undefined ? {} : { caseId }) };
    outcomes.set(effect, [...(outcomes.get(effect) ?? []), said]);
  }
  return outcomes;
}

/** Each case that another started is there once and known to its starter, and nobody else has begun it. */
function startedOnce(commits: readonly Told[]): Check {
  const outcomes = outcomesIn(commits);
  const firsts = commits.filter(({ seq }) => seq === 1);
  const started = effectsOf(commits, 'start');
  const broken = started.flatMap(({ key, effect }) => {
    const begun = firsts.filter((one) => one.key === key);
    const said = outcomes.get(key) ?? [];
    const [known] = said;
    const words = `${effect.process} by ${key}`;
    if (said.length !== 1 || !known) return [`${words}: its starter has ${said.length} words of it`];
    if (known.type !== 'caseStarted') return begun.length === 0 ? [] : [`${words}: ${known.type}, and it is there`];
    const is = begun.map(({ caseId }) => caseId).join(', ');
    return is === known.caseId ? [] : [`${words}: its starter knows ${known.caseId}, and there is ${is}`];
  });
  return {
    what: 'each case that another started is there once, and its starter knows it',
    seen: started.length,
    broken,
  };
}

/** Each command of one case to another is on record there, or why it came to nothing, unless that has ended or it says nothing new. */
async function commandedOnce(db: Connection, commits: readonly Told[]): Promise<Check> {
  const outcomes = outcomesIn(commits);
  const recorded = new Set(commits.map(({ key }) => key));
  const open = new Set((await caseOf(db).distinct('_id', { closedAt: { $exists: false } })).map(String));
  const sent = effectsOf(commits, 'command').filter(({ effect }) => !SAY_NOTHING_NEW.includes(effect.command));
  const broken = sent.flatMap(({ key, effect }) => {
    const isOver = effect.ifOpen === true && !open.has(effect.caseId);
    if (recorded.has(key) || outcomes.has(key) || isOver) return [];
    return [`${effect.command} to ${effect.caseId} by ${key} is nowhere`];
  });
  return {
    what: 'each command of a case to another is on record there, or why it came to nothing',
    seen: sent.length,
    broken,
  };
}
/** They write nothing where they tell what is known already. */
const SAY_NOTHING_NEW: readonly string[] = [
  'noteArrival',
  'noteVisit',
  'noteMandates',
  'reseat',
  'noteLink',
  'noteUnlink',
];

/** Whoever is to hear of an event has one notice of it in his inbox, of those that nothing holds back. */
async function toldOnce(db: Connection, commits: readonly Told[]): Promise<Check> {
  const directory = createDirectory(db);
  const outcomes = outcomesIn(commits);
  const notices = await noticeOf(db).find({}, { key: 1, to: 1, template: 1 }).lean<Notice[]>();
  const heard = new Set(notices.map(({ key, to }) => `${eventOf(key)} ${to}`));
  const broken: string[] = [];
  const due = effectsOf(commits, 'notify').filter(({ effect }) => effect.notBefore === undefined);
  try {
    for (const { key, effect } of due) {
      const { people } = await directory.peopleFor(effect.to);
      const isNoted = outcomes.get(key)?.some(({ type }) => type === 'effectFailed') === true;
      for (const person of isNoted ? [] : people.filter((one) => one !== effect.except))
        if (!heard.has(`${eventOf(key)} ${person}`)) broken.push(`${person} was not told ${effect.template} by ${key}`);
    }
  } finally {
    await directory.close();
  }
  return { what: 'whoever is to hear of an event was told', seen: due.length, broken };
}
const eventOf = (key: string): string => key.replace(/:\d+$/, '');

/** Each case has the number that was given to the key of its first commit, and each counter has counted so far. */
async function numberedOnce(db: Connection, commits: readonly Told[]): Promise<Check> {
  const given = new Map((await numberRecords(db).find().lean()).map(({ _id, caseId }) => [_id, caseId]));
  const counters = new Map((await counterOf(db).find().lean()).map(({ _id, last }) => [_id, last]));
  const firsts = commits.filter(({ seq }) => seq === 1);
  const broken = firsts.flatMap(({ caseId, key }) =>
    given.get(key) === caseId ? [] : [`${caseId} was begun by ${key}, which was given ${given.get(key)}`],
  );
  for (const [process, { prefix }] of Object.entries(processes)) {
    const numbers = firsts.flatMap((one) =>
      one.process === process ? [Number(one.caseId.slice(prefix.length + 1))] : [],
    );
    const highest = Math.max(0, ...numbers);
    const last = counters.get(process) ?? 0;
    if (last < highest) broken.push(`the counter of ${process} is at ${last}, and ${highest} is given`);
  }
  return { what: 'each case has the number of its intake, and no counter is behind', seen: firsts.length, broken };
}

/** So much later a timer of the engine may be set than what it is for: as long as the task that sets it may take, on a busy host. */
const SLACK_MS: Millis = 5_000;
/** So long what is due may be on its way. */
const LATE_MS: Millis = 60_000;

/** Each open case has a timer for what falls due next, and nothing is due since long. */
async function timersArmed({ db, temporal }: Engines): Promise<Check> {
  const what = 'each open case has a timer for what falls due next';
  const rows = await caseOf(db)
    .find({ closedAt: { $exists: false }, mode: { $ne: 'rehearsal' }, nextWakeUp: { $gt: 0 } })
    .select({ process: 1, nextWakeUp: 1 })
    .lean<{ _id: string; process: string; nextWakeUp: Millis }[]>();
  const broken: string[] = [];
  for (const { _id, process, nextWakeUp } of rows) {
    if (nextWakeUp < Date.now() - LATE_MS) broken.push(`${_id}: due since ${new Date(nextWakeUp).toISOString()}`);
    const first = await firstTimer(temporal, workflowIdOf(process, _id));
    if (nextWakeUp > Date.now() && first > nextWakeUp + SLACK_MS)
      broken.push(`${_id}: its timer is set ${Math.round((first - nextWakeUp) / 1_000)} s too late`);
  }
  return { what, seen: rows.length, broken };
}

/** When the first timer of a workflow fires; Infinity: it has none. */
async function firstTimer(temporal: Client, workflowId: string): Promise<Millis> {
  const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
  const timers = new Map<string, Millis>();
  for (const { eventTime, timerStartedEventAttributes: set, ...event } of events ?? []) {
    if (set) timers.set(set.timerId ?? '', tsToMs(eventTime) + tsToMs(set.startToFireTimeout));
    const over = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    if (over) timers.delete(over.timerId ?? '');
  }
  return Math.min(Number.POSITIVE_INFINITY, ...timers.values());
}
