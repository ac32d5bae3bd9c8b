/** One task at the side of the day: its commands, and who could be sent. */
import { Drawer, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { CommandPanel } from '../case/command-panel.tsx';
import { Commands } from '../case/commands.tsx';
import { Head } from '../case/head.tsx';
import type { Opened } from '../case/opened.ts';
import { useCase } from '../case/reading.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { type Candidate, useCandidates } from './reading.ts';
import { fieldWords } from './words.ts';

export function TaskPanel({ number, onClose }: { number: string; onClose: () => void }): ReactNode {
  const query = useCase(number);
  return (
    <Drawer open title={number} size="min(640px, 100vw)" onClose={onClose} className="case-drawer">
      <Answered query={query} rows={6}>
        {(kase) => <Task key={number} kase={kase} />}
      </Answered>
    </Drawer>
  );
}

function Task({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(fieldWords);
  const [opened, setOpened] = useState<Opened | undefined>(undefined);
  const isDispatched = kase.process === 'work-order' && kase.allowed.includes('dispatch');
  return (
    <article aria-label={kase.number}>
      <Head kase={kase} />
      <Commands kase={kase} onOpen={setOpened} />
      {opened && <CommandPanel key={opened.command} kase={kase} opened={opened} onClose={() => setOpened(undefined)} />}
      <div className="field-panel">
        {isDispatched && <Candidates number={kase.number} />}
        <Link to={`/cases/${kase.number}`}>{t.details}</Link>
      </div>
    </article>
  );
}

function Candidates({ number }: { number: string }): ReactNode {
  const t = useWords(fieldWords);
  const query = useCandidates(number, true);
  return (
    <section aria-label={t.candidates} data-field="candidates">
      <h2 className="side-title">{t.candidates}</h2>
      <Answered query={query} rows={3}>
        {({ items, depot }) => (
          <>
            {items.length === 0 && <p className="quiet">{t.noCandidates}</p>}
            <ul className="plain">
              {items.map((one) => (
                <CandidateLine key={one.person} one={one} />
              ))}
            </ul>
            {depot !== undefined && <p className="quiet">{`${t.depot}: ${depot}`}</p>}
          </>
        )}
      </Answered>
    </section>
  );
}

function CandidateLine({ one }: { one: Candidate }): ReactNode {
  const t = useWords(fieldWords);
  return (
    <li className="row" data-candidate={one.person}>
      <strong>{one.name}</strong>
      <Tag {...(one.duty === 'day' ? { color: 'success' } : {})}>
        {one.duty === undefined ? t.offDuty : t.duties[one.duty]}
      </Tag>
      <span className="numbers">{t.inHand(one.inHand)}</span>
      <span className="quiet">{one.has.join(', ')}</span>
      {one.lacks.length > 0 && <span className="field-late">{t.lacks(one.lacks.join(', '))}</span>}
      {(one.away ?? []).map(({ until }) => (
        <Tag key={until} color="warning">
          {t.away(instantIn(until))}
        </Tag>
      ))}
    </li>
  );
}
