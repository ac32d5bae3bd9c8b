/** `/start`: how far a new installation is. */
import type { ReactNode } from 'react';
import { NotFound } from '../shell/not-found.tsx';
import { Checklist } from './checklist.tsx';
import { useSeesSetup } from './reading.ts';

export default function SetupScreen(): ReactNode {
  if (!useSeesSetup()) return <NotFound />;
  return (
    <div className="page">
      <Checklist />
    </div>
  );
}
