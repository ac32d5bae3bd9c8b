/** The clock of a case in a list: the one whose end is nearest, with its own state. */
import type { ReactNode } from 'react';
import type { CaseView } from '../generated/api.ts';
import { ClockTag, DueTag } from './clock-tag.tsx';

export function CaseClock({ kase: { dueAt, readings } }: { kase: Pick<CaseView, 'dueAt' | 'readings'> }): ReactNode {
  const all = Object.values(readings);
  const reading =
    dueAt === null
      ? all.find(({ state }) => state === 'paused')
      : all.find((one) => one.dueAt === dueAt && (one.state === 'running' || one.state === 'breached'));
  return reading ? <ClockTag reading={reading} /> : <DueTag dueAt={dueAt} />;
}
