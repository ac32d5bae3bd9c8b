/** S3: one case of any process. */
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { Answered } from '../ui/answered.tsx';
import { CasePage } from './case-page.tsx';
import { useCase, useEngine, useFiles, useTimeline } from './reading.ts';

export default function CaseScreen(): ReactNode {
  const { number = '' } = useParams();
  return (
    <div className="page">
      <Case key={number} number={number} />
    </div>
  );
}

/** Also within the panel beside a list. */
export function Case({ number }: { number: string }): ReactNode {
  const query = useCase(number);
  // asked for together with the case, not behind it
  useTimeline(number);
  useEngine(number);
  useFiles(number);
  return (
    <Answered query={query} rows={10}>
      {(kase) => <CasePage kase={kase} />}
    </Answered>
  );
}
