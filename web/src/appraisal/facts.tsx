/** By what it is judged: scheme, versions, span, the list and whether it still reckons up. */
import { Button, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CaseAnswer } from '../generated/api.ts';
import { nameOfRef } from '../figures/named.ts';
import { useIndicatorNames } from '../figures/names.ts';
import { Answered } from '../ui/answered.tsx';
import { instantIn } from '../words/times.ts';
import { useLocale, useSaid, useWords } from '../words/words.ts';
import { type Event, fieldsOf, indicatorsIn, useRecount, useScheme } from './reading.ts';
import { appraisalWords } from './words.ts';

export function Facts({ kase, events }: { kase: CaseAnswer; events: readonly Event[] }): ReactNode {
  const t = useWords(appraisalWords);
  const { schemeRef, scheme, from, until, zone, freezeAt, listHash, listRows } = fieldsOf(kase);
  const said = useSaid();
  const title = useScheme(schemeRef ?? scheme).data?.source.title;
  const indicators = indicatorsIn(events);
  const names = useIndicatorNames();
  const locale = useLocale();
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t.scheme, `${title === undefined ? '' : `${said(title)} `}${schemeRef ?? scheme}`],
    [t.span, `${instantIn(from, zone)} – ${instantIn(until, zone)} (${zone})`],
    [t.frozenAt, instantIn(freezeAt, zone)],
    [t.listed, listRows ?? t.notFrozen],
    ...(indicators.length > 0
      ? [[t.indicators, indicators.map((ref) => nameOfRef(ref, names, locale)).join(', ')] as const]
      : []),
    ...(listHash === undefined
      ? []
      : [
          [
            t.listHash,
            <Typography.Text key="hash" code copyable={{ text: listHash }} className="hash">
              {listHash}
            </Typography.Text>,
          ] as const,
        ]),
  ];
  return (
    <section aria-label={t.scheme}>
      <h2 className="side-title">{t.scheme}</h2>
      <dl className="facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt className="quiet">{label}</dt>
            <dd className="numbers">{value}</dd>
          </div>
        ))}
      </dl>
      {listHash !== undefined && <Recount number={kase.number} />}
    </section>
  );
}

function Recount({ number }: { number: string }): ReactNode {
  const t = useWords(appraisalWords);
  const [isAsked, setAsked] = useState(false);
  const query = useRecount(number, isAsked);
  if (!isAsked)
    return (
      <Button className="recount" onClick={() => setAsked(true)}>
        {t.recount}
      </Button>
    );
  return (
    <Answered query={query} rows={1}>
      {({ same, list }) => (
        <p className="row recount" role="status" data-appraisal="recount">
          <Tag color={same ? 'success' : 'error'}>{same ? t.same : t.differs}</Tag>
          <Tag color={list.holds ? 'success' : 'error'}>{list.holds ? t.listHolds : t.listBroken}</Tag>
        </p>
      )}
    </Answered>
  );
}
