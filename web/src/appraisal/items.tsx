/** Each item: what it measures in words, target and figure, points; adjustments and disputes as lines of their own beneath it. */
import { Button } from 'antd';
import { Fragment, type ReactNode, useState } from 'react';
import { useForms, useProcesses } from '../case/processes.ts';
import type { Opened } from '../case/opened.ts';
import type { CaseAnswer } from '../generated/api.ts';
import { type Two, useSaid, useWords } from '../words/words.ts';
import { useAmounts } from './amounts.ts';
import { ListedCases } from './listed-cases.tsx';
import { Measure, useFigureOf } from './measure.tsx';
import { type Event, fieldsOf, type Item, itemsOf, type ItemPart, offersOf, type Terms } from './reading.ts';
import { Exchange } from './exchange.tsx';
import { appraisalWords } from './words.ts';

type Props = {
  kase: CaseAnswer;
  terms: Terms | undefined;
  says: Readonly<Record<string, Two>>;
  events: readonly Event[];
  form: { part: string; shown: ReactNode } | undefined;
  onOpen: (opened: Opened) => void;
};
const COLUMNS = 8;

export function Items({ kase, terms, says, events, form, onOpen }: Props): ReactNode {
  const t = useWords(appraisalWords);
  const { points } = useAmounts();
  const [listed, setListed] = useState<string | undefined>(undefined);
  const { score } = fieldsOf(kase);
  const parts = itemsOf(kase);
  const rows = terms?.items ?? parts.map(({ id }) => bareItem(id));
  return (
    <section aria-label={t.items} className="appraisal-items" tabIndex={0}>
      <table className="appraisal-table" data-appraisal="items">
        <thead>
          <tr>
            <th scope="col">{t.item}</th>
            <th scope="col" className="right">
              {t.weight}
            </th>
            <th scope="col" className="right">
              {t.target}
            </th>
            <th scope="col" className="right">
              {t.actual}
            </th>
            <th scope="col" className="right">
              {t.points}
            </th>
            <th scope="col">{t.itemStatus}</th>
            <th scope="col">{t.cases}</th>
            <th scope="col">{t.act}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((item) => {
            const part = parts.find(({ id }) => id === item.id);
            return (
              <Fragment key={item.id}>
                <Row
                  kase={kase}
                  item={item}
                  part={part}
                  says={says[item.id]}
                  isListed={listed === item.id}
                  onList={() => setListed(listed === item.id ? undefined : item.id)}
                  onOpen={onOpen}
                />
                <Wide isShown={part !== undefined}>
                  <Exchange events={events} item={item.id} currency={fieldsOf(kase).currency} />
                </Wide>
                <Wide isShown={form?.part === item.id}>{form?.shown}</Wide>
                <Wide isShown={listed === item.id}>
                  <ListedCases number={kase.number} item={item} />
                </Wide>
              </Fragment>
            );
          })}
        </tbody>
        {score !== undefined && score !== null && (
          <tfoot>
            <tr>
              <th scope="row">{t.total}</th>
              <td className="right numbers">{rows.reduce((sum, { weight }) => sum + weight, 0)}</td>
              <td colSpan={2} />
              <td className="right numbers">
                <strong>{points(score)}</strong>
              </td>
              <td colSpan={COLUMNS - 5} />
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

const bareItem = (id: string): Item => ({
  id,
  title: { zh: id, en: id },
  weight: 0,
  better: 'more',
  scoring: { is: 'proportional' },
  without: 'full',
});

function Wide({ isShown, children }: { isShown: boolean; children: ReactNode }): ReactNode {
  return isShown ? (
    <tr className="wide">
      <td colSpan={COLUMNS}>{children}</td>
    </tr>
  ) : null;
}

type RowProps = {
  kase: CaseAnswer;
  item: Item;
  part: ItemPart | undefined;
  says: Two | undefined;
  isListed: boolean;
  onList: () => void;
  onOpen: (opened: Opened) => void;
};
function Row({ kase, item, part, says, isListed, onList, onOpen }: RowProps): ReactNode {
  const t = useWords(appraisalWords);
  const said = useSaid();
  const { points } = useAmounts();
  const figureOf = useFigureOf(item.measure);
  const isFrozen = fieldsOf(kase).listHash !== undefined;
  const isComputed = item.measure !== undefined || Reflect.get(item, 'computed') === true;
  const statuses = useProcesses()
    .get('appraisal')
    ?.parts.find(({ kind }) => kind === 'item')?.statuses;
  return (
    <tr data-item={item.id}>
      <th scope="row">
        <strong>{said(item.title)}</strong>
        <div className="quiet">{isComputed ? <Measure measure={item.measure} says={says} /> : t.byHand}</div>
      </th>
      <td className="right numbers">{item.weight}</td>
      <td className="right numbers">
        {item.target === undefined ? '' : `${item.better === 'more' ? '≥' : '≤'} ${figureOf(item.target)}`}
      </td>
      <td className="right numbers">
        {part?.value !== undefined ? figureOf(Number(part.value)) : isComputed && isFrozen ? t.noValue : ''}
      </td>
      <td className="right numbers">
        {part?.points !== undefined && item.weight > 0 && (
          <meter
            className="points"
            min={0}
            max={item.weight}
            value={(part.adjusted ?? part.points) / 100}
            aria-label={t.pointsOf(points(part.adjusted ?? part.points), item.weight)}
          />
        )}
        {part?.points !== undefined
          ? points(part.points)
          : isFrozen && isComputed && part?.status !== 'open'
            ? t.leftOut
            : ''}
        {part?.adjusted !== undefined && <div>{t.adjusted(points(part.adjusted))}</div>}
      </td>
      <td>{said(statuses?.find(({ key }) => key === part?.status)?.title, part?.status)}</td>
      <td>
        {isComputed && isFrozen && (
          <Button type="link" className="as-text" aria-expanded={isListed} onClick={onList}>
            {t.casesOf(part?.cases ?? 0)}
          </Button>
        )}
      </td>
      <td>{part && <Acts kase={kase} part={part} onOpen={onOpen} />}</td>
    </tr>
  );
}

function Acts({ kase, part, onOpen }: Pick<RowProps, 'kase' | 'onOpen'> & { part: ItemPart }): ReactNode {
  const said = useSaid();
  const { data: forms } = useForms(kase.process);
  return (
    <span className="row">
      {offersOf(kase, part)
        .allowed.filter((command) => forms?.get(command)?.part === 'always')
        .map((command) => (
          <Button key={command} size="small" data-command={command} onClick={() => onOpen({ command, part: part.id })}>
            {said(forms?.get(command)?.title, command)}
          </Button>
        ))}
    </span>
  );
}
