/** What a notice knows of its case beside its sentence, so that one can act on it without opening anything. */
import { nextPromise, outwardReadings } from '../clocks/promise.ts';
import { isInternal } from './internal.ts';
import { askedTemplate } from './tell.ts';
import type { AnyProcess, Audience, CaseEvent, CaseState, CaseView, Effect, Millis, OpenEvents } from '../process.ts';

type Case = CaseState<{ status: string }>;
type Notify = Extract<Effect, { kind: 'notify' }>;
/** What somebody said or wrote, by field: an instant, a text, or the words for a value of a list. */
export type Said = Readonly<Record<string, string | number | { zh: string; en: string }>>;

/**
 * The effects of `event` with the facts of the case after it in each notice: what it is about and until when; to those who
 * work on it also who reported it and, where it comes to them, the report itself. `said` names the fields of the event whose
 * words the notice brings; they are looked up when it is written (saidBy), since many may be told the same long words. The
 * requester's side gets what its process opens to it, and no deadline of the work. Throws nothing.
 */
export function informed(process: AnyProcess, kase: Case, event: CaseEvent, effects: readonly Effect[]): Effect[] {
  if (!effects.some(({ kind }) => kind === 'notify')) return [...effects];
  const view = process.view(kase, event.at);
  const name = event.type.slice(process.key.length + 1);
  const mayBeSaid = fieldsSaid(process, name);
  const said = givenIn(event.data, mayBeSaid);
  const open = openFields(process.open, name, event.data);
  const comes = process.handing?.includes(name) === true;
  const about = { ...factsOf(view), ...changeOf(event.data) };
  const inFull = {
    ...about,
    ...untilOf(view.dueAt),
    ...(mayBeSaid.length > 0 ? { said } : {}), // without words, too, it is told who it was
    reporter: view.parties.requester,
    ...(comes ? reportOf(view) : {}),
    ...(comes && isGrave(view) ? { urgent: true } : {}),
  };
  const toOthers = said.filter((field) => open.includes(field));
  const inPart = { ...about, ...(toOthers.length > 0 ? { said: toOthers } : {}) };
  const hasAsking = (template: string): boolean => Object.hasOwn(process.words.templates, askedTemplate(template));
  const forOthers = ({ to, template }: Notify) => ({
    ...inPart,
    ...untilOf(dueFor(to, view)),
    ...(isAwaited(to, view) && hasAsking(template) ? { asks: true } : {}),
  });
  const told = (effect: Notify): Notify => ({
    ...effect,
    data: {
      ...(worksOnIt(effect.to, kase, view) ? inFull : forOthers(effect)),
      ...effect.data,
    },
  });
  return effects.map((effect) => (effect.kind === 'notify' ? told(effect) : effect));
}

/** Of priority 1 or major, a visit that is urgent, an accident: it waits for nobody's window. */
const isGrave = (view: CaseView): boolean =>
  view.priority === 'P1' ||
  ('major' in view && view.major === true) ||
  ('urgent' in view && view.urgent === true) ||
  ('class' in view && view.class === 'accident');

const untilOf = (dueAt: Millis | null): { dueAt?: Millis } => (dueAt === null ? {} : { dueAt });

const ownWait = (to: Audience, { waitsFor }: CaseView) =>
  waitsFor.find((wait) => 'person' in to && 'person' in wait.to && wait.to.person === to.person);
const isAwaited = (to: Audience, view: CaseView): boolean => ownWait(to, view) !== undefined;

/** Whom it waits for on the requester's side: until when; the others there: the next promise that they were given. */
function dueFor(to: Audience, view: CaseView): Millis | null {
  const own = ownWait(to, view);
  return own ? own.dueAt : nextPromise(outwardReadings(view.readings));
}

function factsOf({ priority, status, application, orgPath }: CaseView): Record<string, unknown> {
  return {
    ...(priority === undefined ? {} : { priority }),
    status,
    ...(application === undefined ? {} : { application }),
    unit: orgPath,
  };
}

/** The priority before, where the event changed it. */
function changeOf(data: object): Record<string, string> {
  if (!('from' in data) || !('priority' in data)) return {};
  const { from, priority } = data;
  return typeof from === 'string' && from !== priority ? { from } : {};
}

function reportOf(view: CaseView): Record<string, unknown> {
  const known = new Map<string, unknown>(Object.entries(view));
  const fields = ['description', 'contact', 'site', 'item'].map((field) => [field, known.get(field)] as const);
  return Object.fromEntries(fields.filter(([, value]) => typeof value === 'string'));
}

/** Queues and roles work on it, and the persons whom the case itself names for that, or who have parts or seats of it in hand; all others are its requester's side. */
function worksOnIt(to: Audience, { state }: Case, { parties: { assignee, commander, hands = [] } }: CaseView): boolean {
  return !('person' in to) || [assignee, commander, supervisorIn(state), ...hands].includes(to.person);
}

function supervisorIn(state: object): string | undefined {
  const common: unknown = 'common' in state ? state.common : undefined;
  const supervision: unknown = isObject(common) && 'supervision' in common ? common.supervision : undefined;
  return isObject(supervision) && 'by' in supervision && typeof supervision.by === 'string'
    ? supervision.by
    : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function openFields(open: OpenEvents, name: string, data: object): readonly string[] {
  const fields = Object.hasOwn(open, name) && !isInternal(data) ? open[name] : undefined;
  return typeof fields === 'function' ? fields(data) : (fields ?? []);
}

const fieldsSaid = ({ said = {} }: Pick<AnyProcess, 'said'>, name: string): readonly string[] =>
  Object.hasOwn(said, name) ? (said[name] ?? []) : [];

function givenIn(data: object, fields: readonly string[]): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(data));
  return fields.filter((field) => given.get(field) !== undefined);
}

/**
 * The words of these fields of `event`, as they were given; of a field that holds several, each under its own name. Throws
 * nothing.
 */
export function saidBy(
  { key, values = {} }: Pick<AnyProcess, 'key' | 'values'>,
  { type, data }: Pick<CaseEvent, 'type' | 'data'>,
  fields: readonly string[],
): Said {
  const event = type.slice(key.length + 1);
  const given = new Map<string, unknown>(Object.entries(data));
  const words = fields.flatMap((field): [string, Said[string]][] => {
    const value = given.get(field);
    if (isObject(value)) return Object.entries(value).flatMap(([name, one]) => partOf(name, one));
    const known = typeof value === 'string' ? values[`${event}.${field}`]?.[value] : undefined;
    return known ? [[field, known]] : [[field, value] as const].filter(isSaid);
  });
  return Object.fromEntries(words);
}

/** A number within a field is a number, such as a score: no instant. */
function partOf(name: string, value: unknown): [string, Said[string]][] {
  if (typeof value === 'number') return [[name, { zh: String(value), en: String(value) }]];
  return typeof value === 'string' ? [[name, value]] : [];
}
const isSaid = (entry: readonly [string, unknown]): entry is [string, string | number] =>
  typeof entry[1] === 'string' || typeof entry[1] === 'number';
