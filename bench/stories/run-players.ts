/** Plays runs on a running product, through HTTP: each who is waited for does his part, until the case is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { makeKeys } from '../../commands/replay/accounts.ts';
import { Door } from '../../commands/replay/door.ts';
import { processes, type ProcessKey } from '../../domain/processes.ts';
import type { Played } from './players.ts';
import { type Doing, isWaitedFor, nextDoing, turningBack } from './run-doings.ts';
import { broughtTo, type Hand, lettingGo, opened, RUN_PEOPLE } from './run-openings.ts';
import { type Pace, unpaced } from './run-pace.ts';
import { runCast, setRunStage } from './run-stage.ts';
import { choiceIn, endOf, nameOf, type RunStory } from './run-stories.ts';
import type { Cast } from './stories.ts';

/** Sees them all. */
const READER = 'sup-dx';
/** Looked at so soon, and while nothing changes more and more seldom. */
const LOOK_MS = { first: 100, most: 800 };
/** A run that does not move for so long has come to nothing. */
const PATIENCE_MS = 300_000;
/** Casts beyond those who play at once: one whose run has come to nothing plays no more. */
const SPARE = 20;
const waitSchema = z.looseObject({
  to: z.looseObject({ person: z.string().optional(), role: z.string().optional() }),
  command: z.string(),
  parts: z.array(z.string()).optional(),
});
const hashSchema = z.looseObject({ planHash: z.string() }).optional();
const shownSchema = z.looseObject({
  number: z.string(),
  status: z.string(),
  version: z.number(),
  waitsFor: z.array(waitSchema),
  change: z.string().optional(),
  proposal: hashSchema,
  approval: hashSchema,
});
type Shown = z.output<typeof shownSchema>;
/** `acts`: commands that were sent; `last`: the code of the newest refusal; `heldMs`: how long it was kept from going on. */
type Sheet = Played & { name: string; acts: number; last: string | null; heldMs: number };

const pathOf = (process: ProcessKey, number: string): string => `/api/${processes[process].plural}/${number}`;

export class RunPlayers {
  private readonly door: Door;
  private readonly free: Cast[];
  private told = 0;

  private constructor(door: Door, casts: readonly Cast[]) {
    this.door = door;
    this.free = [...casts];
  }

  /** For so many runs at once. */
  static async open(db: Connection, address: string, atOnce = 1): Promise<RunPlayers> {
    const casts = Array.from({ length: atOnce + SPARE }, (_, n) =>
      runCast(n, (instant) => new Date(instant).toISOString()),
    );
    await setRunStage(db, casts);
    return new RunPlayers(
      new Door(address, await makeKeys(db, { people: RUN_PEOPLE, known: {}, name: 'runs' })),
      casts,
    );
  }

  /**
   * Until it is over. Each command has a key of its own, which is sent again until there is an answer; one that is refused, since the
   * case has gone on meanwhile, is thought over. Throws nothing: what goes wrong is a fault.
   */
  async play(story: RunStory, pace: Pace = unpaced): Promise<Played> {
    this.told += 1;
    const name = `story-run${this.told}`;
    const sheet: Sheet = { number: '', status: '', accepted: 0, faults: [], name, acts: 0, last: null, heldMs: 0 };
    const cast = this.free.shift();
    if (!cast) return { ...sheet, faults: [`${nameOf(story)}: nobody is left to play it`] };
    try {
      await this.playedBy(cast, sheet, story, pace);
    } catch (error) {
      sheet.faults.push(`${nameOf(story)} ${sheet.number}: ${String(error)}`);
    }
    if (sheet.faults.length === 0) this.free.push(cast);
    return sheet;
  }

  private async playedBy(cast: Cast, sheet: Sheet, story: RunStory, pace: Pace): Promise<void> {
    const done = await opened(story, cast, this.handFor(sheet, story, pace));
    if (!done) throw new Error(`not begun, ${sheet.last}`);
    await this.goOn(sheet, story, pace);
    for (const doing of lettingGo(story))
      await this.paced(sheet, pace, () => this.give(sheet, 'change', done.change, doing));
    const status = broughtTo(story);
    if (status !== undefined)
      await this.shownWhen('change', done.change, (shown) => shown.status === status || undefined);
  }

  private handFor(sheet: Sheet, { process: own }: RunStory, pace: Pace): Hand {
    return {
      give: async (process, number, doing) => {
        const isBefore = process !== own && sheet.number === ''; // nothing of the run is there yet
        const give = () => this.give(sheet, process, number, doing);
        const shown = await (isBefore ? give() : this.paced(sheet, pace, give));
        if (!shown) return null;
        if (process === own && sheet.number === '') {
          sheet.number = shown.number;
          pace.raised(shown.number);
        }
        return { number: shown.number, asked: (shown.approval ?? shown.proposal)?.planHash ?? '' };
      },
      changeOf: async (number) => await this.shownWhen(own, number, ({ change }) => change),
    };
  }

  /** What it shows, once it does. */
  private async shownWhen<T>(process: ProcessKey, number: string, find: (shown: Shown) => T | undefined): Promise<T> {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(LOOK_MS.first)) {
      const { shown } = await this.door.show(READER, pathOf(process, number), shownSchema);
      const found = shown ? find(shown) : undefined;
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`${number} has not come so far: ${shown?.status ?? 'not shown'}`);
    }
  }

  private async goOn(sheet: Sheet, story: RunStory, pace: Pace): Promise<void> {
    const { process, plan } = story;
    const choiceOf = choiceIn(plan);
    let { turn } = story;
    const now = (): number => Date.now() - sheet.heldMs;
    let seen = { version: 0, at: now() };
    let pause = LOOK_MS.first;
    let shown: Shown | null = null;
    for (;;) {
      shown ??= (await this.door.show(READER, pathOf(process, sheet.number), shownSchema)).shown;
      if (shown) sheet.status = shown.status;
      if (sheet.status === endOf(story)) return;
      if (shown && shown.version > seen.version) {
        seen = { version: shown.version, at: now() };
        pause = LOOK_MS.first;
      }
      if (now() - seen.at > PATIENCE_MS)
        throw new Error(`it stands at ${sheet.status}, the last refusal was ${sheet.last ?? 'none'}`);
      const waitsFor: Shown['waitsFor'] = shown?.waitsFor ?? [];
      const isTurn = turn !== undefined && isWaitedFor(waitsFor, turn);
      const doing: Doing | undefined = isTurn ? turningBack(process) : nextDoing(waitsFor, { process, choiceOf, turn });
      shown = doing ? await this.paced(sheet, pace, () => this.give(sheet, process, sheet.number, doing)) : null;
      if (shown && isTurn) turn = undefined;
      if (shown) continue;
      await sleep(pause);
      pause = Math.min(2 * pause, LOOK_MS.most);
    }
  }

  private async paced<T>(sheet: Sheet, pace: Pace, work: () => Promise<T>): Promise<T> {
    const since = Date.now();
    const done = await pace.turn();
    sheet.heldMs += Date.now() - since;
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** Null: it was refused. */
  private async give(sheet: Sheet, process: ProcessKey, number: string, doing: Doing): Promise<Shown | null> {
    const { by, command, data, part } = doing;
    const path = number === '' ? pathOf(process, '').slice(0, -1) : `${pathOf(process, number)}/${command}`;
    const key = `${sheet.name}-${sheet.acts}`;
    sheet.acts += 1;
    const body = { ...data, ...(part === undefined ? {} : { part }) };
    const { code, shown } = await this.door.post(by, path, { key, data: body, schema: shownSchema });
    if (code !== null) sheet.last = `${command} by ${by}: ${code}`;
    if (!shown) return null;
    sheet.accepted += 1;
    return shown;
  }
}
