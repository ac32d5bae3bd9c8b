/** What a notice tells beside its sentence, looked up when it is written: the words of its event, and what parts are called. */
import type { Connection } from 'mongoose';
import { catalogue } from '../domain/catalogue.ts';
import { saidBy } from '../domain/kernel/people/facts.ts';
import type { CaseEvent } from '../domain/kernel/process.ts';
import { haltReason } from '../domain/kernel/running/log.ts';
import type { Words } from '../domain/notice-words.ts';
import { isProcessKey } from '../domain/processes.ts';
import { eventsAfter } from '../models/cases/commit.ts';
import type { ActivityDeps } from './deps.ts';

type Of = { caseId: string; process: string };
type Deps = { db: Connection; partTitles?: ActivityDeps['partTitles'] };
/** Fields that hold the id of a part. */
const PARTS = ['part', 'step', 'because'] as const;
type Titles = ReadonlyMap<string, Words>;

export function noticeSaid({ db, partTitles }: Deps) {
  /** What the notice only names of its event, in full; and who said it. */
  async function withWords(data: object, { caseId, process }: Of, event: CaseEvent | undefined): Promise<object> {
    const { said, ...rest } = { said: undefined as unknown, ...data };
    if (!Array.isArray(said) || !event || !isProcessKey(process)) return data;
    const fields = said.filter((field) => typeof field === 'string');
    const before = fields.includes('part') ? await reasonBefore(event, caseId) : {};
    const told = { ...event, data: { ...event.data, ...before } };
    const words = saidBy(catalogue[process], told, [...fields, ...Object.keys(before)]);
    const by = event.by.role === 'system' ? {} : { by: event.by.id };
    return { ...rest, said: words, ...by };
  }

  /** Of a halt without a reason that of the failure which it came from, however far back that lies. */
  async function reasonBefore({ type, data, seq }: CaseEvent, caseId: string): Promise<{ reason?: string }> {
    if (!type.endsWith('.halted') || 'reason' in data) return {};
    const reason = haltReason(await eventsAfter(db, caseId, { limit: seq }));
    return reason === undefined ? {} : { reason };
  }

  /** Parts by what they are called in their plan, looked up once for all of a round; by their ids where that says nothing. */
  function titling(caseId: string): (data: object) => Promise<object> {
    let looked: Promise<Titles> | undefined;
    return async (data) => {
      if (partsIn(data).length === 0) return data;
      looked ??= Promise.resolve(partTitles?.(caseId) ?? new Map());
      return titled(data, await looked);
    };
  }

  return { withWords, titling };
}

const saidIn = (data: object): ReadonlyMap<string, unknown> => {
  const said: unknown = 'said' in data ? data.said : undefined;
  return new Map(typeof said === 'object' && said !== null ? Object.entries(said) : []);
};
/** The parts of the clock of which the notice tells. */
function clockedIn(data: object): string[] {
  if (!('clock' in data)) return [];
  const { part, parts } = { part: undefined as unknown, parts: undefined as unknown, ...data };
  return (Array.isArray(parts) ? parts : [part]).filter((one) => typeof one === 'string');
}
const partsIn = (data: object): string[] => [
  ...clockedIn(data),
  ...PARTS.map((field) => saidIn(data).get(field)).filter((one) => typeof one === 'string'),
];

function titled(data: object, titles: Titles): object {
  const said = saidIn(data);
  const named = PARTS.flatMap((field) => {
    const id: unknown = said.get(field);
    const title = typeof id === 'string' ? titles.get(id) : undefined;
    return title ? [[field, title] as const] : [];
  });
  const clocked = clockedIn(data);
  const about = clocked.some((id) => titles.has(id)) ? clocked.map((id) => titles.get(id) ?? { zh: id, en: id }) : [];
  return {
    ...data,
    ...(named.length > 0 ? { said: Object.fromEntries([...said, ...named]) } : {}),
    ...(about.length > 0 ? { called: inOneLine(about) } : {}),
  };
}
const inOneLine = (all: readonly Words[]): Words => ({
  zh: all.map(({ zh }) => zh).join('、'),
  en: all.map(({ en }) => en).join(', '),
});
