/** Who, what, where it stands, and its promises. */
import { CopyOutlined, PrinterOutlined } from '@ant-design/icons';
import { App, Button, Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { ClockTag } from '../ui/clock-tag.tsx';
import { shellWords } from '../shell/words.ts';
import { useSaid, useWords } from '../words/words.ts';
import { statusOf, useProcesses } from './processes.ts';
import { caseWords } from './words.ts';

export function Head({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const shell = useWords(shellWords);
  const said = useSaid();
  const nameOf = useName();
  const { message } = App.useApp();
  const process = useProcesses().get(kase.process);
  const copy = (): void => void navigator.clipboard.writeText(kase.number).then(() => message.success(shell.copied));
  const readings = Object.entries(kase.readings).filter(
    ([, { state }]) => state !== 'waiting' && state !== 'cancelled',
  );
  return (
    <header className={kase.mode === 'live' ? 'case-head' : 'case-head hatched'}>
      {kase.mode !== 'live' && <strong>{kase.mode === 'drill' ? t.drill : t.rehearsal}</strong>}
      <div className="row">
        <h1 className="case-title">
          <span className="numbers">{kase.number}</span> {kase.title}
        </h1>
        <span className="grow" />
        <Button type="text" icon={<CopyOutlined aria-hidden />} aria-label={t.copy} onClick={copy} />
        <Button
          type="text"
          className="no-print"
          icon={<PrinterOutlined aria-hidden />}
          aria-label={t.print}
          onClick={() => window.print()}
        />
      </div>
      <div className="row">
        {kase.priority !== undefined && <Tag>{kase.priority}</Tag>}
        <Tag>{said(statusOf(process, kase.status).title)}</Tag>
        {kase.tier !== undefined && <Tag>{kase.tier}</Tag>}
        <span className="quiet">{nameOf('organisation', kase.orgPath)}</span>
        {kase.application !== undefined && <span className="quiet">{nameOf('application', kase.application)}</span>}
        <span>{kase.parties.assignee === undefined ? t.unassigned : nameOf('person', kase.parties.assignee)}</span>
      </div>
      <div className="row">
        {readings.map(([name, reading]) => (
          <ClockTag key={name} reading={reading} name={said(process?.clocks[name], name)} />
        ))}
      </div>
    </header>
  );
}
