/** What may be done with all chosen rows: what all take as buttons, what some take under More. */
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { Form } from '../form/schema.ts';
import type { CaseView } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { useOffered } from './offered.ts';
import { bulkWords } from './words.ts';

const BulkPanel = lazy(async () => ({ default: (await import('./bulk-panel.tsx')).BulkPanel }));

/** So many one bulk may have. */
export const MOST = 200;
const SHOWN = 5;

type Props = { chosen: readonly Pick<CaseView, 'number' | 'process'>[]; onNone: () => void };

export function BulkBar({ chosen, onNone }: Props): ReactNode {
  const t = useWords(bulkWords);
  const said = useSaid();
  const bar = useRef<HTMLDivElement>(null);
  const [given, setGiven] = useState<{ form: Form; numbers: readonly string[] } | undefined>(undefined);
  const { offered, asked, isAsking } = useOffered(chosen);
  useKeys([
    { keys: 'm', does: t.key.commands, act: () => bar.current?.querySelector<HTMLElement>('[data-bulk]')?.focus() },
  ]);
  const numbers = chosen.slice(0, MOST).map(({ number }) => number);
  const isForAll = (of: number): boolean => of === asked;
  const first = offered.filter(({ of }) => isForAll(of)).slice(0, SHOWN);
  const rest = offered.filter((one) => !first.includes(one));
  const [process = ''] = chosen.map((one) => one.process);
  return (
    <div ref={bar} className="row bulk-bar no-print" role="toolbar" aria-label={t.commands}>
      <strong role="status">{t.chosen(chosen.length)}</strong>
      {first.map(({ form }) => (
        <Button key={form.command} size="small" data-bulk={form.command} onClick={() => setGiven({ form, numbers })}>
          {said(form.title)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rest.map(({ form, of }) => ({
              key: form.command,
              label: isForAll(of) ? said(form.title) : t.ofThem(said(form.title), of, asked),
              danger: form.tone === 'danger',
            })),
            onClick: ({ key }) => {
              const found = rest.find(({ form }) => form.command === key);
              if (found) setGiven({ form: found.form, numbers });
            },
          }}
        >
          <Button size="small" data-bulk="more" icon={<DownOutlined aria-hidden />} iconPlacement="end">
            {t.more}
          </Button>
        </Dropdown>
      )}
      <span className="quiet" role="status">
        {isAsking ? t.asking : offered.length === 0 ? t.none : chosen.length > MOST ? t.most(MOST) : ''}
      </span>
      <span className="grow" />
      <Button size="small" type="text" onClick={onNone}>
        {t.unchoose}
      </Button>
      {given && (
        <Suspense fallback={null}>
          <BulkPanel form={given.form} process={process} numbers={given.numbers} onClose={() => setGiven(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
