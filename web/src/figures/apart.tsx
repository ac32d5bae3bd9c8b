/** The figures of the period told apart: a line for each organisation, team, application or person; its name leads into it. */
import { Button, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useName } from '../names/names.ts';
import { useSaid, useWords } from '../words/words.ts';
import type { By, Place } from './place.ts';
import type { Board } from './reading.ts';
import { Met } from './trend.tsx';
import { useValueIn } from './value.ts';
import { figureWords } from './words.ts';

type Group = NonNullable<Board['apart']>['groups'][number];
const KIND: Readonly<Record<By, string>> = {
  organisation: 'organisation',
  team: 'queue',
  service: 'application',
  person: 'person',
};

export function Apart({ board, place }: { board: Board; place: Place }): ReactNode {
  const t = useWords(figureWords);
  const said = useSaid();
  const nameOf = useName();
  const valueOf = useValueIn();
  const { apart } = board;
  if (!apart) return null;
  const { by, groups, groupsLeft } = apart;
  const param = by === 'service' ? 'application' : by;
  const columns: TableColumnsType<Group> = [
    {
      title: t.bys[by],
      fixed: 'left',
      width: 160,
      render: (_, { value }) => (
        <Button
          type="link"
          className="as-text"
          onClick={() => place.set({ [param]: value, ...(by === 'organisation' ? {} : { by: undefined }) })}
        >
          {nameOf(KIND[by], value)}
        </Button>
      ),
    },
    ...board.figures
      .filter(({ indicator }) => groups[0]?.figures.some((one) => one.indicator === indicator))
      .map((figure) => ({
        title: said(figure.name),
        align: 'right' as const,
        className: 'numbers',
        width: 120,
        render: (_: unknown, { figures }: Group) => {
          const own = figures.find(({ indicator }) => indicator === figure.indicator);
          return (
            <>
              {own?.value === null || own === undefined ? '–' : valueOf(figure.unit, own.value)}{' '}
              {own?.met === false && <Met met={false} />}
            </>
          );
        },
      })),
  ];
  return (
    <section aria-label={t.apart} className="figure-apart">
      <h2 className="side-title">{`${t.apart} · ${t.bys[by]}`}</h2>
      {groups.length === 0 ? (
        <p className="quiet">{t.noGroups}</p>
      ) : (
        <Table<Group>
          size="small"
          rowKey="value"
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={columns}
          dataSource={groups}
        />
      )}
      {groupsLeft > 0 && <p className="quiet">{t.groupsLeft(groupsLeft)}</p>}
    </section>
  );
}
