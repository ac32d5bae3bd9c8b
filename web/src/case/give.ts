/** A command that needs no form: sent at the press, until it is known what became of it. */
import { useSending } from '../form/sending.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { useForms } from './processes.ts';
import { useTakeAnswer } from './reading.ts';

export function useGive(kase: Pick<CaseAnswer, 'number' | 'process'>): {
  give: (command: string, data?: Readonly<Record<string, unknown>>) => void;
  isPending: boolean;
  error: unknown;
} {
  const { data: forms } = useForms(kase.process);
  const take = useTakeAnswer();
  const sending = useSending({ onDone: take });
  return {
    give: (command, data = {}) => {
      const path = forms?.get(command)?.path.replace('{number}', kase.number);
      if (path !== undefined && !sending.isPending) sending.go({ path, data });
    },
    isPending: sending.isPending,
    error: sending.error,
  };
}
