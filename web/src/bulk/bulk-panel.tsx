/** The form of a command for all chosen cases, and what became of each. */
import { Alert, Button, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { toldOf } from '../api/problem.ts';
import { Group } from '../form/field.tsx';
import { type Fields, filledIn, type Form, isFields, lacking, resolved } from '../form/schema.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useCodeOf } from '../words/codes.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type BulkResult, useBulk } from './bulk.ts';
import { bulkWords } from './words.ts';

type Props = {
  form: Form;
  process: string;
  numbers: readonly string[];
  /** How many each person has in hand, where it is known. */
  loads?: readonly { name: string; count: number }[];
  onClose: () => void;
};

export function BulkPanel({ form, process, numbers, loads = [], onClose }: Props): ReactNode {
  const t = useWords(bulkWords);
  const said = useSaid();
  const [data, setData] = useState<Fields>({});
  const [isAsked, setAsked] = useState(false);
  const [result, setResult] = useState<BulkResult | undefined>(undefined);
  const bulk = useBulk(setResult);
  const schema = resolved(form.input, form.input.$defs);
  const missing = lacking(schema, data);
  const { errors } = toldOf(bulk.error);
  const submit = (): void => {
    setAsked(true);
    const filled = filledIn(data);
    if (missing.length === 0) bulk.mutate({ command: form.command, numbers, data: isFields(filled) ? filled : {} });
  };
  return (
    <Modal
      open
      title={`${said(form.title)} · ${t.chosen(numbers.length)}`}
      onCancel={onClose}
      footer={
        result ? (
          <>
            {result.underWay > 0 && (
              <Button loading={bulk.isPending} onClick={submit}>
                {t.again}
              </Button>
            )}
            <Button type="primary" autoFocus onClick={onClose}>
              {t.close}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button type="primary" loading={bulk.isPending} data-send={form.command} onClick={submit}>
              {t.send(numbers.length)}
            </Button>
          </>
        )
      }
    >
      {result ? (
        <Results result={result} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) submit();
          }}
        >
          <Group
            about={{
              process,
              picks: form.picks,
              defs: form.input.$defs,
              faults: [
                ...errors,
                ...(isAsked ? missing.map((name) => ({ pointer: `/${name}`, code: 'required' })) : []),
              ],
            }}
            schema={schema}
            pointer=""
            pattern=""
            name=""
            isRequired
            value={data}
            onChange={(next) => setData(isFields(next) ? next : {})}
            autoFocus
          />
          {'person' in (schema.properties ?? {}) && loads.length > 0 && (
            <div className="quiet">
              {`${t.loadTitle}: ${loads.map(({ name, count }) => `${name} ${t.load(count)}`).join(' · ')}`}
            </div>
          )}
          {bulk.isError && errors.length === 0 && <ErrorPanel error={bulk.error} />}
        </form>
      )}
    </Modal>
  );
}

export function Results({ result }: { result: BulkResult }): ReactNode {
  const t = useWords(bulkWords);
  const reason = useCodeOf();
  const refused = result.results.flatMap(({ number, problem }) =>
    problem ? [{ number, code: problem.code, params: problem.params }] : [],
  );
  return (
    <Alert
      type={refused.length === 0 ? 'success' : 'warning'}
      role="status"
      title={t.done(result.done, result.refused, result.underWay)}
      description={
        refused.length > 0 && (
          <ul className="plain">
            {refused.map(({ number, code, params }) => (
              <li key={number}>
                <span className="numbers">{number}</span> {reason(code, params)}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
