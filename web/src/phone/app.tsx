/** Language, tone, session; then the one screen that the address names. */
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { whenSignedOut } from '../api/ask.ts';
import { type Me, MeContext } from '../shell/me.ts';
import { useOwnSettings, useSettings } from '../shell/settings.ts';
import { LocaleContext, useWords } from '../words/words.ts';
import { InspectionScreen } from './inspection/inspection-screen.tsx';
import { ListScreen } from './list-screen.tsx';
import { OutboxProvider, useOutbox } from './outbox.tsx';
import { usePath } from './route.tsx';
import { RunScreen } from './run/run-screen.tsx';
import { usePhoneSession } from './session.ts';
import { SignIn } from './sign-in.tsx';
import { phoneWords } from './words.ts';

/** Needs the network, and comes with the first that is opened. */
const Approvals = lazy(() => import('./approvals/inbox.tsx'));

export function App(): ReactNode {
  const { locale, theme } = useSettings();
  useEffect(() => {
    document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset['tone'] = theme === 'light' ? 'light' : 'dark'; // dark unless somebody chose otherwise
  }, [locale, theme]);
  return (
    <LocaleContext value={locale}>
      <Session />
    </LocaleContext>
  );
}

function Session(): ReactNode {
  const { data: me, isPending, refetch } = usePhoneSession();
  const t = useWords(phoneWords);
  if (isPending) return <p className="whole">{t.loading}</p>;
  if (me === undefined)
    return (
      <main className="whole">
        <p role="alert">{t.offlineNothing}</p>
        <button type="button" className="big" onClick={() => void refetch()}>
          {t.retry}
        </button>
      </main>
    );
  if (me === null) return <SignIn onDone={() => undefined} />;
  return <SignedIn key={me.id} me={me} />;
}

function SignedIn({ me }: { me: Me }): ReactNode {
  const t = useWords(phoneWords);
  const [isOut, setOut] = useState(false);
  useOwnSettings(me);
  useEffect(() => whenSignedOut(() => setOut(true)), []);
  if (me.mustChangePassword || me.mustSetSecondFactor)
    return (
      <main className="whole">
        <p role="alert">{t.mustChange}</p>
        <a className="big" href="/">
          {t.console}
        </a>
      </main>
    );
  return (
    <MeContext value={me}>
      <OutboxProvider person={me.id}>
        <Screen />
        {isOut && <Again person={me.id} onDone={() => setOut(false)} />}
      </OutboxProvider>
    </MeContext>
  );
}

/** Over what he was at: nothing of it is lost, and what waits goes on by itself. */
function Again({ person, onDone }: { person: string; onDone: () => void }): ReactNode {
  const { nudge } = useOutbox();
  const client = useQueryClient();
  const t = useWords(phoneWords);
  return (
    <div className="over" role="dialog" aria-modal="true" aria-label={t.outbox.signIn}>
      <SignIn
        person={person}
        says={t.outbox.signIn}
        onDone={() => {
          onDone();
          nudge();
          void client.invalidateQueries();
        }}
      />
    </div>
  );
}

function Screen(): ReactNode {
  const t = useWords(phoneWords);
  const [, , kind, number] = usePath().split('/');
  if (kind === 'runs' && number) return <RunScreen key={number} number={decodeURIComponent(number)} />;
  if (kind === 'inspections' && number) return <InspectionScreen key={number} number={decodeURIComponent(number)} />;
  if (kind === 'approvals')
    return (
      <Suspense fallback={<p className="whole">{t.loading}</p>}>
        <Approvals number={number && decodeURIComponent(number)} />
      </Suspense>
    );
  return <ListScreen />;
}
