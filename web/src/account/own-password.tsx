import { Alert, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { NewPassword } from '../entry/new-password.tsx';
import { entryWords } from '../entry/words.ts';
import { useMe } from '../shell/me.ts';
import { useWords } from '../words/words.ts';
import { accountWords } from './words.ts';

/** The own password, changed where one likes. */
export function OwnPassword(): ReactNode {
  const t = useWords(entryWords);
  const say = useWords(accountWords);
  const { id } = useMe();
  const [state, setState] = useState<'closed' | 'open' | 'saved'>('closed');
  return (
    <section aria-label={t.password.change}>
      <div className="row">
        <h2 className="side-title grow">{t.password.change}</h2>
        <Button onClick={() => setState(state === 'open' ? 'closed' : 'open')} data-account="password">
          {state === 'open' ? say.cancel : t.password.change}
        </Button>
      </div>
      {state === 'saved' && <Alert type="success" role="status" title={t.password.saved} />}
      {state === 'open' && <NewPassword account={id} isTemporary={false} onDone={() => setState('saved')} />}
    </section>
  );
}
