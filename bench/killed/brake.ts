/** Stops a run at its place, so that several stand at theirs when the kill comes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pace } from '../stories/run-pace.ts';

/**
 * As soon as the case has so many commits, or while the tool is at its n-th action. `stands`: at so many commits it stands before it goes
 * on to there; absent: at the one before.
 */
export type Place = { at: 'commit' | 'action'; n: number; stands?: number };

const LOOK_MS = 5;
/** So long an answer of the tool may take to come to something. */
const LANDED_MS = 10_000;

/** `newest`: the number of the run before whoever raised it has heard that; absent: it is not known before. */
export type Sight = {
  commitsOf: (number: string) => Promise<number>;
  newest?: (() => Promise<string | undefined>) | undefined;
};

/** What is waited for until it is opened, for good. */
class Gate {
  isOpen = false;
  private pass: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => {
    this.pass = resolve;
  });
  open(): void {
    this.isOpen = true;
    this.pass();
  }
}

/**
 * What is done to the run comes one by one, so that it makes one commit after the other. It stands before what makes the commit of its
 * place, goes on from there once it is let, and stands again behind that commit; of an action it stands in the middle. What the run does
 * by itself meanwhile nobody holds.
 */
export class Brake implements Pace {
  readonly place: Place;
  number = '';
  private readonly sight: Sight;
  private readonly standing = new Gate();
  private readonly let = new Gate();
  private readonly freed = new Gate();
  private last: Promise<void> = Promise.resolve();

  constructor(place: Place, sight: Sight) {
    this.place = place;
    this.sight = sight;
  }

  /** Resolves when it stands at its place, or before it. */
  get stands(): Promise<void> {
    return this.standing.passed;
  }
  get isStanding(): boolean {
    return this.standing.isOpen;
  }
  /** Up to the commit of its place. */
  goOn(): void {
    this.let.open();
  }
  /** Nothing stops it any more. */
  free(): void {
    this.let.open();
    this.freed.open();
  }
  async count(): Promise<number> {
    if (this.number === '') this.number = (await this.sight.newest?.()) ?? '';
    return this.number === '' ? 0 : await this.sight.commitsOf(this.number);
  }

  raised(number: string): void {
    this.number = number;
  }

  async turn(): Promise<() => void> {
    const before = this.last;
    const own = new Gate();
    this.last = own.passed;
    await Promise.race([before, this.freed.passed]);
    if (this.place.at === 'commit') await this.stopped();
    return () => own.open();
  }

  async asked(nth: number): Promise<() => void> {
    if (this.place.at === 'action' && nth >= this.place.n) {
      this.standing.open();
      await this.freed.passed;
    }
    const done = await this.turn();
    const before = await this.counted();
    return () => void this.landed(before).then(done);
  }

  private async stopped(): Promise<void> {
    const { n, stands = n - 1 } = this.place;
    while (!this.freed.isOpen) {
      const count = await this.counted();
      if (count < stands || (count < n && this.let.isOpen)) return;
      this.standing.open();
      await (count < n ? this.let.passed : this.freed.passed);
    }
  }

  private async landed(before: number): Promise<void> {
    for (const end = performance.now() + LANDED_MS; !this.freed.isOpen && performance.now() < end; await sleep(LOOK_MS))
      if ((await this.counted()) > before) return;
  }

  /** A database that was killed is not waited for: it is free then, and nobody asks. */
  private async counted(): Promise<number> {
    const count = this.count().catch(() => 0);
    return (await Promise.race([count, this.freed.passed])) ?? 0;
  }
}
