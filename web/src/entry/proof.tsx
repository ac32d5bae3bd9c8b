/** Whoever sits before an open session is not yet its owner: the password, and a code where there is a second factor, before what outlives it. */
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { toldOf } from '../api/problem.ts';
import { useCountdown } from '../shell/countdown.ts';
import { shellWords } from '../shell/words.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useCodeWords } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { CodeInput } from './code-input.tsx';
import { Wait } from './new-password.tsx';
import { PasswordInput } from './password-input.tsx';

export type Given = { password: string; code: string };
type Props = {
  account: string;
  /** What the form is called. */
  label: string;
  hint?: string;
  passwordLabel: string;
  goWord: string;
  /** Nobody who has no second factor is asked for its code. */
  hasCode?: boolean;
  isDanger?: boolean;
  of: { isPending: boolean; error: unknown };
  onGo: (given: Given) => void;
};

export function Proof({
  account,
  label,
  hint,
  passwordLabel,
  goWord,
  hasCode = false,
  isDanger = false,
  of: { isPending, error },
  onGo,
}: Props): ReactNode {
  const shell = useWords(shellWords);
  const sayCode = useCodeWords();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [waitUntil, setWaitUntil] = useState(0);
  const left = useCountdown(waitUntil);
  const { code: why, retryAfterMs } = toldOf(error);
  useEffect(() => {
    if (retryAfterMs !== undefined) setWaitUntil(Date.now() + retryAfterMs);
  }, [error, retryAfterMs]);
  const isOfField = why === 'password-wrong' || (hasCode && why === 'second-factor-wrong');
  const isReady = password !== '' && (!hasCode || code.trim() !== '') && left === 0;
  return (
    <form
      className="entry-form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isPending) onGo({ password, code: code.trim() });
      }}
    >
      {hint !== undefined && <p>{hint}</p>}
      <input className="seen-by-readers" tabIndex={-1} aria-hidden autoComplete="username" readOnly value={account} />
      <PasswordInput
        hook="password"
        label={passwordLabel}
        kind="current-password"
        value={password}
        onChange={setPassword}
        fault={why === 'password-wrong' ? sayCode(error) : undefined}
        autoFocus
      />
      {hasCode && (
        <CodeInput
          label={shell.signIn.code}
          value={code}
          onChange={setCode}
          isRecoveryToo
          fault={why === 'second-factor-wrong' ? sayCode(error) : undefined}
        />
      )}
      {error !== null && !isOfField && <ErrorPanel error={error} />}
      <Wait left={left} />
      <Button type="primary" danger={isDanger} htmlType="submit" loading={isPending} disabled={!isReady}>
        {goWord}
      </Button>
    </form>
  );
}
