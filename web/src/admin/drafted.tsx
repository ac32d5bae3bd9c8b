/** An entry that is published: its version in force, the draft, what it would change, and its publication. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { send } from '../api/ask.ts';
import { type FieldFault, toldOf } from '../api/problem.ts';
import { Changes } from '../audit/trail-detail.tsx';
import { type Fields, filledIn } from '../form/schema.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useFaultWords } from '../words/faults.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { editable, type Register } from './registers.ts';
import { Whole } from './whole.tsx';
import { adminWords } from './words.ts';

type Published = { id: string; version: number; source?: Fields };
type Draft = { revision: number; source: Fields; editedAt: string; editedBy: string; problems: readonly FieldFault[] };
type Preview = { problems?: readonly FieldFault[]; changes?: readonly unknown[]; affected?: { open?: number } };

export function DraftedEntry({ register, id }: { register: Register; id: string }): ReactNode {
  const t = useWords(adminWords);
  const address = `${register.path}/${encodeURIComponent(id)}`;
  const published = useQuery({
    queryKey: ['register', register.name, id],
    queryFn: async ({ signal }) => await orNone<Published>(send('GET', address, { signal })),
  });
  const draft = useQuery({
    queryKey: ['register', register.name, id, 'draft'],
    queryFn: async ({ signal }) => await orNone<Draft>(send('GET', `${address}/draft`, { signal })),
    enabled: register.mayEdit,
  });
  const [isBegun, setBegun] = useState(false);
  return (
    <Answered query={published} rows={8}>
      {(now) => (
        <>
          {now !== null && (
            <details open={!register.mayEdit}>
              <summary>{`${t.inForce} · ${t.version} ${now.version}`}</summary>
              <pre className="raw">{JSON.stringify(now.source ?? now, null, 2)}</pre>
            </details>
          )}
          {register.mayEdit && (
            <Answered query={draft} rows={4}>
              {(own) =>
                own === null && !isBegun && now !== null ? (
                  <p className="row">
                    <span className="quiet">{t.noDraft}</span>
                    <Button type="primary" onClick={() => setBegun(true)} data-admin="draft">
                      {t.beginDraft}
                    </Button>
                  </p>
                ) : (
                  <DraftForm
                    key={`${id} ${own === null}`}
                    register={register}
                    address={address}
                    draft={own}
                    begin={editable(now?.source ?? {}, register.edit)}
                    onGone={() => setBegun(false)}
                  />
                )
              }
            </Answered>
          )}
        </>
      )}
    </Answered>
  );
}

/** What is not there yet is nothing, no failure. */
async function orNone<T>(asking: Promise<unknown>): Promise<T | null> {
  try {
    return (await asking) as T;
  } catch (error) {
    if (toldOf(error).status === 404) return null;
    throw error;
  }
}

type FormProps = { register: Register; address: string; draft: Draft | null; begin: Fields; onGone: () => void };

function DraftForm({ register, address, draft, begin, onGone }: FormProps): ReactNode {
  const t = useWords(adminWords);
  const nameOf = useName();
  const client = useQueryClient();
  const [value, setValue] = useState<Fields>(draft ? editable(draft.source, register.edit) : begin);
  const [note, setNote] = useState('');
  const again = (): void => void client.invalidateQueries({ queryKey: ['register', register.name] });
  const revision = draft?.revision ?? 0;
  const save = useMutation({
    mutationFn: async () => await send('PUT', `${address}/draft`, { body: filledIn(value), version: revision }),
    onSuccess: again,
  });
  const preview = useMutation({
    mutationFn: async () => (await send('POST', `${address}/draft/preview`)) as Preview,
  });
  const publish = useMutation({
    mutationFn: async () =>
      (await send('POST', `${address}/publish`, { body: { note }, version: revision })) as { version: number },
    onSuccess: () => {
      onGone();
      again();
    },
  });
  const discard = useMutation({
    mutationFn: async () => await send('DELETE', `${address}/draft`, { version: revision }),
    onSuccess: () => {
      onGone();
      again();
    },
  });
  const failed = [save, preview, publish, discard].find(({ isError }) => isError);
  const faults = [...toldOf(save.error).errors, ...(draft?.problems ?? [])];
  return (
    <form
      className="command-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h2 className="side-title">
        {t.draft}
        {draft && (
          <span className="quiet">{` ${t.editedBy(nameOf('person', draft.editedBy), instantIn(draft.editedAt))}`}</span>
        )}
      </h2>
      <Whole schema={register.edit} defs={register.defs} value={value} faults={faults} onChange={setValue} />
      {failed && <ErrorPanel error={failed.error} />}
      {preview.data && <Shown preview={preview.data} />}
      <div className="row form-foot">
        <Button htmlType="submit" type={draft ? 'default' : 'primary'} loading={save.isPending} data-admin="save-draft">
          {t.saveDraft}
        </Button>
        {draft && (
          <>
            <Button loading={preview.isPending} onClick={() => preview.mutate()} data-admin="preview">
              {t.preview}
            </Button>
            <Input
              className="admin-search"
              aria-label={t.note}
              placeholder={t.note}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
            <Button
              type="primary"
              disabled={note.trim() === ''}
              loading={publish.isPending}
              onClick={() => publish.mutate()}
              data-admin="publish"
            >
              {t.publish}
            </Button>
            <Button danger loading={discard.isPending} onClick={() => discard.mutate()}>
              {t.discard}
            </Button>
          </>
        )}
        <span role="status" aria-live="polite">
          {publish.data ? t.published(publish.data.version) : ''}
        </span>
      </div>
    </form>
  );
}

function Shown({ preview }: { preview: Preview }): ReactNode {
  const t = useWords(adminWords);
  const fault = useFaultWords();
  const problems = preview.problems ?? [];
  return (
    <Alert
      type={problems.length > 0 ? 'warning' : 'success'}
      role="status"
      title={problems.length > 0 ? t.problems : t.noProblems}
      description={
        <>
          <ul className="plain">
            {problems.map((one) => (
              <li key={`${one.pointer} ${one.code}`}>{`${one.pointer} ${fault(one)}`}</li>
            ))}
          </ul>
          {preview.affected?.open !== undefined && <p>{t.affected(preview.affected.open)}</p>}
          {preview.changes && preview.changes.length > 0 && (
            <>
              <strong>{t.changes}</strong>
              <Changes items={preview.changes} />
            </>
          )}
        </>
      }
    />
  );
}
