/** S11: one appraisal: its items, what is owed, what was disputed, and both signatures over one hash. */
import { Alert } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import { CommandPanel } from '../case/command-panel.tsx';
import { Commands } from '../case/commands.tsx';
import { Head } from '../case/head.tsx';
import type { Opened } from '../case/opened.ts';
import { useCase, useTimeline } from '../case/reading.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Answered } from '../ui/answered.tsx';
import { useCodeOf } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import './appraisal.css';
import { Facts } from './facts.tsx';
import { Items } from './items.tsx';
import { Penalties } from './penalties.tsx';
import { fieldsOf, isEvent, termsIn, useScheme } from './reading.ts';
import { Signatures } from './signatures.tsx';
import { appraisalWords } from './words.ts';

export default function AppraisalScreen(): ReactNode {
  const { number = '' } = useParams();
  const query = useCase(number);
  return (
    <div className="page">
      <Answered query={query} rows={10}>
        {(kase) => (kase.process === 'appraisal' ? <Page key={kase.number} kase={kase} /> : <NotFound />)}
      </Answered>
    </div>
  );
}

function Page({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(appraisalWords);
  const codeOf = useCodeOf();
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const timeline = useTimeline(kase.number);
  const { stuck, schemeRef, scheme: key } = fieldsOf(kase);
  const scheme = useScheme(schemeRef ?? key);
  const events = timeline.data?.pages.flatMap(({ items }) => items).filter(isEvent) ?? [];
  const terms = scheme.data?.source ?? termsIn(events);
  const close = (): void => setOpened(undefined);
  const form = opened && (
    <CommandPanel key={`${opened.command} ${opened.part ?? ''}`} kase={kase} opened={opened} onClose={close} />
  );
  return (
    <article className="case appraisal" aria-label={kase.number}>
      <Head kase={kase} />
      <Commands kase={kase} onOpen={setOpened} />
      {opened?.part === undefined && form}
      {stuck !== undefined && <Alert type="warning" role="status" title={t.stuck(codeOf(stuck))} />}
      <Items
        kase={kase}
        terms={terms}
        says={scheme.data?.says ?? {}}
        events={events}
        form={opened?.part === undefined ? undefined : { part: opened.part, shown: form }}
        onOpen={setOpened}
      />
      <div className="appraisal-foot">
        <Penalties kase={kase} terms={terms} />
        <Signatures kase={kase} />
        <Facts kase={kase} events={events} />
      </div>
      <p>
        <Link to={`/cases/${kase.number}`}>{t.details}</Link>
      </p>
    </article>
  );
}
