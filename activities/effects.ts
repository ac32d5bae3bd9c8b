/** What follows from events: notices, cases started, commands to other cases, actions outside, versions of items, copies of documents. Each under its key, so a repeat is harmless. */
import { Context } from '@temporalio/activity';
import { catalogue } from '../domain/catalogue.ts';
import { DomainError } from '../domain/kernel/errors.ts';
import { mergeNotices } from '../domain/kernel/people/escalation.ts';
import { outcomeKey, recordKey } from '../domain/kernel/ids.ts';
import { INSTALL_LANE, runLane } from '../domain/kernel/pending.ts';
import type { Actor, Audience, CaseEvent, Effect, KeyedEffect, Mode } from '../domain/kernel/process.ts';
import type { EffectNote } from '../domain/kernel/turn.ts';
import { isProcessKey } from '../domain/processes.ts';
import { type Notice, noticeOf } from '../models/notices/notice.ts';
import type { Copy } from '../models/documents/document.ts';
import { bringVersions } from '../models/registers/items/installed.ts';
import { keepRemoved } from '../models/registers/items/returned-part.ts';
import type { Beginning } from './actions/beginning.ts';
import type { FreezeBeginning } from './appraisals/beginning.ts';
import type { Gathering } from './archives/beginning.ts';
import type { ActivityDeps } from './deps.ts';
import { createDeputies } from './people/deputies.ts';
import { noticeSaid } from './notice-said.ts';
import { followingUnder } from './standing.ts';

/** Effects by their keys: what they are stands in the commits. */
export type CarryOut = { caseId: string; process: string; mode: Mode; keys: readonly string[] };
/** `again`: not this time. `notes`: what became of an effect and must be recorded; it is over with that. */
export type CarriedOut = { done: readonly string[]; again: readonly string[]; notes: readonly EffectNote[] };
type Outcome = { key: string } & ({ is: 'done' | 'again' } | { is: 'noted'; note: EffectNote });
type One<K extends Effect['kind']> = {
  key: string;
  effect: Extract<Effect, { kind: K }>;
  /** That it follows from. */
  event?: CaseEvent | undefined;
};
type From = Omit<CarryOut, 'keys'>;
type Addressed = Omit<Notice, '_id' | 'at' | 'readAt'>;

const HEARTBEAT_MS = 4_000;
/** So often the server tries again by itself when nothing at all succeeded, before the workflow hears of it. */
const QUIET_TRIES = 5;
/** So many cases in a row are followed that were merged, each into the next. */
const MOST_MERGES = 5;

type Deps = Pick<ActivityDeps, 'db' | 'caseClient' | 'logger'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor' | 'person' | 'actorOf'>;
  documents?: Pick<NonNullable<ActivityDeps['documents']>, 'ask'> | undefined;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
  /** An action outside (actions/beginning.ts). */
  begin: Beginning;
  /** A look through a month's records (archives/beginning.ts). */
  gather: Gathering;
  /** The figures of a period (appraisals/beginning.ts). */
  fold: FreezeBeginning;
  appraisals?: ActivityDeps['appraisals'];
  partTitles?: ActivityDeps['partTitles'];
};

export function createEffects({
  db,
  caseClient,
  directory,
  dispatch,
  begin,
  gather,
  fold,
  appraisals,
  documents,
  logger,
  ...deps
}: Deps) {
  const said = noticeSaid({ db, ...deps });
  const deputies = createDeputies({ db, directory });
  /**
   * Carries out what it can and answers for each. Throws only when nothing succeeded for a passing reason, for the first
   * few attempts: then the server repeats it without a line in the history.
   */
  async function carryOut({ keys, ...from }: CarryOut): Promise<CarriedOut> {
    const { info, heartbeat } = Context.current();
    const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
    const passing: unknown[] = [];
    try {
      const effects = await followingUnder(db, from.caseId, keys);
      const others = effects.filter(isPerformed);
      const lanes = [...new Set(others.map(laneOf))].map((lane) => others.filter((one) => laneOf(one) === lane));
      const found = await Promise.all([
        tell(effects.filter(isNotify), from, passing),
        ...lanes.map((lane) => inLane(lane, from, passing)),
      ]);
      const all = found.flat();
      const isVain = all.length > 0 && all.every(({ is }) => is === 'again');
      if (isVain && info.attempt < QUIET_TRIES) throw passing[0];
      return answerOf(keys, all, (key) => logger?.error({ ...from, key }, 'an effect is in no commit'));
    } finally {
      clearInterval(beat);
    }
  }

  /** What comes after one that has to go again goes again with it. */
  async function inLane(lane: readonly Performed[], from: From, passing: unknown[]): Promise<Outcome[]> {
    const answers: Outcome[] = [];
    for (const one of lane) {
      const isHeldUp = answers.at(-1)?.is === 'again';
      const held = { key: one.key, is: 'again' } as const;
      answers.push(isHeldUp ? held : await attempt(one, () => perform(one, from), passing));
    }
    return answers;
  }

  /** Addressees first, one by one, so that a gap in one touches no other; then what goes to a person about a clock is one. */
  async function tell(told: readonly One<'notify'>[], from: From, passing: unknown[]): Promise<Outcome[]> {
    const notices: Addressed[] = [];
    const heard = new Heard();
    const address = async (one: One<'notify'>) => {
      const own = await addressed(one, from);
      notices.push(...own.filter((notice) => heard.isNews(notice, one.effect.to)));
      return withGap(one.key, own);
    };
    const found = await inOrder(told, (one) => attempt(one, () => address(one), passing));
    try {
      const titled = said.titling(from.caseId);
      const merged = await inOrder(mergeNotices(notices), async (one) => ({ ...one, data: await titled(one.data) }));
      await inOrder(merged, keep); // one after the other: of two about one thing the first is kept
      await dispatch(merged.map((notice) => ({ ...notice, _id: idOf(notice) })));
      return found;
    } catch (error) {
      passing.push(error);
      return told.map(({ key }) => ({ key, is: 'again' }));
    }
  }

  async function attempt(
    { key, effect }: KeyedEffect,
    work: () => Promise<Outcome | void>,
    passing: unknown[],
  ): Promise<Outcome> {
    try {
      return (await work()) ?? { key, is: 'done' };
    } catch (error) {
      if (error instanceof DomainError && error.code !== 'internal') {
        const data = { effect: key, kind: effect.kind, code: error.code, detail: detailOf(effect), ...refOf(effect) };
        if (effect.kind === 'notify') logger?.error(data, 'nobody is there to be told'); // an alarm for operations
        return { key, is: 'noted', note: { note: 'effectFailed', key: recordKey(key), data } };
      }
      logger?.error({ key, kind: effect.kind, err: error }, 'an effect goes again');
      passing.push(error);
      return { key, is: 'again' };
    }
  }

  async function perform({ key, effect, event }: Performed, from: From): Promise<Outcome | void> {
    switch (effect.kind) {
      case 'start':
        return await start({ key, effect }, from);
      case 'command':
        return await command({ key, effect }, from);
      case 'run':
        return await begin(effect, from);
      case 'gather':
        return await gather(effect, from);
      case 'fold':
        return await fold(effect, from);
      case 'propose':
        return await propose({ key, effect, event }, from);
      case 'install':
        return await install({ key, effect, event }, from);
      case 'replace':
        return await replace({ key, effect, event }, from);
      case 'document':
        return await copy({ key, effect, event }, from);
      default:
        // A later release may have decided it: that one carries it out, and nobody takes it for done.
        throw new Error(`no such effect in this release: ${JSON.stringify(effect satisfies never)}`);
    }
  }

  /** Where the target was merged into another, that one takes what may go onward; where it has ended, some need no answer. */
  async function command({ key, effect }: One<'command'>, from: From): Promise<void> {
    let { caseId } = effect;
    for (let steps = 0; ; steps += 1) {
      try {
        await caseClient.command(caseId, effect.command, effect.data, { actor: actorOf(from), key, part: effect.part });
        return;
      } catch (error) {
        const next = effect.onward && steps < MOST_MERGES ? mergedInto(error) : undefined;
        if (next === undefined && effect.ifOpen && hasEnded(error)) return;
        if (next === undefined) throw error;
        caseId = next;
      }
    }
  }

  /** Nothing is there for a drill or a rehearsal to write. */
  async function install({ key, effect, event }: One<'install'>, { caseId, mode }: From): Promise<void> {
    if (mode !== 'live') return;
    const { at, appVersion, back } = effect;
    await bringVersions(db, { key, release: caseId, appVersion, at, back, since: event?.at ?? Date.now() });
  }

  async function replace({ key, effect, event }: One<'replace'>, { caseId, mode }: From): Promise<void> {
    if (mode !== 'live') return;
    const { id, removed } = effect;
    await keepRemoved(db, { key, id, removed: { ...removed, workOrder: caseId, removedAt: event?.at ?? Date.now() } });
  }

  /** Nothing is drafted of a drill or a rehearsal. */
  async function propose({ effect, event }: One<'propose'>, { caseId, mode }: From): Promise<void> {
    if (mode !== 'live') return;
    if (!appraisals) throw new Error('this worker appraises nothing');
    const { scheme, lines } = effect;
    await appraisals.propose({
      number: caseId,
      scheme,
      lines,
      at: event?.at ?? Date.now(),
      by: event?.by.id ?? 'system',
    });
  }

  /** Asked for in each language that somebody of them reads. Of a rehearsal nothing is printed, nor by a worker without a press. */
  async function copy({ key, effect, event }: One<'document'>, { caseId, mode }: From): Promise<void> {
    if (mode === 'rehearsal' || !documents || !event) return;
    const copies = new Map<string, Copy>();
    for (const audience of effect.to) {
      const { people, stoodIn } = await directory.peopleFor(audience);
      for (const to of people)
        if (!copies.has(to)) copies.set(to, { key, to, ...(stoodIn === undefined ? {} : { stoodIn }) });
    }
    const readers = await inOrder([...copies.values()], async (one) => ({
      one,
      locale: (await directory.person(one.to))?.locale ?? 'zh',
    }));
    const { document: kind, side, formats = ['pdf'] } = effect;
    for (const locale of new Set(readers.map((reader) => reader.locale))) {
      const own = readers.flatMap((reader) => (reader.locale === locale ? [reader.one] : []));
      for (const format of formats)
        await documents.ask({ caseId, version: event.seq, kind, side, format, locale, copies: own });
    }
  }

  async function addressed({ key, effect, event }: One<'notify'>, from: From): Promise<Addressed[]> {
    const { caseId, process, mode } = from;
    const { people, stoodIn } = await directory.peopleFor(effect.to);
    if (people.length === 0) throw new DomainError('nobody-to-tell', `nobody is told of ${key}: ${stoodIn}`);
    const { template, except } = effect;
    const data = await said.withWords(effect.data, from, event);
    const gap = stoodIn === undefined ? {} : { stoodIn };
    const happened = event ? { happenedAt: event.at } : {};
    const others = people.filter((id) => id !== except);
    const rest = { key, caseId, process, mode, template, ...happened };
    const instead = await deputies(others, { effect, event, of: from });
    return [
      ...others.map((to) => ({ ...rest, to, data, ...gap })),
      ...instead.map(({ to, insteadOf }) => ({ ...rest, to, data: { ...data, insteadOf } })),
    ];
  }

  async function keep(notice: Addressed): Promise<void> {
    const written = { ...notice, at: instantFor(notice) };
    await noticeOf(db).updateOne({ _id: idOf(notice) }, { $setOnInsert: written }, { upsert: true });
  }

  /** Its starter learns the number. */
  async function start({ key, effect }: One<'start'>, from: From): Promise<Outcome> {
    const { process, data, kind } = effect;
    if (!isProcessKey(process) || !catalogue[process])
      return {
        key,
        is: 'noted',
        note: { note: 'effectSkipped', key: recordKey(key), data: { effect: key, kind, process } },
      };
    const { mode } = from;
    const at = mode === 'rehearsal' ? { at: Context.current().info.scheduledTimestampMs } : {}; // at its parent's time
    const { caseId } = await caseClient.open(process, data, { actor: actorOf(from), key, mode, ...at });
    const started = { effect: key, process, caseId, ...refOf(effect) };
    return { key, is: 'noted', note: { note: 'caseStarted', key: outcomeKey(key, 'started'), data: started } };
  }

  return { carryOut };
}

/** Of one event a person hears once, though he is meant in several ways: as who commands it, and as who supervises it. */
class Heard {
  private readonly as = new Map<string, string>();

  isNews({ key, template, to }: Addressed, audience: Audience): boolean {
    const what = `${eventOf(key)} ${template} ${to}`;
    const asked = JSON.stringify(audience);
    const before = this.as.get(what);
    this.as.set(what, before ?? asked);
    return before === undefined || before === asked;
  }
}

type Following = KeyedEffect & { event: CaseEvent | undefined };
type Performed = Following &
  One<'start' | 'command' | 'run' | 'gather' | 'fold' | 'propose' | 'install' | 'replace' | 'document'>;
const isNotify = (one: Following): one is Following & One<'notify'> => one.effect.kind === 'notify';
const isPerformed = (one: Following): one is Performed => !isNotify(one);

/** Commands to one case keep their order, actions of one part, and what is installed; everything else runs side by side. */
function laneOf({ key, effect }: KeyedEffect): string {
  if (effect.kind === 'command') return effect.caseId;
  if (effect.kind === 'install' || effect.kind === 'replace') return INSTALL_LANE;
  return effect.kind === 'run' ? runLane(effect) : key;
}

async function inOrder<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}

const actorOf = ({ caseId }: From): Actor => ({ id: caseId, kind: 'system', unit: '/', teams: [], grants: [] });

function detailOf(effect: Effect): string {
  switch (effect.kind) {
    case 'notify':
      return effect.template;
    case 'start':
      return effect.process;
    case 'command':
      return `${effect.caseId} ${effect.command}`;
    case 'run':
      return `${effect.part} ${effect.action}`;
    case 'gather':
      return `${effect.step} ${effect.month}`;
    case 'fold':
      return effect.period;
    case 'propose':
      return effect.scheme;
    case 'install':
      return effect.appVersion;
    case 'replace':
      return effect.removed.oldSerial;
    case 'document':
      return effect.document;
    default:
      return effect satisfies never;
  }
}

/** What its process named it by, as it comes back. */
const refOf = ({ ref }: Effect): { ref?: object } => (ref === undefined ? {} : { ref });

/** In a rehearsal the workflow's virtual time, which an activity is told when it is scheduled. */
function instantFor({ mode }: Addressed): number {
  return mode === 'rehearsal' ? Context.current().info.scheduledTimestampMs : Date.now();
}

const idOf = ({ key, data, to }: Addressed): string => noticeId(key, data, to);

/** Done; noted when nobody was there of those whom this step should have reached, and who was told instead. */
function withGap(key: string, notices: readonly Addressed[]): Outcome {
  const notice = notices.find(({ stoodIn }) => stoodIn !== undefined);
  if (!notice?.stoodIn || !('clock' in notice.data) || !('step' in notice.data)) return { key, is: 'done' };
  const [missing = '', instead = ''] = notice.stoodIn.split(' > ');
  const data = { effect: key, clock: String(notice.data.clock), step: String(notice.data.step), missing, instead };
  return { key, is: 'noted', note: { note: 'addresseeMissing', key: outcomeKey(key, 'gap'), data } };
}

/** In the order of the keys. What is in no commit was lost with a store that was restored: nothing can be done for it. */
function answerOf(keys: readonly string[], all: readonly Outcome[], lost: (key: string) => void): CarriedOut {
  const byKey = new Map(all.map((one) => [one.key, one]));
  const found = keys.flatMap((key) => byKey.get(key) ?? []);
  const gone = keys.filter((key) => !byKey.has(key));
  gone.forEach(lost);
  return {
    done: [...found.filter(({ is }) => is === 'done').map(({ key }) => key), ...gone],
    again: found.filter(({ is }) => is === 'again').map(({ key }) => key),
    notes: found.flatMap((one) => (one.is === 'noted' ? [one.note] : [])),
  };
}

const hasEnded = (error: unknown): error is DomainError => error instanceof DomainError && error.code === 'case-ended';

function mergedInto(error: unknown): string | undefined {
  if (!hasEnded(error)) return undefined;
  const { mergedInto: next } = error.params;
  return typeof next === 'string' ? next : undefined;
}

/** Notices of one save about one clock to one person are one: `e:caseId:seq:n` without its n. */
function noticeId(key: string, data: object, person: string): string {
  const clock: unknown = 'clock' in data ? data.clock : undefined;
  return typeof clock === 'string' ? `${eventOf(key)}:${clock}:${person}` : `${key}:${person}`;
}

/** Of the key of an effect, what names its event: `e:caseId:seq:n` without its n. */
const eventOf = (key: string): string => key.replace(/:\d+$/, '');
