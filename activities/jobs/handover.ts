/** Who has left, and a queue that was closed, are taken off every open case; nobody's case is left without an owner. */
import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { handoverKey } from '../../domain/kernel/ids.ts';
import { openAuditTrail } from '../../models/access/audit.ts';
import { casesOfPerson } from '../../models/registers/in-use/of-person.ts';
import { casesOfQueue } from '../../models/registers/in-use/of-queue.ts';
import { personOf } from '../../models/registers/person.ts';
import { registerVersionOf, type RegisterVersion, versionName } from '../../models/registers/register-version.ts';
import { teamOf } from '../../models/registers/team.ts';
import type { ActivityDeps } from '../deps.ts';
import { type Given, oneByOne } from './one-by-one.ts';

/** As client/cases/handover.ts has it. */
export type Leaving = { register: 'people' | 'teams'; id: string; version: number };
/** `refused`: cases that had ended on the way, or whose heir takes none any more. */
export type HandedOver = { handed: number; refused: number };
type Words = { reason: string; heir?: string };
type Asked = { caseId: string; command: 'relieve' | 'requeue'; data: object };

const PAGE = 100;

export function createHandover({ db, caseClient }: Pick<ActivityDeps, 'db' | 'caseClient'>) {
  const audit = openAuditTrail(db, `handover-${randomUUID()}`);

  /** 'unknown' while its version is not stored; 'stays' when that version says something else. */
  async function lookAtLeaving(leaving: Leaving): Promise<'leaves' | 'stays' | 'unknown'> {
    const row = await rowOf(db, leaving);
    if (!row) return 'unknown';
    return wordsIn(row) ? 'leaves' : 'stays';
  }

  /**
   * Case by case, under keys of this pass; begun again it does nothing twice. Ends early when the person is back, or the
   * queue open again. Throws at the end when cases could not be reached: one that is parked keeps no other from its heir.
   */
  async function handOver(leaving: Leaving, pass: number): Promise<HandedOver> {
    const row = await rowOf(db, leaving);
    const words = row && wordsIn(row);
    if (!words) return { handed: 0, refused: 0 };
    const { taken, refused } = await oneByOne(caseClient, asked(leaving, words, pass));
    return { handed: taken, refused };
  }

  async function* asked(leaving: Leaving, words: Words, pass: number): AsyncGenerator<Given> {
    const name = versionName(leaving.register, leaving.id, leaving.version);
    for (let after = ''; await isGone(db, leaving); ) {
      const page = await pageOf(db, leaving, words, after);
      for (const one of page) yield { ...one, key: handoverKey(name, pass, one.caseId) };
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.caseId;
    }
  }

  async function noteHandover({ register, id, version }: Leaving, counts: HandedOver): Promise<void> {
    const data = { register, id, version, ...counts };
    await audit.record({ type: 'handedOver', by: 'system', at: Date.now(), data });
  }
  return { lookAtLeaving, handOver, noteHandover };
}

const rowOf = (db: Connection, { register, id, version }: Leaving): Promise<RegisterVersion | null> =>
  registerVersionOf(db)
    .findById(versionName(register, id, version))
    .lean<RegisterVersion>()
    .exec();

/** Null when this version is no leaving. */
function wordsIn({ value, note }: RegisterVersion): Words | null {
  const said = new Map<string, unknown>(Object.entries(value));
  if (said.get('active') !== false && said.get('open') !== false) return null;
  const heir = said.get('successor') ?? said.get('heir');
  return { reason: note ?? '', ...(typeof heir === 'string' ? { heir } : {}) };
}

async function isGone(db: Connection, { register, id }: Leaving): Promise<boolean> {
  if (register === 'people') return (await personOf(db).exists({ _id: id, active: true })) === null;
  return (await teamOf(db).exists({ _id: id, open: true })) === null;
}

async function pageOf(db: Connection, { register, id }: Leaving, words: Words, after: string): Promise<Asked[]> {
  const { reason, heir } = words;
  if (register === 'people') {
    const data = { person: id, reason, ...(heir === undefined ? {} : { successor: heir }) };
    const found = await casesOfPerson(db, id, after, PAGE);
    return found.map((caseId) => ({ caseId, command: 'relieve', data }));
  }
  const team = await teamOf(db).findById(id, { orgPath: 1 }).lean<Parameters<typeof casesOfQueue>[1]>();
  if (!team || heir === undefined) return [];
  const found = await casesOfQueue(db, team, after, PAGE);
  return found.map(({ caseId, assignee }) => ({
    caseId,
    command: 'requeue',
    data: { from: id, queue: heir, reason, ...(assignee === undefined ? {} : { person: assignee }) },
  }));
}
