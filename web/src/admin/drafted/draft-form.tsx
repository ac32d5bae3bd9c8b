/** The draft of an entry: written, held against the version in force, and published once one has seen what that changes. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import { send } from '../../api/ask.ts';
import { type FieldFault, toldOf } from '../../api/problem.ts';
import type { Fields } from '../../form/schema.ts';
import { useName } from '../../names/names.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { Check, type Checked } from './check.tsx';
import { filled } from '../filled.ts';
import { FormulaField } from '../indicators/formula.tsx';
import { type Clash, merged } from '../merging/merge.ts';
import { Merge } from '../merging/merge-panel.tsx';
import { editable, type Forms, type Register } from '../registers.ts';
import { Whole } from '../whole.tsx';
import { adminWords } from '../words.ts';

export type Draft = {
  revision: number;
  base: number;
  source: Fields;
  editedAt: string;
  editedBy: string;
  authors?: readonly string[];
  problems: readonly FieldFault[];
};
type FormProps = {
  register: Register;
  id: string;
  forms: Forms;
  draft: Draft | null;
  begin: Fields;
  onGone: () => void;
};

export function DraftForm({ register, id, forms, draft, begin, onGone }: FormProps): ReactNode {
  const t = useWords(adminWords);
  const nameOf = useName();
  const client = useQueryClient();
  const address = `${register.path}/${encodeURIComponent(id)}`;
  const [base, setBase] = useState<Fields>(draft ? editable(draft.source, forms.edit) : begin);
  const [value, setValue] = useState<Fields>(base);
  const [revision, setRevision] = useState(draft?.revision ?? 0);
  const [clashes, setClashes] = useState<readonly Clash[]>([]);
  const again = (): void => void client.invalidateQueries({ queryKey: ['register', register.name] });
  const isDirty = JSON.stringify(filled(value)) !== JSON.stringify(filled(base));
  const save = useMutation({
    mutationFn: async () =>
      (await send('PUT', `${address}/draft`, { body: filled(value), version: revision })) as Draft,
    onSuccess: (answer) => {
      setBase(value);
      setRevision(answer.revision);
      setClashes([]);
      again();
    },
    onError: async (error) => {
      if (toldOf(error).status !== 412) return;
      const theirs = (await send('GET', `${address}/draft`)) as Draft;
      const both = merged(base, value, editable(theirs.source, forms.edit));
      setBase(editable(theirs.source, forms.edit));
      setRevision(theirs.revision);
      setValue(both.value);
      setClashes(both.clashes);
    },
  });
  const check = useQuery({
    queryKey: ['register', register.name, id, 'check', revision],
    queryFn: async () => (await send('POST', `${address}/draft/preview`)) as Checked,
    enabled: draft !== null && revision > 0,
    staleTime: 30_000,
  });
  const publish = useMutation({
    mutationFn: async (note: string) =>
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
  const told = toldOf(save.error);
  const isMerging = told.status === 412;
  const faults = [...told.errors, ...(isDirty ? [] : (draft?.problems ?? []))];
  const failed =
    [publish, discard].find(({ isError }) => isError) ??
    (save.isError && !isMerging && faults.length === 0 ? save : undefined);
  return (
    <>
      <form
        className="command-form register-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {draft && (
          <p className="quiet">
            {t.editedBy(nameOf('person', draft.editedBy), instantIn(draft.editedAt))}
            {draft.authors && ` · ${t.authors(draft.authors.map((one) => nameOf('person', one)).join('、'))}`}
          </p>
        )}
        {isMerging && (
          <Merge clashes={clashes} value={value} onChoose={(field, one) => setValue({ ...value, [field]: one })} />
        )}
        <div key={isMerging ? revision : 'own'}>
          <Whole
            schema={forms.edit}
            picks={forms.picks}
            value={value}
            faults={faults}
            onChange={setValue}
            without={register.name === 'indicators' ? ['formula'] : []}
          />
          {register.name === 'indicators' && (
            <FormulaField
              id={id}
              value={typeof value['formula'] === 'string' ? value['formula'] : ''}
              faults={faults.filter(({ pointer }) => pointer.startsWith('/formula'))}
              onChange={(formula) => setValue({ ...value, formula })}
            />
          )}
        </div>
        {failed && <ErrorPanel error={failed.error} />}
        <div className="row form-foot">
          <Button
            htmlType="submit"
            type={isDirty || !draft ? 'primary' : 'default'}
            loading={save.isPending}
            data-admin="save-draft"
          >
            {isMerging ? t.saveMerged : t.saveDraft}
          </Button>
          {draft && (
            <Popconfirm
              title={t.discardAsked}
              okText={t.discard}
              cancelText={t.cancel}
              onConfirm={() => discard.mutate()}
            >
              <Button danger loading={discard.isPending}>
                {t.discard}
              </Button>
            </Popconfirm>
          )}
          <span role="status" aria-live="polite" className="quiet">
            {publish.data
              ? t.published(publish.data.version)
              : isDirty
                ? t.unsaved
                : save.isSuccess
                  ? t.draftSaved
                  : ''}
          </span>
        </div>
      </form>
      {draft !== null && (
        <Check
          query={check}
          register={register}
          isDirty={isDirty}
          isPublishing={publish.isPending}
          onPublish={(note) => publish.mutate(note)}
        />
      )}
    </>
  );
}
