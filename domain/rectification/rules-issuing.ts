/** How a rectification begins: what was found is issued, or an accident is reported. */
import { followed, openUnit } from '../kernel/common/intake.ts';
import { isOfOtherMode } from '../kernel/common/mode.ts';
import { aheadFaults } from '../kernel/common/supervise.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { CaseFact, Facts } from '../kernel/facts.ts';
import type { FieldError, Millis, OrgPath } from '../kernel/process.ts';
import { pinRefsOf } from '../kernel/record/pins.ts';
import { GATED, GATED_PARTS } from './caps.ts';
import { isPhoto } from './evidence.ts';
import type { RectificationEvents, Rules, RulesCtx, Word } from './state.ts';

export const dueInPast = (): DomainError =>
  new DomainError('due-in-past', 'It is put right by an instant that lies ahead', {
    fields: [{ pointer: '/due', code: 'in-past' }],
  });

export const isPast = (due: Millis | undefined, now: Millis): boolean => due !== undefined && due <= now;

/** What keeps somebody from being responsible, or from carrying it out. */
export const personFaults = (person: Facts['person'], pointer: string): FieldError[] => [
  ...fieldFault(!person?.active, pointer, 'unknown'),
  ...fieldFault(person?.active === true && person.roleMissing === true, pointer, 'role-missing'),
];

/**
 * Throws 'due-in-past' where that alone is wrong, else 'invalid-data' with every bad field. What the product passes on is taken as
 * it is: who has left meanwhile is not responsible, and somebody else is named.
 */
export const create: Rules['create'] = (data, _state, ctx) => {
  const { finding, responsible: named, due, blocks, issuer: found, followUpOf, source, ...said } = data;
  const unit = openUnit(ctx);
  const isPassedOn = ctx.role === 'system';
  if (!isPassedOn) refuseFaults(data, ctx);
  followed(followUpOf, ctx);
  const responsible = isPassedOn && personFaults(ctx.facts.person, '').length > 0 ? undefined : named;
  const issuer = isPassedOn ? found : ctx.actor.id;
  return issued(
    {
      ...said,
      unit,
      description: finding,
      ...repeated(finding, ctx),
      responsible,
      due,
      issuer,
      reporter: issuer ?? ctx.actor.id,
      issuing: isPassedOn ? unit : issuingAt(unit, ctx),
      source,
      ...(blocks ? { blocks: blocks.case, blocksStep: blocks.step } : {}),
      followUpOf,
    },
    ctx,
  );
};

/** Of a finding of an inspection: its own words, with where they stand, the remedy agreed on, and its photos. */
function repeated(where: string, { facts: { found } }: RulesCtx): Partial<RectificationEvents['created']> {
  if (!found) return {};
  const { what, remedy, said, files } = found;
  const evidence = [said, remedy === undefined ? undefined : `整改办法 Remedy: ${remedy}`].filter(
    (words) => words !== undefined,
  );
  return {
    description: `${what}\n\n${where}`,
    ...(evidence.length > 0 ? { evidence: evidence.join('\n') } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
}

/** What happened is on record, and told upward, before anybody is named who answers for it. */
export const reportAccident: Rules['intakes']['reportAccident'] = (data, _state, ctx) => {
  const { harm, source, ...said } = data;
  const unit = openUnit(ctx);
  const fields = [
    ...caseFaults(source, 'source', ctx),
    ...fieldFault(isAhead(data.happenedAt, ctx), '/happenedAt', 'in-future'),
  ];
  if (fields.length > 0) throw unissuable(fields);
  return issued(
    {
      ...said,
      kind: 'safety',
      class: 'accident',
      unit,
      description: harm,
      reporter: ctx.actor.id,
      issuing: unit,
      source,
    },
    ctx,
  );
};

function issued(opening: Omit<RectificationEvents['created'], 'pinned'>, ctx: RulesCtx): Word[] {
  const known = Object.entries(opening).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is left out is optional
  const whole = Object.fromEntries(known) as typeof opening;
  const isSeen = [...(opening.files ?? []), ...Object.values(ctx.facts.files ?? {})].some(
    (file) => file && isPhoto(file),
  );
  const photos = isSeen ? { photographed: true as const } : {};
  return [{ type: 'created', data: { ...whole, ...photos, pinned: pinRefsOf(ctx.pins) } }, ...linkedWith(ctx)];
}

const unissuable = (fields: readonly FieldError[]): DomainError =>
  new DomainError('invalid-data', 'It cannot be issued so', { fields });
const isAhead = (at: number | undefined, { now }: RulesCtx): boolean => at !== undefined && at > now;

function refuseFaults({ due, source, blocks }: Parameters<typeof create>[0], ctx: RulesCtx): void {
  const fields = [
    ...personFaults(ctx.facts.person, '/responsible'),
    ...caseFaults(source, 'source', ctx),
    ...(blocks ? blocksFaults(blocks.case, ctx) : []),
  ];
  if (isPast(due, ctx.now) && fields.length === 0) throw dueInPast();
  const all = [...fields, ...aheadFaults('/due', due, ctx.now)];
  if (all.length > 0) throw unissuable(all);
}

function caseFaults(number: string | undefined, field: string, ctx: RulesCtx): FieldError[] {
  if (number === undefined) return [];
  const fact = ctx.facts.cases?.[field];
  return [
    ...fieldFault(!fact, `/${field}`, 'unknown'),
    ...fieldFault(isOfOtherMode(fact, ctx), `/${field}`, 'other-mode'),
  ];
}

/** A case that can be kept shut, open, and of its parts one that begins or lets pass. */
function blocksFaults(number: string, ctx: RulesCtx): FieldError[] {
  const fact = ctx.facts.cases?.[BLOCKS];
  const [at, atStep] = [`/${BLOCKS}`, '/blocks/step'];
  const isGated = fact !== undefined && fact !== null && GATED.includes(fact.process);
  return [
    ...caseFaults(number, BLOCKS, ctx),
    ...fieldFault(Boolean(fact) && !isGated, at, 'not-gated'),
    ...fieldFault(isGated && !fact.open, at, 'not-open'),
    ...fieldFault(isGated && isUnknownPart(fact), atStep, 'unknown'),
    ...fieldFault(isGated && !mayShut(fact, ctx), at, 'role-missing'),
  ];
}
const BLOCKS = 'blocks/case';
/** Who reads a case only since he has a part in it does not stop the work of others by that. */
const mayShut = ({ held }: CaseFact, { role }: RulesCtx): boolean =>
  held === undefined || role === 'system' || held.includes(role);
const isUnknownPart = ({ part }: CaseFact): boolean =>
  part === null || (part !== undefined && !GATED_PARTS.includes(part.kind));

/** Whose supervisors stand above whoever issues it: those of his unit, where that is another than it is issued to. */
const issuingAt = (unit: OrgPath, { actor }: RulesCtx): OrgPath => (actor.unit === '/' ? unit : actor.unit);

/** The case that it was found in and the one that it keeps shut show it, each once. */
function linkedWith({ facts: { cases = {} } }: RulesCtx): Word[] {
  const facts = [cases['source'], cases[BLOCKS]].flatMap((fact) => fact ?? []);
  const numbers = new Set<string>();
  return facts.flatMap(({ caseId: target, open }): Word[] => {
    if (numbers.has(target)) return [];
    numbers.add(target);
    return [{ type: 'linked', data: { target, relation: 'related', ...(open ? {} : { ended: true as const }) } }];
  });
}
