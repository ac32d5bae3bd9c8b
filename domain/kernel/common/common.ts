/** What a case keeps of the commands that every case takes, and the events that these become. */
import type { CommonCommand } from '../contract.ts';
import type { FileFact } from '../facts.ts';
import type { PartTouch } from '../part.ts';
import type { ClockEvent, DomainEvent, EffectEvent, Millis } from '../process.ts';
import type { Corrected } from './corrected.ts';
import type { CaseFiles } from './files.ts';
import type { Link, Linked, Relation, Unlinked } from './links.ts';
import type { Requeued } from './requeue.ts';
import type { Retargeted } from './retarget.ts';
import type { Supervision } from './supervise.ts';
import { notUrged, type Urge } from './urge.ts';
import type { Tagging } from './work/tags.ts';
import type { Entry, TimeCorrected, TimeLogged } from './work/worklog.ts';

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
