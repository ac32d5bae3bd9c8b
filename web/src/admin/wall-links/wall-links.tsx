/** Links by which a screen shows the wall-board without anybody signed in: made and shown once, named, withdrawn. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Input, InputNumber, Popconfirm, Table } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-router';
import { change, read } from '../../api/ask.ts';
import { toldOf } from '../../api/problem.ts';
import { Field } from '../../form/field.tsx';
import type { Answers } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { Answered } from '../../ui/answered.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { wallLinkWords } from './words.ts';

type WallLink = Answers['GET /api/wall-links']['answer']['items'][number];

export function WallLinks(): ReactNode {
  const t = useWords(wallLinkWords);
  const nameOf = useName();
  const client = useQueryClient();
  const again = (): void => void client.invalidateQueries({ queryKey: ['wall-links'] });
  const query = useQuery({
    queryKey: ['wall-links'],
    queryFn: async ({ signal }) => (await read('GET /api/wall-links', { signal })).items,
  });
  const end = useMutation({
    mutationFn: async (id: string) => await change('DELETE /api/wall-links/{id}', { at: { id } }),
    onSettled: again,
  });
  return (
    <section aria-label={t.title}>
      <div className="row admin-head">
        <h1>{t.title}</h1>
      </div>
      <p className="quiet">{t.hint}</p>
      <Make onMade={again} />
      {end.isError && <ErrorPanel error={end.error} />}
      <Answered query={query} rows={4}>
        {(items) =>
          items.length === 0 ? (
            <Empty description={t.none} />
          ) : (
            <Table<WallLink>
              size="small"
              pagination={false}
              rowKey="id"
              scroll={{ x: 'max-content' }}
              dataSource={items}
              columns={[
                { title: t.name, dataIndex: 'name' },
                {
                  title: t.organisation,
                  dataIndex: 'organisation',
                  render: (path: string) => <Link to={`/wall${path}`}>{nameOf('organisation', path)}</Link>,
                },
                { title: t.by, dataIndex: 'by', render: (by: string) => nameOf('person', by) },
                { title: t.made, dataIndex: 'createdAt', className: 'numbers', render: (at: string) => instantIn(at) },
                { title: t.until, dataIndex: 'expiresAt', className: 'numbers', render: (at: string) => instantIn(at) },
                {
                  title: '',
                  key: 'end',
                  render: (_, { id, name }) => (
                    <Popconfirm
                      title={t.endAsked(name)}
                      okText={t.end}
                      cancelText={t.cancel}
                      onConfirm={() => end.mutate(id)}
                    >
                      <Button size="small" danger aria-label={`${t.end} ${name}`}>
                        {t.end}
                      </Button>
                    </Popconfirm>
                  ),
                },
              ]}
            />
          )
        }
      </Answered>
    </section>
  );
}

function Make({ onMade }: { onMade: () => void }): ReactNode {
  const t = useWords(wallLinkWords);
  const id = useId();
  const [name, setName] = useState('');
  const [organisation, setOrganisation] = useState<unknown>(undefined);
  const [days, setDays] = useState<number | null>(180);
  const make = useMutation({
    mutationFn: async () =>
      await change('POST /api/wall-links', {
        body: { name: name.trim(), organisation: String(organisation), ...(days === null ? {} : { days }) },
      }),
    onSuccess: () => {
      setName('');
      onMade();
    },
  });
  const address = make.data && `${window.location.origin}/screens/${make.data.link}`;
  const { errors } = toldOf(make.error);
  return (
    <>
      <form
        className="command-form"
        aria-label={t.make}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <div className="field">
          <label htmlFor={`${id}n`}>
            {t.where}
            <span className="required">{' *'}</span>
          </label>
          <Input id={`${id}n`} required value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
        </div>
        <Field
          about={{ process: '', picks: { '/organisation': 'organisation' }, defs: {}, faults: errors }}
          schema={{ type: 'string' }}
          pointer="/organisation"
          pattern="/organisation"
          name="organisation"
          isRequired
          value={organisation}
          onChange={setOrganisation}
        />
        <div className="field">
          <label htmlFor={`${id}d`}>{t.days}</label>
          <InputNumber id={`${id}d`} min={1} max={366} precision={0} value={days} onChange={setDays} />
        </div>
        {make.isError && errors.length === 0 && <ErrorPanel error={make.error} />}
        <div className="row form-foot">
          <Button
            type="primary"
            htmlType="submit"
            loading={make.isPending}
            disabled={name.trim() === '' || organisation === undefined}
            data-admin="make-link"
          >
            {t.make}
          </Button>
        </div>
      </form>
      {address !== undefined && (
        <Alert
          type="success"
          role="status"
          title={t.once}
          description={
            <div className="row">
              <code className="secret">{address}</code>
              <Button size="small" onClick={() => void navigator.clipboard?.writeText(address)}>
                {t.copy}
              </Button>
            </div>
          }
        />
      )}
    </>
  );
}
