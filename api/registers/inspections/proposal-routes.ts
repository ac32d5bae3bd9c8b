/** What is proposed for an inspection plan, and what whoever plans decides of it: what he accepts is the next version of the plan. */
import { z } from 'zod';
import { acceptedInto, decisionFaults } from '../../../domain/inspection/proposing/decide.ts';
import {
  type Decision,
  type Figure,
  FIGURES_BY,
  LINE_KINDS,
  type ProposedLine,
  proposalKey,
} from '../../../domain/inspection/proposing/shapes.ts';
import { EVERY_MONTHS } from '../../../domain/inspection/slots.ts';
import { key, line as words, text } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { AuditEntry, AuditTrail } from '../../../models/access/audit.ts';
import { causeCodeOf } from '../../../models/registers/cause-code.ts';
import type { KeptInspectionPlan } from '../../../models/registers/inspections/plan.ts';
import {
  type KeptProposal,
  noteDecisions,
  proposalOf,
  proposalsOf,
} from '../../../models/registers/inspections/proposal.ts';
import { type Change, versionOf } from '../../../models/registers/register-version.ts';
import { faultList } from '../../cases/figures/repeated-faults.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { recorded } from '../../http/recorded.ts';
import { type Asking, type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { recordedEdit } from '../on-record.ts';
import type { PlainDeps } from '../plain/plain-row.ts';
import { changed, refuseElsewhere } from '../plain/plain-registers.ts';
import { visibleIn } from '../register-scope.ts';
import { planEditors, planReaders, planRegister } from './plan-rows.ts';

type Deps = PlainDeps & { audit: AuditTrail };
type Entry = KeptInspectionPlan & Record<string, unknown>;

const every = z.literal(EVERY_MONTHS);
const figureSchema = z.object({
  by: z.enum(FIGURES_BY),
  value: z.string(),
  count: z.int(),
  months: z
    .array(z.object({ month: z.string(), count: z.int() }))
    .describe('Local months; those without one are left out'),
  query: z.string().describe('Lists these incidents'),
});
const lineSchema = z.object({
  id: z.string(),
  kind: z.enum(LINE_KINDS),
  fromMonths: every.optional().describe('Months between two visits, as it was'),
  toMonths: every.optional().describe('Months between two visits, as it is proposed'),
  cause: z.string().optional().describe('What would be looked for'),
  line: z.string().optional().describe('Id of the line that the plan would have beside its checklist'),
  figures: z.array(figureSchema).describe('Why; none: nothing failed for long, and the last visits found nothing'),
  heldBy: z.literal('contract').optional().describe('The contract says how often: accept it there'),
  decision: z
    .object({ accepted: z.boolean(), reason: z.string(), by: z.string(), at: instantOut, version: z.int().optional() })
    .optional()
    .describe('Absent: nobody decided yet; `version`: of the plan that came of it'),
});
const proposalSchema = z.object({
  month: z.string().describe('In which it was made, of the zone of the plan'),
  version: z.int().describe('Of the plan that it looked at'),
  everyMonths: every,
  from: instantOut,
  until: instantOut,
  statistics: z
    .array(figureSchema)
    .describe('Faults of this time by class, item, place and cause, the most frequent first'),
  lines: z.array(lineSchema),
});
const month = z
  .string()
  .regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/)
  .describe('`2026-12`');
const params = z.strictObject({ id: key().describe('Id of the plan') });
const decisions = z.strictObject({
  lines: z
    .array(z.strictObject({ line: words(40), accepted: z.boolean(), reason: text(500) }))
    .min(1)
    .max(50),
});

export const proposalRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    tag: 'inspection-plans',
    access: { rule: 'role', roles: planReaders },
    path: '/api/inspection-plans/:id/proposals',
    operationId: 'inspection-plans.proposals',
    summary: 'What was proposed for a plan by what failed, month by month, with the figures behind each line',
    params,
    responses: {
      200: { description: 'The last 24, newest first', schema: z.object({ items: z.array(proposalSchema) }) },
    },
    handle: async ({ actor, params: { id } }) => {
      await planSeen(deps, actor, id);
      return { body: { items: (await proposalsOf(deps.db, id)).map(shown) } };
    },
  }),
  route({
    method: 'post',
    tag: 'inspection-plans',
    access: { rule: 'role', roles: planEditors },
    path: '/api/inspection-plans/:id/proposals/:month/decisions',
    operationId: 'inspection-plans.decide',
    summary:
      'Accept or drop lines of the newest proposal, each with a reason; what is accepted is the next version of the plan',
    versioned: 'required',
    mayConflict: true,
    params: params.extend({ month }),
    body: decisions,
    responses: {
      200: { description: 'As it stands now; the ETag is the version of the plan', schema: proposalSchema },
    },
    handle: async ({ actor, params: { id, month: of }, body: { lines: asked }, seen = 0 }) => {
      const plan = await planSeen(deps, actor, id);
      const proposal = await proposalOf(deps.db).findById(proposalKey(id, of)).lean<KeptProposal>();
      if (!proposal) throw notFound();
      refuseElsewhere(actor, planEditors, [plan.orgPath]);
      const [newest] = await proposalsOf(deps.db, id);
      if (newest?.month !== of)
        throw new DomainError('superseded', 'A later proposal stands in its place', {
          params: { month: newest?.month },
        });
      const faults = decisionFaults(proposal.lines, asked);
      if (faults.length > 0) throw invalid(faults);
      if (versionOf(plan) !== seen) throw changed(plan, {});
      const version = await decide(deps, { actor, plan, proposal, asked });
      const now = await proposalOf(deps.db).findById(proposal._id).lean<KeptProposal>();
      return { body: shown(now ?? proposal), headers: { ETag: `"${version}"` } };
    },
  }),
];

async function planSeen({ db }: Deps, actor: Asking['actor'], id: string): Promise<Entry> {
  const found = await db
    .collection<Entry>('inspection-plans')
    .findOne({ $and: [visibleIn('inspection-plans', actor), { _id: id }] });
  if (!found) throw notFound();
  return found;
}

type Deciding = {
  actor: Asking['actor'];
  plan: Entry;
  proposal: KeptProposal;
  asked: z.output<typeof decisions>['lines'];
};
/** The version of the plan behind it. Plan and proposal change in one, or neither does. */
async function decide(deps: Deps, { actor, plan, proposal, asked }: Deciding): Promise<number> {
  const { db, directory, audit } = deps;
  const { _id: id } = plan;
  const [seen, at] = [versionOf(plan), Date.now()];
  const accepted = proposal.lines.filter((one) => asked.some(({ line, accepted: yes }) => yes && line === one.id));
  const fields = acceptedInto(plan, accepted, await titlesOf(deps, accepted));
  const version = fields ? seen + 1 : seen;
  const made = new Map(
    asked.map(({ line, accepted: yes, reason }): [string, Decision] => [
      line,
      { accepted: yes, reason, by: actor.id, at, ...(yes ? { version } : {}) },
    ]),
  );
  const data = { register: 'inspection-plans', id, version, proposal: proposal._id, decided: asked };
  const entry: AuditEntry = { type: 'registerChanged', by: actor.id, at, data };
  const also = (session: Parameters<typeof noteDecisions>[3]) => noteDecisions(db, proposal._id, made, session);
  if (fields) {
    const body = { ...plan, ...fields };
    const wrong = await planRegister.problems(deps, { id, body, former: plan, actor });
    if (wrong.length > 0) throw invalid(wrong);
    const note = asked
      .flatMap((one) => (one.accepted ? [`${one.line}: ${one.reason}`] : []))
      .join('; ')
      .slice(0, 2_000);
    const change: Change = { register: 'inspection-plans', id, seen, fields, note, at, by: actor.id };
    if (!(await recordedEdit(deps, { entry, changes: [change], also }))) throw changed(plan, {});
    directory.drop();
  } else {
    const noted = () => db.transaction(also);
    if (!(await recorded(audit, entry, noted))) throw changed(plan, {});
  }
  return version;
}

async function titlesOf({ db }: Deps, lines: readonly ProposedLine[]) {
  const causes = lines.flatMap((one) => (one.kind === 'add-line' ? [one.cause] : []));
  const found = await causeCodeOf(db)
    .find({ _id: { $in: causes } })
    .lean();
  return new Map(found.map(({ _id, title: { zh, en } }) => [_id, { zh: zh.slice(0, 50), en: en.slice(0, 50) }]));
}

const shown = ({ lines, statistics, repeatedFrom, ...proposal }: KeptProposal) => {
  const { month: made, version, everyMonths, from, until } = proposal;
  return {
    month: made,
    version,
    everyMonths,
    from,
    until,
    statistics: statistics.map((one) => figureShown(one, { ...proposal, from })),
    lines: lines.map((one) => ({
      ...one,
      figures: one.figures.map((figure) => figureShown(figure, { ...proposal, from: repeatedFrom })),
    })),
  };
};

/** The list of what was counted, as far as whoever follows it may read. */
function figureShown(
  { by, value, count, months, items = [] }: Figure,
  { from, until, orgPath }: Pick<KeptProposal, 'from' | 'until' | 'orgPath'>,
): object {
  const alike = {
    item: { item: value },
    class: { item: items.join() },
    place: { unit: value },
    cause: { causeCode: value },
  };
  return { by, value, count, months, query: faultList({ from, until }, { org: orgPath, ...alike[by] }) };
}
