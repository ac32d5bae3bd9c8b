/** Language, theme, keys, session; then the screens. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, useMatch } from 'react-router';
import { whenSignedOut } from '../api/ask.ts';
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

/** The page stays under the layer that asks to sign in again; another person begins anew. */
function SignedIn({ me }: { me: Me }): ReactNode {
  const [isOut, setOut] = useState(false);
  useOwnSettings(me);
  useEffect(() => {
    whenSignedOut(() => setOut(true));
  }, []);
  return (
    <MeContext value={me}>
      <Layout key={me.id} />
      {isOut && <SignedOut person={me.id} onDone={() => setOut(false)} />}
    </MeContext>
  );
}
