/** People of the sample organisation who carry out a run: each does what the case waits for from him, until it stands as wanted. */
import { randomUUID } from 'node:crypto';
import { COMMANDER, type Doing, isWaitedFor, nextDoing, turningBack } from '../../../bench/stories/run-doings.ts';
import { authorizing, broughtTo, type Hand, lettingGo, opened, raising } from '../../../bench/stories/run-openings.ts';
import { type Pace, unpaced } from '../../../bench/stories/run-pace.ts';
import { endOf, type RunStory } from '../../../bench/stories/run-stories.ts';
import type { Cast } from '../../../bench/stories/stories.ts';
import { EngineError } from '../../../client/cases/case-client.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { processOfCase } from '../../../domain/processes.ts';
import { deskOf } from './desk.ts';
import type { Product } from './product.ts';

/** What is done instead of what is waited for, once it comes to this step, or to all of these. */
export type Turn = { at: string | readonly string[]; command: string; data?: object; part?: string; by?: string };
type Stored = StoredCase & { change?: string; proposal?: { planHash: string }; approval?: { planHash: string } };

/** So often the same is sent again while there is no answer: for minutes. */
const MOST_TRIES = 20;

/** `pace`: who says when each goes on. */
export function autopilotOf(product: Product, pace: Pace = unpaced) {
  const desk = deskOf(product);
  const stored = async (number: string) => (await product.stored(number)) as Stored;
  async function paced<T>(work: () => Promise<T>): Promise<T> {
    const done = await pace.turn();
    try {
      return await work();
    } finally {
      done();
    }
  }

  const give = (number: string, { by, command, data, part }: Doing) =>
    answered((key) => desk.give(by, number, command, data, { key, ...(part === undefined ? {} : { part }) }));

  /** A failover of the sample's school, or as `more` says, not authorised yet; its number. */
  async function raise(facts: object, more: object = {}): Promise<string> {
    const { by, data } = raising(facts, Date.now() - 60_000);
    return (await answered((key) => desk.open(by, 'failover', { ...data, ...more }, key))).caseId;
  }
  /** As it is proposed. */
  async function authorize(number: string): Promise<void> {
    const { proposal } = await stored(number);
    await give(number, authorizing(proposal?.planHash ?? ''));
  }
  /** A failover of the sample's school, authorised as it is proposed for `facts`. */
  async function failover(facts: object, more: object = {}): Promise<string> {
    const number = await raise(facts, more);
    await authorize(number);
    return number;
  }

  async function choicesOf(number: string): Promise<(part: string) => string | undefined> {
    const { state } = await product.body(number);
    const { outline } = state as { outline?: { of: readonly { id: string; choices?: readonly { id: string }[] }[] } };
    return (part) => outline?.of.find(({ id }) => id === part)?.choices?.[0]?.id;
  }

  /**
   * What it waits for is done, one after the other, until it stands in one of `until`; `instead`: once it waits for that step, or
   * its action is under way. Where an action is awaited, or a gate that time opens, so does this.
   */
  async function run(number: string, until: readonly string[], instead?: Turn): Promise<string> {
    const process = processOfCase(number) ?? 'failover';
    const choiceOf = await choicesOf(number);
    let turn = instead && [instead.at].flat();
    const doingOf = async () => {
      const kase = await stored(number);
      if (until.includes(kase.status)) return { status: kase.status };
      if (instead && turn && isWaitedFor(kase.waitsFor, turn)) {
        const { at: _at, by = COMMANDER, data = { reason: '演示' }, ...more } = instead;
        return { isTurn: true, doing: { ...more, by, data } };
      }
      const doing = nextDoing(kase.waitsFor, { process, choiceOf, turn });
      return doing && { doing };
    };
    for (;;) {
      const { status, doing, isTurn } = await product.eventually(doingOf);
      if (status !== undefined) return status;
      if (isTurn) turn = undefined;
      if (doing) await paced(() => unlessShut(doing, give(number, doing)));
    }
  }

  const hand = ({ process: own }: RunStory): Hand => ({
    give: async (process, number, doing) => {
      const { by, data } = doing;
      const given = async () =>
        number === ''
          ? (await answered((key) => desk.open(by, process, data, key))).caseId
          : (await give(number, doing), number);
      const isBefore = process !== own && number === '';
      const caseId = isBefore ? await given() : await paced(given);
      if (process === own && number === '') pace.raised(caseId);
      const { approval, proposal } = await stored(caseId);
      return { number: caseId, asked: (approval ?? proposal)?.planHash ?? '' };
    },
    changeOf: (number) => product.eventually(async () => (await stored(number)).change),
  });

  /** From its opening until it is over, its change too; its number. */
  async function play(story: RunStory, cast: Cast): Promise<string> {
    const done = await opened(story, cast, hand(story));
    if (!done) throw new Error('it is refused');
    const { run: number, change } = done;
    const { command, by, data } = turningBack(story.process);
    await run(number, [endOf(story)], story.turn && { at: story.turn, command, by, data });
    for (const doing of lettingGo(story)) await paced(() => give(change, doing).catch(unlessEnded));
    const status = broughtTo(story);
    if (status !== undefined) await product.eventually(async () => (await stored(change)).status === status);
    return number;
  }

  return { desk, raise, authorize, failover, run, play, commander: COMMANDER };
}

/** Sent again under its key until there is an answer, as clients do. */
async function answered<T>(send: (key: string) => Promise<T>): Promise<T> {
  const key = randomUUID();
  for (let tries = 1; ; tries += 1)
    try {
      return await send(key);
    } catch (error) {
      if (!(error instanceof EngineError) || tries >= MOST_TRIES) throw error;
    }
}

const codeIn = (error: unknown): unknown => Object(error).code;
/** A gate is asked again until time has opened it. */
const unlessShut = (doing: Doing, given: Promise<unknown>) =>
  given.catch((error: unknown) => {
    if (doing.command !== 'approveGate' || codeIn(error) !== 'gate-not-met') throw error;
  });
function unlessEnded(error: unknown): void {
  if (codeIn(error) !== 'case-ended') throw error;
}
