/** Not signed in: the page for it, and the layer over a page whose session ended. */
import { GlobalOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { chooseHere, useSettings } from './settings.ts';
import { SignIn } from './sign-in.tsx';
import { shellWords } from './words.ts';

export function SignInPage(): ReactNode {
  const t = useWords(shellWords);
  const { locale } = useSettings();
  const other = locale === 'zh' ? 'en' : 'zh';
  return (
    <main className="sign-in-page">
      <div>
        <div className="row sign-in-language">
          <Button
            type="text"
            icon={<GlobalOutlined aria-hidden />}
            aria-label={`${t.otherLanguage} ${t.language}`}
            onClick={() => chooseHere({ locale: other })}
          >
            <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{t.otherLanguage}</span>
          </Button>
        </div>
        <SignIn />
      </div>
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
