/** Every seal: when, what it covers, what it is known by. */
import { Button, Table } from 'antd';
import type { ReactNode } from 'react';
import type { Answers } from '../generated/api.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { useSealList } from './reading.ts';
import { auditWords } from './words.ts';

type Seal = Answers['GET /api/audit/seals']['answer']['items'][number];

export function SealList(): ReactNode {
  const t = useWords(auditWords);
  const query = useSealList();
  return (
    <>
      <Answered query={query} rows={4}>
        {({ pages }) => (
          <Table<Seal>
            size="small"
            data-audit="seals"
            pagination={false}
            rowKey="number"
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: t.noSeal }}
            dataSource={pages.flatMap(({ items }) => items)}
            columns={[
              { title: t.sealNumber, dataIndex: 'number', align: 'right', className: 'numbers' },
              { title: t.time, dataIndex: 'at', className: 'numbers', render: (at: string) => instantIn(at) },
              { title: t.cases, dataIndex: 'cases', align: 'right', className: 'numbers' },
              {
                title: t.wentOn,
                key: 'heads',
                render: (_, { heads }) => t.headsOf(heads.cases, heads.audit, heads.registers),
              },
              {
                title: t.hash,
                dataIndex: 'hash',
                className: 'numbers hash',
                render: (hash: string) => hash.slice(0, 16),
              },
              { title: t.key, dataIndex: 'keyId', className: 'numbers' },
            ]}
          />
        )}
      </Answered>
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t.more}
        </Button>
      )}
    </>
  );
}
