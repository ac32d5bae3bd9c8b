/** What the events of an inspection do to what it keeps. Statuses of its parts are folded by the kernel before. */
import type { PartRecord } from '../kernel/part.ts';
import { keptOf } from './answers.ts';
import type { Folds, Inspection, RecordedLine } from './state.ts';

type LineSaid = Pick<RecordedLine, 'line' | 'value' | 'photos' | 'warned'>;
/** The values of these lines as they are kept. */
function withValues(state: Inspection, said: readonly LineSaid[]): Inspection {
  const line = { ...state.parts?.line };
  for (const { line: id, photos = [], warned, ...answer } of said) {
    const record = line[id];
    const asked = state.lines.find((one) => one.id === id);
    if (!record || !asked) continue;
    const { value: _former, was: _was, other: _other, warning: _as, last: _then, ...kept } = record;
    const taken = (kept.photos ?? 0) + photos.length;
    const unlike = warned ? { warning: warned.code, last: String(warned.last) } : {};
    const rest = { ...kept, ...(taken > 0 ? { photos: taken } : {}), ...unlike };
    const value = keptOf(asked, answer);
    line[id] = value === undefined ? rest : { ...rest, value };
  }
  return { ...state, parts: { ...state.parts, line } };
}

/** The second values of these lines beside the first. */
function withOthers(state: Inspection, said: readonly RecordedLine[]): Inspection {
  const line = { ...state.parts?.line };
  for (const { line: id, was, would, value: told } of said) {
    const record = line[id];
    const asked = state.lines.find((one) => one.id === id);
    if (!record || !asked || would === undefined) continue;
    const value = keptOf(asked, { value: told });
    const other = { says: would, ...(value === undefined ? {} : { value }) };
    line[id] = { ...record, ...(was === undefined ? {} : { was }), other };
  }
  return { ...state, parts: { ...state.parts, line } };
}

type Finding = NonNullable<NonNullable<Inspection['parts']>['finding']>[string];
function withFinding(
  state: Inspection,
  id: string | undefined,
  more: Omit<Partial<Finding>, keyof PartRecord>,
): Inspection {
  const finding = { ...state.parts?.finding };
  const record = id === undefined ? undefined : finding[id];
  if (id !== undefined && record) finding[id] = { ...record, ...more };
  return { ...state, parts: { ...state.parts, finding } };
}

/** One that puts it right is on its way. */
function started(state: Inspection, id: string | undefined): Inspection {
  const { unstarted: _before, ...record } = (id === undefined ? undefined : state.parts?.finding?.[id]) ?? {};
  return id === undefined || !('status' in record)
    ? state
    : { ...state, parts: { ...state.parts, finding: { ...state.parts?.finding, [id]: record } } };
}

/** Those who are no longer among them inspected it, once it had begun. */
export function withInspectors(state: Inspection, inspectors: readonly string[]): Inspection {
  const { assignee: _former, ...rest } = state;
  const [first] = inspectors;
  const gone = state.begunAt === undefined ? [] : state.inspectors.filter((id) => !inspectors.includes(id));
  return {
    ...rest,
    inspectors,
    ...(first === undefined ? {} : { assignee: first }),
    ...(gone.length > 0 ? { former: [...new Set([...(state.former ?? []), ...gone])] } : {}),
  };
}

/** The vehicle is theirs no more. */
function onFoot(state: Inspection): Inspection {
  const { vehicle: _vehicle, vehicleUntil: _until, ...rest } = state;
  return rest;
}

function unsigned(state: Inspection): Inspection {
  const { signed: _void, silenceSigns: _term, ...rest } = state;
  return rest;
}

type Event = { data: { record: string } };
const recorded = (state: Inspection, { data: { record } }: Event): Inspection => ({ ...state, record });

export const folds: Folds = {
  checklistPinned: (state, event) => ({
    ...recorded(state, event),
    checklist: event.data.checklist,
    lines: event.data.lines,
  }),
  appointed: (state, { data: { inspectors, from, until, vehicle } }) => ({
    ...withInspectors(onFoot(state), inspectors),
    status: 'scheduled',
    visitFrom: from,
    ...(vehicle === undefined ? {} : { vehicle, vehicleUntil: until }),
  }),
  inspectorsReplaced: (state, { data: { inspectors } }) => withInspectors(state, inspectors),
  begun: (state, event) => ({ ...recorded(state, event), status: 'in-progress', begunAt: event.at }),
  itemsRecorded: (state, event) =>
    withOthers(
      withValues(
        recorded(state, event),
        event.data.lines.filter(({ became }) => became !== 'contested'),
      ),
      event.data.lines.filter(({ became }) => became === 'contested'),
    ),
  valueChosen: (state, event) => withValues(recorded(state, event), [lineOf(event.data)]),
  itemCorrected: (state, event) => withValues(recorded(state, event), [lineOf(event.data)]),
  findingRaised: (state, event) => withFinding(recorded(state, event), event.data.part, { class: event.data.class }),
  findingFixed: recorded,
  findingWithdrawn: recorded,
  completed: (state, event) => ({ ...onFoot(recorded(state, event)), status: 'settling' }),
  remedyProposed: (state, event) => withFinding(recorded(state, event), event.data.part, { due: event.data.due }),
  remedyAgreed: (state, event) => started(recorded(state, event), event.data.part),
  remedyDisputed: recorded,
  findingReopened: recorded,
  recordPresented: (state) => ({ ...unsigned(state), status: 'signing' }),
  signed: (state, { data: { side, silenceSigns }, by, at }) => ({
    ...state,
    [side === 'service' ? 'signed' : 'countersigned']: { by: by.id, at },
    ...(silenceSigns ? { silenceSigns } : {}),
  }),
  deemedSigned: (state, { data: { by }, at }) => ({ ...state, countersigned: { by, at, deemed: true } }),
  signatureWithdrawn: (state) => ({ ...unsigned(state), status: 'settling' }),
  signatureRefused: (state) => ({ ...unsigned(state), status: 'settling' }),
  archived: null,
  canceled: null,
  missed: null,
};

const lineOf = ({ part = '', value }: { part?: string; value?: number | string | undefined }): LineSaid => ({
  line: part,
  value,
});

/** For a definition's `also.caseStarted`: which case puts a finding right. */
export const rectificationStarted = (state: Inspection, caseId: string, ref: object | undefined): Inspection =>
  ofFinding(state, ref, { rectification: caseId });
/** The same of the incident in which users suffer from it. */
export const incidentStarted = (state: Inspection, incident: string, ref: object | undefined): Inspection =>
  ref && 'hurting' in ref && typeof ref.hurting === 'string' ? withFinding(state, ref.hurting, { incident }) : state;
/** For a definition's `also.effectFailed`: that none could be started. */
export const rectificationUnstarted = (state: Inspection, ref: object | undefined): Inspection =>
  ofFinding(state, ref, { unstarted: true });

const ofFinding = (
  state: Inspection,
  ref: object | undefined,
  more: Pick<Finding, 'rectification' | 'unstarted'>,
): Inspection =>
  ref && 'finding' in ref && typeof ref.finding === 'string' ? withFinding(state, ref.finding, more) : state;
