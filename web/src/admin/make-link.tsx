/** A link that looks like the one button of its screen. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';

export function MakeLink({ to, children }: { to: string; children: ReactNode }): ReactNode {
  const navigate = useNavigate();
  return (
    <Button
      type="primary"
      href={to}
      data-admin="make"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        void navigate(to);
      }}
    >
      {children}
    </Button>
  );
}
