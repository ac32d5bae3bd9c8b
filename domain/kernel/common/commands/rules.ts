/** What stands in the way of the commands that every case takes, and the event that each becomes. */
import type { CommonCommand } from '../../contract.ts';
import { DomainError } from '../../errors.ts';
import type { CasePlace } from '../../people/escalation.ts';
import type { Command, Ctx, Millis, Refusal } from '../../process.ts';
import type { Common, CommonEvents } from '../common.ts';
import { filesBlocker, followedWith, namedFiles } from '../files.ts';
import { checkHeard } from '../heard.ts';
import { isNewLink, linking, unlinking } from '../links.ts';
import { retargeted } from '../retarget.ts';
import { checkAhead, type Supervision } from '../supervise.ts';
import { urgeAgainAt } from '../urge.ts';
import { type Tagging, tagging, untagging } from '../work/tags.ts';
import { unwatching, watching } from '../work/watchers.ts';
import { correcting, logging } from '../work/worklog.ts';

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
