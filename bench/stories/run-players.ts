/** Plays runs on a running product, through HTTP: each who is waited for does his part, until the case is closed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys } from '../../commands/replay/accounts.ts';
import { Door } from '../../commands/replay/door.ts';
import type { Played } from './players.ts';
import {
  authorizing,
  choiceIn,
  COMMANDER,
  type Doing,
  nextDoing,
  raisedFor,
  raising,
  RUN_PEOPLE,
  type RunStory,
} from './run-stories.ts';

const PATH = '/api/failovers';
const END = 'closed';
const LOOK_MS = 150;
/** A run that does not move for so long has come to nothing. */
const PATIENCE_MS = 300_000;
const waitSchema = z.looseObject({
  to: z.looseObject({ person: z.string().optional(), role: z.string().optional() }),
  command: z.string(),
  parts: z.array(z.string()).optional(),
});
const shownSchema = z.looseObject({
  number: z.string(),
  status: z.string(),
  version: z.number(),
  waitsFor: z.array(waitSchema),
  proposal: z.looseObject({ planHash: z.string() }).optional(),
});
type Shown = z.output<typeof shownSchema>;
/** `acts`: commands that were sent; `last`: the code of the newest refusal. */
type Hand = Played & { name: string; acts: number; last: string | null };

export class RunPlayers {
  private readonly door: Door;
  private told = 0;

  private constructor(door: Door) {
    this.door = door;
  }

  static async open(db: Connection, address: string): Promise<RunPlayers> {
    return new RunPlayers(new Door(address, await makeKeys(db, { people: RUN_PEOPLE, known: {}, name: 'runs' })));
  }

  /**
   * Until it is closed. `raised` is told its number as soon as there is one. Each command has a key of its own, which is sent again
   * until there is an answer; one that is refused, since the case has gone on meanwhile, is thought over. Throws DoorError.
   */
  async play({ scheme, turn }: RunStory, raised: (number: string) => void = () => undefined): Promise<Played> {
    this.told += 1;
    const name = `story-run${this.told}`;
    const hand: Hand = { number: '', status: '', accepted: 0, faults: [], name, acts: 0, last: null };
    const opened = await this.give(hand, raising(raisedFor(scheme), new Date(Date.now() - 60_000).toISOString()));
    if (!opened) return { ...hand, faults: [`${scheme}: not raised, ${hand.last}`] };
    raised(hand.number);
    await this.give(hand, authorizing(opened.proposal?.planHash ?? ''));
    await this.goOn(hand, { scheme, ...(turn === undefined ? {} : { turn }) });
    return hand;
  }

  private async goOn(hand: Hand, { scheme, turn }: RunStory): Promise<void> {
    const choiceOf = choiceIn(scheme);
    let left = turn;
    let seen = { version: 0, at: Date.now() };
    for (;;) {
      const { shown } = await this.door.show(COMMANDER, `${PATH}/${hand.number}`, shownSchema);
      if (shown) hand.status = shown.status;
      if (hand.status === END) return;
      if (shown && shown.version > seen.version) seen = { version: shown.version, at: Date.now() };
      if (Date.now() - seen.at > PATIENCE_MS) {
        hand.faults.push(`${hand.number} stands at ${hand.status}, the last refusal was ${hand.last ?? 'none'}`);
        return;
      }
      const waitsFor = shown?.waitsFor ?? [];
      const isTurn = waitsFor.some(({ parts = [] }) => left !== undefined && parts.includes(left));
      const doing = isTurn ? turningBack : nextDoing(waitsFor, choiceOf);
      const done = doing && (await this.give(hand, doing));
      if (done && isTurn) left = undefined;
      if (!done) await sleep(LOOK_MS);
    }
  }

  /** Null: it was refused. */
  private async give(hand: Hand, { by, command, data, part }: Doing): Promise<Shown | null> {
    const path = hand.number === '' ? PATH : `${PATH}/${hand.number}/${command}`;
    const key = `${hand.name}-${hand.acts}`;
    hand.acts += 1;
    const body = { ...data, ...(part === undefined ? {} : { part }) };
    const { code, shown } = await this.door.post(by, path, { key, data: body, schema: shownSchema });
    if (code !== null) hand.last = `${command} by ${by}: ${code}`;
    if (!shown) return null;
    hand.accepted += 1;
    hand.number = shown.number;
    hand.status = shown.status;
    return shown;
  }
}

const turningBack: Doing = { by: COMMANDER, command: 'rollBack', data: { reason: '演示' } };
