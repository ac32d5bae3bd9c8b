/** Every step in the order of the plan: whose it is, how long it takes, what was said, and what may be done about it. */
import { Collapse, Segmented, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { Opened } from '../case/opened.ts';
import { PartButtons } from '../case/part-buttons.tsx';
import type { CaseAnswer, Run } from '../generated/api.ts';
import { wordsOf } from '../release/waves.ts';
import { useRoleWords } from '../words/fields.ts';
import { instantIn, useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Line, shownOf, WHICH } from './commander.ts';
import { runWords } from './words.ts';

type Props = { kase: CaseAnswer; lines: readonly Line[]; next: Run['next']; onOpen: (opened: Opened) => void };

export function StepTable({ kase, lines, next, onOpen }: Props): ReactNode {
  const t = useWords(runWords);
  const [search, setSearch] = useSearchParams();
  const which = WHICH.find((one) => one === search.get('steps')) ?? 'all';
  const rows = shownOf(lines, which);
  return (
    <section aria-label={t.progress}>
      <div className="row no-print">
        <Segmented
          aria-label={t.which}
          value={which}
          onChange={(value) => setSearch(value === 'all' ? {} : { steps: value })}
          options={WHICH.map((value) => ({ value, label: t.whiches[value] }))}
        />
        {next.length > 0 && <span className="quiet">{`${t.next}: ${next.map(({ title }) => title).join(', ')}`}</span>}
      </div>
      {rows.length === 0 ? (
        <p className="quiet">{t.none}</p>
      ) : (
        <table className="step-table" data-run="steps">
          <thead>
            <tr>
              <th scope="col">{t.columns.step}</th>
              <th scope="col">{t.columns.status}</th>
              <th scope="col">{t.columns.who}</th>
              <th scope="col" className="right">
                {t.columns.time}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <Row key={line.part.part} kase={kase} line={line} onOpen={onOpen} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ kase, line, onOpen }: { kase: CaseAnswer; line: Line; onOpen: (opened: Opened) => void }): ReactNode {
  const t = useWords(runWords);
  const said = useSaid();
  const roleOf = useRoleWords();
  const { length } = useTimes();
  const { part, current, tookMs, isLate } = line;
  const title = said(part.title);
  const words = wordsOf(part);
  const wanted = current?.who === undefined ? (current?.wanted.people ?? []) : [];
  return (
    <tr data-step={part.part} data-status={part.status} {...(current ? { 'aria-current': 'step' as const } : {})}>
      <th scope="row">
        <span className={current ? 'step-now' : undefined}>{title}</span>{' '}
        {part.noReturn && <Tag color="warning">{t.noReturn}</Tag>}
        {part.kind === 'step' && current && words && <div className="quiet said">{said(words)}</div>}
        {current && (
          <PartButtons
            kase={kase}
            part={{ id: part.part, kind: part.kind, status: part.status, title }}
            only={[]}
            onOpen={onOpen}
          />
        )}
        {part.lines.length > 0 && (
          <Collapse
            ghost
            size="small"
            items={[
              {
                key: 'lines',
                label: t.lines(part.lines.length),
                children: (
                  <ul className="plain" aria-label={t.happened}>
                    {part.lines.map((one) => (
                      <li key={`${one.at} ${one.event}`}>
                        <time className="quiet numbers" dateTime={one.at}>
                          {instantIn(one.at)}
                        </time>
                        {` ${[one.by?.name ?? one.by?.id, said(one.words), one.said].filter(Boolean).join(' · ')}`}
                      </li>
                    ))}
                  </ul>
                ),
              },
            ]}
          />
        )}
      </th>
      <td>{said(part.statusWords)}</td>
      <td>
        {part.who ? (
          <span>{[part.who.name ?? part.who.id, part.who.phone].filter(Boolean).join(' ')}</span>
        ) : (
          part.role !== undefined && <span className="quiet">{roleOf(part.role)}</span>
        )}
        {wanted.length > 0 && (
          <div>{`${t.wanted}: ${wanted.map(({ id, name, phone }) => [name ?? id, phone].filter(Boolean).join(' ')).join(', ')}`}</div>
        )}
      </td>
      <td className="right numbers">
        {tookMs !== undefined && length(tookMs)}
        {part.budgetMs !== undefined && <span className="quiet">{` / ${length(part.budgetMs)}`}</span>}
        {isLate && (
          <div>
            <Tag color="error">{t.over}</Tag>
          </div>
        )}
      </td>
    </tr>
  );
}
