/** Reporting a problem on one page: what, where, and the phone that is known already. */
import { Alert, Button, Input, Typography } from 'antd';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { toldOf } from '../api/problem.ts';
import { useForms } from '../case/processes.ts';
import { useTakeAnswer } from '../case/reading.ts';
import { draftOf, dropDraft } from '../form/drafts.ts';
import { useKept } from '../form/kept.ts';
import { FileField } from '../form/file-field.tsx';
import { PickField } from '../form/pick-field.tsx';
import { newKey, useSending } from '../form/sending.ts';
import type { CaseView } from '../generated/api.ts';
import { useMe } from '../shell/me.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useFaultWords } from '../words/faults.ts';
import { useWords } from '../words/words.ts';
import { myWords } from './words.ts';

type Typed = { text: string; application: string | undefined; contact: string; files: unknown };
const EMPTY: Typed = { text: '', application: undefined, contact: '', files: undefined };
const ABOUT = 'my-report';
const TITLE = 60;
const KEEP_MS = 500;

/** `last`: what he reported before; where and how he is reached is likely the same. */
export function Report({ last }: { last: CaseView | undefined }): ReactNode {
  const me = useMe();
  const [draft, setDraft] = useState<{ typed: Typed; key: string } | undefined>(undefined);
  useEffect(() => {
    void draftOf(me.id, ABOUT).then((kept) =>
      setDraft({ typed: { ...EMPTY, ...(kept?.data as Partial<Typed> | undefined) }, key: kept?.key ?? newKey() }),
    );
  }, [me.id]);
  return draft ? <Opened draft={draft} last={last} /> : null;
}

function Opened({ draft, last }: { draft: { typed: Typed; key: string }; last: CaseView | undefined }): ReactNode {
  const t = useWords(myWords);
  const me = useMe();
  const id = useId();
  const sayFault = useFaultWords();
  const take = useTakeAnswer();
  const { data: forms } = useForms('call');
  const form = forms?.get('create');
  const [typed, setTyped] = useState(draft.typed);
  const [sent, setSent] = useState<string | undefined>(undefined);
  const sending = useSending({
    key: draft.key,
    onDone: (answer) => {
      void dropDraft(me.id, ABOUT);
      take(answer);
      setSent(answer.number);
      setTyped(EMPTY);
    },
  });
  useKept(
    { person: me.id, about: ABOUT, data: typed, key: draft.key },
    typed !== draft.typed && typed !== EMPTY,
    KEEP_MS,
  );
  const known = last?.['contact'];
  const application = typed.application ?? last?.application;
  const contact = typed.contact === '' && typeof known === 'string' ? known : typed.contact;
  const isReady = typed.text.trim() !== '' && application !== undefined && contact.trim() !== '';
  const { errors } = toldOf(sending.error);
  const submit = (): void => {
    const text = typed.text.trim();
    const [line = ''] = text.split('\n');
    const data = {
      channel: 'site',
      unit: me.unit,
      application,
      contact: contact.trim(),
      title: line.length > TITLE ? `${line.slice(0, TITLE - 1)}…` : line,
      description: text,
      ...(Array.isArray(typed.files) && typed.files.length > 0 ? { files: typed.files } : {}),
    };
    sending.go({ path: '/api/calls', data });
  };
  if (sent !== undefined)
    return (
      <section className="my-card" aria-label={t.report}>
        <Alert
          type="success"
          role="status"
          showIcon
          title={t.sent(sent)}
          action={<Typography.Text copyable={{ text: sent, tooltips: [t.copy, t.copied] }}>{sent}</Typography.Text>}
        />
        <Button onClick={() => setSent(undefined)}>{t.another}</Button>
      </section>
    );
  const common = {
    about: { process: 'call', picks: {}, defs: {}, faults: [] },
    pattern: '',
    isRequired: true,
    isFaulty: false,
  };
  return (
    <form
      className="my-card"
      aria-label={t.report}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing || !isReady)
          return;
        event.preventDefault();
        submit();
      }}
    >
      <h1 className="case-title">{t.report}</h1>
      <div className="field">
        <label htmlFor={`${id}-text`}>{t.what}</label>
        <Input.TextArea
          id={`${id}-text`}
          autoFocus
          value={typed.text}
          maxLength={8000}
          placeholder={t.whatHint}
          rows={3}
          onChange={({ target }) => setTyped({ ...typed, text: target.value })}
        />
      </div>
      <div className="my-pair">
        <div className="field">
          <label htmlFor={`${id}-application`}>{t.application}</label>
          <PickField
            {...common}
            id={`${id}-application`}
            pick="application"
            name="application"
            pointer="/application"
            schema={{ type: 'string' }}
            value={application}
            onChange={(next) => setTyped({ ...typed, application: typeof next === 'string' ? next : undefined })}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-contact`}>{t.contact}</label>
          <Input
            id={`${id}-contact`}
            value={contact}
            maxLength={200}
            autoComplete="tel"
            onChange={({ target }) => setTyped({ ...typed, contact: target.value })}
          />
        </div>
      </div>
      {form?.input.properties?.['files'] && (
        <div className="field">
          <label htmlFor={`${id}-files`}>{t.files}</label>
          <FileField
            {...common}
            id={`${id}-files`}
            name="files"
            pointer="/files"
            schema={form.input.properties['files']}
            value={typed.files}
            onChange={(files) => setTyped({ ...typed, files })}
          />
        </div>
      )}
      {errors.length > 0 && (
        <div className="fault" role="alert">
          {errors.map(sayFault).join(' · ')}
        </div>
      )}
      {sending.error !== null && errors.length === 0 && <ErrorPanel error={sending.error} />}
      <Button htmlType="submit" type="primary" size="large" disabled={!isReady} loading={sending.isPending}>
        {t.send}
      </Button>
    </form>
  );
}
