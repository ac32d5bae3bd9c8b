/** Not signed in: the page for it, and the layer over a page whose session ended. */
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { SignIn } from './sign-in.tsx';
import { shellWords } from './words.ts';

export function SignInPage(): ReactNode {
  return (
    <main className="sign-in-page">
      <SignIn />
    </main>
  );
}

export function SignedOut({ person, onDone }: { person: string; onDone: () => void }): ReactNode {
  const t = useWords(shellWords);
  const client = useQueryClient();
  return (
    <Modal open footer={null} closable={false} mask={{ closable: false }} keyboard={false} aria-label={t.signIn.title}>
      <p>{t.signIn.ended}</p>
      <SignIn
        person={person}
        onDone={(me) => {
          if (me.id !== person) return window.location.assign('/');
          onDone();
          void client.invalidateQueries();
        }}
      />
    </Modal>
  );
}
