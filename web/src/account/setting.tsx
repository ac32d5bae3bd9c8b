import type { ReactNode } from 'react';

/** One setting: what it is, and its choice beside it. */
export function Setting({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className="setting" role="group" aria-label={label}>
      <span>{label}</span>
      <div className="row">{children}</div>
    </div>
  );
}
