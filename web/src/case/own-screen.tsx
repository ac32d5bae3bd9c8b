/** The screen that a process has beside the page that all share. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseAnswer } from '../generated/api.ts';
import { useWords } from '../words/words.ts';
import { caseWords } from './words.ts';

const SCREENS = {
  change: '/changes',
  release: '/releases',
  failover: '/runs',
  cutover: '/runs',
  appraisal: '/appraisals',
} as const;
type Owner = keyof typeof SCREENS;
const hasOwn = (process: string): process is Owner => Object.hasOwn(SCREENS, process);

export function OwnScreen({ kase }: { kase: Pick<CaseAnswer, 'process' | 'number' | 'mode'> }): ReactNode {
  const t = useWords(caseWords);
  if (!hasOwn(kase.process) || kase.mode === 'rehearsal') return null;
  return (
    <Link className="own-screen no-print" to={`${SCREENS[kase.process]}/${kase.number}`}>
      <Button tabIndex={-1}>{t.ownScreen[kase.process]}</Button>
    </Link>
  );
}
