/** Password and code, before what outlives the session. */
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { toldOf } from '../api/problem.ts';
import { CodeInput } from '../entry/code-input.tsx';
import { Wait } from '../entry/new-password.tsx';
import { PasswordInput } from '../entry/password-input.tsx';
import { entryWords } from '../entry/words.ts';
import { useCountdown } from '../shell/countdown.ts';
import { shellWords } from '../shell/words.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { accountWords } from './words.ts';

type Given = { password: string; code: string };
type Props = {
  account: string;
  hint: string;
  of: { mutate: (given: Given) => void; isPending: boolean; error: unknown };
  isDanger?: boolean;
};
export function Proof({ account, hint, of, isDanger = false }: Props): ReactNode {
  const t = useWords(accountWords);
  const say = useWords(entryWords);
  const shell = useWords(shellWords);
  const sayCode = useCodeWords();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [waitUntil, setWaitUntil] = useState(0);
  const left = useCountdown(waitUntil);
  const { code: why, retryAfterMs } = toldOf(of.error);
  useEffect(() => {
    if (retryAfterMs !== undefined) setWaitUntil(Date.now() + retryAfterMs);
  }, [of.error, retryAfterMs]);
  const isOfField = why === 'password-wrong' || why === 'second-factor-wrong';
  const isReady = password !== '' && code.trim() !== '' && left === 0;
  return (
    <form
      className="entry-form"
      aria-label={t.proof}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !of.isPending) of.mutate({ password, code: code.trim() });
      }}
    >
      <p>{`${t.proof} ${hint}`}</p>
      <input className="seen-by-readers" tabIndex={-1} aria-hidden autoComplete="username" readOnly value={account} />
      <PasswordInput
        hook="password"
        label={say.password.present}
        kind="current-password"
        value={password}
        onChange={setPassword}
        fault={why === 'password-wrong' ? sayCode(of.error) : undefined}
        autoFocus
      />
      <CodeInput
        label={shell.signIn.code}
        value={code}
        onChange={setCode}
        isRecoveryToo
        fault={why === 'second-factor-wrong' ? sayCode(of.error) : undefined}
      />
      {of.error !== null && !isOfField && <ErrorPanel error={of.error} />}
      <Wait left={left} />
      <Button type="primary" danger={isDanger} htmlType="submit" loading={of.isPending} disabled={!isReady}>
        {t.go}
      </Button>
    </form>
  );
}
