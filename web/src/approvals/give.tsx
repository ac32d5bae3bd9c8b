/** The form of a delegation; what was typed stays until it is accepted or put away. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Checkbox } from 'antd';
import { type ReactNode, useState } from 'react';
import { change } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { toldOf } from '../api/problem.ts';
import { useProcesses } from '../case/processes.ts';
import { Group } from '../form/field.tsx';
import { type Fields, filledIn, isFields, lacking, type Schema } from '../form/schema.ts';
import type { Answers } from '../generated/api.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import { approvalWords } from './words.ts';

const PICKS = { '/to': 'person', '/from': 'day', '/until': 'day', '/organisation': 'organisation', '/reason': 'text' };
const LONGEST = 2_000;
type Body = Answers['POST /api/delegations']['body'];

/** `isAway`: begins as out of office. */
export function Give({ isAway: isFirst = false, onClose }: { isAway?: boolean; onClose: () => void }): ReactNode {
  const t = useWords(approvalWords);
  const processes = useProcesses();
  const client = useQueryClient();
  const [data, setData] = useState<Fields>({});
  const [isAway, setAway] = useState(isFirst);
  const [isAsked, setAsked] = useState(false);
  const schema: Schema = {
    type: 'object',
    properties: {
      to: { type: 'string' },
      from: { type: 'string' },
      until: { type: 'string' },
      reason: { type: 'string', maxLength: LONGEST },
      process: { type: 'string', enum: [...processes.keys()] },
      organisation: { type: 'string' },
    },
    required: ['to', 'until', 'reason'],
  };
  const missing = lacking(schema, data);
  const giving = useMutation({
    mutationFn: () =>
      change('POST /api/delegations', {
        body: { ...(filledIn(data) as Omit<Body, 'away'>), ...(isAway ? { away: true as const } : {}) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: asked.delegations });
      onClose();
    },
  });
  const told = toldOf(giving.error);
  const faults = [
    ...(giving.isError ? told.errors : []),
    ...(isAsked ? missing.map((name) => ({ pointer: `/${name}`, code: 'required' })) : []),
  ];
  const submit = (): void => {
    setAsked(true);
    if (missing.length === 0 && !giving.isPending) giving.mutate();
  };
  return (
    <Card title={t.give}>
      <p className="quiet">{t.giveHint}</p>
      <form
        className="command-form"
        aria-label={t.give}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          const isSent = event.ctrlKey || event.metaKey;
          // Enter that picks a day or a person sends nothing
          if (isSent || event.target instanceof HTMLInputElement) event.preventDefault();
          if (isSent) submit();
        }}
      >
        <Group
          about={{ process: '', picks: PICKS, defs: {}, faults }}
          schema={schema}
          pointer=""
          pattern=""
          name=""
          isRequired
          value={data}
          onChange={(next) => setData(isFields(next) ? next : {})}
          autoFocus
        />
        <Checkbox checked={isAway} onChange={({ target }) => setAway(target.checked)}>
          {t.away}
        </Checkbox>
        {giving.isError && told.errors.length === 0 && <ErrorPanel error={giving.error} />}
        <div className="row form-foot">
          <Button htmlType="submit" type="primary" loading={giving.isPending}>
            {t.save}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Card>
  );
}
