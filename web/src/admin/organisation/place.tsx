/** One organisation: what it is, its teams with their tiers, its people; what may be done with it. */
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { read } from '../../api/ask.ts';
import { useName } from '../../names/names.ts';
import { useHasRole } from '../../shell/me.ts';
import { Answered } from '../../ui/answered.tsx';
import { useRoleWords, useValueWords } from '../../words/fields.ts';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { organisationWords } from './words.ts';

/** What an entry of a register has, as far as it is looked at here. */
type Entry = Readonly<Record<string, unknown>> & { id: string };
const word = (value: unknown): string => (typeof value === 'string' ? value : '');
const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export function Place({ id }: { id: string }): ReactNode {
  const t = useWords(organisationWords);
  const value = useValueWords();
  const nameOf = useName();
  const mayEdit = useHasRole('system-administrator');
  const query = useQuery({
    queryKey: ['register', 'organisations', id],
    queryFn: async ({ signal }) => (await read('GET /api/organisations/{id}', { at: { id }, signal })) as Entry,
  });
  return (
    <Answered query={query} rows={6}>
      {(place) => (
        <>
          <div className="row">
            <h2 className="place-title">{word(place['name'])}</h2>
            {place['open'] === false && <Tag>{t.closed}</Tag>}
          </div>
          <p className="quiet">
            {[id, value('', 'kind', word(place['kind'])), words(place['tiers']).join('、')]
              .filter((one) => one !== '')
              .join(' · ')}
          </p>
          {typeof place['closesAt'] === 'string' && <p>{t.closesAt(instantIn(place['closesAt']))}</p>}
          {typeof place['heir'] === 'string' && <p>{t.heir(nameOf('organisation', place['heir']))}</p>}
          <p className="row">
            <Link to={`/admin/organisations/${encodeURIComponent(id)}`}>{mayEdit ? t.edit : t.details}</Link>
            {mayEdit && place['open'] !== false && (
              <Link to={`/admin/organisations/new?below=${encodeURIComponent(id)}`}>{t.makeBelow}</Link>
            )}
            {mayEdit && <Link to={`/admin/teams/new?orgPath=${encodeURIComponent(id)}`}>{t.makeTeam}</Link>}
          </p>
          <Teams at={id} />
          <People at={id} />
        </>
      )}
    </Answered>
  );
}

function Teams({ at }: { at: string }): ReactNode {
  const t = useWords(organisationWords);
  const nameOf = useName();
  const query = useQuery({
    queryKey: ['register', 'teams', 'at', at],
    queryFn: async ({ signal }) =>
      (await read('GET /api/teams', { query: { org: at, limit: 100 }, signal })).items as readonly Entry[],
  });
  return (
    <section aria-label={t.teams}>
      <h3 className="side-title">{t.teams}</h3>
      <Answered query={query} rows={2}>
        {(items) => {
          const here = items.filter(({ orgPath }) => orgPath === at);
          return here.length === 0 ? (
            <p className="quiet">{t.noTeams}</p>
          ) : (
            <ul className="plain">
              {here.map((team) => (
                <li key={team.id} className="row place-row">
                  <Tag>{word(team['tier'])}</Tag>
                  <Link className="grow" to={`/admin/teams/${encodeURIComponent(team.id)}`}>
                    {word(team['name'])}
                  </Link>
                  <span className="quiet">
                    {[
                      typeof team['lead'] === 'string' ? t.lead(nameOf('person', team['lead'])) : '',
                      typeof team['onCall'] === 'string' ? t.onCall(nameOf('person', team['onCall'])) : '',
                    ]
                      .filter((one) => one !== '')
                      .join(' · ')}
                  </span>
                  {team['open'] === false && <Tag>{t.closed}</Tag>}
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </section>
  );
}

function People({ at }: { at: string }): ReactNode {
  const t = useWords(organisationWords);
  const role = useRoleWords();
  const query = useQuery({
    queryKey: ['register', 'people', 'at', at],
    queryFn: async ({ signal }) => await read('GET /api/people', { query: { org: at, limit: 100 }, signal }),
  });
  return (
    <section aria-label={t.people}>
      <h3 className="side-title">{t.people}</h3>
      <Answered query={query} rows={3}>
        {({ items, next }) => {
          const here = (items as readonly Entry[]).filter(({ unit }) => unit === at);
          return (
            <>
              {here.length === 0 ? (
                <p className="quiet">{t.noPeople}</p>
              ) : (
                <ul className="plain">
                  {here.map((person) => (
                    <li key={person.id} className="row place-row">
                      <Link to={`/admin/people/${encodeURIComponent(person.id)}`}>{word(person['name'])}</Link>
                      <span className="quiet grow">{words(person['roles']).map(role).join('、')}</span>
                      {person['active'] === false && <Tag>{t.inactive}</Tag>}
                    </li>
                  ))}
                </ul>
              )}
              {next !== null && <p className="quiet">{t.morePeople}</p>}
            </>
          );
        }}
      </Answered>
    </section>
  );
}
