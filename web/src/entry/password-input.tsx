/** A field for a password: shown on request, pasted freely, and it says when Caps Lock is on. */
import { Input } from 'antd';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { useWords } from '../words/words.ts';
import { entryWords } from './words.ts';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  kind: 'current-password' | 'new-password';
  fault?: string | undefined;
  /** Id of the text that says what is asked of it. */
  rules?: string;
  autoFocus?: boolean;
  hook: string;
};

export function PasswordInput({ label, value, onChange, kind, fault, rules, autoFocus, hook }: Props): ReactNode {
  const t = useWords(entryWords);
  const id = useId();
  const [caps, setCaps] = useState(false);
  const note = (event: KeyboardEvent<HTMLInputElement>): void => setCaps(event.getModifierState('CapsLock'));
  const told = [...(rules === undefined ? [] : [rules]), ...(fault === undefined ? [] : [`${id}-fault`])].join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input.Password
        id={id}
        data-entry={hook}
        autoFocus={autoFocus === true}
        autoComplete={kind}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        onKeyUp={note}
        onKeyDown={note}
        aria-invalid={fault !== undefined}
        {...(told === '' ? {} : { 'aria-describedby': told })}
        {...(fault === undefined ? {} : { status: 'error' as const })}
      />
      {caps && <div className="quiet">{t.password.capsLock}</div>}
      {fault !== undefined && (
        <div className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </div>
      )}
    </div>
  );
}
