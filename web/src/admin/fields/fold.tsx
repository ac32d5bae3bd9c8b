/** An entry under what it is called; what it holds is drawn when it is opened: a policy has hundreds of fields. */
import { type ReactNode, useEffect, useState } from 'react';

type Props = {
  called: string;
  isFaulty: boolean;
  /** Opened by more than a hand: it is faulty, new, or the only one. */
  opens: boolean;
  children: ReactNode;
};

export function Fold({ called, isFaulty, opens, children }: Props): ReactNode {
  const [isOpen, setOpen] = useState(opens);
  useEffect(() => {
    if (opens) setOpen(true);
  }, [opens]);
  return (
    <details
      className="list-entry"
      open={isOpen}
      onToggle={({ target, currentTarget }) => {
        if (target === currentTarget) setOpen(currentTarget.open);
      }}
    >
      <summary>
        <span className={isFaulty ? 'fault' : ''}>{called}</span>
      </summary>
      {isOpen && children}
    </details>
  );
}
