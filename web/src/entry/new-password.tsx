/** The own password: what it needs is said while it is typed, what it lacks beside the field. */
import { CheckCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { change } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { useCountdown } from '../shell/countdown.ts';
import { shellWords } from '../shell/words.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useCodeWords } from '../words/codes.ts';
import { useFaultWords } from '../words/faults.ts';
import { useWords } from '../words/words.ts';
import './entry.css';
import { PasswordInput } from './password-input.tsx';
import { type Judged, judged } from './password-rules.ts';
import { entryWords } from './words.ts';

type Props = {
  account: string;
  /** It was made by somebody else for one use: no API key is older than it. */
  isTemporary: boolean;
  onDone: (password: string) => void;
};

export function NewPassword({ account, isTemporary, onDone }: Props): ReactNode {
  const t = useWords(entryWords);
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [keepApiKeys, setKeep] = useState(false);
  const [waitUntil, setWaitUntil] = useState(0);
  const left = useCountdown(waitUntil);
  const faults = useFaults();
  const rules = useId();
  const save = useMutation({
    mutationFn: () =>
      change('PUT /api/password', { body: { oldPassword: old, newPassword: next, keepApiKeys: keepApiKeys } }),
    onSuccess: () => {
      setOld('');
      setNext('');
      setAgain('');
      onDone(next);
    },
    onError: (error) => {
      const { retryAfterMs } = toldOf(error);
      if (retryAfterMs !== undefined) setWaitUntil(Date.now() + retryAfterMs);
    },
  });
  const all = judged({ old, next, again });
  const isGood = old !== '' && all.every(({ holds }) => holds);
  const { present, fresh, other } = faults(save.error);
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (save.isError) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [save.isError]);
  return (
    <form
      ref={box}
      className="entry-form"
      aria-label={t.password.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood && left === 0 && !save.isPending) save.mutate();
      }}
    >
      <input className="seen-by-readers" tabIndex={-1} aria-hidden autoComplete="username" readOnly value={account} />
      <PasswordInput
        hook="old-password"
        label={isTemporary ? t.password.temporary : t.password.present}
        kind="current-password"
        value={old}
        onChange={(value) => {
          setOld(value);
          save.reset();
        }}
        fault={left > 0 && present !== undefined ? undefined : present}
        autoFocus={isTemporary}
      />
      <PasswordInput
        hook="new-password"
        label={t.password.next}
        kind="new-password"
        value={next}
        onChange={(value) => {
          setNext(value);
          save.reset();
        }}
        fault={fresh}
        rules={rules}
      />
      <PasswordInput
        hook="again"
        label={t.password.again}
        kind="new-password"
        value={again}
        onChange={setAgain}
        rules={rules}
      />
      <Rules id={rules} all={all} length={next.length} />
      <p className="quiet">{`${t.password.hard} ${t.password.idea}`}</p>
      {!isTemporary && (
        <Checkbox checked={keepApiKeys} onChange={({ target }) => setKeep(target.checked)}>
          {t.password.keepKeys}
        </Checkbox>
      )}
      {other && <ErrorPanel error={save.error} />}
      <Wait left={left} />
      <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!isGood || left > 0}>
        {t.password.save}
      </Button>
    </form>
  );
}

function Rules({ id, all, length }: { id: string; all: readonly Judged[]; length: number }): ReactNode {
  const t = useWords(entryWords);
  const say = ({ rule }: Judged): string =>
    rule === 'length' ? t.password.rule.length(length) : t.password.rule[rule];
  return (
    <ul id={id} className="rules" aria-label={t.password.rules}>
      {all.map((one) => (
        <li key={one.rule} className={one.holds ? 'holds' : ''} data-rule={one.rule} data-holds={one.holds}>
          {one.holds ? <CheckCircleFilled aria-hidden /> : <MinusCircleOutlined aria-hidden />}
          <span>
            {say(one)}
            <span className="seen-by-readers">{` ${one.holds ? t.password.met : t.password.unmet}`}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** So long the API takes no further try. */
export function Wait({ left }: { left: number }): ReactNode {
  const t = useWords(shellWords);
  return left > 0 ? <p role="status">{t.signIn.wait(left)}</p> : null;
}

type Said = { present?: string; fresh?: string; other: boolean };
/** What was refused, by the field that it is about; anything else in its panel. */
function useFaults(): (error: unknown) => Said {
  const t = useWords(entryWords);
  const sayFault = useFaultWords();
  const sayCode = useCodeWords();
  return (error) => {
    if (error === null) return { other: false };
    const { code, errors } = toldOf(error);
    if (code === 'password-wrong') return { present: sayCode(error), other: false };
    const fresh = errors.find(({ pointer }) => pointer === '/newPassword');
    if (!fresh) return { other: true };
    return { fresh: fresh.code === 'too-easy' ? t.password.tooEasy : sayFault(fresh), other: false };
  };
}
