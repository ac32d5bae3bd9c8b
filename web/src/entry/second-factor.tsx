/** Sets up the second factor: a secret by password, shown once as picture and as text; a code of it; recovery codes. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { change } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { useCountdown } from '../shell/countdown.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import './entry.css';
import { CodeInput, digitsOf } from './code-input.tsx';
import { Wait } from './new-password.tsx';
import { Proof } from './proof.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { Secret } from './secret.tsx';
import { entryWords } from './words.ts';

type Props = {
  account: string;
  /** The password that was typed a moment ago, so that it need not be typed again. */
  known?: string | undefined;
  doneWord: string;
  onDone: () => void;
};

export function SetSecondFactor({ account, known, doneWord, onDone }: Props): ReactNode {
  const t = useWords(entryWords);
  const [codes, setCodes] = useState<readonly string[] | undefined>(undefined);
  const offer = useMutation({
    mutationFn: (password: string) => change('POST /api/second-factor', { body: { password } }),
    onError: (error) => {
      if (toldOf(error).code === 'second-factor-on') onDone(); // set up in another tab
    },
  });
  const { mutate: ask } = offer;
  const isAsked = useRef(false); // a second secret would make the first one worthless
  useEffect(() => {
    if (known === undefined || isAsked.current) return;
    isAsked.current = true;
    ask(known);
  }, [known, ask]);
  if (codes !== undefined) return <RecoveryCodes account={account} codes={codes} doneWord={doneWord} onDone={onDone} />;
  if (offer.data === undefined)
    return (
      <Proof
        account={account}
        label={t.factor.title}
        passwordLabel={t.factor.password}
        goWord={t.factor.begin}
        of={offer}
        onGo={({ password }) => ask(password)}
      />
    );
  return (
    <div className="entry-form">
      <h3 className="entry-step">{t.factor.app}</h3>
      <p className="quiet">{t.factor.apps}</p>
      <h3 className="entry-step">{t.factor.scan}</h3>
      <Secret account={account} {...offer.data} />
      <Confirm onCodes={setCodes} />
      <Button type="link" onClick={() => offer.reset()}>
        {t.factor.anew}
      </Button>
    </div>
  );
}

function Confirm({ onCodes }: { onCodes: (codes: readonly string[]) => void }): ReactNode {
  const t = useWords(entryWords);
  const [waitUntil, setWaitUntil] = useState(0);
  const left = useCountdown(waitUntil);
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => change('POST /api/second-factor/confirm', { body: { code: digitsOf(code) } }),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
    onError: (error) => {
      const { retryAfterMs } = toldOf(error);
      if (retryAfterMs !== undefined) setWaitUntil(Date.now() + retryAfterMs);
    },
  });
  const isWrong = toldOf(confirm.error).code === 'second-factor-wrong';
  const isWhole = digitsOf(code).length === 6;
  return (
    <form
      className="entry-form"
      aria-label={t.factor.code}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && left === 0 && !confirm.isPending) confirm.mutate();
      }}
    >
      <CodeInput
        label={t.factor.code}
        value={code}
        onChange={(value) => {
          setCode(value);
          confirm.reset();
        }}
        fault={isWrong ? t.factor.wrong : undefined}
      />
      {confirm.isError && !isWrong && <ErrorPanel error={confirm.error} />}
      <Wait left={left} />
      <Button type="primary" htmlType="submit" loading={confirm.isPending} disabled={!isWhole || left > 0}>
        {t.factor.confirm}
      </Button>
    </form>
  );
}
