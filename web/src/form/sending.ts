/**
 * Sends a command until it is known what became of it. The key is made when the form opens, and kept for as long as nobody knows;
 * after a definite refusal the corrected form has a new one (console.md R2, 8).
 */
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { send } from '../api/ask.ts';
import { Refused } from '../api/problem.ts';
import type { CaseAnswer } from '../generated/api.ts';

export const newKey = (): string => crypto.randomUUID();
const LONGEST_MS = 15_000;

export type Sending = {
  /** Sent and not known yet: `waiting` the engine is away, `checking` the answer was cut off. */
  doubt: 'waiting' | 'checking' | undefined;
  isPending: boolean;
  error: unknown;
  /** Under which it is sent next: what a draft must keep. */
  key: () => string;
  /** `version`: what was seen, where it must be so. */
  go: (given: { path: string; data: unknown; version?: number | undefined }) => void;
  stop: () => void;
  reset: () => void;
};

type Command = {
  path: string;
  data: unknown;
  key: string;
  version?: number | undefined;
  signal: AbortSignal;
  onDoubt?: (doubt: NonNullable<Sending['doubt']>) => void;
};
/** Asks again with the same key for as long as nobody knows what became of it. @throws Refused when it was refused, or `signal` ended it. */
export async function untilKnown({ path, data, key, version, signal, onDoubt }: Command): Promise<CaseAnswer> {
  for (let tries = 0; ; tries++) {
    try {
      return (await send('POST', path, { body: data, key, version, signal })) as CaseAnswer;
    } catch (error) {
      if (!(error instanceof Refused) || (!error.isOpen && error.told.status !== 429)) throw error;
      onDoubt?.(error.told.status === 0 || error.told.status === 202 ? 'checking' : 'waiting');
      await pause(error.told.retryAfterMs ?? Math.min(LONGEST_MS, 500 * 2 ** tries), signal, error);
    }
  }
}

export function useSending({ key: first, onDone }: { key?: string; onDone: (answer: CaseAnswer) => void }): Sending {
  const key = useRef(first ?? newKey());
  const [doubt, setDoubt] = useState<Sending['doubt']>(undefined);
  const keyNow = useRef(() => key.current);
  const over = useRef(new AbortController());
  const mutation = useMutation({
    mutationFn: async ({ path, data, version }: { path: string; data: unknown; version?: number | undefined }) => {
      over.current = new AbortController();
      try {
        const { signal } = over.current;
        return await untilKnown({ path, data, key: key.current, version, signal, onDoubt: setDoubt });
      } catch (error) {
        if (error instanceof Refused && !error.isOpen && error.told.status !== 429) key.current = newKey();
        throw error;
      }
    },
    onSettled: () => setDoubt(undefined),
    onSuccess: (answer) => {
      key.current = newKey();
      onDone(answer);
    },
  });
  return {
    doubt,
    isPending: mutation.isPending,
    error: mutation.error,
    key: keyNow.current,
    go: mutation.mutate,
    stop: () => over.current.abort(),
    reset: mutation.reset,
  };
}

const pause = (ms: number, signal: AbortSignal, error: Refused): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.min(ms, LONGEST_MS));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(error);
    });
  });
