/** As whom somebody decides, in words; what seats and stages are called. */
import { useName } from '../names/names.ts';
import { useValueWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import type { Ask } from './reading.ts';
import { approvalWords } from './words.ts';

export function useAsWhom(): (ask: Ask) => string {
  const t = useWords(approvalWords);
  const nameOf = useName();
  return (ask) => (ask.as === 'own' ? t.as.own : t.as[ask.as](nameOf('person', ask.for)));
}

/** Keys of policies: those that are shipped have words, others say themselves. */
export function useSeatWords(): { seat: (key: string) => string; stage: (key: string) => string } {
  const valueOf = useValueWords();
  return { seat: (key) => valueOf('', 'seat', key), stage: (key) => valueOf('', 'stage', key) };
}
