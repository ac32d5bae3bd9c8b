/** Buttons as the answer allows them; what is this person's but not now, with its reason. */
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { useCodeOf } from '../words/codes.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { Opened } from './opened.ts';
import { useForms } from './processes.ts';
import { caseWords } from './words.ts';

/** Keys of the commands that people give most; a process has no keys of its own. */
const KEYS: Readonly<Record<string, string>> = {
  comment: 'n',
  claim: 's',
  dispatch: 'a',
  assign: 'a',
  hold: 'h',
  urge: 'u',
  resolve: 'r',
  escalate: 'e',
  handBack: 'b',
  logTime: 'l',
  approve: 'y',
  reject: 'x',
};
/** So many stand as buttons, the rest under More. */
const SHOWN = 5;
/** Always under More: they are never what comes next. */
const RARE = new Set([
  'amend',
  'correct',
  'link',
  'unlink',
  'follow',
  'unfollow',
  'attach',
  'retarget',
  'acknowledge',
  'supervise',
  'cancel',
  'urge',
  'logTime',
  'addWatcher',
]);
/** Given where what they are about stands: tags, watchers, entries of time, links. */
const ELSEWHERE = new Set(['tag', 'untag', 'correctTime', 'removeWatcher', 'follow', 'unfollow', 'unlink']);
/** Always a button, wherever it would stand. */
const SPEAKING = 'comment';

const isShown = (command: string, at: number): boolean => at < SHOWN || command === SPEAKING;

export function Commands({ kase, onOpen }: { kase: CaseAnswer; onOpen: (opened: Opened) => void }): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const reason = useCodeOf();
  const { data: forms } = useForms(kase.process);
  const waited = new Set(kase.waitsFor.map(({ command }) => command));
  const known = kase.allowed.filter(
    (command) => forms?.has(command) && forms.get(command)?.part !== 'always' && !ELSEWHERE.has(command),
  );
  const ranked = known.toSorted((a, b) => rank(a) - rank(b));
  const first = ranked.filter(isShown);
  const rest = ranked.filter((command, at) => !isShown(command, at));
  const title = (command: string): string => said(forms?.get(command)?.title, command);
  useKeys(
    known.flatMap((command) => {
      const keys = KEYS[command];
      return keys === undefined ? [] : [{ keys, does: title(command), act: () => onOpen({ command }) }];
    }),
  );
  function rank(command: string): number {
    const form = forms?.get(command);
    return (
      (waited.has(command) ? -100 : 0) +
      (form?.tone === 'primary' ? -50 : 0) +
      (RARE.has(command) ? 50 : 0) +
      (form?.tone === 'danger' ? 20 : 0)
    );
  }
  return (
    <div className="row commands no-print" role="toolbar" aria-label={kase.number}>
      {first.map((command, at) => (
        <Button
          key={command}
          type={at === 0 && forms?.get(command)?.tone !== 'danger' ? 'primary' : 'default'}
          danger={forms?.get(command)?.tone === 'danger'}
          data-command={command}
          onClick={() => onOpen({ command })}
        >
          {title(command)}
        </Button>
      ))}
      {kase.blocked
        .filter(({ command }) => waited.has(command))
        .map(({ command, code, params }) => (
          <Tooltip key={command} title={reason(code, params)}>
            <Button aria-disabled className="blocked" data-command={command}>
              {`${title(command)} · ${reason(code, params)}`}
            </Button>
          </Tooltip>
        ))}
      {rest.length + kase.blocked.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              ...rest.map((command) => ({
                key: command,
                label: title(command),
                danger: forms?.get(command)?.tone === 'danger',
              })),
              ...(kase.blocked.length > 0 ? [{ type: 'divider' as const }] : []),
              ...kase.blocked.map(({ command, code, params }) => ({
                key: command,
                disabled: true,
                label: `${title(command)} · ${reason(code, params)}`,
              })),
            ],
            onClick: ({ key }) => onOpen({ command: key }),
          }}
        >
          <Button icon={<DownOutlined aria-hidden />} iconPlacement="end">
            {t.more}
          </Button>
        </Dropdown>
      )}
    </div>
  );
}
