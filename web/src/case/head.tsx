/** What stays in sight: what the case is, its clocks, its tags, who else is here, and what is done with it as a whole. */
import { CopyOutlined, PrinterOutlined, SaveOutlined, StarFilled, StarOutlined } from '@ant-design/icons';
import { App, Button, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { useMe } from '../shell/me.ts';
import { shellWords } from '../shell/words.ts';
import { ClockTag } from '../ui/clock-tag.tsx';
import { useCodeWords } from '../words/codes.ts';
import { useSaid, useWords } from '../words/words.ts';
import { useGive } from './give.ts';
import { KeepTemplate } from './kept/keep-template.tsx';
import { keptWords } from './kept/words.ts';
import { Presence } from './presence.tsx';
import { statusOf, useProcesses } from './processes.ts';
import { Tags } from './tags.tsx';
import { caseWords } from './words.ts';

export function Head({ kase, isTyping = false }: { kase: CaseAnswer; isTyping?: boolean }): ReactNode {
  const t = useWords(caseWords);
  const shell = useWords(shellWords);
  const kept = useWords(keptWords);
  const said = useSaid();
  const nameOf = useName();
  const me = useMe();
  const { message } = App.useApp();
  const [keeps, setKeeps] = useState(false);
  const process = useProcesses().get(kase.process);
  const copy = (): void => void navigator.clipboard.writeText(kase.number).then(() => message.success(shell.copied));
  return (
    <header className={kase.mode === 'live' ? 'case-head' : 'case-head hatched'}>
      {kase.mode !== 'live' && <strong>{kase.mode === 'drill' ? t.drill : t.rehearsal}</strong>}
      <div className="row">
        <h1 className="case-title">
          <span className="numbers">{kase.number}</span> {kase.title}
        </h1>
        <span className="grow" />
        <Presence key={kase.number} number={kase.number} isTyping={isTyping} />
        <Follow kase={kase} />
        <Button type="text" icon={<CopyOutlined aria-hidden />} aria-label={t.copy} title={t.copy} onClick={copy} />
        {me.opens[kase.process] !== undefined && (
          <Button
            type="text"
            className="no-print"
            icon={<SaveOutlined aria-hidden />}
            aria-label={kept.keepTemplate}
            title={kept.keepTemplate}
            data-keep="template"
            onClick={() => setKeeps(true)}
          />
        )}
        <Button
          type="text"
          className="no-print"
          icon={<PrinterOutlined aria-hidden />}
          aria-label={t.print}
          title={t.print}
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
        <Tags kase={kase} />
      </div>
      <Clocks kase={kase} />
      {keeps && <KeepTemplate kase={kase} onClose={() => setKeeps(false)} />}
    </header>
  );
}

/** Those that run or ended; of a part's clock the part is named. */
function Clocks({ kase }: { kase: CaseAnswer }): ReactNode {
  const said = useSaid();
  const process = useProcesses().get(kase.process);
  const soonAt = new Map((kase.clocks ?? []).map((one) => [one.clock, one.soonAt]));
  const shown = Object.entries(kase.readings).filter(([, { state }]) => state !== 'waiting' && state !== 'cancelled');
  if (shown.length === 0) return null;
  return (
    <div className="row">
      {shown.map(([name, reading]) => {
        const [definition = name, part] = name.split('~');
        const words = said(process?.clocks[definition], definition);
        const known = soonAt.get(name);
        return (
          <ClockTag
            key={name}
            reading={known === undefined ? reading : { ...reading, soonAt: known }}
            name={part === undefined ? words : `${words} ${part}`}
          />
        );
      })}
    </div>
  );
}

/** One watches the case, or no more. */
function Follow({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const say = useCodeWords();
  const { give, isPending, error } = useGive(kase);
  const follows = kase.allowed.includes('unfollow');
  const may = follows || kase.allowed.includes('follow');
  const turn = (): void => give(follows ? 'unfollow' : 'follow');
  useKeys(may ? [{ keys: 'f', does: follows ? t.unfollow : t.follow, act: turn }] : []);
  if (!may) return null;
  return (
    <>
      <Button
        type="text"
        className="no-print"
        icon={follows ? <StarFilled aria-hidden /> : <StarOutlined aria-hidden />}
        aria-pressed={follows}
        loading={isPending}
        data-command={follows ? 'unfollow' : 'follow'}
        onClick={turn}
      >
        {follows ? t.unfollow : t.follow}
      </Button>
      {error !== null && error !== undefined && (
        <span className="fault" role="alert">
          {say(error)}
        </span>
      )}
    </>
  );
}
