/** Approve, reject, return: each opens with the focus in its words, and is sent with Ctrl+Enter. Never for several at once. */
import { DownOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { useForms } from '../case/processes.ts';
import { useTakeAnswer } from '../case/reading.ts';
import { CommandForm } from '../form/command-form.tsx';
import type { CaseAnswer } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { shellWords } from '../shell/words.ts';
import { useCodeOf } from '../words/codes.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useAsWhom } from './as-whom.ts';
import type { Ask } from './reading.ts';
import { approvalWords } from './words.ts';

const MAIN = [
  { command: 'approve', keys: 'y' },
  { command: 'reject', keys: 'x' },
  { command: 'return', keys: 'b' },
] as const;
const FURTHER = ['abstain', 'addSigner', 'delegate', 'revokeDelegation', 'withdrawVote', 'waiveConflict', 'comment'];
/** Their data say which seat is meant. */
const VOTES = new Set(['approve', 'reject', 'abstain']);

type Props = { kase: CaseAnswer; asks: readonly Ask[]; hash: string | undefined; onDecided: () => void };

export function Decision({ kase, asks, hash, onDecided }: Props): ReactNode {
  const t = useWords(approvalWords);
  const shell = useWords(shellWords);
  const said = useSaid();
  const reason = useCodeOf();
  const asWhom = useAsWhom();
  const { message } = App.useApp();
  const take = useTakeAnswer();
  const { data: forms } = useForms(kase.process);
  const [open, setOpen] = useState<{ command: string; version: number } | undefined>(undefined);
  const [place, setPlace] = useState(0);
  const ask = asks[place] ?? asks[0];
  const title = (command: string): string => said(forms?.get(command)?.title, command);
  const isAllowed = (command: string): boolean => kase.allowed.includes(command) && forms?.has(command) === true;
  const begin = (command: string): void => setOpen({ command, version: kase.version });
  useKeys([
    ...MAIN.flatMap(({ command, keys }) =>
      isAllowed(command) ? [{ keys, does: title(command), act: () => begin(command) }] : [],
    ),
    ...(open ? [{ keys: 'Escape', does: shell.key.close, act: () => setOpen(undefined) }] : []),
  ]);
  const form = open && forms?.get(open.command);
  const further = FURTHER.filter(isAllowed);
  const blocked = MAIN.flatMap(({ command }) => kase.blocked.filter((one) => one.command === command));
  // never asked: the seat is chosen above, and what is not sent is found by the API
  const ofVote = { planHash: hash, stage: ask?.stage, for: ask?.as === 'delegate' ? ask.for : undefined };
  return (
    <section className="sheet-decision no-print">
      {!open && (
        <div className="row sheet-buttons" role="toolbar" aria-label={kase.number}>
          {MAIN.filter(({ command }) => isAllowed(command)).map(({ command, keys }) => (
            <Button
              key={command}
              type={command === 'approve' ? 'primary' : 'default'}
              danger={command === 'reject'}
              data-command={command}
              aria-keyshortcuts={keys}
              onClick={() => begin(command)}
            >
              {title(command)} <kbd aria-hidden>{keys}</kbd>
            </Button>
          ))}
          {blocked.map(({ command, code, params }) => (
            <Button key={command} aria-disabled className="blocked" data-command={command}>
              {`${title(command)} · ${reason(code, params)}`}
            </Button>
          ))}
          {further.length > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: further.map((command) => ({ key: command, label: title(command) })),
                onClick: ({ key }) => begin(key),
              }}
            >
              <Button icon={<DownOutlined aria-hidden />} iconPlacement="end">
                {shell.more}
              </Button>
            </Dropdown>
          )}
        </div>
      )}
      {open && form && (
        <div className="sheet-form">
          {VOTES.has(open.command) && asks.length > 1 && (
            <Radio.Group
              aria-label={t.asWhom}
              value={asks.indexOf(ask ?? (asks[0] as Ask))}
              onChange={({ target }) => setPlace(Number(target.value))}
              options={asks.map((one, at) => ({ value: at, label: asWhom(one) }))}
            />
          )}
          {VOTES.has(open.command) && ask && ask.as !== 'own' && asks.length === 1 && <strong>{asWhom(ask)}</strong>}
          <CommandForm
            key={open.command}
            form={form}
            process={kase.process}
            seen={{ number: kase.number, version: open.version }}
            versionNow={kase.version}
            {...(VOTES.has(open.command) ? { fixed: ofVote } : {})}
            onCancel={() => setOpen(undefined)}
            onDone={(answer) => {
              take(answer);
              setOpen(undefined);
              void message.success(`${title(open.command)} · ${t.decided}`);
              if (MAIN.some(({ command }) => command === open.command) || open.command === 'abstain') onDecided();
            }}
          />
        </div>
      )}
    </section>
  );
}
