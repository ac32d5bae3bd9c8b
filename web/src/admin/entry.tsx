/** One entry of a register that is edited directly; whoever comes second merges field by field. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { send } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import type { Fields, Schema } from '../form/schema.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { Closing } from './closing.tsx';
import { begunBy, followed } from './fields/begun.ts';
import { filled } from './filled.ts';
import { type Clash, merged } from './merging/merge.ts';
import { Merge } from './merging/merge-panel.tsx';
import { PersonActs } from './people/person-acts.tsx';
import { editable, type Entry, type Forms, type Register, useForms } from './registers.ts';
import { Shown } from './shown.tsx';
import { Deliveries } from './webhooks/deliveries.tsx';
import { WebhookActs } from './webhooks/webhook-acts.tsx';
import { asFields, Whole } from './whole.tsx';
import { adminWords } from './words.ts';

export function DirectEntry({ register, id }: { register: Register; id: string | undefined }): ReactNode {
  const address = `${register.path}/${encodeURIComponent(id ?? '')}`;
  const forms = useForms(register.name);
  const query = useQuery({
    queryKey: ['register', register.name, id ?? 'new'],
    queryFn: async ({ signal }) => (await send('GET', address, { signal })) as Entry,
    enabled: id !== undefined,
  });
  return (
    <Answered query={forms} rows={8}>
      {(own) =>
        id === undefined ? (
          <Edit key="new" register={register} forms={own} entry={undefined} address={register.path} />
        ) : (
          <Answered query={query} rows={8}>
            {(entry) => (
              <>
                {register.edits ? (
                  <Edit key={id} register={register} forms={own} entry={entry} address={address} />
                ) : (
                  <Shown value={editable(entry, own.edit)} />
                )}
                <Beside register={register} entry={entry} />
              </>
            )}
          </Answered>
        )
      }
    </Answered>
  );
}

/** What else is done with an entry, by the commands of its register. */
function Beside({ register, entry }: { register: Register; entry: Entry }): ReactNode {
  const { id } = entry;
  return (
    <>
      {register.closes && <Closing register={register} entry={entry} />}
      {register.name === 'people' && <PersonActs id={id} isActive={entry['active'] !== false} />}
      {register.name === 'webhooks' && (
        <>
          <WebhookActs id={id} version={entry.version} />
          <Deliveries id={id} />
        </>
      )}
    </>
  );
}

type EditProps = { register: Register; forms: Forms; entry: Entry | undefined; address: string };

function Edit({ register, forms, entry, address }: EditProps): ReactNode {
  const t = useWords(adminWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const schema = entry === undefined ? (forms.make ?? forms.edit) : forms.edit;
  const begun = useBegun(register, schema);
  const [base, setBase] = useState<Fields>(entry ? editable(entry, schema) : begun);
  const [version, setVersion] = useState(entry?.version);
  const [mine, setMine] = useState<Fields>(base);
  const [clashes, setClashes] = useState<readonly Clash[]>([]);
  const save = useMutation({
    mutationFn: async () => (await send(entry ? 'PUT' : 'POST', address, { body: filled(mine), version })) as Entry,
    onSuccess: (answer) => {
      const { note: _, ...kept } = mine;
      setBase(kept);
      setMine(kept);
      setVersion(answer.version);
      setClashes([]);
      void client.invalidateQueries({ queryKey: ['register', register.name] });
      if (!entry && answer['secret'] === undefined) void navigate(pathOf(register, answer.id), { replace: true });
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
  const end = useMutation({
    mutationFn: async () => await send('DELETE', address, { version }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['register', register.name] });
      void navigate(`/admin/${register.name}`);
    },
  });
  const told = toldOf(save.error);
  const isMerging = told.status === 412;
  const secret = save.data?.['secret'];
  if (!entry && save.data && typeof secret === 'string')
    return (
      <Alert
        type="success"
        role="status"
        title={t.secretOnce}
        description={
          <>
            <p>
              <code className="secret">{secret}</code>
            </p>
            <Link to={pathOf(register, save.data.id)}>{t.secretKept}</Link>
          </>
        }
      />
    );
  return (
    <form
      className="command-form register-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {isMerging && (
        <Merge clashes={clashes} value={mine} onChoose={(field, value) => setMine({ ...mine, [field]: value })} />
      )}
      <Whole
        key={isMerging ? version : 'own'}
        schema={schema}
        picks={forms.picks}
        value={mine}
        faults={told.errors}
        onChange={(next) => setMine(register.name === 'people' ? followed(mine, asFields(next)) : asFields(next))}
        {...(register.name === 'people' ? { called: { '/id': t.account, '/name': t.personName } } : {})}
        beginsAt={entry === undefined ? 0 : undefined}
      />
      {save.isError && !isMerging && told.errors.length === 0 && <ErrorPanel error={save.error} />}
      {end.isError && <ErrorPanel error={end.error} />}
      <div className="row form-foot">
        <Button type="primary" htmlType="submit" loading={save.isPending} data-admin="save">
          {isMerging ? t.saveMerged : t.save}
        </Button>
        {entry && register.ends && (
          <Popconfirm title={t.endAsked} okText={t.end} cancelText={t.cancel} onConfirm={() => end.mutate()}>
            <Button danger loading={end.isPending}>
              {t.end}
            </Button>
          </Popconfirm>
        )}
        <span role="status" aria-live="polite" className="quiet">
          {save.isSuccess && version !== undefined ? t.saved(version) : ''}
        </span>
      </div>
    </form>
  );
}

/** What a link to a new entry says of it: the organisation that it lies below, the place of a team. */
function useBegun(register: Register, schema: Schema): Fields {
  const [search] = useSearchParams();
  const below = search.get('below');
  const said = [...search].filter(([name]) => schema.properties?.[name]?.type === 'string');
  return {
    ...begunBy(register.name, schema),
    ...Object.fromEntries(said),
    ...(below === null ? {} : { id: `${below}/` }),
  };
}

const pathOf = (register: Register, id: string): string => `/admin/${register.name}/${encodeURIComponent(id)}`;
