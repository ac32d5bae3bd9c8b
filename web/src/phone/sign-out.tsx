/** Signing out: what was read goes with it; what was not sent goes, stays or is waited for, as he says. */
import { type ReactNode, useState } from 'react';
import { useWords } from '../words/words.ts';
import { useOutbox, useUnsent } from './outbox.tsx';
import { usePhoneSignOut } from './session.ts';
import { phoneWords } from './words.ts';

export function SignOut({ onClose }: { onClose: () => void }): ReactNode {
  const t = useWords(phoneWords);
  const { offLine } = useOutbox();
  const unsent = useUnsent();
  const signOut = usePhoneSignOut();
  const [isGoing, setGoing] = useState(false);
  const go = (drop: boolean): void => {
    setGoing(true);
    void signOut(async () => await offLine?.leave({ drop }).catch(() => undefined));
  };
  return (
    <div className="over" role="dialog" aria-modal="true" aria-label={t.signOut} data-act="sign-out">
      <div className="whole">
        <h1>{unsent > 0 ? t.signOutAsk(unsent) : t.signOut}</h1>
        {unsent > 0 && <p>{t.signOutSays}</p>}
        {!navigator.onLine && <p role="status">{t.signOutOff}</p>}
        <button type="button" className="big primary" onClick={onClose} disabled={isGoing}>
          {t.stay}
        </button>
        <button type="button" className="big" data-leave="keep" disabled={isGoing} onClick={() => go(false)}>
          {unsent > 0 ? t.signOutKeep : t.signOut}
        </button>
        {unsent > 0 && (
          <button type="button" className="big danger" data-leave="drop" disabled={isGoing} onClick={() => go(true)}>
            {t.signOutDrop}
          </button>
        )}
      </div>
    </div>
  );
}
