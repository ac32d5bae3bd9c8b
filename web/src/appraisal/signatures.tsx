/** Both sides' signatures over one hash, and the statement that the second one issues. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import type { ReactNode } from 'react';
import { change } from '../api/ask.ts';
import { Refused } from '../api/problem.ts';
import type { Answers, CaseAnswer } from '../generated/api.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { bytesIn, instantIn } from '../words/times.ts';
import { useLocale, useWords } from '../words/words.ts';
import { fieldsOf, useDocuments } from './reading.ts';
import { appraisalWords } from './words.ts';

const SIDES = ['judge', 'subject'] as const;

export function Signatures({ kase }: { kase: CaseAnswer }): ReactNode {
  const t = useWords(appraisalWords);
  const nameOf = useName();
  const { signatures = [], statementHash, acceptedBy, silence } = fieldsOf(kase);
  return (
    <section aria-label={t.signatures}>
      <h2 className="side-title">{t.signatures}</h2>
      <dl className="facts" data-appraisal="signatures">
        {acceptedBy !== undefined && (
          <div>
            <dt className="quiet">{t.acceptedBy}</dt>
            <dd>{silence ? t.silent : nameOf('person', acceptedBy)}</dd>
          </div>
        )}
        {SIDES.map((side) => {
          const own = signatures.find((one) => one.side === side);
          return (
            <div key={side}>
              <dt className="quiet">{t.sides[side]}</dt>
              <dd>{own ? t.signedAt(nameOf('person', own.by), instantIn(own.at)) : t.notSigned}</dd>
            </div>
          );
        })}
        <div>
          <dt className="quiet">{t.hash}</dt>
          <dd>
            {statementHash === undefined ? (
              t.noHash
            ) : (
              <Typography.Text code copyable={{ text: statementHash }} className="hash">
                {statementHash}
              </Typography.Text>
            )}
          </dd>
        </div>
      </dl>
      <Statement number={kase.number} />
    </section>
  );
}

function Statement({ number }: { number: string }): ReactNode {
  const t = useWords(appraisalWords);
  const lang = useLocale();
  const query = useDocuments(number);
  const client = useQueryClient();
  const asking = useMutation({
    mutationFn: async (wish: Wish): Promise<void> => {
      try {
        await change('POST /api/cases/{number}/documents', { at: { number }, body: wish });
      } catch (error) {
        // it is being made: the list says when it is there
        if (!(error instanceof Refused) || error.told.status !== 202) throw error;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['case', number, 'documents'] }),
  });
  return (
    <>
      <h2 className="side-title">{t.statement}</h2>
      <Answered query={query} rows={1}>
        {({ items, kinds }) => (
          <>
            {items.length === 0 && <p className="quiet">{t.noStatement}</p>}
            <ul className="plain">
              {items.map(({ id, fileName, format, state, size }) => (
                <li key={id} className="row" data-document={format}>
                  {state === 'ready' ? (
                    <Button
                      type="link"
                      className="as-text"
                      href={`/api/cases/${number}/documents/${id}`}
                      download={fileName}
                    >
                      {fileName}
                    </Button>
                  ) : (
                    <span>{`${fileName} · ${state === 'making' ? t.making : t.failed}`}</span>
                  )}
                  {size !== undefined && <span className="quiet numbers">{bytesIn(size)}</span>}
                </li>
              ))}
            </ul>
            <div className="row no-print">
              {kinds
                .filter(({ possible }) => possible)
                .flatMap(({ kind, formats }) =>
                  formats.map((format): Wish => ({ kind: kind as Wish['kind'], format, locale: lang })),
                )
                .filter(({ kind, format }) => !items.some((one) => one.kind === kind && isThere(one, format, lang)))
                .map((wish) => (
                  <Button
                    key={`${wish.kind} ${wish.format}`}
                    size="small"
                    loading={asking.isPending}
                    data-document-wish={wish.format}
                    onClick={() => asking.mutate(wish)}
                  >
                    {t.make[wish.format]}
                  </Button>
                ))}
            </div>
            {asking.isError && <ErrorPanel error={asking.error} />}
          </>
        )}
      </Answered>
    </>
  );
}

type Wish = Answers['POST /api/cases/{number}/documents']['body'];
type Made = Answers['GET /api/cases/{number}/documents']['answer']['items'][number];
const isThere = ({ format: made, locale, state }: Made, format: string, lang: string): boolean =>
  made === format && locale === lang && state !== 'failed';
