/** Lives of all processes, played by several people at once, to their ends. */
import type { Product } from '../product.ts';
import { appraisedMonths } from '../stories/appraisal-stories.ts';
import { archivedMonths } from '../stories/archive-stories.ts';
import type { OnDatabase } from '../stories/by-hand.ts';
import type { Acknowledged } from '../stories/field-hand.ts';
import { FieldPlayers } from '../stories/field-players.ts';
import { escalatedCall, type FieldStory, inspectedRoom, visitedIncident } from '../stories/field-stories.ts';
import { castOf, type Played, Players } from '../stories/players.ts';
import { RunPlayers } from '../stories/run-players.ts';
import { endOf, runStories, type RunStory } from '../stories/run-stories.ts';
import type { RunTool } from '../stories/run-tool.ts';
import { rivalChange, type Story, wholeCall, wholeChange, wholeVisit } from '../stories/stories.ts';
import type { Check } from './check.ts';

const PLAYERS = 2;
/** Of so many incidents of the replay one life of each kind. */
const INCIDENTS_A_CHANGE = 10;

export type Mixed = {
  accepted: number;
  ended: Check;
  acknowledged: Acknowledged;
};

/**
 * Plays every kind in turn by two people at once; each change is wanted by a rival while it is under way, who has to be refused. Failovers
 * go to their end and all the way back in turn, by each shipped plan.
 */
export async function playMixed(product: Product, tool: RunTool, incidents: number): Promise<Mixed> {
  const stage = await MixedStage.open(product, tool, PLAYERS);
  const rounds = Math.ceil(incidents / INCIDENTS_A_CHANGE / PLAYERS);
  const player = async (n: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) for (const kind of IN_TURN) await stage.play(kind, n);
  };
  await Promise.all(Array.from({ length: PLAYERS }, (_, n) => player(n)));
  return stage.cameTo();
}

const KINDS = [
  'change',
  'call',
  'visit',
  'failover',
  'cutover',
  'release',
  'inspection',
  'incident',
  'escalation',
  'archive',
  'appraisal',
] as const;
export type Kind = (typeof KINDS)[number];
/**
 * A release of three waves takes longer than all others together. For an archive and an appraisal something is laid into the past by hand:
 * an older copy of the store that is put back would keep it so.
 */
const APART: readonly Kind[] = ['release', 'cutover', 'archive', 'appraisal'];
export const IN_TURN: readonly Kind[] = KINDS.filter((kind) => !APART.includes(kind));
/** With those that are begun anew as often as the others. */
export const AT_RANDOM: readonly Kind[] = KINDS.filter((kind) => kind !== 'release');

type Apart = { fields: FieldPlayers; archives: FieldStory; appraisals: FieldStory; atOnce: number };
/** Lives of all processes, and the people who play them. */
export class MixedStage {
  private readonly players: Players;
  private readonly runs: RunPlayers;
  private readonly fields: FieldPlayers;
  private readonly archives: FieldStory;
  private readonly appraisals: FieldStory;
  private readonly atOnce: number;
  private readonly all: { end: string; played: Played; kind: Kind }[] = [];
  private readonly begun = new Map<Kind, number>();

  private constructor(players: Players, runs: RunPlayers, { fields, archives, appraisals, atOnce }: Apart) {
    this.players = players;
    this.runs = runs;
    this.fields = fields;
    this.archives = archives;
    this.appraisals = appraisals;
    this.atOnce = atOnce;
  }

  /** For so many who play at once, by their numbers from 0. */
  static async open(product: Product, tool: RunTool, atOnce: number): Promise<MixedStage> {
    return await product.onDatabase(async (db) => {
      await tool.register(db);
      const { address } = product;
      const players = await Players.open(db, address, 2 * atOnce); // each has a rival
      const runs = await RunPlayers.open(db, address, atOnce);
      const fields = await FieldPlayers.open(db, address);
      const store: OnDatabase = (work) => product.onDatabase(work);
      const [archives, appraisals] = [archivedMonths(store), appraisedMonths(store)];
      return new MixedStage(players, runs, { fields, archives, appraisals, atOnce });
    });
  }

  /** The next life of that kind, to its end. */
  async play(kind: Kind, player: number): Promise<void> {
    const nth = this.begun.get(kind) ?? 0;
    this.begun.set(kind, nth + 1);
    const own = castOf(player);
    const rival = { ...castOf(player + this.atOnce), item: own.item };
    switch (kind) {
      case 'change':
        return await this.keep(kind, wholeChange(own, Date.now()), async ({ command }) => {
          if (command === 'start') await this.keep(kind, rivalChange(rival, Date.now()));
        });
      case 'call':
        return await this.keep(kind, wholeCall());
      case 'visit':
        return await this.keep(kind, wholeVisit());
      case 'failover':
      case 'cutover':
      case 'release':
        return await this.run(kind, nth);
      case 'inspection':
        return await this.field(kind, inspectedRoom);
      case 'incident':
        return await this.field(kind, visitedIncident);
      case 'escalation':
        return await this.field(kind, escalatedCall);
      case 'archive':
        return await this.field(kind, this.archives);
      case 'appraisal':
        return await this.field(kind, this.appraisals);
      default:
        return kind satisfies never;
    }
  }

  /** How many of each kind came to their end, in words. */
  words(): string {
    const ended = (kind: Kind): number => this.all.filter((one) => one.kind === kind).length;
    return KINDS.flatMap((kind) => (ended(kind) > 0 ? [`${kind} ${ended(kind)}`] : [])).join(', ');
  }

  cameTo(): Mixed {
    const broken = this.all.flatMap(({ end, played: { number, status, faults } }) => [
      ...faults,
      ...(status === end || faults.length > 0 ? [] : [`${number} is ${status}, not ${end}`]),
    ]);
    return {
      accepted: this.all.reduce((sum, { played }) => sum + played.accepted, 0),
      ended: {
        what: `all went their whole way, and who wanted a taken item was refused: ${this.words()}`,
        seen: this.all.length,
        broken,
      },
      acknowledged: this.fields.acknowledged,
    };
  }

  private async keep(kind: Kind, story: Story, between?: Parameters<Players['play']>[1]): Promise<void> {
    this.all.push({ kind, end: story.end, played: await this.players.play(story, between) });
  }

  private async run(kind: RunStory['process'], nth: number): Promise<void> {
    const stories = runStories.filter(({ process }) => process === kind);
    const story = stories[nth % stories.length];
    if (story) this.all.push({ kind, end: endOf(story), played: await this.runs.play(story) });
  }

  private async field(kind: Kind, story: FieldStory): Promise<void> {
    const { end, ...played } = await this.fields.play(story);
    this.all.push({ kind, end, played });
  }
}
