/** What a log says of one case to this asker: each event that he sees, and of whoever did it no more than he may know. */
import { createHmac, randomBytes } from 'node:crypto';
import { processOf } from '../../domain/catalogue.ts';
import { seesPersons } from '../../domain/event-log/persons.ts';
import { eventsOf, type Happened } from '../../domain/event-log/steps.ts';
import type { XesAttributes } from '../../domain/event-log/xes.ts';
import { eventWords } from '../../domain/event-words.ts';
import { touchIn } from '../../domain/kernel/parts/records.ts';
import type { Actor, CaseEvent } from '../../domain/kernel/process.ts';
import { openDataOf } from '../cases/timeline.ts';
import { worksOn } from '../cases/reads.ts';
import type { Lang } from '../http/file.ts';
import type { LoggedView, Traced } from './traces.ts';

export type Span = { from: number; until: number };
export type Naming = { title: (type: string, to?: string) => string; pseudonym: (person: string) => string };
type Seen = Pick<Happened, 'event'> & Partial<Happened>;

/** Attributes of a case, and of what happened, by the keys of XES. Null: there is nothing that he sees. */
export function rowsFor(
  actor: Actor,
  { view, steps, commits }: Traced,
  { span, naming }: { span: Span; naming: Naming },
): { trace: XesAttributes; events: XesAttributes[] } | null {
  const works = worksOn(actor, view);
  const all: readonly Seen[] = steps
    ? steps.flatMap(({ happened }) => happened)
    : commits.flatMap(eventsOf).map((event) => ({ event }));
  const seen = all.filter(
    ({ event }) =>
      event.at >= span.from && event.at < span.until && (works || openDataOf(view.process, event, actor) !== undefined),
  );
  if (seen.length === 0) return null;
  const named = seesPersons(actor, view);
  const resource = ({ by }: CaseEvent): string =>
    by.role === 'system' ? 'system' : named ? by.id : naming.pseudonym(by.id);
  const events = seen.map(({ event, status, team }): XesAttributes => {
    const { part, to } = works && 'part' in event.data ? touchIn(event.data) : {};
    return {
      'concept:name': event.type,
      'time:timestamp': { at: event.at },
      'lifecycle:transition': 'complete',
      'org:resource': resource(event),
      'org:role': event.by.role,
      ...(works ? { 'org:group': team } : {}),
      title: naming.title(event.type, to),
      status: status === 'none' ? null : status,
      part,
    };
  });
  return { trace: traceOf(view, steps !== null), events };
}

const traceOf = (view: LoggedView, readable: boolean): XesAttributes => ({
  'concept:name': view._id,
  process: processOf(view.process).key,
  mode: view.mode,
  status: view.status,
  priority: view.priority,
  tier: view.tier,
  organisation: view.orgPath,
  application: view.application,
  opened: { at: view.openedAt },
  closed: view.closedAt === undefined ? null : { at: view.closedAt },
  ...(readable ? {} : { readable }),
});

/** What events are called in one language; each is looked up once. */
export function titlesIn(lang: Lang): Naming['title'] {
  const known = new Map<string, string>();
  return (type, to = '') => {
    const key = `${type} ${to}`;
    const title = known.get(key) ?? eventWords(type, to === '' ? undefined : to)[lang];
    known.set(key, title);
    return title;
  };
}

const MOST_KNOWN = 10_000;
/** The same of one person within this log, another in the next: nobody can tell from it who that is. */
export function pseudonyms(): (person: string) => string {
  const secret = randomBytes(32);
  const known = new Map<string, string>();
  return (person) => {
    const made = known.get(person) ?? `p-${createHmac('sha256', secret).update(person).digest('hex').slice(0, 12)}`;
    if (known.size < MOST_KNOWN) known.set(person, made);
    return made;
  };
}
