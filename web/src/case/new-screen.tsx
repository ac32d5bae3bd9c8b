/** Opening a case: the intakes that this person may give, each by its form. */
import { Card, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { ConflictsTyped } from '../change/conflicts-typed.tsx';
import '../change/change.css';
import { CommandForm } from '../form/command-form.tsx';
import type { Fields } from '../form/schema.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Answered } from '../ui/answered.tsx';
import { useMe } from '../shell/me.ts';
import { useSaid, useWords } from '../words/words.ts';
import { begunWith } from './begun-with.ts';
import { useForms, useProcesses } from './processes.ts';
import { useTakeAnswer } from './reading.ts';
import { caseWords } from './words.ts';

export default function NewScreen(): ReactNode {
  const { process: key = '' } = useParams();
  const t = useWords(caseWords);
  const said = useSaid();
  const { opens } = useMe();
  const [search] = useSearchParams();
  const process = useProcesses().get(key);
  const query = useForms(key);
  const navigate = useNavigate();
  const take = useTakeAnswer();
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const chosenIn = windowIn(search);
  const mine = opens[key] ?? [];
  if (process && mine.length === 0) return <NotFound />;
  return (
    <div className="page narrow">
      <h1 className="case-title">{`${t.newCase} · ${said(process?.title)}`}</h1>
      <Answered query={query}>
        {(forms) => {
          const command = chosen ?? mine[0] ?? '';
          const form = forms.get(command);
          return (
            <>
              {mine.length > 1 && (
                <Segmented
                  aria-label={t.chooseIntake}
                  value={command}
                  onChange={setChosen}
                  options={mine.map((value) => ({ value, label: said(forms.get(value)?.title, value) }))}
                />
              )}
              {form && (
                <Card>
                  <CommandForm
                    key={command}
                    form={form}
                    process={key}
                    initial={begunWith(form.input, search)}
                    {...(key === 'change' && chosenIn ? { beside: (data: Fields) => conflictsOf(data, chosenIn) } : {})}
                    onCancel={() => void navigate(-1)}
                    onDone={(answer) => {
                      take(answer);
                      void navigate(nextOf(answer, chosenIn));
                    }}
                  />
                </Card>
              )}
            </>
          );
        }}
      </Answered>
    </div>
  );
}

type Chosen = { from: string; until: string };
/** The window that was chosen in the calendar. */
function windowIn(search: URLSearchParams): Chosen | undefined {
  const [from, until] = [search.get('from'), search.get('until')];
  return from === null || until === null ? undefined : { from, until };
}
/** A change begun in the calendar goes on with its plan, in the window that was chosen there. */
const nextOf = ({ process, number }: Pick<CaseAnswer, 'process' | 'number'>, chosen: Chosen | undefined): string =>
  process === 'change' && chosen
    ? `/changes/${number}?${new URLSearchParams({ do: 'plan', ...chosen }).toString()}`
    : `/cases/${number}`;

function conflictsOf(data: Fields, window: Chosen): ReactNode {
  const { unit, application, kind } = data;
  return typeof unit === 'string' && typeof application === 'string' ? (
    <ConflictsTyped
      about={{ unit, application, ...(typeof kind === 'string' && KINDS.has(kind) ? { type: kind } : {}) }}
      data={{ ...data, window }}
    />
  ) : null;
}
/** Kinds of changes that are planned. */
const KINDS = new Set(['normal', 'standard', 'emergency']);
