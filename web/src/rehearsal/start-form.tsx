/** Starts a rehearsal: the intake of a process as people know it, at a moment that is chosen. */
import { useMutation } from '@tanstack/react-query';
import { Button, Card, DatePicker, Input, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { send } from '../api/ask.ts';
import { Refused, toldOf } from '../api/problem.ts';
import { useForms, useProcesses } from '../case/processes.ts';
import { Group } from '../form/field.tsx';
import { filledIn, type Fields, isFields, resolved } from '../form/schema.ts';
import { newKey } from '../form/sending.ts';
import type { CommandData } from '../generated/api.ts';
import type { Standing } from './reading.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { rehearsalWords } from './words.ts';

type Wish = CommandData['rehearsals.start'];

/** `chosen`: the process to begin with, where it is one. */
export function StartForm({ chosen, onCancel }: { chosen: string; onCancel: () => void }): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const navigate = useNavigate();
  const processes = useProcesses();
  const [process, setProcess] = useState<Wish['process']>(() => processes.get(chosen)?.key ?? 'incident');
  const [title, setTitle] = useState('');
  const [at, setAt] = useState<Dayjs | null>(null);
  const [data, setData] = useState<Fields>({});
  const [key, setKey] = useState(newKey);
  const { data: forms } = useForms(process);
  const form = forms?.get('create');
  const start = useMutation({
    mutationFn: async (): Promise<Standing> => {
      const filled = filledIn(data);
      const moment = at === null ? {} : { at: at.toISOString() };
      const body: Wish = { title, process, data: isFields(filled) ? filled : {}, ...moment };
      return (await send('POST', '/api/rehearsals', { key, body })) as Standing;
    },
    onSuccess: ({ number }) => void navigate(`/rehearsals/${number}`),
    onError: (error) => {
      if (error instanceof Refused && !error.isOpen) setKey(newKey());
    },
  });
  const told = toldOf(start.error);
  const faults = told.errors.map((fault) => ({ ...fault, pointer: fault.pointer.replace(/^\/data/, '') }));
  const hasOthers = told.errors.some(({ pointer }) => !pointer.startsWith('/data'));
  return (
    <Card className="narrow rehearsal-start" title={t.start}>
      <form
        className="command-form"
        aria-label={t.start}
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <div className="field">
          <label htmlFor="rehearsal-title">{t.name}</label>
          <Input
            id="rehearsal-title"
            required
            maxLength={200}
            value={title}
            onChange={({ target }) => setTitle(target.value)}
          />
        </div>
        <div className="row field">
          <Select
            className="rehearsal-process"
            aria-label={t.process}
            value={process}
            onChange={(value) => {
              setProcess(value);
              setData({});
            }}
            options={[...processes.values()].map(({ key: value, title: words }) => ({ value, label: said(words) }))}
          />
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            aria-label={t.moment}
            placeholder={t.moment}
            value={at}
            onChange={setAt}
          />
        </div>
        {form && (
          <fieldset className="group">
            <legend>{t.intake}</legend>
            <Group
              key={process}
              about={{ process, picks: form.picks, defs: form.input.$defs, faults }}
              schema={resolved(form.input, form.input.$defs)}
              pointer=""
              pattern=""
              name=""
              isRequired
              value={data}
              onChange={(next) => setData(isFields(next) ? next : {})}
            />
          </fieldset>
        )}
        {start.isError && (told.errors.length === 0 || hasOthers) && <ErrorPanel error={start.error} />}
        <div className="row form-foot">
          <Button htmlType="submit" type="primary" loading={start.isPending} disabled={title.trim() === ''}>
            {t.startIt}
          </Button>
          <Button onClick={onCancel}>{t.cancel}</Button>
        </div>
      </form>
    </Card>
  );
}
