/** Commands that every case takes: words, links, followers, urging and supervising. */
import { stepOf } from './clock-ladder.ts';
import type { CommonCommand } from './contract.ts';
import { DomainError, invalid } from './errors.ts';
import { isTold, type CasePlace } from './escalation.ts';
import type { CaseEvent, Ctx, Millis, Refusal, Role, Transition } from './process.ts';
import { retargeted, type Retargeted } from './retarget.ts';
import { notUrged, type Urge, urgeAgain, urgedTooSoon } from './urge.ts';

/** What a case keeps of them; the words themselves stand in its events. */
export type Common = {
  followers: readonly string[];
  comments: number;
  links: number;
  urge: Urge;
  supervision?: { by: string; instruction: string; due: Millis };
};
export const nothingCommon: Common = { followers: [], comments: 0, links: 0, urge: notUrged };

/** The fields that an amendment may carry. */
export type AmendedFields = Extract<CommonCommand, { type: 'amend' }>['data']['fields'];
type Relation = Extract<CommonCommand, { type: 'link' }>['data']['relation'];
/** Event name without the process's prefix → its data. */
type CommonData = {
  commented: { text: string; audience: 'public' | 'internal' };
  amended: { fields: AmendedFields };
  linked: { target: string; relation: Relation };
  followed: { person: string };
  unfollowed: { person: string };
  acknowledged: { clock: string; step: string };
  urged: { text?: string | undefined };
  urgeAnswered: { text: string };
  supervised: { instruction: string; due: Millis };
  retargeted: Retargeted;
};
export type CommonEvent<P extends string> = {
  [K in keyof CommonData]: { type: `${P}.${K}`; data: CommonData[K] };
}[keyof CommonData];

/** Roles that work on a case or watch over it, beside its reporter. */
export const STAFF = [
  'desk-agent',
  'engineer',
  'coordinator',
  'supervisor',
  'quality-lead',
  'process-owner',
  'customer-representative',
] as const satisfies readonly Role[];

type Where<St extends string> = {
  open: readonly St[];
  urgeable: readonly St[];
  /** Where the caller's words are what the case waits for: the process says itself what a comment does there. */
  waiting: readonly St[];
};
/** Rows of the lifecycle for the common commands. None at an end: its facts are frozen and its workflow is over. */
export function commonRows<St extends string>({ open, urgeable, waiting }: Where<St>) {
  const quiet = open.filter((status) => !waiting.includes(status));
  return [
    { command: 'comment', from: open, to: '=', by: STAFF },
    { command: 'comment', from: open, to: '=', by: STAFF, party: 'queue-member' },
    { command: 'comment', from: quiet, to: '=', by: ['requester'], party: 'reporter' },
    { command: 'amend', from: open, to: '=', by: ['requester'], party: 'requester' },
    { command: 'amend', from: open, to: '=', by: ['desk-agent', 'supervisor'] },
    { command: 'amend', from: open, to: '=', by: ['engineer', 'desk-agent'], party: 'queue-member' },
    { command: 'link', from: open, to: '=', by: STAFF },
    { command: 'link', from: open, to: '=', by: STAFF, party: 'queue-member' },
    { command: 'follow', from: open, to: '=', by: ['requester'], party: 'reporter' },
    { command: 'follow', from: open, to: '=', by: STAFF },
    { command: 'unfollow', from: open, to: '=', by: ['requester', ...STAFF], party: 'follower' },
    { command: 'acknowledge', from: open, to: '=', by: STAFF },
    { command: 'acknowledge', from: open, to: '=', by: STAFF, party: 'queue-member' },
    { command: 'urge', from: urgeable, to: '=', by: ['requester'], party: 'reporter' },
    { command: 'urge', from: urgeable, to: '=', by: ['requester', ...STAFF], party: 'follower' },
    { command: 'urge', from: urgeable, to: '=', by: ['supervisor'] },
    { command: 'answerUrge', from: urgeable, to: '=', by: ['engineer', 'desk-agent'], party: 'queue-member' },
    { command: 'answerUrge', from: urgeable, to: '=', by: ['engineer', 'desk-agent'], party: 'assignee' },
    { command: 'answerUrge', from: urgeable, to: '=', by: ['supervisor'] },
    { command: 'supervise', from: open, to: '=', by: ['supervisor'] },
    { command: 'retarget', from: open, to: '=', by: ['supervisor', 'process-owner'] },
  ] as const satisfies readonly Transition<St, CommonCommand['type']>[];
}

/** Each is told of what happens; a case that more want to watch has a list of its own. */
export const MOST_FOLLOWERS = 200;

/** What stands in the way of the common commands. */
export function commonBlockers(
  common: Common,
  { actor, now }: Pick<Ctx, 'actor' | 'now'>,
): Partial<Record<CommonCommand['type'], Refusal>> {
  const follows = common.followers.includes(actor.id);
  const isFull = common.followers.length >= MOST_FOLLOWERS;
  return {
    ...(isFull ? { follow: { code: 'too-many-followers', params: { maximum: MOST_FOLLOWERS } } } : {}),
    ...(follows ? { follow: { code: 'already-following' } } : {}),
    ...(urgedTooSoon(common.urge, actor.id, now) ? { urge: { code: 'urge-too-soon' } } : {}),
    ...(common.urge.open ? {} : { answerUrge: { code: 'not-urged' } }),
  };
}

/** Fields that those who work on a case amend, and its reporter does not. */
const OF_STAFF = ['category', 'item'] as const;

/**
 * The event of a common command. Throws 'invalid-data' and, for what is not a requester's to say or was not said to the
 * actor, 'not-permitted'.
 */
export function decideCommon<P extends string>(
  process: P,
  command: Exclude<CommonCommand, { type: 'relieve' | 'requeue' }>,
  ctx: Ctx,
  place: CasePlace,
): CommonEvent<P>[] {
  switch (command.type) {
    case 'comment':
      if (ctx.role === 'requester' && command.data.audience === 'internal')
        throw new DomainError('not-permitted', 'Internal words are written by those who work on the case');
      return [{ type: `${process}.commented`, data: command.data }];
    case 'amend':
      if (ctx.role === 'requester' && OF_STAFF.some((field) => command.data.fields[field] !== undefined))
        throw new DomainError('not-permitted', 'A requester amends his own words');
      return [{ type: `${process}.amended`, data: command.data }];
    case 'link':
      if (command.data.target === ctx.caseId) throw invalid('target', 'itself', 'A case is not linked to itself');
      if (!ctx.facts.cases?.['target']) throw invalid('target', 'unknown', 'There is no such case');
      return [{ type: `${process}.linked`, data: command.data }];
    case 'follow':
      return [{ type: `${process}.followed`, data: { person: ctx.actor.id } }];
    case 'unfollow':
      return [{ type: `${process}.unfollowed`, data: { person: ctx.actor.id } }];
    case 'acknowledge':
      checkHeard(command.data, ctx, place);
      return [{ type: `${process}.acknowledged`, data: command.data }];
    case 'urge':
      return [{ type: `${process}.urged`, data: command.data }];
    case 'answerUrge':
      return [{ type: `${process}.urgeAnswered`, data: command.data }];
    case 'supervise':
      if (command.data.due <= ctx.now) throw invalid('due', 'in-past', 'The day lies in the past');
      return [{ type: `${process}.supervised`, data: command.data }];
    case 'retarget':
      return [{ type: `${process}.retargeted`, data: retargeted(command, ctx) }];
    default:
      return command satisfies never;
  }
}

/** Only those whom a step tells may say that they heard it. */
function checkHeard(
  { clock, step: key }: { clock: string; step: string },
  { actor, pins }: Ctx,
  place: CasePlace,
): void {
  const clocks = pins.sla.clocks;
  if (!Object.hasOwn(clocks, clock)) throw invalid('clock', 'unknown', 'The case has no such clock');
  const step = clocks[clock]?.ladder?.find(({ id }) => id === stepOf(key).id);
  if (!step) throw invalid('step', 'unknown', 'The clock has no such step');
  if (!isTold(actor, step, place)) throw new DomainError('not-permitted', 'This was said to others');
}

type Happened<D> = Pick<CaseEvent, 'at' | 'by'> & { data: D };
/** What an amendment may change, on any case. */
type Amendable = {
  title: string;
  description: string;
  contact?: string | undefined;
  category?: string | undefined;
  item?: string | undefined;
};
/** The case with the fields that were amended. */
export function amended<T extends Amendable>(kase: T, fields: AmendedFields): T {
  const { title = kase.title, description = kase.description } = fields;
  const { contact = kase.contact, category = kase.category, item = kase.item } = fields;
  return {
    ...kase,
    title,
    description,
    ...(contact === undefined ? {} : { contact }),
    ...(category === undefined ? {} : { category }),
    ...(item === undefined ? {} : { item }),
  };
}

/** What each common event does to the common part; an amendment concerns the process's own fields. Throws nothing. */
export const commonFolds: { [K in keyof CommonData]: (common: Common, event: Happened<CommonData[K]>) => Common } = {
  commented: (common) => ({ ...common, comments: common.comments + 1 }),
  amended: (common) => common,
  linked: (common) => ({ ...common, links: common.links + 1 }),
  followed: (common, { data }) => ({ ...common, followers: [...common.followers, data.person] }),
  unfollowed: (common, { data }) => ({
    ...common,
    followers: common.followers.filter((person) => person !== data.person),
  }),
  acknowledged: (common) => common,
  urged: (common, { by, at }) => ({ ...common, urge: urgeAgain(common.urge, by.id, at) }),
  urgeAnswered: (common) => ({ ...common, urge: { ...common.urge, open: false } }),
  supervised: (common, { data, by }) => ({ ...common, supervision: { by: by.id, ...data } }),
  retargeted: (common) => common,
};
