/** Other cases that this one names, by what they are to it: title and status as far as one sees them. */
import { Button, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseAnswer } from '../../generated/api.ts';
import { useCaseName } from '../../names/names.ts';
import { useFieldWords, useValueWords } from '../../words/fields.ts';
import { useLocale, useSaid, useWords } from '../../words/words.ts';
import { type Relation, relationsOf } from './facts-of.ts';
import type { Opened } from '../opened.ts';
import { statusOf, useProcesses } from '../processes.ts';
import { caseWords } from '../words.ts';

type Props = { kase: CaseAnswer; onOpen: (opened: Opened) => void };

export function Relations({ kase, onOpen }: Props): ReactNode {
  const t = useWords(caseWords);
  const said = useSaid();
  const locale = useLocale();
  const fieldOf = useFieldWords();
  const valueOf = useValueWords();
  const caseOf = useCaseName();
  const processes = useProcesses();
  const all = relationsOf(kase);
  const wordsOf = ({ field, relation, inward }: Relation): string =>
    relation === undefined
      ? fieldOf(field)
      : inward === true
        ? t.inward(valueOf(kase.process, 'relation', relation))
        : valueOf(kase.process, 'relation', relation);
  return (
    <>
      {all.length === 0 && <p className="quiet">{t.noRelations}</p>}
      <ul className="plain relations">
        {all.map((one) => {
          const other = caseOf(one.number);
          return (
            <li key={`${one.field} ${one.number}`} data-relation={one.number}>
              <div className="row">
                <span className="quiet">{wordsOf(one)}</span>
                <Link className="numbers" to={`/cases/${one.number}`}>
                  {one.number}
                </Link>
                {other?.status !== undefined && (
                  <Tag>{said(statusOf(processes.get(other.process ?? ''), other.status).title)}</Tag>
                )}
                {one.relation !== undefined && kase.allowed.includes('unlink') && (
                  <Button
                    size="small"
                    type="text"
                    aria-label={t.unlink(one.number)}
                    title={t.unlink(one.number)}
                    onClick={() => onOpen({ command: 'unlink', initial: { target: one.number }, of: one.number })}
                  >
                    ×
                  </Button>
                )}
              </div>
              {other && <div className="cut">{other[locale]}</div>}
            </li>
          );
        })}
      </ul>
      {kase.allowed.includes('link') && (
        <Button size="small" className="no-print" data-add="link" onClick={() => onOpen({ command: 'link' })}>
          {t.addLink}
        </Button>
      )}
    </>
  );
}
