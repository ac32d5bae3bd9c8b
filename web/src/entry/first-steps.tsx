/**
 * What stands before the console: the own password instead of the one that was given, then the second factor where a role needs
 * it. Nothing else is asked of the API meanwhile, since it refuses all else.
 */
import { GlobalOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Card } from 'antd';
import { type ReactNode, useState } from 'react';
import { asked } from '../api/keys.ts';
import { useMe, useSignOut } from '../shell/me.ts';
import { choose, useSettings } from '../shell/settings.ts';
import { shellWords } from '../shell/words.ts';
import { useWords } from '../words/words.ts';
import './entry.css';
import { NewPassword } from './new-password.tsx';
import { SetSecondFactor } from './second-factor.tsx';
import { entryWords } from './words.ts';

type Step = 'password' | 'factor';

export default function FirstSteps({ onDone }: { onDone: () => void }): ReactNode {
  const t = useWords(entryWords);
  const client = useQueryClient();
  const me = useMe();
  const { locale } = useSettings();
  const [steps] = useState<readonly Step[]>(() => [
    ...(me.mustChangePassword ? ['password' as const] : []),
    ...(me.mustSetSecondFactor ? ['factor' as const] : []),
  ]);
  const [at, setAt] = useState(0);
  const [known, setKnown] = useState<string | undefined>(undefined);
  const step = steps[at];
  const next = async (): Promise<void> => {
    if (at + 1 < steps.length) return setAt(at + 1);
    setKnown(undefined);
    await client.refetchQueries({ queryKey: asked.me });
    if (locale !== me.language) choose(me.settings, { locale }); // refused until now
    onDone();
  };
  return (
    <main className="entry-page" data-entry="first-steps">
      <Head name={me.name} />
      <Card
        className="entry-card"
        title={<h2>{step === 'password' ? t.password.title : t.factor.title}</h2>}
        extra={steps.length > 1 && <span className="quiet numbers">{t.step(at + 1, steps.length)}</span>}
      >
        <div className="entry-form">
          <p>{step === 'password' ? t.password.why : t.factor.why}</p>
          {step === 'password' ? (
            <NewPassword
              account={me.id}
              isTemporary
              onDone={(password) => {
                setKnown(password);
                void next();
              }}
            />
          ) : (
            <SetSecondFactor account={me.id} known={known} doneWord={t.recovery.on} onDone={() => void next()} />
          )}
        </div>
      </Card>
    </main>
  );
}

function Head({ name }: { name: string }): ReactNode {
  const t = useWords(entryWords);
  const say = useWords(shellWords);
  const me = useMe();
  const settings = useSettings();
  const signOut = useSignOut();
  return (
    <header className="entry-head no-print">
      <div className="row">
        <h1 className="grow">{t.welcome(name)}</h1>
        <Button
          type="text"
          icon={<GlobalOutlined aria-hidden />}
          aria-label={`${say.otherLanguage} ${say.language}`}
          onClick={() => choose(me.settings, { locale: settings.locale === 'zh' ? 'en' : 'zh' })}
        >
          <span lang={settings.locale === 'zh' ? 'en' : 'zh-CN'}>{say.otherLanguage}</span>
        </Button>
        <Button onClick={() => void signOut()}>{t.signOut}</Button>
      </div>
      <p className="quiet">{t.before}</p>
    </header>
  );
}
