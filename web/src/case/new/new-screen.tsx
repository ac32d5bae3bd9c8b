/** Opening a case: the intakes that this person may give, each by its form, begun with a template or a link. */
import { Button, Card, Segmented, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { ConflictsTyped } from '../../change/conflicts-typed.tsx';
import '../../change/change.css';
import { CommandForm } from '../../form/command-form.tsx';
import type { Fields } from '../../form/schema.ts';
import type { CaseAnswer } from '../../generated/api.ts';
import { NotFound } from '../../shell/not-found.tsx';
import { Answered } from '../../ui/answered.tsx';
import { useMe } from '../../shell/me.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { begunWith } from './begun-with.ts';
import { TemplateName } from '../kept/keep-template.tsx';
import { keptOf } from '../kept/template-data.ts';
import { useTemplates } from '../kept/templates.ts';
import { keptWords } from '../kept/words.ts';
import '../case.css';
import { useForms, useProcesses } from '../processes.ts';
import { useTakeAnswer } from '../reading.ts';
import { caseWords } from '../words.ts';

export default function NewScreen(): ReactNode {
  const { process: key = '' } = useParams();
  const t = useWords(caseWords);
  const kept = useWords(keptWords);
  const said = useSaid();
  const { opens } = useMe();
  const [search, setSearch] = useSearchParams();
  const process = useProcesses().get(key);
  const query = useForms(key);
  const templates = useTemplates(key);
  const navigate = useNavigate();
  const take = useTakeAnswer();
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const chosenIn = windowIn(search);
  const [keeps, setKeeps] = useState<Fields | undefined>(undefined);
  const mine = opens[key] ?? [];
  if (process && mine.length === 0) return <NotFound />;
  const usable = (templates.data ?? []).filter(({ intake = 'create' }) => mine.includes(intake));
  const template = usable.find(({ id }) => id === search.get('template'));
  const isAwaited = search.has('template') && templates.isPending;
  return (
    <div className="page narrow">
      <h1 className="case-title">{`${t.newCase} · ${said(process?.title)}`}</h1>
      <Answered query={query}>
        {(forms) => {
          const command = chosen ?? template?.intake ?? mine[0] ?? '';
          const form = forms.get(command);
          return (
            <>
              {/* With the form, whose first field takes the caret when it comes: not out of the hand of whoever chooses here. */}
              {usable.length > 0 && (
                <div className="row" data-pointer="template">
                  <Select
                    aria-label={kept.templates}
                    className="template-choice"
                    value={template?.id ?? ''}
                    data-choice="template"
                    showSearch={{ optionFilterProp: 'label' }}
                    onChange={(id: string) => {
                      setChosen(undefined);
                      setSearch(withTemplate(search, id), { replace: true });
                    }}
                    options={[
                      { value: '', label: kept.noTemplate },
                      ...usable.map(({ id, name = id, description }) => ({
                        value: id,
                        label: name,
                        title: description ?? name,
                      })),
                    ]}
                  />
                </div>
              )}
              {mine.length > 1 && (
                <Segmented
                  aria-label={t.chooseIntake}
                  value={command}
                  onChange={setChosen}
                  options={mine.map((value) => ({ value, label: said(forms.get(value)?.title, value) }))}
                />
              )}
              {form && !isAwaited && (
                <Card>
                  <CommandForm
                    key={`${command} ${template?.id ?? ''}`}
                    form={form}
                    process={key}
                    initial={template?.data ?? begunWith(form.input, search)}
                    {...(key === 'change' && chosenIn ? { beside: (data: Fields) => conflictsOf(data, chosenIn) } : {})}
                    isChosen={template !== undefined}
                    onCancel={() => void navigate(-1)}
                    tools={({ data }) => (
                      <div className="row no-print">
                        <Button size="small" data-keep="template" onClick={() => setKeeps(keptOf(form, data))}>
                          {kept.keepTemplate}
                        </Button>
                      </div>
                    )}
                    onDone={(answer) => {
                      take(answer);
                      void navigate(nextOf(answer, chosenIn));
                    }}
                  />
                </Card>
              )}
              {keeps && process && (
                <TemplateName process={process.key} intake={command} data={keeps} onClose={() => setKeeps(undefined)} />
              )}
            </>
          );
        }}
      </Answered>
    </div>
  );
}

function withTemplate(search: URLSearchParams, id: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (id === '') next.delete('template');
  else next.set('template', id);
  return next;
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
