/** Who is told of inspection plans, which are no cases; each of a thing once, however often it is said. */
import type { Slot } from '../../domain/inspection/slots.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { type Notice, noticeOf } from '../../models/notices/notice.ts';
import type { KeptInspectionPlan } from '../../models/registers/inspections/plan.ts';
import type { ActivityDeps } from '../deps.ts';

export type NoticeDeps = Pick<ActivityDeps, 'db'> & {
  directory: Pick<ActivityDeps['directory'], 'peopleFor'>;
  /** Notices on further ways, once they lie in the inbox. */
  dispatch: (notices: readonly Omit<Notice, 'at' | 'readAt'>[]) => Promise<void>;
};
/** A slot that rests on days of which the calendar of its plan (`id@version`) does not know whether they are worked. */
export type Unsure = { plan: KeptInspectionPlan; slot: Slot; calendar: string; lastDay: string };

type Role = 'project-manager' | 'supervisor';
/** Who plans, and who answers for the work. */
const TOLD: readonly Role[] = ['project-manager', 'supervisor'];
type Telling = { key: string; template: string; more: object; now: Millis; roles?: readonly Role[] };

export function createPlanNotices({ db, directory, dispatch }: NoticeDeps) {
  /** `roles`: who hears of it; absent: who plans, and who answers for the work. */
  async function tell(plan: KeptInspectionPlan, { key, template, more, now, roles = TOLD }: Telling): Promise<void> {
    const { _id, title, version = 1 } = plan;
    const about = { key, subject: `inspection-plans/${_id}@${version}`, template, data: { plan: _id, title, ...more } };
    const people = await peopleFor(plan, roles);
    await keep([...people].map(([person, stoodIn]) => noticeTo({ person, stoodIn }, { ...about, now })));
  }

  /**
   * Each month anew, as long as it is so: of the plans that each answers for, with the slot that comes first. The owner of the
   * calendar is told by a job of its own; whoever plans must know that his dates may move.
   */
  async function tellUnsure(unsure: readonly Unsure[], now: Millis): Promise<void> {
    const found = new Map<string, { calendar: string; person: string; stoodIn: string | undefined; of: Unsure[] }>();
    for (const one of unsure)
      for (const [person, stoodIn] of await peopleFor(one.plan, TOLD)) {
        const { calendar } = one;
        const known = found.get(`${calendar}:${person}`) ?? { calendar, person, stoodIn, of: [] };
        found.set(`${calendar}:${person}`, known);
        known.of.push(one);
      }
    const month = new Date(now).toISOString().slice(0, 7);
    await keep(
      [...found.values()].flatMap(({ calendar, of, ...to }) => {
        const key = `slots-unsure:${month}:${calendar}`;
        const data = unsureIn(of);
        return data
          ? [noticeTo(to, { key, subject: `calendars/${calendar}`, template: 'plan-slot-unsure', data, now })]
          : [];
      }),
    );
  }

  /** Each once, though he may hold several roles. */
  async function peopleFor({ orgPath }: KeptInspectionPlan, roles: readonly Role[]) {
    const people = new Map<string, string | undefined>();
    for (const role of roles) {
      const found = await directory.peopleFor({ role, orgPath });
      for (const person of found.people) if (!people.has(person)) people.set(person, found.stoodIn);
    }
    return people;
  }

  async function keep(notices: readonly Notice[]): Promise<void> {
    for (const { _id: id, ...notice } of notices)
      await noticeOf(db).updateOne({ _id: id }, { $setOnInsert: notice }, { upsert: true });
    await dispatch(notices);
  }

  return { tell, tellUnsure };
}

function unsureIn(all: readonly Unsure[]): object | null {
  const [first] = all.toSorted((a, b) => a.slot.from - b.slot.from);
  if (!first) return null;
  const { calendar, lastDay, plan, slot } = first;
  const plans = new Set(all.map((one) => one.plan._id)).size;
  return { plans, calendar, lastDay, plan: plan._id, title: plan.title, slot: slot.slot, day: slot.day };
}

type To = { person: string; stoodIn: string | undefined };
type What = { key: string; subject: string; template: string; data: object; now: Millis };
const noticeTo = ({ person, stoodIn }: To, { key, subject, template, data, now }: What): Notice => ({
  _id: `${key}:${person}`,
  key,
  subject,
  mode: 'live',
  to: person,
  ...(stoodIn === undefined ? {} : { stoodIn }),
  template,
  data,
  at: now,
});
