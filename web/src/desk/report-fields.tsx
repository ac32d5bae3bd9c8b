/** What the caller says: who, where, about what. */
import { CloseOutlined } from '@ant-design/icons';
import { Button, Input, type InputRef } from 'antd';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { FieldFault } from '../api/problem.ts';
import { PickField } from '../form/pick-field.tsx';
import { useName } from '../names/names.ts';
import { isComposing } from '../shell/keys.tsx';
import { useFaultWords } from '../words/faults.ts';
import { useWords } from '../words/words.ts';
import { CallerField } from './caller-field.tsx';
import { type Found, isPhone, useHistory } from './callers.ts';
import type { Call, Report } from './calls.ts';
import { deskWords } from './words.ts';

type Props = {
  call: Call;
  put: (change: Partial<Call>) => void;
  faults: readonly FieldFault[];
  onNumber: (number: string) => void;
};

export function ReportFields({ call, put, faults, onNumber }: Props): ReactNode {
  const t = useWords(deskWords);
  const nameOf = useName();
  const id = useId();
  const caller = useRef<InputRef>(null);
  const { report } = call;
  const set = (change: Partial<Report>): void => put({ report: { ...report, ...change } });
  const history = useHistory(call.caller);
  const usual = history.data?.applications[0];
  const reached = history.data?.contact;
  const isLocked = call.number !== undefined;
  const focusOn = (name: string): void => void setTimeout(() => document.getElementById(`${id}-${name}`)?.focus(), 0);
  // what he usually calls about comes after the caller; what was written by hand stays
  useEffect(() => {
    if (isLocked || !call.caller) return;
    const application = report.application ?? usual;
    const contact = report.contact === '' ? (reached ?? '') : report.contact;
    if (application === report.application && contact === report.contact) return;
    set({ application, contact });
    if (application !== report.application && report.title === '') focusOn('title');
    // oxlint-disable-next-line react/exhaustive-deps -- once it is known
  }, [usual, reached]);
  const take = (found: Found): void => {
    const application = report.application ?? found.applications?.[0];
    put({
      caller: found,
      isNew: false,
      report: { ...report, name: '', contact: found.contact ?? report.contact, unit: found.unit, application },
    });
    focusOn(application === undefined && history.data === undefined ? 'application' : 'title');
  };
  const write = (): void => {
    const typed = call.sought.trim();
    const phone = isPhone(typed);
    put({ caller: undefined, isNew: true, report: { ...report, ...(phone ? { contact: typed } : { name: typed }) } });
    focusOn(phone ? 'name' : 'contact');
  };
  const line = (name: 'name' | 'contact' | 'title', most: number): ReactNode => (
    <Labelled id={`${id}-${name}`} label={t[name]} pointer={pointers[name]} faults={faults} isRequired>
      {(isFaulty) => (
        <Input
          id={`${id}-${name}`}
          value={report[name]}
          maxLength={most}
          disabled={isLocked}
          autoComplete="off"
          aria-required
          {...(isFaulty ? { status: 'error' as const } : {})}
          onChange={({ target }) => set({ [name]: target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && isComposing(event.nativeEvent)) event.stopPropagation();
          }}
        />
      )}
    </Labelled>
  );
  const pick = (name: 'unit' | 'application', kind: string): ReactNode => (
    <Labelled id={`${id}-${name}`} label={t[name]} pointer={`/${name}`} faults={faults} isRequired>
      {(isFaulty) => (
        <PickField
          id={`${id}-${name}`}
          pick={kind}
          schema={{ type: 'string' }}
          about={{ process: 'call', picks: {}, defs: {}, faults }}
          pointer={`/${name}`}
          pattern={`/${name}`}
          name={name}
          isRequired={false}
          isFaulty={isFaulty}
          value={report[name]}
          onChange={(next) => set({ [name]: typeof next === 'string' ? next : undefined })}
        />
      )}
    </Labelled>
  );
  const isKnown = call.caller !== undefined || call.isNew;
  return (
    <fieldset className="desk-report" disabled={isLocked}>
      {isKnown ? (
        <div className="desk-chosen row">
          {call.caller && (
            <>
              <strong>{call.caller.name}</strong>
              <span>{call.caller.unitName ?? nameOf('organisation', call.caller.unit)}</span>
            </>
          )}
          {call.isNew && <strong>{`${t.caller} · ${t.withoutAccount}`}</strong>}
          <span className="grow" />
          <Button
            type="text"
            icon={<CloseOutlined aria-hidden />}
            aria-label={t.callerChange}
            onClick={() => {
              put({ caller: undefined, isNew: false });
              setTimeout(() => caller.current?.focus({ cursor: 'all' }), 0);
            }}
          />
        </div>
      ) : (
        <CallerField
          input={caller}
          sought={call.sought}
          onSought={(sought) => put({ sought })}
          onTake={take}
          onNew={write}
          onNumber={onNumber}
          isFaulty={faults.some(({ pointer }) => pointer === '/reporter' || pointer === '/caller')}
        />
      )}
      {isKnown && (
        <div className="desk-pair">
          {call.isNew && line('name', 100)}
          {line('contact', 200)}
        </div>
      )}
      <div className="desk-pair">
        {pick('unit', 'organisation')}
        {pick('application', 'application')}
      </div>
      {line('title', 200)}
      <Labelled id={`${id}-text`} label={t.text} pointer="/description" faults={faults} isRequired={false}>
        {(isFaulty) => (
          <Input.TextArea
            id={`${id}-text`}
            value={report.description}
            maxLength={8000}
            disabled={isLocked}
            rows={3}
            placeholder={t.textHint}
            {...(isFaulty ? { status: 'error' as const } : {})}
            onChange={({ target }) => set({ description: target.value })}
          />
        )}
      </Labelled>
    </fieldset>
  );
}
const pointers = { name: '/caller', contact: '/contact', title: '/title' } as const;

type LabelledProps = {
  id: string;
  label: string;
  pointer: string;
  faults: readonly FieldFault[];
  isRequired: boolean;
  children: (isFaulty: boolean) => ReactNode;
};
function Labelled({ id, label, pointer, faults, isRequired, children }: LabelledProps): ReactNode {
  const sayFault = useFaultWords();
  const own = faults.filter((fault) => fault.pointer === pointer);
  return (
    <div className="field" data-pointer={pointer}>
      <label htmlFor={id}>
        {label}
        {isRequired && <span className="required">{' *'}</span>}
      </label>
      {children(own.length > 0)}
      {own.length > 0 && (
        <div className="fault" role="alert">
          {own.map(sayFault).join(' · ')}
        </div>
      )}
    </div>
  );
}
