/** One entry of a register that is edited directly; whoever comes second merges field by field. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { send } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { shortly } from '../audit/trail-detail.tsx';
import { type Fields, filledIn } from '../form/schema.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useFieldWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import { type Clash, merged } from './merge.ts';
import { editable, type Entry, type Register } from './registers.ts';
import { asFields, Whole } from './whole.tsx';
import { adminWords } from './words.ts';

export function DirectEntry({ register, id }: { register: Register; id: string | undefined }): ReactNode {
  const address = `${register.path}/${encodeURIComponent(id ?? '')}`;
  const query = useQuery({
    queryKey: ['register', register.name, id ?? 'new'],
    queryFn: async ({ signal }) => (await send('GET', address, { signal })) as Entry,
    enabled: id !== undefined,
  });
  if (id === undefined) return <Edit key="new" register={register} entry={undefined} address={register.path} />;
  return (
    <Answered query={query} rows={8}>
      {(entry) => <Edit key={id} register={register} entry={entry} address={address} />}
    </Answered>
  );
}

type EditProps = { register: Register; entry: Entry | undefined; address: string };

function Edit({ register, entry, address }: EditProps): ReactNode {
  const t = useWords(adminWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const schema = entry === undefined ? (register.make ?? register.edit) : register.edit;
  const [base, setBase] = useState<Fields>(entry ? editable(entry, schema) : {});
  const [version, setVersion] = useState(entry?.version);
  const [mine, setMine] = useState<Fields>(base);
  const [clashes, setClashes] = useState<readonly Clash[]>([]);
  const save = useMutation({
    mutationFn: async () => (await send(entry ? 'PUT' : 'POST', address, { body: filledIn(mine), version })) as Entry,
    onSuccess: (answer) => {
      const { note: _, ...kept } = mine;
      setBase(kept);
      setMine(kept);
      setVersion(answer.version);
      setClashes([]);
      void client.invalidateQueries({ queryKey: ['register', register.name] });
      if (!entry) void navigate(`/admin/${register.name}/${encodeURIComponent(answer.id)}`, { replace: true });
    },
    onError: async (error) => {
      if (entry === undefined || toldOf(error).status !== 412) return;
      const theirs = (await send('GET', address)) as Entry;
      const both = merged(base, mine, editable(theirs, schema));
      setBase(editable(theirs, schema));
      setVersion(theirs.version);
      setMine(both.value);
      setClashes(both.clashes);
    },
  });
  const told = toldOf(save.error);
  const isMerging = told.status === 412;
  return (
    <form
      className="command-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {isMerging && (
        <Merge clashes={clashes} value={mine} onChoose={(field, value) => setMine({ ...mine, [field]: value })} />
      )}
      <fieldset disabled={!register.mayEdit} className="bare">
        <Whole
          key={isMerging ? version : 'own'}
          schema={schema}
          defs={register.defs}
          value={mine}
          faults={told.errors}
          onChange={(next) => setMine(asFields(next))}
        />
      </fieldset>
      {save.isError && !isMerging && told.errors.length === 0 && <ErrorPanel error={save.error} />}
      {register.mayEdit && (
        <div className="row form-foot">
          <Button type="primary" htmlType="submit" loading={save.isPending} data-admin="save">
            {isMerging ? t.saveMerged : t.save}
          </Button>
          <span role="status" aria-live="polite" className="quiet">
            {save.isSuccess && version !== undefined ? t.saved(version) : ''}
          </span>
        </div>
      )}
    </form>
  );
}

type MergeProps = { clashes: readonly Clash[]; value: Fields; onChoose: (field: string, value: unknown) => void };
function Merge({ clashes, value, onChoose }: MergeProps): ReactNode {
  const t = useWords(adminWords);
  const field = useFieldWords();
  return (
    <Alert
      type="warning"
      role="alert"
      title={t.merge}
      description={
        <>
          <p>{t.mergeHint}</p>
          {clashes.map((one) => (
            <div key={one.field} className="field">
              <span>{field(one.field)}</span>
              <Radio.Group
                aria-label={field(one.field)}
                value={JSON.stringify(value[one.field]) === JSON.stringify(one.theirs) ? 'theirs' : 'mine'}
                onChange={({ target }) => onChoose(one.field, target.value === 'theirs' ? one.theirs : one.mine)}
                options={[
                  { value: 'mine', label: `${t.mine}: ${shortly(one.mine)}` },
                  { value: 'theirs', label: `${t.theirs}: ${shortly(one.theirs)}` },
                ]}
              />
            </div>
          ))}
        </>
      }
    />
  );
}
