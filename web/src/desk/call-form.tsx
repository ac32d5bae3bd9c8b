/** One call: what is said, what goes on around it, how it ends. */
import { DownOutlined } from '@ant-design/icons';
import { Alert, Button, Dropdown } from 'antd';
import { type ReactNode, useDeferredValue, useEffect, useRef, useState } from 'react';
import { type FieldFault, Refused, toldOf } from '../api/problem.ts';
import { useForms } from '../case/processes.ts';
import { type Fields, filledIn, lacking } from '../form/schema.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import type { Call, Calls, Outcome } from './calls.ts';
import { useAround, useHistory } from './callers.ts';
import { Context } from './context.tsx';
import { useFinish } from './finish.ts';
import { dataOf, OutcomePanel, schemaOf } from './outcome-panel.tsx';
import { incidentOf, useCategory, useDuplicates, usePromised } from './proposed.ts';
import { ReportFields } from './report-fields.tsx';
import { deskWords } from './words.ts';

const KEY: Readonly<Partial<Record<Outcome, string>>> = { answer: 'F8', escalate: 'F9', join: 'F7', convert: 'F6' };
const MEDIUM = '2';
const OTHERS = ['register', 'cancel'] as const;

type Props = { call: Call; calls: Calls; opened: string | undefined; onOpen: (number: string) => void };

export function CallForm({ call, calls, opened, onOpen }: Props): ReactNode {
  const t = useWords(deskWords);
  const nameOf = useName();
  const box = useRef<HTMLFormElement>(null);
  const forms = useForms('call');
  const [isAsked, setAsked] = useState(false);
  const [isDue, setDue] = useState(false);
  const put = (change: Partial<Call>): void => calls.put(call.id, change);
  const { report, outcome } = call;
  const duplicates = useDuplicates(report, useHeld(report.title));
  const { data: around } = useAround(report.unit, report.application);
  const toJoin = joinable();
  const category = useCategory(report.application);
  const history = useHistory(call.caller);
  const proposed: Fields = {
    outcome: 'solved',
    confirmedOnPhone: call.caller?.name ?? report.name,
    category: category.data ?? undefined,
    impact: MEDIUM,
    urgency: MEDIUM,
    incident: toJoin,
    reason: 'dropped',
  };
  const grade = (name: 'impact' | 'urgency'): string => {
    const chosen = call.finish[name];
    return typeof chosen === 'string' ? chosen : MEDIUM;
  };
  const graded = { impact: grade('impact'), urgency: grade('urgency') };
  const { data: promised } = usePromised(report, outcome === 'escalate' ? graded : undefined);
  const { data: escalated } = usePromised(report, graded);
  const finishing = useFinish(call, calls);
  const needsForm = outcome !== undefined && outcome !== 'register';
  const form = needsForm ? forms.data?.get(outcome) : undefined;
  const schema = form && outcome ? schemaOf(form, outcome) : undefined;
  const isRefused = needsForm && !form && forms.isError && !forms.isFetching;
  const data = schema ? dataOf(call, proposed, schema) : {};
  const told = toldOf(finishing.error);
  const missing = [...lackingOf(call), ...(schema ? lacking(schema, data) : [])];
  /** What the system itself still has to say before anything is lacking. */
  const isComing =
    (needsForm && !form) ||
    (category.isFetching && missing.includes('category')) ||
    (history.isFetching && missing.some((name) => name === 'contact' || name === 'application'));
  const faults: FieldFault[] = [
    ...told.errors,
    ...(isAsked ? missing.map((name) => ({ pointer: `/${name}`, code: 'required' })) : []),
  ];
  useEffect(() => {
    if (faults.length > 0) focusFirstFault(box.current);
    // oxlint-disable-next-line react/exhaustive-deps -- when they appear
  }, [told.errors, isAsked]);
  // pressed before the answers it needs: it ends by what stands there once they have come, and are put into their fields
  const pressed = useRef(press);
  pressed.current = press;
  useEffect(() => {
    if (!isDue || isComing || outcome === undefined) return undefined;
    const timer = setTimeout(() => {
      setDue(false);
      pressed.current(outcome);
    }, 0);
    return () => clearTimeout(timer);
  }, [isDue, isComing, outcome]);
  useEffect(() => {
    if (isRefused) setDue(false);
  }, [isRefused]);

  function joinable(): string | undefined {
    const seen = duplicates.find(({ number, incident }) => number === opened || incident === opened);
    const [first] = duplicates.flatMap((one) => incidentOf(one) ?? []);
    return (seen && incidentOf(seen)) ?? first ?? around?.majors[0]?.number;
  }
  function press(next: Outcome): void {
    if (finishing.isPending) return;
    if (next !== outcome) {
      setAsked(false);
      setDue(false);
      finishing.reset();
      return put({ outcome: next });
    }
    if (isComing) {
      if (isRefused) void forms.refetch();
      return setDue(true);
    }
    if (missing.length > 0) {
      setAsked(true);
      return focusFirstFault(box.current);
    }
    finishing.go({ outcome: next, form, data: filledIn(data) });
  }
  const back = (): void => {
    setDue(false);
    put({ outcome: undefined });
  };
  const isBusy = finishing.isPending || isDue;
  const join = (incident: string): void => put({ outcome: 'join', finish: { ...call.finish, incident } });
  const team = escalated?.queue ? nameOf('queue', escalated.queue) : undefined;
  const title = (one: Outcome): string =>
    one === 'escalate' && team !== undefined ? t.escalateTo(team) : t.actions[one];
  useKeys([
    ...(['answer', 'escalate', 'join', 'convert'] as const).map((one) => ({
      keys: KEY[one] ?? '',
      does: t.actions[one],
      act: () => press(one),
    })),
    ...duplicates.map(({ number }, at) => ({
      keys: `alt+${at + 1}`,
      does: t.key.duplicate(at + 1),
      act: () => onOpen(number),
    })),
    ...(outcome !== undefined && opened === undefined ? [{ keys: 'Escape', does: t.back, act: back }] : []),
  ]);
  return (
    <div className="desk-body">
      <form
        ref={box}
        className="desk-form"
        aria-label={t.newCall}
        onSubmit={(event) => {
          event.preventDefault();
          if (outcome) press(outcome);
        }}
        onKeyDown={(event) => {
          const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing;
          if (!isSend || !outcome) return;
          event.preventDefault();
          press(outcome);
        }}
      >
        <ReportFields call={call} put={put} faults={faults} onNumber={onOpen} />
        {call.number !== undefined && <Alert type="info" role="status" title={t.registered(call.number)} />}
        {outcome && (
          <section className="desk-outcome" aria-label={title(outcome)}>
            <div className="row">
              <h2 className="side-title grow">{title(outcome)}</h2>
              <Button type="text" size="small" onClick={back}>
                {t.back}
              </Button>
            </div>
            {form && (
              <OutcomePanel
                form={form}
                outcome={outcome}
                data={data}
                faults={faults}
                onChange={(next) => put({ finish: { ...call.finish, ...changed(data, next) } })}
              />
            )}
            {isRefused && <ErrorPanel error={forms.error} onRetry={() => void forms.refetch()} />}
            {finishing.error instanceof Refused && told.errors.length === 0 && <ErrorPanel error={finishing.error} />}
          </section>
        )}
        <div className="desk-actions row" role="toolbar" aria-label={t.calls}>
          {(['answer', 'escalate', 'join', 'convert'] as const).map((one) => (
            <Button
              key={one}
              data-outcome={one}
              type={(outcome ?? 'answer') === one ? 'primary' : 'default'}
              loading={isBusy && outcome === one}
              onClick={() => press(one)}
            >
              {`${KEY[one]} ${title(one)}`}
            </Button>
          ))}
          {OTHERS.some((one) => one === outcome) && outcome ? (
            <Button
              type="primary"
              danger={outcome === 'cancel'}
              data-outcome={outcome}
              loading={isBusy}
              onClick={() => press(outcome)}
            >
              {title(outcome)}
            </Button>
          ) : (
            <Dropdown
              trigger={['click']}
              menu={{
                items: OTHERS.map((key) => ({ key, label: t.actions[key], danger: key === 'cancel' })),
                onClick: ({ key }) => press(key as Outcome),
              }}
            >
              <Button icon={<DownOutlined aria-hidden />} iconPlacement="end">
                {t.otherwise}
              </Button>
            </Dropdown>
          )}
          <span role="status" aria-live="polite" className="quiet">
            {finishing.doubt === undefined
              ? outcome && KEY[outcome] !== undefined && t.again(KEY[outcome])
              : t[finishing.doubt]}
          </span>
          {finishing.doubt !== undefined && <Button onClick={finishing.stop}>{t.stop}</Button>}
        </div>
      </form>
      <Context call={call} duplicates={duplicates} promised={promised} onOpen={onOpen} onJoin={join} />
    </div>
  );
}

/** Still empty of what every call says. */
const lackingOf = ({ caller, report, number }: Call): readonly string[] => {
  if (number !== undefined) return [];
  const who = caller !== undefined || report.name.trim() !== '' ? [] : ['reporter', 'caller'];
  return [
    ...who,
    ...(['contact', 'unit', 'application', 'title'] as const).filter((name) => (report[name] ?? '').trim() === ''),
  ];
};

/** What the hand changed: what is only proposed may still be proposed otherwise. */
const changed = (before: Fields, after: Fields): Fields =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
      before[name] === after[name] ? [] : [[name, after[name]] as const],
    ),
  );

function focusFirstFault(box: HTMLElement | null): void {
  setTimeout(
    () =>
      box
        ?.querySelector<HTMLElement>('.fault, .ant-input-status-error')
        ?.closest('.field')
        ?.querySelector<HTMLElement>('input,textarea')
        ?.focus(),
    0,
  );
}

const HELD_MS = 250;
function useHeld(typed: string): string {
  const [held, setHeld] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setHeld(typed), HELD_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return useDeferredValue(held);
}
