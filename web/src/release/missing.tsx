/** What a gate that is reached still asks for, in words. */
import type { ReactNode } from 'react';
import { offersOf } from '../case/offers.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { useWords } from '../words/words.ts';
import type { Gate } from './waves.ts';
import { releaseWords } from './words.ts';

export function Missing({ kase, gate: { id, status } }: { kase: CaseAnswer; gate: Gate }): ReactNode {
  const t = useWords(releaseWords);
  const words: Readonly<Record<string, string>> = t.missing;
  if (status === 'shut' || status === 'passed') return null;
  const said = offersOf(kase, { id, kind: 'gate', status }).blocked.flatMap(({ params = {} }) => {
    const missing = params['missing'];
    return Array.isArray(missing) ? missing.map(String) : [];
  });
  if (said.length === 0) return null;
  return (
    <ul className="plain quiet" data-release="missing">
      {[...new Set(said)].map((one) => (
        <li key={one}>{words[one] ?? one}</li>
      ))}
    </ul>
  );
}
