/** A query's four faces in one place: waiting, failed, out of reach, there. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';
import { Waiting } from './waiting.tsx';

export function Answered<T>({
  query,
  rows,
  children,
}: {
  query: UseQueryResult<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}): ReactNode {
  if (query.data !== undefined) return children(query.data);
  // said at once, though it is asked again by itself for a while
  const error = query.error ?? query.failureReason;
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void query.refetch()} />;
  return <Waiting {...(rows === undefined ? {} : { rows })} />;
}
