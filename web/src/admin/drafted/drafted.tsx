/** An entry that is published: its draft, the version in force, all versions, and what a register has beside. */
import { useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { send } from '../../api/ask.ts';
import { toldOf } from '../../api/problem.ts';
import type { Fields } from '../../form/schema.ts';
import { Answered } from '../../ui/answered.tsx';
import { useWords } from '../../words/words.ts';
import { CalendarDue } from '../calendars/what-if.tsx';
import { HolidayImport } from '../calendars/holiday-import.tsx';
import { Year } from '../calendars/year.tsx';
import { type Draft, DraftForm } from './draft-form.tsx';
import { editable, type Forms, type Register, useForms } from '../registers.ts';
import { Shown } from '../shown.tsx';
import { Versions } from '../versions.tsx';
import { adminWords } from '../words.ts';

type Published = { id: string; version: number; source?: Fields };

export function DraftedEntry({ register, id }: { register: Register; id: string }): ReactNode {
  const address = `${register.path}/${encodeURIComponent(id)}`;
  const forms = useForms(register.name);
  const published = useQuery({
    queryKey: ['register', register.name, id],
    queryFn: async ({ signal }) => await orNone<Published>(send('GET', address, { signal })),
  });
  const draft = useQuery({
    queryKey: ['register', register.name, id, 'draft'],
    queryFn: async ({ signal }) => await orNone<Draft>(send('GET', `${address}/draft`, { signal })),
    enabled: register.edits,
  });
  return (
    <Answered query={forms} rows={8}>
      {(own) => (
        <Answered query={published} rows={8}>
          {(now) =>
            register.edits ? (
              <Answered query={draft} rows={4}>
                {(mine) => <Faces register={register} id={id} forms={own} now={now} draft={mine} />}
              </Answered>
            ) : (
              <Faces register={register} id={id} forms={own} now={now} draft={null} />
            )
          }
        </Answered>
      )}
    </Answered>
  );
}

/** What is not there yet is nothing, no failure. */
async function orNone<T>(asking: Promise<unknown>): Promise<T | null> {
  try {
    return (await asking) as T;
  } catch (error) {
    if (toldOf(error).status === 404) return null;
    throw error;
  }
}

type FacesProps = { register: Register; id: string; forms: Forms; now: Published | null; draft: Draft | null };
function Faces({ register, id, forms, now, draft }: FacesProps): ReactNode {
  const t = useWords(adminWords);
  const [search, setSearch] = useSearchParams();
  const [isBegun, setBegun] = useState(false);
  const source = now?.source ?? {};
  const begin = (): void => {
    setBegun(true);
    setSearch({ tab: 'draft' }, { replace: true });
  };
  const isCalendar = register.name === 'calendars';
  const latest: Fields = draft?.source ?? source;
  const items = [
    ...(register.edits
      ? [
          {
            key: 'draft',
            label: draft ? t.draftOf(draft.revision) : t.draft,
            children:
              draft === null && !isBegun && now !== null ? (
                <p className="row">
                  <span className="quiet">{t.noDraft}</span>
                  <Button type="primary" onClick={begin} data-admin="draft">
                    {t.beginDraft}
                  </Button>
                </p>
              ) : (
                <DraftForm
                  key={`${id} ${draft === null}`}
                  register={register}
                  id={id}
                  forms={forms}
                  draft={draft}
                  begin={editable(source, forms.edit)}
                  onGone={() => setBegun(false)}
                />
              ),
          },
        ]
      : []),
    ...(now
      ? [
          {
            key: 'current',
            label: `${t.inForce} · ${t.version} ${now.version}`,
            children: (
              <>
                {register.edits && draft === null && !isBegun && (
                  <Button type="primary" className="begin-draft" onClick={begin} data-admin="draft">
                    {t.beginDraft}
                  </Button>
                )}
                {register.name === 'runbooks' && (
                  <a href={`/api/runbooks/${encodeURIComponent(id)}/export?format=yaml`} download>
                    {t.asFile}
                  </a>
                )}
                <Shown value={source} />
              </>
            ),
          },
        ]
      : []),
    ...(isCalendar
      ? [
          { key: 'year', label: t.year, children: <Year source={latest} isDraft={draft !== null} /> },
          { key: 'due', label: t.whatIf, children: <CalendarDue id={id} hasDraft={draft !== null} /> },
          ...(register.edits ? [{ key: 'import', label: t.holidays, children: <HolidayImport id={id} /> }] : []),
        ]
      : []),
    ...(now && register.hasVersions
      ? [{ key: 'versions', label: t.versions, children: <Versions register={register} id={id} /> }]
      : []),
  ];
  const asked = search.get('tab');
  const shown = items.some(({ key }) => key === asked) ? asked : draft || isBegun ? 'draft' : now ? 'current' : 'draft';
  return (
    <Tabs
      activeKey={shown ?? 'draft'}
      onChange={(tab) => setSearch({ tab }, { replace: true })}
      items={items}
      destroyOnHidden={false}
    />
  );
}
