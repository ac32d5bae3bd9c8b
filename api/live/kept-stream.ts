/** A change stream that is opened again whenever it breaks. */
import type { mongo } from 'mongoose';
import { z } from 'zod';
import { opened as openStream } from '../../models/store/changes.ts';

const RETRY_MS = 1_000;

const tokenSchema = z.object({ _data: z.string() }).transform(({ _data }) => _data);
const changeSchema = z.object({
  _id: tokenSchema,
  ns: z.object({ coll: z.string() }),
  documentKey: z.object({ _id: z.unknown() }).optional(),
  fullDocument: z.looseObject({}).nullish(),
});
/** `_id`: the token that a stream resumes after. */
export type Change = z.output<typeof changeSchema>;
export const changeOf = (told: unknown): Change => changeSchema.parse(told);

type Watched = {
  /** After the change with this token, or from now on. */
  open: (after: string | undefined) => mongo.ChangeStream;
  /** It is open, and tells all that comes after `place`. */
  opened?: (place: string) => Promise<void>;
  take: (change: Change) => void;
  /** `isLost`: what came since cannot be told any more. */
  broken: (error: unknown, isLost: boolean) => void;
};
export type KeptStream = {
  /** Resolves when it is open for the first time. */
  ready: Promise<void>;
  /** Whether its first opening came to something. */
  tried: Promise<boolean>;
  isOpen: () => boolean;
  close: () => Promise<void>;
};

const nothing = (): void => undefined;

/** Opens at once. */
export function keepOpen({ open, opened, take, broken }: Watched): KeptStream {
  let stream: mongo.ChangeStream | null = null;
  let newest: string | undefined;
  let following = false;
  const life = { closed: false };
  let wake: () => void = nothing;
  let opening: () => void = nothing;
  const ready = new Promise<void>((resolve) => {
    opening = resolve;
  });
  let trying: (isOpen: boolean) => void = nothing;
  const tried = new Promise<boolean>((resolve) => {
    trying = resolve;
  });

  async function follow(): Promise<void> {
    stream = open(newest);
    const { first } = await openStream(stream);
    const place = tokenSchema.safeParse(stream.resumeToken).data;
    if (place !== undefined) {
      newest = place;
      await opened?.(place);
    }
    following = true;
    opening();
    trying(true);
    const one = await first;
    if (one !== null) told(one);
    for (;;) told(await stream.next());
  }

  function told(raw: unknown): void {
    if (life.closed) return;
    const change = changeOf(raw);
    newest = change._id;
    take(change);
  }

  async function run(): Promise<void> {
    while (!life.closed) {
      try {
        await follow();
      } catch (error) {
        following = false;
        trying(false);
        if (life.closed) return;
        const isLost = hasLost(error);
        if (isLost) newest = undefined;
        broken(error, isLost);
      }
      await stream?.close().catch(nothing);
      if (!life.closed) await retryTime();
    }
  }
  const retryTime = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      timer.unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  void run(); // catches all itself

  return {
    ready,
    tried,
    isOpen: () => following,
    // does not wait for the read at the end of the log, which takes up to a second to come back with nothing
    close: async () => {
      life.closed = true;
      wake();
      following = false;
      await stream?.close().catch(nothing);
    },
  };
}

const LOST = new Set<unknown>([286, 280, 260, 40_585]); // history lost, stream fatal, invalid token
const hasLost = (error: unknown): boolean => error instanceof Error && 'code' in error && LOST.has(error.code);
