/** Plays stories that go on in several cases on a running product. */
import type { Connection } from 'mongoose';
import { makeKeys } from '../../commands/replay/accounts.ts';
import { Door } from '../../commands/replay/door.ts';
import { Acknowledged, FieldHand } from './field-hand.ts';
import { APPRAISAL_PEOPLE } from './appraisal-stories.ts';
import { ARCHIVE_PEOPLE } from './archive-stories.ts';
import { FIELD_PEOPLE, type FieldStory } from './field-stories.ts';
import type { Played } from './players.ts';

const PEOPLE = [...new Set([...FIELD_PEOPLE, ...ARCHIVE_PEOPLE, ...APPRAISAL_PEOPLE])];

export class FieldPlayers {
  readonly acknowledged = new Acknowledged();
  private readonly door: Door;
  private told = 0;

  private constructor(door: Door) {
    this.door = door;
  }

  static async open(db: Connection, address: string): Promise<FieldPlayers> {
    return new FieldPlayers(new Door(address, await makeKeys(db, { people: PEOPLE, known: {}, name: 'field' })));
  }

  /**
   * To its end. Each command has a key of its own, which is sent again until there is an answer. Throws nothing: what goes wrong is a
   * fault.
   */
  async play(story: FieldStory): Promise<Played & { end: string }> {
    this.told += 1;
    const hand = new FieldHand(this.door, this.acknowledged, `story-field${this.told}`);
    const faults: string[] = [];
    let end = { number: '', status: '', wanted: '' };
    try {
      end = await story(hand, this.told);
    } catch (error) {
      faults.push(`${story.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const { number, status, wanted } = end;
    return { number, status, end: wanted, accepted: hand.accepted, faults };
  }
}
