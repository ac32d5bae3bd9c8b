/** One command of a case, given from a card: its path out of the process, its answer taken over everywhere. */
import { useTakeAnswer } from '../case/reading.ts';
import { useProcesses } from '../case/processes.ts';
import { type Sending, useSending } from '../form/sending.ts';
import type { CaseView } from '../generated/api.ts';

export function useGiving(
  kase: Pick<CaseView, 'process' | 'number'>,
  onDone: () => void = () => undefined,
): Omit<Sending, 'go'> & { give: (command: string, data: object) => void } {
  const plural = useProcesses().get(kase.process)?.plural;
  const take = useTakeAnswer();
  const { go, ...sending } = useSending({
    onDone: (answer) => {
      take(answer);
      onDone();
    },
  });
  return {
    ...sending,
    give: (command, data) => {
      if (plural !== undefined) go({ path: `/api/${plural}/${kase.number}/${command}`, data });
    },
  };
}
