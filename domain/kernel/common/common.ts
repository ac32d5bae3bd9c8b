/** Commands that every case takes: words, links, followers, urging, supervising, who has left and queues that close. */
import type { CommonCommand } from '../contract.ts';
import { DomainError } from '../errors.ts';
import type { CasePlace } from '../people/escalation.ts';
import type {
  CaseEvent,
  ClockEvent,
  Command,
  Ctx,
  DomainEvent,
  EffectEvent,
  Millis,
  Refusal,
  Role,
  Transition,
} from '../process.ts';
import {
  isNewLink,
  type Link,
  type Linked,
  linking,
  type Relation,
  type Unlinked,
  unlinking,
  withLink,
  withoutLink,
} from './links.ts';
import type { PartTouch } from '../part.ts';
import type { FileFact } from '../facts.ts';
import type { Corrected } from './corrected.ts';
import { type CaseFiles, filesBlocker, followedWith, namedFiles } from './files.ts';
import { checkHeard } from './heard.ts';
import type { Requeued } from './requeue.ts';
import { retargeted, type Retargeted } from './retarget.ts';
import { checkAhead, type Supervision } from './supervise.ts';
import { notUrged, type Urge, urgeAgain, urgeAgainAt } from './urge.ts';
import { member, only, reporter, rowsOf, supervisor, system } from '../people/who.ts';
import { type Tagging, tagging, untagging, withoutTags, withTags } from './work/tags.ts';
import { unwatching, watching } from './work/watchers.ts';
import { correcting, type Entry, logging, type TimeCorrected, type TimeLogged, withTime } from './work/worklog.ts';

/** What a case keeps of them; the words themselves stand in its events. */
export type Common = {
  followers: readonly string[];
  comments: number;
  /** Of the comments, those that the requester's side does not see; absent: none. */
  internal?: number;
  /** Absent: none. */
  files?: CaseFiles;
  links: readonly Link[];
  urge: Urge;
  supervision?: Supervision;
  /** As they are spelled; absent: none. */
  tags?: readonly string[];
  /** Time that people worked on it; absent: nobody has put any down. */
  worklog?: readonly Entry[];
  /** The newest event that the requester's side sees: what stands on the case for that side. */
  outward: { version: number; at: Millis };
};
export const nothingCommon: Common = {
  followers: [],
  comments: 0,
  links: [],
  urge: notUrged,
  outward: { version: 0, at: 0 },
};

/** The fields that an amendment may carry. */
export type AmendedFields = Extract<CommonCommand, { type: 'amend' }>['data']['fields'];
/** Event name without the process's prefix → its data. */
type CommonData = {
  commented: { text: string; audience: 'public' | 'internal' };
  attached: { files: readonly FileFact[]; text?: string | undefined; audience: 'public' | 'internal' };
  amended: { fields: AmendedFields };
  linked: Linked;
  unlinked: Unlinked;
  /** Another case was linked with this one; `outward`: it is this one that stands so to it. */
  linkNoted: { source: string; relation: Relation; outward?: true | undefined };
  linkGone: { source: string };
  /** Files of another case, which stay there, too; `filesWithin`: for whoever works on this one. */
  filesFollowed: { from: string; files?: readonly FileFact[]; filesWithin?: readonly FileFact[] };
  followed: { person: string };
  unfollowed: { person: string };
  /** Those who work on it have him follow it, or no longer. */
  watcherAdded: { person: string };
  watcherRemoved: { person: string };
  tagged: Tagging;
  untagged: Tagging;
  timeLogged: TimeLogged;
  timeCorrected: TimeCorrected;
  acknowledged: { clock: string; step: string };
  urged: { text?: string | undefined };
  urgeAnswered: { text: string };
  supervised: { instruction: string; due: Millis };
  supervisionAnswered: { text: string };
  supervisionLifted: { text?: string | undefined };
  /** By time: nobody has answered it. */
  supervisionDue: { dueAt: Millis };
  retargeted: Retargeted;
};
/**
 * Somebody has left. `places`: what he was here; `assignee` and other names: who takes that place, absent: nobody, or the
 * queue.
 */
export type Relieved = {
  person: string;
  reason: string;
  places: readonly string[];
  assignee?: string;
  commander?: string;
  /** Who takes over the own parties among his places. */
  heir?: string;
  /** Parts that he had in hand: who has each from now on, nobody where the list is empty. */
  assigned?: PartTouch['assigned'];
};
type Unprefixed<E extends DomainEvent> = {
  [X in E as X['type'] extends `${string}.${infer N}` ? N : never]: X['data'];
};
/** Every event that any case may have, by its bare name. */
export type CommonEvents = CommonData & { relieved: Relieved; requeued: Requeued; corrected: Corrected } & Unprefixed<
    ClockEvent<'x'>
  > &
  Unprefixed<EffectEvent<'x'>>;

/** Where the common commands are possible, in the order in which people read it. */
export type Where<St extends string> = {
  open: readonly St[];
  urgeable: readonly St[];
  /** Where the reporter's words are what the case waits for, and where they lead: by the process's own rows for a comment. */
  waiting: readonly { from: readonly St[]; to: readonly St[] | '=' }[];
  /** Where somebody has it in hand. */
  atWork: readonly St[];
  /** Where it waits to be taken once nobody has it any more. */
  idle: St;
  /** People of other places may take part: it has parts, or parties of its own. */
  involves: boolean;
  /** Roles that take part beside its reporter. */
  staff: readonly Role[];
};

/** Rows of the lifecycle for the common commands. None at an end: its facts are frozen and its workflow is over. */
export function commonRows<St extends string>({ open, urgeable, waiting, atWork, idle, involves, staff }: Where<St>) {
  const row = rowsOf<St, CommonCommand['type']>();
  const without = (left: readonly St[]) => open.filter((status) => !left.includes(status));
  const ofQueue = { by: staff, as: 'queue-member' } as const;
  const involved = { by: staff, as: 'involved' } as const;
  const thoseWithin = [only(...staff), ofQueue, ...(involves ? [involved] : [])];
  // Whoever works on it, or answers for the work; a customer who reads its reports does not.
  const workers = staff.filter((role) => role !== 'customer-representative');
  const atIt = [
    supervisor, // first, for he alone speaks of the time of others
    only(...workers),
    { by: workers, as: 'queue-member' } as const,
    { by: workers, as: 'assignee' } as const,
    ...(involves ? [{ by: workers, as: 'involved' } as const] : []),
  ];
  const hasIt = { by: staff, as: 'assignee' } as const; // an engineer, or who commands a run
  const requester = { by: ['requester'], as: 'requester' } as const;
  const waits = waiting.flatMap(({ from }) => from);
  const rows: readonly Transition<St, CommonCommand['type']>[] = [
    row('comment', open, '=', ...thoseWithin),
    row('comment', without(waits), '=', reporter),
    row('attach', open, '=', ...thoseWithin),
    row('attach', without(waits), '=', reporter),
    row('amend', open, '=', requester, only('desk-agent', 'supervisor'), member),
    // At work it goes back to its queue where that is another one.
    row('correct', atWork, [idle, ...atWork], only('desk-agent', 'supervisor'), member, system),
    row('correct', without(atWork), '=', only('desk-agent', 'supervisor'), member, system),
    // Words are what the case waits for by whatever command they come.
    ...waiting.flatMap(({ from, to }) => [
      row('attach', from, to, reporter),
      row('amend', from, to, requester),
      row(
        'urge',
        from.filter((status) => urgeable.includes(status)),
        to,
        reporter,
      ),
    ]),
    row('link', open, '=', ...thoseWithin),
    row('unlink', open, '=', ...thoseWithin),
    row('noteLink', open, '=', system),
    row('noteUnlink', open, '=', system),
    row('noteFiles', open, '=', system),
    row('follow', open, '=', reporter, only(...staff)),
    row('unfollow', open, '=', { by: ['requester', ...staff], as: 'follower' }),
    row('addWatcher', open, '=', ...atIt),
    row('removeWatcher', open, '=', ...atIt),
    row('tag', open, '=', ...atIt),
    row('untag', open, '=', ...atIt),
    row('logTime', open, '=', ...atIt),
    row('correctTime', open, '=', ...atIt),
    row('acknowledge', open, '=', ...thoseWithin),
    row('urge', urgeable, '=', reporter, { by: ['requester', ...staff], as: 'follower' }, supervisor),
    row('answerUrge', urgeable, '=', member, hasIt, supervisor),
    row('supervise', open, '=', supervisor),
    row('answerSupervision', open, '=', member, hasIt),
    row('liftSupervision', open, '=', supervisor),
    row('retarget', open, '=', only('supervisor', 'process-owner')),
    // What who has left had in hand lies in the queue again or with his successor, what waits goes on waiting.
    row('relieve', atWork, [idle, ...atWork], system),
    row('relieve', without(atWork), '=', system),
    // Who is a member of the closed queue's heir goes on with it, else it waits there to be taken.
    row('requeue', atWork, [idle, ...atWork], system),
    row('requeue', without(atWork), '=', system),
  ];
  return rows.filter(({ from }) => from.length > 0);
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
  const againAt = urgeAgainAt(common.urge, actor.id, now);
  const tooMany = { code: 'too-many-followers', params: { maximum: MOST_FOLLOWERS } };
  return {
    ...(isFull ? { follow: tooMany, addWatcher: tooMany } : {}),
    ...(follows ? { follow: { code: 'already-following' } } : {}),
    ...(againAt === undefined ? {} : { urge: { code: 'urge-too-soon', params: { againAt } } }),
    ...(common.links.length > 0 ? {} : { unlink: { code: 'not-linked' } }),
    ...(common.followers.length > 0 ? {} : { removeWatcher: { code: 'not-following' } }),
    ...(common.urge.open ? {} : { answerUrge: { code: 'not-urged' } }),
    ...supervisionBlockers(common.supervision),
    ...filesBlocker(common.files),
  };
}

function supervisionBlockers(supervision: Supervision | undefined): Partial<Record<CommonCommand['type'], Refusal>> {
  const none = { code: 'not-supervised' };
  if (!supervision) return { answerSupervision: none, liftSupervision: none };
  return supervision.state === 'answered' ? { answerSupervision: { code: 'already-answered' } } : {};
}

/** Fields that those who work on a case amend, and its reporter does not. */
const OF_STAFF = ['category', 'item'] as const;

const commonNames: Readonly<Record<CommonCommand['type'], true>> = {
  comment: true,
  attach: true,
  amend: true,
  correct: true,
  link: true,
  unlink: true,
  noteLink: true,
  noteUnlink: true,
  noteFiles: true,
  follow: true,
  unfollow: true,
  addWatcher: true,
  removeWatcher: true,
  tag: true,
  untag: true,
  logTime: true,
  correctTime: true,
  acknowledge: true,
  urge: true,
  answerUrge: true,
  supervise: true,
  answerSupervision: true,
  liftSupervision: true,
  retarget: true,
  relieve: true,
  requeue: true,
};
/** True for a command that every case takes. */
export const isCommon = (command: Command): command is CommonCommand => Object.hasOwn(commonNames, command.type);

type Simple = Exclude<CommonCommand, { type: 'relieve' | 'requeue' | 'correct' }>;
type CommonWord = { [K in keyof CommonEvents]: { type: K; data: CommonEvents[K] } }[keyof CommonEvents];

/**
 * The event of a common command, by its bare name; null where it says what stands there already. Throws 'invalid-data', what
 * links throw, 'step-not-fired' and, for what is not a requester's to say or was not said to the actor, 'not-permitted'.
 */
export function decideCommon(
  command: Simple,
  ctx: Ctx,
  { common, place, openedAt }: { common: Common; place: CasePlace; openedAt: Millis },
): CommonWord | null {
  switch (command.type) {
    case 'comment':
      refuseWithin(command.data, ctx);
      return { type: 'commented', data: command.data };
    case 'attach': {
      const { files: ids, ...said } = command.data;
      refuseWithin(said, ctx);
      return {
        type: 'attached',
        data: { ...said, files: namedFiles({ field: 'files', ids, had: common.files }, ctx) },
      };
    }
    case 'amend':
      if (ctx.role === 'requester' && OF_STAFF.some((field) => command.data.fields[field] !== undefined))
        throw new DomainError('not-permitted', 'A requester amends his own words');
      return { type: 'amended', data: command.data };
    case 'link':
      return { type: 'linked', data: linking(command.data, common.links, ctx) };
    case 'unlink':
      return { type: 'unlinked', data: unlinking(command.data, common.links, ctx) };
    case 'noteLink':
      return isNewLink(command.data, common.links) ? { type: 'linkNoted', data: command.data } : null;
    case 'noteUnlink': {
      const isLinked = common.links.some(({ number }) => number === command.data.source);
      return isLinked ? { type: 'linkGone', data: command.data } : null;
    }
    case 'noteFiles': {
      const { from, within = false } = command.data;
      const carried = followedWith(within, common.files, ctx);
      return carried && { type: 'filesFollowed', data: { from, ...carried } };
    }
    case 'follow':
      return { type: 'followed', data: { person: ctx.actor.id } };
    case 'unfollow':
      return { type: 'unfollowed', data: { person: ctx.actor.id } };
    case 'addWatcher':
      return { type: 'watcherAdded', data: watching(command.data.person, common, ctx.facts) };
    case 'removeWatcher':
      return { type: 'watcherRemoved', data: unwatching(command.data.person, common) };
    case 'tag':
      return wordIf('tagged', tagging(command.data, common.tags));
    case 'untag':
      return wordIf('untagged', untagging(command.data, common.tags));
    case 'logTime':
      return { type: 'timeLogged', data: logging(command.data, common, { ...ctx, openedAt }) };
    case 'correctTime':
      return { type: 'timeCorrected', data: correcting(command.data, common, ctx) };
    case 'acknowledge':
      checkHeard(command.data, ctx, place);
      return { type: 'acknowledged', data: command.data };
    case 'urge':
      return { type: 'urged', data: command.data };
    case 'answerUrge':
      return { type: 'urgeAnswered', data: command.data };
    case 'supervise':
      checkAhead('due', command.data.due, ctx.now);
      return { type: 'supervised', data: command.data };
    case 'answerSupervision':
      return { type: 'supervisionAnswered', data: command.data };
    case 'liftSupervision':
      return { type: 'supervisionLifted', data: command.data };
    case 'retarget':
      return { type: 'retargeted', data: retargeted(command, ctx) };
    default:
      return command satisfies never;
  }
}

const wordIf = (type: 'tagged' | 'untagged', data: Tagging | null): CommonWord | null => data && { type, data };

function refuseWithin({ audience }: { audience: 'public' | 'internal' }, { role }: Pick<Ctx, 'role'>): void {
  if (role === 'requester' && audience === 'internal')
    throw new DomainError('not-permitted', 'Internal words are written by those who work on the case');
}

/**
 * What of a command the reporter says in his own words, contacts left out; undefined: it has none. Files without a word are
 * as good as one: their names stand for it.
 */
export function wordsIn({ type, data }: CommonCommand, { facts }: Pick<Ctx, 'facts'>): string | undefined {
  if (type === 'comment') return data.audience === 'public' ? data.text : undefined;
  if (type === 'attach') {
    const names = data.files.flatMap((id) => facts.files?.[id]?.name ?? []);
    return data.audience === 'public' ? (data.text ?? names.join('\n')) : undefined;
  }
  if (type === 'urge') return data.text;
  if (type !== 'amend') return undefined;
  const { title, description } = data.fields;
  return [title, description].filter((words) => words !== undefined).join('\n');
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

/** A method's type, so that one lookup may serve every event. */
export type CommonFold<D> = { fold(common: Common, event: Happened<D>): Common }['fold'];
/** What common events do to the common part; the others leave it as it is. Throws nothing. */
export const commonFolds: { [K in keyof CommonEvents]?: CommonFold<CommonEvents[K]> } = {
  commented: (common, { data }) => ({
    ...common,
    comments: common.comments + 1,
    ...(data.audience === 'internal' ? { internal: (common.internal ?? 0) + 1 } : {}),
  }),
  linked: (common, { data: { target, relation } }) => ({
    ...common,
    links: withLink(common.links, { number: target, relation, inward: false }),
  }),
  unlinked: (common, { data }) => ({ ...common, links: withoutLink(common.links, data.target) }),
  linkNoted: (common, { data: { source, relation, outward } }) => ({
    ...common,
    links: withLink(common.links, { number: source, relation, inward: outward !== true }),
  }),
  linkGone: (common, { data }) => ({ ...common, links: withoutLink(common.links, data.source) }),
  followed: (common, { data }) => ({ ...common, followers: [...common.followers, data.person] }),
  unfollowed: (common, { data }) => without(common, data.person),
  watcherAdded: (common, { data }) => ({ ...common, followers: [...common.followers, data.person] }),
  watcherRemoved: (common, { data }) => without(common, data.person),
  tagged: (common, { data }) => withTags(common, data),
  untagged: (common, { data }) => withoutTags(common, data),
  timeLogged: (common, { data }) => withTime(common, data),
  timeCorrected: (common, { data }) => withTime(common, data),
  relieved: (common, { data }) => without(common, data.person),
  urged: (common, { by, at }) => ({ ...common, urge: urgeAgain(common.urge, by.id, at) }),
  urgeAnswered: urgeOver,
  supervised: (common, { data, by }) => ({ ...common, supervision: { by: by.id, ...data, state: 'open' } }),
  supervisionAnswered: (common) => supervisionIn(common, 'answered'),
  supervisionDue: (common) => supervisionIn(common, 'past'),
  supervisionLifted: ({ supervision: _lifted, ...common }) => common,
};

const supervisionIn = (common: Common, state: Supervision['state']): Common =>
  common.supervision ? { ...common, supervision: { ...common.supervision, state } } : common;
const without = (common: Common, left: string): Common => ({
  ...common,
  followers: common.followers.filter((person) => person !== left),
});

/** What happened is the answer to whoever urged. */
export function urgeOver(common: Common): Common {
  return { ...common, urge: { ...common.urge, open: false } };
}

/** Every common event by its bare name, for the words of policies. */
export const commonEvents = [
  'commented',
  'attached',
  'amended',
  'corrected',
  'linked',
  'unlinked',
  'linkNoted',
  'linkGone',
  'filesFollowed',
  'followed',
  'unfollowed',
  'watcherAdded',
  'watcherRemoved',
  'tagged',
  'untagged',
  'timeLogged',
  'timeCorrected',
  'acknowledged',
  'urged',
  'urgeAnswered',
  'supervised',
  'supervisionAnswered',
  'supervisionLifted',
  'supervisionDue',
  'retargeted',
  'relieved',
  'requeued',
  'clockWarned',
  'clockBreached',
  'clockNoticeReleased',
  'clockNoticeDropped',
  'effectFailed',
  'effectSkipped',
  'caseStarted',
  'lossAccepted',
  'addresseeMissing',
] as const satisfies readonly (keyof CommonEvents)[];
