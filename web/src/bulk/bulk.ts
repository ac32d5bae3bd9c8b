/** The same command for many cases: one key for the whole, the sum told. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { send } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { Refused } from '../api/problem.ts';
import { noteActed } from '../case/acted.ts';
import { newKey } from '../form/sending.ts';
import type { CaseAnswer, Problem } from '../generated/api.ts';

export type BulkResult = {
  results: readonly { number: string; status: number; view?: CaseAnswer; problem?: Problem }[];
  done: number;
  refused: number;
  /** Neither yet: the same with the same key gives their results. */
  underWay: number;
};
type Given = { command: string; numbers: readonly string[]; data: Readonly<Record<string, unknown>> };

export function useBulk(onDone: (result: BulkResult) => void) {
  const key = useRef(newKey());
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ command, numbers, data }: Given) =>
      (await send('POST', '/api/commands', { body: { command, numbers, data }, key: key.current })) as BulkResult,
    // while nobody knows what became of it, the same key asks again
    onError: (error) => {
      if (error instanceof Refused && !error.isOpen) key.current = newKey();
    },
    onSuccess: (result) => {
      if (result.underWay === 0) key.current = newKey();
      for (const { number, status, view } of result.results) {
        if (status < 300) noteActed(number);
        if (view) client.setQueryData(asked.case(number), view);
      }
      void client.invalidateQueries({ queryKey: ['list'] });
      void client.invalidateQueries({ queryKey: ['register', 'board'] });
      onDone(result);
    },
  });
}
