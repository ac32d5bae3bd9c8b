/** The open form of a command, between the head and the timeline, where the case stays in sight. */
import { Card } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { CommandForm } from '../form/command-form.tsx';
import type { CaseAnswer } from '../generated/api.ts';
import { useKeys } from '../shell/keys.tsx';
import { shellWords } from '../shell/words.ts';
import { useSaid, useWords } from '../words/words.ts';
import { Canned } from './kept/canned.tsx';
import type { Opened } from './opened.ts';
import { proposedFor } from './proposed.ts';
import { useForms } from './processes.ts';
import { useTakeAnswer } from './reading.ts';

export function CommandPanel({
  kase,
  opened,
  onClose,
}: {
  kase: CaseAnswer;
  opened: Opened;
  onClose: () => void;
}): ReactNode {
  const t = useWords(shellWords);
  const said = useSaid();
  const { data: forms } = useForms(kase.process);
  const [seen] = useState({ number: kase.number, version: kase.version });
  const take = useTakeAnswer();
  useKeys([{ keys: 'Escape', does: t.key.close, act: onClose }]);
  const form = forms?.get(opened.command);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [form]);
  if (!form) return null;
  return (
    <Card ref={box} className="command-panel no-print" title={said(form.title)}>
      <CommandForm
        form={form}
        process={kase.process}
        seen={seen}
        versionNow={kase.version}
        {...(opened.part === undefined ? {} : { part: opened.part })}
        initial={{ ...proposedFor(form.input, kase), ...opened.initial }}
        {...(opened.fixed ? { fixed: opened.fixed } : {})}
        {...(opened.of === undefined ? {} : { of: opened.of })}
        tools={(tools) => <Canned number={kase.number} command={form.command} tools={tools} />}
        onCancel={onClose}
        onDone={(answer) => {
          take(answer);
          onClose();
        }}
      />
    </Card>
  );
}
