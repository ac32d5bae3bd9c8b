/** Language, theme, keys, session; then the screens. */
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, useMatch } from 'react-router';
import { whenOwing, whenSignedOut } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { Answered } from '../ui/answered.tsx';
import { Theme } from '../ui/theme.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { Keys } from './keys.tsx';
import { Layout } from './layout.tsx';
import { type Me, MeContext, useSession } from './me.ts';
import { useOwnSettings } from './settings.ts';
import { SignedOut, SignInPage } from './signed-out.tsx';

export function App(): ReactNode {
  return (
    <Theme>
      <Keys>
        <BrowserRouter>
          <Entrance />
        </BrowserRouter>
      </Keys>
    </Theme>
  );
}

const LinkedWall = lazy(async () => ({ default: (await import('../wall/wall-screen.tsx')).LinkedWall }));

/** A screen on a wall has its link; all else is for who is signed in. */
function Entrance(): ReactNode {
  const link = useMatch('/screens/:link')?.params.link;
  if (link === undefined) return <Session />;
  return (
    <Suspense fallback={<Waiting />}>
      <LinkedWall link={link} />
    </Suspense>
  );
}

function Session(): ReactNode {
  const session = useSession();
  return <Answered query={session}>{(me) => (me ? <SignedIn me={me} /> : <SignInPage />)}</Answered>;
}

const FirstSteps = lazy(() => import('../entry/first-steps.tsx'));

/**
 * The page stays under the layer that asks to sign in again; another person begins anew. Whoever owes a password or a second
 * factor gives it first, and stays there until he says that he kept what is shown once.
 */
function SignedIn({ me }: { me: Me }): ReactNode {
  const client = useQueryClient();
  const owes = me.mustChangePassword || me.mustSetSecondFactor;
  const [isOut, setOut] = useState(false);
  const [isFirst, setFirst] = useState(owes);
  if (owes && !isFirst) setFirst(true);
  useOwnSettings(me);
  useEffect(() => {
    whenSignedOut(() => setOut(true));
    whenOwing(() => void client.invalidateQueries({ queryKey: asked.me }));
  }, [client]);
  return (
    <MeContext value={me}>
      {isFirst ? (
        <Suspense fallback={<Waiting />}>
          <FirstSteps key={me.id} onDone={() => setFirst(false)} />
        </Suspense>
      ) : (
        <Layout key={me.id} />
      )}
      {isOut && (
        <SignedOut
          person={me.id}
          onDone={() => {
            setOut(false);
            setFirst(false); // what was owed may be done elsewhere
          }}
        />
      )}
    </MeContext>
  );
}
