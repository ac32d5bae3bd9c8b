/** What may be done with one part, as buttons; what not now, with its reason. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { useCodeOf } from '../words/codes.ts';
import { useSaid } from '../words/words.ts';
import { type AboutPart, offersOf } from './offers.ts';
import type { Opened } from './opened.ts';
import { useForms } from './processes.ts';

type Props = {
  kase: CaseAnswer;
  part: AboutPart & { title: string };
  onOpen: (opened: Opened) => void;
  /** Of those that are blocked only these are shown; absent: all. */
  only?: readonly string[] | undefined;
};

export function PartButtons({ kase, part, onOpen, only }: Props): ReactNode {
  const said = useSaid();
  const reason = useCodeOf();
  const { data: forms } = useForms(kase.process);
  const { allowed, blocked } = offersOf(kase, part);
  const known = allowed.filter((command) => forms?.has(command));
  const named = blocked.filter(({ command }) => only === undefined || only.includes(command));
  const title = (command: string): string => said(forms?.get(command)?.title, command);
  if (known.length + named.length === 0) return null;
  return (
    <div className="row part-buttons no-print" role="toolbar" aria-label={part.title}>
      {known.map((command) => (
        <Button
          key={command}
          size="small"
          danger={forms?.get(command)?.tone === 'danger'}
          data-command={command}
          data-part={part.id}
          onClick={() => onOpen({ command, part: part.id })}
        >
          {title(command)}
        </Button>
      ))}
      {named.map(({ command, code, params }) => (
        <Button key={command} size="small" aria-disabled className="blocked" data-command={command}>
          {`${title(command)} · ${reason(code, params)}`}
        </Button>
      ))}
    </div>
  );
}
