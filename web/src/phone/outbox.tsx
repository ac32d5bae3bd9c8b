/** What this person said and the API may not know yet: on the disk first, then sent for as long as the page lives (docs/off-line.md). */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { openOffLine, waitingInPage } from '../off-line/browser.ts';
import type { OffLine, Step } from '../off-line/off-line.ts';
import type { Picture } from '../off-line/queue.ts';
import { isWaiting, type Row, type Said } from '../off-line/row.ts';
import { keepSending } from '../off-line/sending.ts';
import { knownAheadMs } from './session.ts';

type Outbox = {
  /** Absent: not open yet, or the browser keeps nothing. */
  offLine: OffLine | undefined;
  isBroken: boolean;
  /** The last that was to be kept did not fit. */
  isFull: boolean;
  noteFull: (isFull: boolean) => void;
  /** The last step of any case. */
  last: Step | undefined;
  nudge: () => void;
};
const OutboxContext = createContext<Outbox>({
  offLine: undefined,
  isBroken: false,
  isFull: false,
  noteFull: () => undefined,
  last: undefined,
  nudge: () => undefined,
});
export const useOutbox = (): Outbox => use(OutboxContext);
const ROWS = 'outbox';
/** A disk that is full may have room again. */
const FULL_MS = 30_000;

export function OutboxProvider({ person, children }: { person: string; children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const [outbox, setOutbox] = useState<Outbox>(use(OutboxContext));
  useEffect(() => {
    const over = new AbortController();
    const waiting = waitingInPage();
    const told = (caseId: string, last: Step): void => {
      setOutbox((now) => ({ ...now, last }));
      void client.invalidateQueries({ queryKey: [ROWS] });
      if (last.is === 'more' || last.is === 'done') void client.invalidateQueries({ queryKey: ['seen', caseId] });
    };
    const live = async (): Promise<void> => {
      const offLine = await openOffLine(person, knownAheadMs());
      over.signal.throwIfAborted();
      const noteFull = (isFull: boolean): void => setOutbox((now) => ({ ...now, isFull }));
      setOutbox({ offLine, isBroken: false, isFull: false, noteFull, last: undefined, nudge: waiting.nudge });
      void navigator.storage?.persist?.();
      for (;;) {
        const error = await keepSending(offLine, { ...waiting, signal: over.signal, told }).catch(
          (one: unknown) => one,
        );
        over.signal.throwIfAborted();
        if (!isNoRoom(error)) throw error;
        noteFull(true);
        await waiting.until(FULL_MS, over.signal);
      }
    };
    live().catch(() => over.signal.aborted || setOutbox((now) => ({ ...now, isBroken: true })));
    return () => over.abort();
  }, [person, client]);
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

const isNoRoom = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError';

export type Say = (said: Said, pictures?: readonly Picture[]) => Promise<Row>;
export type CaseBox = {
  rows: readonly Row[];
  /** Resolves when it is on the disk. Rejects where it could not be kept. */
  say: Say;
  /** The same once more, or said otherwise. */
  again: (row: Row, otherwise?: Said) => Promise<void>;
  drop: (row: Row) => Promise<void>;
  isSending: boolean;
};

/** Of one case. */
export function useCaseBox(caseId: string): CaseBox {
  const { offLine, nudge, last, noteFull } = useOutbox();
  const client = useQueryClient();
  const { data: rows = [] } = useQuery({
    queryKey: [ROWS, caseId, offLine !== undefined],
    queryFn: async () => (await offLine?.rows(caseId)) ?? [],
    staleTime: 0,
  });
  const changed = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: [ROWS] });
    nudge();
  };
  const kept = async <T,>(work: () => Promise<T>): Promise<T> => {
    try {
      const done = await work();
      noteFull(false);
      return done;
    } catch (error) {
      noteFull(true);
      throw error;
    }
  };
  return {
    rows,
    say: async (said, pictures) => {
      if (!offLine) throw new Error('the browser keeps nothing');
      const row = await kept(() => offLine.keep(caseId, said, pictures));
      await changed();
      return row;
    },
    again: async (row, otherwise) => {
      const { key, command, part, data, observed } = row;
      const same = { command, data, ...(part ? { part } : {}), ...(observed ? { observed } : {}) };
      await kept(async () => await offLine?.mend(caseId, key, otherwise ?? same));
      await changed();
    },
    drop: async ({ key }) => {
      await offLine?.drop(caseId, key);
      await changed();
    },
    isSending: navigator.onLine && (last === undefined || last.is === 'more' || last.is === 'done'),
  };
}

/** How many of all cases wait or were refused. */
export function useUnsent(): number {
  const { offLine } = useOutbox();
  const { data = 0 } = useQuery({
    queryKey: [ROWS, 'count', offLine !== undefined],
    queryFn: async () => {
      if (!offLine) return 0;
      const all = await Promise.all((await offLine.cases()).map((caseId) => offLine.rows(caseId)));
      return all.flat().filter((row) => isWaiting(row) || row.fate.is === 'refused').length;
    },
    staleTime: 0,
  });
  return data;
}
