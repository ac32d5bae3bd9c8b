/**
 * An open console as the API knows one: the stream of a browser with the cookie of its session, and the list of its queue, which it
 * asks for again when the stream tells of a case that is on it, or comes onto it (web/src/shell/live.tsx).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { follow, openStream } from './stream.ts';

/** What a console waits for more of the same (BURST_MS of the console). */
const BURST_MS = 250;
const RETRY_MS = 1_000;
const toldSchema = z.looseObject({ number: z.string(), version: z.number(), turn: z.array(z.string()).optional() });
const listSchema = z.looseObject({ items: z.array(z.looseObject({ number: z.string() })) });

type Told = { version: number; at: number };
/** `headers`: cookie and address. */
export type Owner = { id: string; headers: Readonly<Record<string, string>>; base: 'mine' | 'team' };

export class Console {
  readonly owner: Owner;
  /** Lists asked for after the first. */
  asked = 0;
  /** Of these, cut off or refused; each was asked again. */
  failed = 0;
  private readonly address: string;
  private readonly gone = new AbortController();
  private readonly told = new Map<string, Told[]>();
  private readonly shown: { askedAt: number; answeredAt: number }[] = [];
  /** Told of the list, by when. */
  private readonly owed = new Map<string, number[]>();
  private rows = new Set<string>();
  private due = false;
  private hears: (() => void) | undefined;

  private constructor(address: string, owner: Owner) {
    this.address = address;
    this.owner = owner;
  }

  static async open(address: string, owner: Owner): Promise<Console> {
    const one = new Console(address, owner);
    const { signal } = one.gone;
    await one.ask();
    const body = await openStream(address, { path: '/api/live?scope=list', headers: owner.headers, signal });
    void follow(body, ({ event, data }) => {
      if (event === 'case') one.hear(toldSchema.parse(data));
    }).catch(() => undefined); // it ends when he leaves
    return one;
  }

  leave(): void {
    this.gone.abort();
  }

  /** Resolves when it is told of that version or a later one. */
  async until(number: string, version: number, patienceMs: number): Promise<void> {
    const late = AbortSignal.timeout(patienceMs);
    while (this.toldAt(number, version) === undefined) {
      if (late.aborted) throw new Error(`${this.owner.id} was not told`);
      await new Promise<void>((resolve) => {
        this.hears = resolve;
        setTimeout(resolve, 1_000).unref();
      });
    }
  }

  /** When it was told of that version or a later one, in ms of the process. */
  toldAt(number: string, version: number): number | undefined {
    return this.told.get(number)?.find((one) => one.version >= version)?.at;
  }

  /** When it showed it: told, and where its list is concerned, with the list anew. */
  shownAt(number: string, version: number): number | undefined {
    const at = this.toldAt(number, version);
    if (at === undefined || !this.owed.get(number)?.includes(at)) return at;
    return this.shown.find(({ askedAt }) => askedAt >= at)?.answeredAt;
  }

  private hear({ number, version, turn = [] }: z.output<typeof toldSchema>): void {
    const at = performance.now();
    this.told.set(number, [...(this.told.get(number) ?? []), { version, at }]);
    this.hears?.();
    if (!turn.includes(this.owner.base) && !this.rows.has(number)) return;
    this.owed.set(number, [...(this.owed.get(number) ?? []), at]);
    if (this.due) return;
    this.due = true;
    void sleep(BURST_MS, undefined, { signal: this.gone.signal }).then(() => this.askAgain());
  }

  private async askAgain(): Promise<void> {
    this.due = false;
    const askedAt = performance.now();
    this.asked += 1;
    try {
      await this.ask();
      this.shown.push({ askedAt, answeredAt: performance.now() });
    } catch {
      if (this.gone.signal.aborted) return;
      this.failed += 1;
      await sleep(RETRY_MS);
      await this.askAgain();
    }
  }

  private async ask(): Promise<void> {
    const { headers } = this.owner;
    const url = `${this.address}/api/cases?turn=${this.owner.base}&sort=dueAt&limit=50`;
    const answer = await fetch(url, { headers }).catch(() => fetch(url, { headers })); // a connection that was closed meanwhile
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the queue: ${answer.status} ${text}`);
    this.rows = new Set(listSchema.parse(JSON.parse(text)).items.map(({ number }) => number));
  }
}
