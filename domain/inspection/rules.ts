/** The rules of an inspection up to its completion, and what its events do. Pure: time, actor and looked-up facts come in through ctx. */
import { checkSkills } from '../dispatch/skills.ts';
import { vehicleFaults } from '../dispatch/vehicles.ts';
import { nothingCommon } from '../kernel/common/common.ts';
import { namedFiles } from '../kernel/common/files.ts';
import { followed, openUnit } from '../kernel/common/intake.ts';
import { aheadFaults, NOTED_WITHIN } from '../kernel/common/supervise.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { AskedLine, Facts } from '../kernel/facts.ts';
import type { FieldError } from '../kernel/process.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { judged } from './answers.ts';
import { folds } from './folds.ts';
import { MOST_LINES } from './checklist.ts';
import { readingWarning } from './meters.ts';
import type { OwnLine } from './plan.ts';
import { onRecord, partOf, presented } from './record.ts';
import { settlingRules } from './rules-settling.ts';
import type { DataOf, Inspection, RecordedLine, Rules, RulesCtx } from './state.ts';
import { SAYS } from './statuses.ts';

const create: Rules['create'] = (asked, _none, ctx) => {
  const { description = '', checklist: _key, inspectors = [], followUpOf, reporter, lines: own = [], ...said } = asked;
  const unit = openUnit(ctx);
  const isPerson = ctx.role !== 'system';
  const { checklist } = ctx.facts;
  const { skills = [] } = said;
  const fields = [
    ...checklistFaults(said.way, ctx),
    ...(isPerson ? personFaults(inspectors, ctx) : []),
    ...said.items.flatMap((id, i) => [
      ...fieldFault(isPerson && !ctx.facts.items?.[id], `/items/${i}`, 'unknown'),
      ...fieldFault(said.items.indexOf(id) !== i, `/items/${i}`, 'named-twice'),
    ]),
    ...skills.flatMap((skill, i) => [
      ...fieldFault(isPerson && !ctx.facts.skills?.includes(skill), `/skills/${i}`, 'unknown'),
      ...fieldFault(skills.indexOf(skill) !== i, `/skills/${i}`, 'named-twice'),
    ]),
    ...(isPerson ? aheadFaults('/visitUntil', said.visitUntil, ctx.now) : []),
  ];
  if (fields.length > 0 || !checklist)
    throw new DomainError('invalid-data', 'The inspection cannot be opened so', { fields });
  followed(followUpOf, ctx);
  const { ref, pin } = checklist;
  const lines = withOwn(checklist.lines, own);
  const keeper = isPerson ? ctx.actor.id : reporter;
  return [
    {
      type: 'created',
      data: {
        ...said,
        description,
        unit,
        ...(keeper === undefined ? {} : { reporter: keeper }),
        inspectors: inspectors.map(({ person }) => person).filter((id) => ctx.facts.people?.[id]?.active),
        ...(followUpOf === undefined ? {} : { followUpOf }),
        pinned: pinRefsOf(ctx.pins),
      },
    },
    onRecord('', 'checklistPinned', { checklist: ref, lines, pinned: { checklist: pin } }),
  ];
};

/** Lines of the plan behind those of its checklist, as far as a case may have them; what the checklist asks by now is not asked twice. */
const withOwn = (lines: readonly AskedLine[], own: readonly OwnLine[]): AskedLine[] => [
  ...lines,
  ...own
    .filter(({ id }) => !lines.some((one) => one.id === id))
    .slice(0, MOST_LINES - lines.length)
    .map(({ id, title }): AskedLine => ({ id, is: 'state', title })),
];

const opened: Rules['opened'] = ({ pinned: _pinned, ...data }, at) => ({
  ...data,
  ...(data.inspectors[0] === undefined ? {} : { assignee: data.inspectors[0] }),
  status: 'planned',
  checklist: '',
  lines: [],
  record: '',
  openedAt: at,
  common: nothingCommon,
});

function checklistFaults(way: string, { facts: { checklist } }: RulesCtx): FieldError[] {
  return [
    ...fieldFault(!checklist, '/checklist', 'unknown'),
    ...fieldFault(checklist?.withdrawn === true, '/checklist', 'withdrawn'),
    ...fieldFault(Boolean(checklist) && !checklist?.ways.includes(way), '/checklist', 'not-for-this-way'),
  ];
}

type Named = readonly { person: string }[];
/** Who takes part in cases may inspect. */
const personFaults = (named: Named, { facts: { people = {} } }: RulesCtx): FieldError[] =>
  named.flatMap(({ person }, i) => {
    const pointer = `/inspectors/${i}/person`;
    const known = people[person];
    return [
      ...fieldFault(!known?.active, pointer, 'unknown'),
      ...fieldFault(known?.active === true && known.roleMissing === true, pointer, 'role-missing'),
      ...fieldFault(named.findIndex((one) => one.person === person) !== i, pointer, 'named-twice'),
    ];
  });

function refuse(fields: readonly FieldError[], words: string): void {
  if (fields.length > 0) throw new DomainError('invalid-data', words, { fields });
}
const idsOf = (named: Named): string[] => named.map(({ person }) => person);

/** Photos of lines are files of the command. */
const photoFaults = (
  asked: readonly { photos?: readonly string[] | undefined }[],
  ids: readonly string[],
): FieldError[] =>
  asked.flatMap(({ photos = [] }, i) =>
    photos.flatMap((photo, j) => fieldFault(!ids.includes(photo), `/lines/${i}/photos/${j}`, 'unknown')),
  );

/** In what a reading is unlike those before; nothing where it is as ever, or where there were none. */
function warnedOf(
  line: AskedLine,
  value: RecordedLine['value'],
  { readings = {} }: Facts,
): Pick<RecordedLine, 'warned'> {
  const before = readings[line.id] ?? [];
  const last = before.at(-1);
  const code = typeof value === 'number' ? readingWarning(line, value, before) : null;
  return code === null || last === undefined ? {} : { warned: { code, last } };
}

/** Each as it is judged; a second value on a line that moved on since the inspector saw it is kept beside the first. */
function recordedLines(
  asked: readonly Omit<RecordedLine, 'became' | 'warned'>[],
  inspection: Inspection,
  facts: Facts,
): RecordedLine[] {
  const fields: FieldError[] = [];
  const lines = asked.flatMap((said, i): RecordedLine[] => {
    const line = inspection.lines.find(({ id }) => id === said.line);
    const before = inspection.parts?.line?.[said.line];
    const pointer = `/lines/${i}`;
    const own = [
      ...fieldFault(!line, `${pointer}/line`, 'unknown'),
      ...fieldFault(asked.findIndex((one) => one.line === said.line) !== i, `${pointer}/line`, 'named-twice'),
      ...fieldFault(before?.status === 'contested', `${pointer}/line`, 'contested'),
    ];
    fields.push(...own);
    if (!line || own.length > 0) return [];
    const answer = judged(line, said);
    if ('faults' in answer) {
      fields.push(...answer.faults.map(({ field, code }) => ({ pointer: `${pointer}/${field}`, code })));
      return [];
    }
    const { becomes } = answer;
    const isMoved = said.basedOn !== undefined && before !== undefined && before.rev !== said.basedOn;
    const isOther =
      before?.status !== becomes || before.value !== (said.value === undefined ? undefined : String(said.value));
    const warned = warnedOf(line, said.value, facts);
    if (!isMoved || !isOther) return [{ ...said, became: becomes, ...warned }];
    const was = SAYS.find((one) => one === before.status);
    return [{ ...said, became: 'contested', ...(was ? { was } : {}), would: becomes, ...warned }];
  });
  refuse(fields, 'Not all of these lines can be recorded so');
  return lines;
}

/** Users suffer from it: what the incident needs that it starts. */
const hurtFaults = (
  { serviceHurt: hurt, class: grade }: DataOf<'raiseFinding'>,
  { items }: Inspection,
): FieldError[] => [
  ...fieldFault(hurt !== undefined && grade === 'minor', '/class', 'service-hurt'),
  ...fieldFault(hurt?.item !== undefined && !items.includes(hurt.item), '/serviceHurt/item', 'not-inspected'),
];

const own = {
  appoint({ inspectors, from, until, ...said }, inspection, ctx) {
    refuse(
      [
        ...personFaults(inspectors, ctx),
        ...fieldFault(until <= from, '/until', 'not-after-from'),
        ...aheadFaults('/until', until, ctx.now),
        ...fieldFault(ctx.now - from > NOTED_WITHIN, '/from', 'in-past'),
        ...fieldFault(from >= inspection.visitUntil, '/from', 'after-slot'),
        ...(said.vehicle === undefined ? [] : vehicleFaults({ from, until }, '/until')),
      ],
      'Nobody can be appointed so',
    );
    checkSkills(inspection, idsOf(inspectors), ctx.facts);
    return [{ type: 'appointed', data: { ...said, from, until, inspectors: idsOf(inspectors) } }];
  },
  replaceInspectors({ inspectors, reason }, inspection, ctx) {
    refuse(personFaults(inspectors, ctx), 'Nobody can be appointed so');
    checkSkills(inspection, idsOf(inspectors), ctx.facts);
    return [{ type: 'inspectorsReplaced', data: { inspectors: idsOf(inspectors), reason } }];
  },
  begin(data, inspection, ctx) {
    checkSkills(inspection, inspection.inspectors, ctx.facts);
    return [onRecord(inspection.record, 'begun', data)];
  },
  recordItems({ lines: asked, files: ids = [] }, inspection, ctx) {
    refuse(photoFaults(asked, ids), 'Not all of these photos are among the files');
    const lines = recordedLines(asked, inspection, ctx.facts);
    const files = ids.length === 0 ? [] : namedFiles({ field: 'files', ids, had: inspection.common.files }, ctx);
    const also = Object.fromEntries(lines.map(({ line, became }) => [line, became]));
    return [onRecord(inspection.record, 'itemsRecorded', { lines, also, ...(files.length > 0 ? { files } : {}) })];
  },
  raiseFinding(data, inspection, ctx) {
    const { line } = data;
    const isLine = inspection.lines.some(({ id }) => id === line);
    refuse([...fieldFault(!isLine, '/line', 'unknown'), ...hurtFaults(data, inspection)], 'Nothing can be raised so');
    const id = partOf(ctx);
    const stays = inspection.parts?.line?.[line]?.status === 'contested';
    return [
      onRecord(inspection.record, 'findingRaised', {
        ...data,
        part: id,
        to: 'raised',
        made: { [id]: { kind: 'finding', in: line } },
        ...(stays ? {} : { also: { [line]: 'abnormal' } }),
      }),
    ];
  },
  fixFinding: (data, { record }, ctx) => [
    onRecord(record, 'findingFixed', { ...data, part: partOf(ctx), to: 'fixed' }),
  ],
  complete: (data, { record }, ctx) => presented([onRecord(record, 'completed', data)], ctx),
  cancel: (data, _inspection, ctx) => ctx.ending([], (facts) => ({ type: 'canceled', data: { ...data, facts } })),
} satisfies Partial<Rules['rules']>;

export const inspectionRules = { create, opened, rules: { ...own, ...settlingRules }, folds };
