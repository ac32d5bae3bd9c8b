/** The form of a command: drawn from its contract, kept as a draft, sent until it is known what became of it. */
import { Alert, Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Refused, toldOf } from '../api/problem.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { useMe } from '../shell/me.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { draftOf, dropDraft } from './drafts.ts';
import { Group } from './field.tsx';
import { useKept } from './kept.ts';
import { type Fields, filledIn, type Form, isFields, lacking, resolved } from './schema.ts';
import { type FormTools, inserted, textFields, textIn } from './texts.ts';
import { newKey, useSending } from './sending.ts';
import { formWords } from './words.ts';

type Props = {
  form: Form;
  process: string;
  /** Of a command about a case; its version when the form was opened. */
  seen?: { number: string; version: number };
  /** The case as it is now: where it moved meanwhile, sending must be said once more. */
  versionNow?: number;
  part?: string;
  /** What else it is about: its draft is its own. */
  of?: string;
  /** What the form begins with where no draft is kept. */
  initial?: Fields;
  /** What was kept is passed over: what it begins with was chosen just now. */
  isChosen?: boolean;
  /** Stands above the fields. */
  tools?: (tools: FormTools) => ReactNode;
  /** Sent along and neither asked nor kept with the draft: what is decided on, as it was read. */
  fixed?: Fields;
  /** Shown above the buttons, of what is typed so far. */
  beside?: (data: Fields) => ReactNode;
  onDone: (answer: CaseAnswer) => void;
  onCancel: () => void;
};

const NOTHING: Fields = {};
const DRAFT_MS = 2_000;
/** Nothing to fill in, and given back as easily: the first press is the whole of it. Whatever cannot be undone is asked once more. */
const AT_ONCE = new Set(['claim', 'take', 'takeStep']);
/** Said by what asks, and never by who fills it in: the part, and for which state of it a device spoke. */
const NEVER_ASKED = new Set(['part', 'attempt', 'basedOn']);

export function CommandForm(props: Props): ReactNode {
  const { form, process, seen, part, of, isChosen = false } = props;
  const me = useMe();
  const about = [process, seen?.number ?? '', form.command, part ?? '', ...(of === undefined ? [] : [of])].join('|');
  const [draft, setDraft] = useState<{ data: Fields; key: string; isKept: boolean } | undefined>(undefined);
  useEffect(() => {
    void draftOf(me.id, about).then((kept) =>
      setDraft(
        kept && isFields(kept.data) && !isChosen
          ? { data: kept.data, key: kept.key, isKept: true }
          : { data: props.initial ?? {}, key: newKey(), isKept: false },
      ),
    );
    // oxlint-disable-next-line react/exhaustive-deps -- another form is another component
  }, [about, me.id]);
  return draft ? <Opened key={about} {...props} draft={draft} about={about} person={me.id} /> : null;
}

type OpenedProps = Props & { draft: { data: Fields; key: string; isKept: boolean }; about: string; person: string };

function Opened({
  form,
  process,
  seen,
  versionNow,
  part,
  tools,
  initial = {},
  fixed = NOTHING,
  beside,
  onDone,
  onCancel,
  draft,
  about,
  person,
}: OpenedProps): ReactNode {
  const t = useWords(formWords);
  const said = useSaid();
  const [data, setData] = useState<Fields>(draft.data);
  const [isKept, setKept] = useState(draft.isKept);
  const [isAsked, setAsked] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const sending = useSending({
    key: draft.key,
    onDone: (answer) => {
      void dropDraft(person, about);
      onDone(answer);
    },
  });
  const isGiven = (name: string): boolean => NEVER_ASKED.has(name) || Object.hasOwn(fixed, name);
  const schema = {
    ...form.input,
    properties: Object.fromEntries(Object.entries(form.input.properties ?? {}).filter(([name]) => !isGiven(name))),
  };
  const missing = lacking({ ...schema, required: (schema.required ?? []).filter((name) => !isGiven(name)) }, data);
  const told = toldOf(sending.error);
  const hasMoved = seen !== undefined && versionNow !== undefined && versionNow !== seen.version;
  const texts = textFields(schema, form.picks);
  const written = useRef<string | undefined>(undefined);
  const insert = (words: string, into?: string): void => {
    const name = [into, written.current, texts[0]].find((one) => one !== undefined && texts.includes(one));
    if (name === undefined) return;
    const field = box.current?.querySelector<HTMLTextAreaElement>(`[data-pointer="/${name}"] textarea`);
    const end = field?.value.length ?? 0;
    const next = inserted(field?.value ?? '', [field?.selectionStart ?? end, field?.selectionEnd ?? end], words);
    setData((before) => ({ ...before, [name]: next.text }));
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(next.caret, next.caret);
    });
  };
  useKept({ person, about, data, key: sending.key() }, data !== draft.data, DRAFT_MS);
  const isBegun = useRef(false);
  useEffect(() => {
    if (isBegun.current || !AT_ONCE.has(form.command) || Object.keys(schema.properties).length > 0) return;
    isBegun.current = true;
    submit();
    // oxlint-disable-next-line react/exhaustive-deps -- when it opens
  }, []);
  useEffect(() => {
    if (told.errors.length > 0)
      box.current
        ?.querySelector<HTMLElement>('.fault')
        ?.closest('.field')
        ?.querySelector<HTMLElement>('input,textarea,select')
        ?.focus();
  }, [told.errors]);
  const submit = (): void => {
    if (sending.isPending) return;
    setAsked(true);
    if (missing.length > 0)
      return box.current
        ?.querySelector<HTMLElement>(`[data-pointer="/${missing[0]}"] input, [data-pointer="/${missing[0]}"] textarea`)
        ?.focus();
    const filled = filledIn(data);
    const body = { ...(isFields(filled) ? filled : {}), ...(part === undefined ? {} : { part }), ...fixed };
    const path = form.path.replace('{number}', seen?.number ?? '');
    sending.go({ path, data: body, version: form.needsVersion ? (versionNow ?? seen?.version) : undefined });
  };
  const faults = [
    ...told.errors,
    ...(isAsked ? missing.map((name) => ({ pointer: `/${name}`, code: 'required' })) : []),
  ];
  return (
    <form
      ref={box}
      className="command-form"
      aria-label={said(form.title)}
      onFocus={({ target }) => {
        const name = target.closest<HTMLElement>('[data-pointer]')?.dataset['pointer']?.slice(1);
        if (name !== undefined && texts.includes(name)) written.current = name;
      }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
          event.preventDefault();
          submit();
        }
      }}
    >
      {isKept && (
        <Alert
          type="info"
          role="status"
          title={t.draft}
          action={
            <Button
              size="small"
              onClick={() => {
                setData(initial);
                setKept(false);
                void dropDraft(person, about);
              }}
            >
              {t.discard}
            </Button>
          }
        />
      )}
      {hasMoved && <Alert type="warning" role="status" title={t.moved} />}
      {tools?.({
        data,
        hasText: texts.length > 0,
        words: textIn(data[written.current ?? texts[0] ?? '']),
        put: (fields) => setData((before) => ({ ...before, ...fields })),
        insert,
      })}
      <Group
        about={{ process, picks: form.picks, defs: form.input.$defs, faults, ...(seen ? { number: seen.number } : {}) }}
        schema={resolved(schema, form.input.$defs)}
        pointer=""
        pattern=""
        name=""
        isRequired
        value={data}
        onChange={(next) => setData(isFields(next) ? next : {})}
        autoFocus
      />
      {beside?.(data)}
      {sending.error instanceof Refused && told.errors.length === 0 && <ErrorPanel error={sending.error} />}
      <div className="row form-foot">
        <Button htmlType="submit" type="primary" danger={form.tone === 'danger'} loading={sending.isPending}>
          {hasMoved ? t.sendOnNew : said(form.title, t.send)}
        </Button>
        <Button onClick={onCancel}>{t.cancel}</Button>
        <span role="status" aria-live="polite" className="quiet">
          {sending.doubt === 'waiting' ? t.waiting : sending.doubt === 'checking' ? t.checking : ''}
        </span>
        {sending.doubt !== undefined && <Button onClick={sending.stop}>{t.stopTrying}</Button>}
      </div>
    </form>
  );
}
