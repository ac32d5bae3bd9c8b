/** People of the sample organisation who carry out a run: each does what the case waits for from him, until it stands as wanted. */
import { randomUUID } from 'node:crypto';
import { authorizing, COMMANDER, type Doing, nextDoing, raising } from '../../../bench/stories/run-stories.ts';
import { EngineError } from '../../../client/cases/case-client.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { deskOf } from './desk.ts';
import type { Product } from './product.ts';

/** What is done instead of what is waited for, once it comes to this step. */
export type Turn = { at: string; command: string; data?: object; part?: string; by?: string };

/** So often the same is sent again while there is no answer: for minutes. */
const MOST_TRIES = 20;

export function autopilotOf(product: Product) {
  const desk = deskOf(product);
  const stored = async (number: string) => (await product.stored(number)) as StoredCase & Record<string, never>;

  const give = (number: string, doing: Doing) => {
    const { by, command, data, part } = number.startsWith('CUT-') ? ofCutover(doing) : doing;
    return answered((key) => desk.give(by, number, command, data, { key, ...(part === undefined ? {} : { part }) }));
  };

  /** A failover of the sample's school, or as `more` says, not authorised yet; its number. */
  async function raise(facts: object, more: object = {}): Promise<string> {
    const { by, data } = raising(facts, Date.now() - 60_000);
    return (await answered((key) => desk.open(by, 'failover', { ...data, ...more }, key))).caseId;
  }
  /** As it is proposed. */
  async function authorize(number: string): Promise<void> {
    const { proposal } = await stored(number);
    await give(number, authorizing((proposal as unknown as { planHash: string }).planHash));
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
   * its action is under way. Where an action is awaited, so does this.
   */
  async function run(number: string, until: readonly string[], instead?: Turn): Promise<string> {
    let isTurned = false;
    for (;;) {
      const kase = await product.eventually(async () => {
        const one = await stored(number);
        const waits = one.waitsFor.some(({ command }) => command !== 'rollBack');
        return until.includes(one.status) || waits || (instead && !isTurned && isAt(one, instead.at)) ? one : null;
      });
      if (until.includes(kase.status)) return kase.status;
      if (instead && !isTurned && isAt(kase, instead.at)) {
        isTurned = true;
        const { at: _at, by = COMMANDER, data = { reason: '演示' }, ...turn } = instead;
        await give(number, { ...turn, by, data });
        continue;
      }
      const next = nextDoing(kase.waitsFor, await choicesOf(number));
      if (next) await give(number, next);
    }
  }

  return { desk, raise, authorize, failover, run, commander: COMMANDER };
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

const isAt = (kase: StoredCase, part: string): boolean => kase.waitsFor.some(({ parts = [] }) => parts.includes(part));

/** Its users confirm it, since who has raised it works on it; and nobody asks what data were lost. */
function ofCutover(doing: Doing): Doing {
  if (doing.command === 'confirmService') return { ...doing, by: 'req-linxi' };
  const { dataLossMinutes: _none, ...data } = doing.data as { dataLossMinutes?: number };
  return { ...doing, data };
}
