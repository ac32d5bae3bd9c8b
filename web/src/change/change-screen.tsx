/** A change: when, what stands against it, its steps with the way back, who has signed; its plan is written here with conflicts at hand. */
import { Card } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { Conflicts, Ready, Risk } from '../approvals/judged.tsx';
import '../approvals/approvals.css';
import { type Sheet, useSheet } from '../approvals/reading.ts';
import { Signatures } from '../approvals/signatures.tsx';
import { Commands } from '../case/commands.tsx';
import { Head } from '../case/head.tsx';
import type { Opened } from '../case/opened.ts';
import { useForms } from '../case/processes.ts';
import { useCase, useTakeAnswer } from '../case/reading.ts';
import { CommandForm } from '../form/command-form.tsx';
import type { Fields } from '../form/schema.ts';
import type { CaseAnswer, ChangeAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { useKeys } from '../shell/keys.tsx';
import { NotFound } from '../shell/not-found.tsx';
import { shellWords } from '../shell/words.ts';
import { Answered } from '../ui/answered.tsx';
import { dayIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import './change.css';
import { ConflictsTyped } from './conflicts-typed.tsx';
import { Steps } from './steps.tsx';
import { changeWords } from './words.ts';

type Change = ChangeAnswer & CaseAnswer;

export default function ChangeScreen(): ReactNode {
  const { number = '' } = useParams();
  const query = useCase(number);
  const sheet = useSheet(number, query.data?.process === 'change');
  return (
    <div className="page">
      <Answered query={query} rows={10}>
        {(kase) =>
          kase.process === 'change' ? (
            <Answered query={sheet} rows={10}>
              {(read) => <Page key={kase.number} kase={kase as Change} sheet={read} />}
            </Answered>
          ) : (
            <NotFound />
          )
        }
      </Answered>
    </div>
  );
}

function Page({ kase, sheet }: { kase: Change; sheet: Sheet }): ReactNode {
  const t = useWords(changeWords);
  const nameOf = useName();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('do');
  const [opened, setOpened] = useState<Opened | undefined>(
    wanted !== null && kase.allowed.includes(wanted) ? { command: wanted } : undefined,
  );
  const { windowFrom, windowUntil, implementer, outageMinutes, approval } = kase;
  return (
    <article className="case change" aria-label={kase.number}>
      <Head kase={kase} />
      <Commands kase={kase} onOpen={setOpened} />
      {opened && (
        <Form
          key={`${opened.command} ${opened.part ?? ''}`}
          kase={kase}
          sheet={sheet}
          opened={opened}
          onClose={() => {
            setOpened(undefined);
            setSearch({}, { replace: true });
          }}
        />
      )}
      <p className="row change-when" data-change="window">
        <span className="quiet">{t.window}</span>
        {windowFrom === undefined || windowUntil === undefined ? (
          <span>{t.noWindow}</span>
        ) : (
          <>
            <strong className="numbers">{`${instantIn(windowFrom)} – ${instantIn(windowUntil)}`}</strong>
            <Link to={`/calendar?view=week&at=${dayIn(windowFrom)}`}>{t.calendar}</Link>
          </>
        )}
        {implementer !== undefined && (
          <span>
            <span className="quiet">{t.implementer}</span> {nameOf('person', implementer)}
          </span>
        )}
        {outageMinutes !== undefined && <span>{t.outage(outageMinutes)}</span>}
      </p>
      <Steps kase={kase} sheet={sheet} onOpen={setOpened} />
      <div className="sheet-judged change-judged">
        <Conflicts list={kase.conflicts ?? []} />
        <Risk change={kase} sheet={sheet} />
        <Ready change={kase} plan={sheet.plan} />
        {approval && <Signatures round={approval} />}
      </div>
      <p>
        <Link to={`/cases/${kase.number}`}>{t.details}</Link>
      </p>
    </article>
  );
}

type FormProps = { kase: Change; sheet: Sheet; opened: Opened; onClose: () => void };
function Form({ kase, sheet, opened, onClose }: FormProps): ReactNode {
  const said = useSaid();
  const shell = useWords(shellWords);
  const take = useTakeAnswer();
  const [search] = useSearchParams();
  const { data: forms } = useForms(kase.process);
  const [seen] = useState({ number: kase.number, version: kase.version });
  useKeys([{ keys: 'Escape', does: shell.key.close, act: onClose }]);
  const form = forms?.get(opened.command);
  if (!form) return null;
  const about = {
    number: kase.number,
    unit: kase.orgPath,
    application: kase.application ?? '',
    ...(['normal', 'standard', 'emergency'].includes(kase.kind ?? '') ? { type: kase.kind as string } : {}),
  };
  return (
    <Card className="command-panel no-print" title={said(form.title)}>
      <CommandForm
        form={form}
        process={kase.process}
        seen={seen}
        versionNow={kase.version}
        {...(opened.part === undefined ? {} : { part: opened.part })}
        {...(opened.command === 'plan'
          ? {
              initial: plannedSoFar(
                { ...sheet, items: sheet.items.length > 0 ? sheet.items : (kase.items ?? []) },
                Object.keys(form.input.properties ?? {}),
                search,
              ),
              beside: (data: Fields) => <ConflictsTyped about={about} data={data} />,
            }
          : {})}
        onCancel={onClose}
        onDone={(answer) => {
          take(answer);
          onClose();
        }}
      />
    </Card>
  );
}

/** Who edits a plan begins with it; a window that was chosen in the calendar takes the place of none. */
function plannedSoFar({ plan, items, customers }: Sheet, names: readonly string[], search: URLSearchParams): Fields {
  const [from, until] = [search.get('from'), search.get('until')];
  const all: Fields = {
    ...(from === null || until === null ? {} : { window: { from, until } }),
    items,
    ...(customers.length > 0 ? { customers } : {}),
    ...plan,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
