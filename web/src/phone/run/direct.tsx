/** What must not come late: sent at once, again under the same key until it is known, and never kept for later. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toldOf } from '../../api/problem.ts';
import { type Sending, useSending } from '../../form/sending.ts';
import { processes } from '../../../../domain/processes.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useWords } from '../../words/words.ts';
import { runWords } from './words.ts';

export const pathOf = (process: keyof typeof processes, number: string, command: string): string =>
  `/api/${processes[process].plural}/${number}/${command}`;

export function useDirect(number: string, onDone: () => void): Sending {
  const client = useQueryClient();
  return useSending({
    onDone: () => {
      void client.invalidateQueries({ queryKey: ['seen', number] });
      onDone();
    },
  });
}

export function Sent({ sending }: { sending: Sending }): ReactNode {
  const t = useWords(runWords);
  const sayCode = useCodeWords();
  if (sending.isPending && sending.doubt)
    return (
      <div role="status">
        <p className="pending">{t.doubt}</p>
        <button type="button" onClick={sending.stop}>
          {t.stop}
        </button>
      </div>
    );
  if (sending.error === null) return null;
  return (
    <p role="alert" data-code={toldOf(sending.error).code}>
      {sayCode(sending.error)}
    </p>
  );
}
