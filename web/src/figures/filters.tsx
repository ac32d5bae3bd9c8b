/** Which board, of which organisation, in which time, told apart by what. */
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Select, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { choicesFor } from '../form/picks.ts';
import { useName } from '../names/names.ts';
import { useLocale, useWords } from '../words/words.ts';
import { BOARDS, BYS, KINDS, type Only, type Place } from './place.ts';
import type { Board } from './reading.ts';
import { figureWords } from './words.ts';

const NAMED: Readonly<Record<Only, string>> = { team: 'queue', application: 'application', person: 'person' };

export function Filters({
  place,
  board,
  isApart = true,
}: {
  place: Place;
  board: Board;
  isApart?: boolean;
}): ReactNode {
  const t = useWords(figureWords);
  const nameOf = useName();
  const { set, only } = place;
  return (
    <div className="row figure-filters" role="search" aria-label={t.board}>
      <Segmented
        aria-label={t.board}
        value={place.board}
        onChange={(value) => set({ board: value, indicator: undefined, part: undefined })}
        options={BOARDS.map((value) => ({ value, label: t.boards[value] }))}
      />
      <OrganisationSelect
        value={board.organisation}
        onChange={(organisation) => set({ organisation, team: undefined, application: undefined, person: undefined })}
      />
      <Periods place={place} board={board} />
      {isApart && !only && (
        <Select
          className="figure-by"
          aria-label={t.by}
          value={place.by ?? ''}
          onChange={(value) => set({ by: value })}
          options={[{ value: '', label: t.notBy }, ...BYS.map((value) => ({ value, label: t.byOf(t.bys[value]) }))]}
        />
      )}
      {only && (
        <Tag closable onClose={() => set({ [only.kind]: undefined })}>
          {t.only(nameOf(NAMED[only.kind], only.key))}
        </Tag>
      )}
    </div>
  );
}

function Periods({
  place: { set, period: asked },
  board: { period, figures },
}: {
  place: Place;
  board: Board;
}): ReactNode {
  const t = useWords(figureWords);
  // Names are the API's: those of the trend lead further back, period by period.
  const known = figures[0]?.trend.map(({ period: name }) => name) ?? [period.name];
  const before = known.at(-2);
  const isUnderWay = asked === undefined || KINDS.some((kind) => kind === asked);
  return (
    <>
      <Segmented
        aria-label={t.kind}
        value={period.kind}
        onChange={(kind) => set({ period: kind === 'month' ? undefined : kind })}
        options={KINDS.map((value) => ({ value, label: t.kinds[value] }))}
      />
      <span className="row period">
        <Button disabled={before === undefined} aria-label={t.earlier} onClick={() => set({ period: before })}>
          ‹
        </Button>
        <Select
          aria-label={t.period}
          className="figure-period"
          value={period.name}
          onChange={(name) => set({ period: name })}
          options={known.toReversed().map((value) => ({
            value,
            label: isUnderWay && value === period.name ? t.underWay(value) : value,
          }))}
        />
        <Button
          disabled={isUnderWay}
          aria-label={t.underWay(t.kinds[period.kind])}
          onClick={() => set({ period: period.kind === 'month' ? undefined : period.kind })}
        >
          ›|
        </Button>
      </span>
    </>
  );
}

function OrganisationSelect({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactNode {
  const t = useWords(figureWords);
  const locale = useLocale();
  const nameOf = useName();
  const [q, setQ] = useState('');
  const { data = [], isFetching } = useQuery({
    queryKey: ['choices', 'organisation', q, locale],
    queryFn: ({ signal }) => choicesFor('organisation', { q, locale, signal }),
    staleTime: 60_000,
  });
  const own = data.some((one) => one.value === value)
    ? []
    : [{ value, label: nameOf('organisation', value), note: value }];
  return (
    <Select
      className="figure-organisation"
      aria-label={t.organisation}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={isFetching}
      value={value}
      onChange={onChange}
      options={[...own, ...data].map(({ value: key, label }) => ({ value: key, label }))}
    />
  );
}
