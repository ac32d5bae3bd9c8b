/** What stands where an answer is awaited: nothing for 150 ms, then the outline of what comes (console.md R7). */
import { Skeleton } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { shellWords } from '../shell/words.ts';
import { useWords } from '../words/words.ts';

export function Waiting({ rows = 6 }: { rows?: number }): ReactNode {
  const t = useWords(shellWords);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" aria-label={t.loading} role="status">
      {isShown && <Skeleton active title={false} paragraph={{ rows }} />}
    </div>
  );
}
