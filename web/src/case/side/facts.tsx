/** Fields of the case: those of every case, then what its process says. */
import type { ReactNode } from 'react';
import type { CaseAnswer } from '../../generated/api.ts';
import { useName } from '../../names/names.ts';
import { useFieldWords } from '../../words/fields.ts';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { factsOf } from './facts-of.ts';
import { useSaidValue } from '../said.ts';
import { caseWords } from '../words.ts';

export function Facts({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(caseWords);
  const nameOf = useName();
  const fieldOf = useFieldWords();
  const said = useSaidValue();
  const { parties } = kase;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t.requester, parties.requester === undefined ? undefined : nameOf('person', parties.requester)],
    [t.unit, nameOf('organisation', parties.unit)],
    [t.application, kase.application === undefined ? undefined : nameOf('application', kase.application)],
    [t.team, kase.queue === undefined ? undefined : nameOf('queue', kase.queue)],
    [t.assignee, parties.assignee === undefined ? undefined : nameOf('person', parties.assignee)],
    [t.opened, instantIn(kase.openedAt)],
    [t.updated, instantIn(kase.updatedAt)],
    [t.closed, kase.closedAt === undefined ? undefined : instantIn(kase.closedAt)],
    ...factsOf(kase).map(
      ({ name, values }) =>
        [
          fieldOf(name),
          values
            .map(({ of, value }) => (of === undefined ? '' : `${fieldOf(of)} `) + said(kase.process, of ?? name, value))
            .join(' · '),
        ] as const,
    ),
  ];
  const description: unknown = Reflect.get(kase, 'description');
  return (
    <>
      {typeof description === 'string' && <p className="said description">{description}</p>}
      <dl className="facts">
        {rows.map(([label, value]) =>
          value === undefined ? null : (
            <div key={label}>
              <dt className="quiet">{label}</dt>
              <dd className="said">{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}
