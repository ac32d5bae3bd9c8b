/** The code of the app, or where it says so a recovery code; written in groups or not. */
import { Input } from 'antd';
import { type ReactNode, useId } from 'react';

/** Apps show the digits in two groups. */
export const digitsOf = (typed: string): string => typed.replaceAll(/\s/g, '');

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  fault?: string | undefined;
  isRecoveryToo?: boolean;
};
export function CodeInput({ label, value, onChange, fault, isRecoveryToo }: Props): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        className="factor-digits numbers"
        data-entry="code"
        autoComplete="one-time-code"
        inputMode={isRecoveryToo === true ? 'text' : 'numeric'}
        maxLength={32}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={fault !== undefined}
        {...(fault === undefined ? {} : { status: 'error' as const, 'aria-describedby': `${id}-fault` })}
      />
      {fault !== undefined && (
        <div className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </div>
      )}
    </div>
  );
}
