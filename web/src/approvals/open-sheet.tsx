/** The sheet of one case, read as it is decided on: an edited plan voids it until the difference was read. */
import { ArrowLeftOutlined } from '@ant-design/icons';
import { Alert, Button, Tag } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useCase } from '../case/reading.ts';
import { statusOf, useProcesses } from '../case/processes.ts';
import type { CaseAnswer, ChangeAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { DueTag } from '../ui/clock-tag.tsx';
import { useSaid, useWords } from '../words/words.ts';
import { Conflicts, Ready, Risk } from './judged.tsx';
import type { Own } from './own.ts';
import { Decision } from './decision.tsx';
import { Differences } from './differences.tsx';
import { Plan } from './plan.tsx';
import { type Ask, type Sheet, useSheet } from './reading.ts';
import { Signatures } from './signatures.tsx';
import { approvalWords } from './words.ts';

type Props = { number: string; asks: readonly Ask[]; onBack: () => void; onDecided: () => void };

export function OpenSheet(props: Props): ReactNode {
  const query = useCase(props.number);
  const isChange = query.data?.process === 'change';
  const sheet = useSheet(props.number, isChange);
  return (
    <Answered query={query} rows={10}>
      {(kase) =>
        isChange ? (
          <Answered query={sheet} rows={10}>
            {(read) => <Read {...props} kase={kase} sheet={read} />}
          </Answered>
        ) : (
          <Read {...props} kase={kase} />
        )
      }
    </Answered>
  );
}

function Read({ kase, sheet, asks, onBack, onDecided }: Props & { kase: CaseAnswer; sheet?: Sheet }): ReactNode {
  const t = useWords(approvalWords);
  // own fields of a change, of which other processes with a round have `approval` alone
  const change = kase as CaseAnswer & Partial<Pick<ChangeAnswer, Own>>;
  const round = change.approval;
  const hash = sheet?.planHash ?? round?.planHash;
  const [seen, setSeen] = useState(hash);
  useEffect(() => setSeen((before) => before ?? hash), [hash]);
  const isVoid = seen !== undefined && seen !== hash;
  return (
    <article className="sheet">
      <Head kase={kase} onBack={onBack} />
      {isVoid && (
        <Alert
          type="warning"
          role="alert"
          title={t.changed}
          action={hash !== undefined && <Button onClick={() => setSeen(hash)}>{t.readIt}</Button>}
        />
      )}
      {!isVoid && <Decision kase={kase} asks={asks} hash={hash} onDecided={onDecided} />}
      {sheet && <Differences sheet={sheet} isMarked={isVoid} />}
      <div className="sheet-judged">
        {sheet && <Risk change={change} sheet={sheet} />}
        {sheet && <Conflicts list={change.conflicts ?? []} />}
        {sheet && <Ready change={change} plan={sheet.plan} />}
        {round && <Signatures round={round} />}
      </div>
      {sheet ? <Plan sheet={sheet} /> : <Alert type="info" title={t.noSheet} />}
    </article>
  );
}

function Head({ kase, onBack }: { kase: CaseAnswer; onBack: () => void }): ReactNode {
  const t = useWords(approvalWords);
  const said = useSaid();
  const nameOf = useName();
  const process = useProcesses().get(kase.process);
  return (
    <header className={kase.mode === 'live' ? 'sheet-head' : 'sheet-head hatched'}>
      <Button className="sheet-back" icon={<ArrowLeftOutlined aria-hidden />} onClick={onBack}>
        {t.backToList}
      </Button>
      <h2 className="case-title">
        <span className="numbers">{kase.number}</span> {kase.title}
      </h2>
      <div className="row">
        <Tag>{said(statusOf(process, kase.status).title)}</Tag>
        <DueTag dueAt={kase.waitsFor.find(({ command }) => command === 'approve')?.dueAt ?? null} />
        <span className="quiet">{nameOf('person', kase.parties.requester)}</span>
        <span className="quiet">{nameOf('organisation', kase.orgPath)}</span>
        <span className="grow" />
        <Link to={`/cases/${kase.number}`}>{t.openCase}</Link>
      </div>
    </header>
  );
}
