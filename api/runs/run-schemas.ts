/** A run as it leaves: what one looks at in the night, and its plan. */
import { z } from 'zod';
import { partId } from '../../domain/kernel/contract.ts';
import { RUN_PROCESSES } from '../../domain/processes.ts';
import { answerFields, caseStatus, instantOut, offer, orgPathOut, readingSchema, roleName } from '../http/schemas.ts';

const bothWords = z.object({ zh: z.string(), en: z.string() });
const person = z.object({
  id: z.string(),
  name: z.string().optional(),
  phone: z.string().optional().describe('For who sees how to reach this person'),
});
const ms = z.int().min(0);
const words = {
  title: bothWords,
  instruction: bothWords.optional(),
  verify: bothWords.optional().describe('How one sees that it is done'),
};
const inOneLanguage = {
  title: z.string(),
  instruction: z.string().optional(),
  verify: z.string().optional(),
};
const does = z.enum(['manual', 'automatic', 'decision']);
const marks = {
  noReturn: z.literal(true).optional().describe('Behind it nothing is taken back'),
  witness: z.literal(true).optional().describe('A second person confirms it'),
};
const choices = z.array(z.object({ id: z.string(), title: bothWords })).optional();

const roster = {
  people: z.array(person).describe('Who may do it, the nearest holders of its role; the first of them'),
  more: z.int().optional().describe('So many more may'),
  stoodIn: z.string().optional().describe('Nobody holds the role there: these stand in'),
};

const current = z.object({
  part: partId(),
  kind: z.string().describe('`step`, or a gate before one'),
  status: z.string(),
  statusWords: bothWords,
  ...inOneLanguage,
  words: z.object(words).describe('The same in both languages'),
  does: does.optional(),
  way: z.enum(['on', 'back']).describe('`back`: it is being taken back, and the instruction is that of its undo'),
  ...marks,
  skippable: z.literal(true).optional(),
  choices,
  attempt: z.int().optional().describe('How often it was begun, undos counted too: what `attempt` of a command names'),
  rev: ms.describe('Of what became of it last: what `basedOn` of a command names'),
  asked: z
    .object({
      what: z.enum(['done', 'skip', 'keep', 'undone']),
      by: person,
      from: z.string(),
      choice: z.string().optional(),
    })
    .optional()
    .describe('What a second person is to confirm'),
  who: person.optional().describe('Has it, or did it; absent: nobody yet'),
  role: z.object({ key: roleName, title: bothWords }).optional(),
  orgPath: orgPathOut,
  wanted: z
    .object({
      command: z.string().optional().describe('What is waited for; absent: an action is at it'),
      ...roster,
    })
    .describe('Whom to ring up'),
  sinceAt: instantOut.optional().describe('Since when it stands so'),
  elapsedMs: ms.optional(),
  budgetMs: ms.optional(),
  dueAt: instantOut.optional(),
  ...offer,
});
const upcoming = z.object({
  part: partId(),
  kind: z.string(),
  title: z.string(),
  does: does.optional(),
  role: roleName.optional(),
  budgetMs: ms.optional(),
  ...marks,
});
const takenBack = { part: partId(), does, role: roleName, budgetMs: ms };
const undone = z.object({ ...takenBack, title: z.string() });
/** Of a plan of which nothing has begun. */
const ahead = {
  undoBudgetMs: ms.describe('When each undo takes its budget once'),
  asked: z
    .array(
      z.object({
        role: z.object({ key: roleName, title: bothWords }),
        orgPath: orgPathOut,
        parts: z.int().describe('So many steps and gates are for this role there'),
        ...roster,
      }),
    )
    .describe('Who would be asked; what is decided is its commander’s'),
};
const undoAhead = 'Were all of it done, in the order in which it would be taken back';
const plannedStep = z.object({
  part: partId(),
  kind: z.string(),
  title: z.string(),
  does: does.optional(),
  role: roleName.optional(),
  orgPath: orgPathOut.optional().describe('Absent: that of the case'),
  budgetMs: ms.optional(),
  ...marks,
  choices: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
});
const counts = z.object({
  steps: z.int(),
  pending: z.int(),
  underWay: z.int(),
  done: z.int(),
  skipped: z.int(),
  failed: z.int(),
  undone: z.int(),
});
const head = {
  number: answerFields.shape.number,
  process: z.enum(RUN_PROCESSES),
  mode: answerFields.shape.mode,
  version: z.int().describe('Of the case: what `If-Match` of a command takes'),
  status: caseStatus,
  statusWords: bothWords,
  title: z.string(),
  commander: person.nullable().describe('null: nobody commands it'),
  startedAt: instantOut.optional().describe('When its first step began'),
  endedAt: instantOut.optional().describe('When its last step was over'),
  elapsedMs: ms.optional().describe('From its first step to now, or to its end'),
  budgetMs: ms.describe('When each step takes its budget once: of what goes together the longest'),
  counts,
  runbooks: z.array(z.object({ pin: z.string().describe('`id@version#hash`'), title: bothWords })),
  planHash: z
    .string()
    .optional()
    .describe('SHA-256 of what was authorised: of the pins in their order, or of the waves of a release'),
  serverNow: instantOut,
};

export const runSchema = z
  .object({
    ...head,
    lang: z.enum(['zh', 'en']).describe('Of the texts that are in one language'),
    clocks: z.array(
      readingSchema
        .pick({ state: true, startedAt: true, dueAt: true, remainingMs: true })
        .extend({ clock: z.string(), words: bothWords }),
    ),
    current: z.array(current).describe('For those who work on it; several go on together'),
    next: z.array(upcoming).describe('What begins once all that is done'),
    planned: z
      .object({
        steps: z.array(plannedStep).describe('Steps and gates in their order, the first 60'),
        more: z.int().optional().describe('So many more: the plan has all of them'),
        undo: z.array(undone).describe(undoAhead),
        ...ahead,
      })
      .nullable()
      .describe(
        'What is to be authorised or begun; null: something has begun, there is no plan, or it is not for this person',
      ),
    abort: z
      .object({
        undo: z.array(undone).describe('In the order in which it is taken back'),
        budgetMs: ms.describe('When each undo takes its budget once'),
        refused: z
          .object({ code: z.string(), params: z.record(z.string(), z.unknown()).optional() })
          .optional()
          .describe('Why it cannot be asked for: `past-no-return`, or `rolling-back-already`: this is left of that'),
      })
      .nullable()
      .describe('What a roll-back now would do; null: there is no plan, or it is not for this person'),
    halt: z
      .object({
        why: z.string(),
        words: bothWords,
        part: z.string().optional(),
        title: z.string().optional().describe('Of that part'),
        reason: z.string().optional().describe('What was said of the failure, or by who paused it'),
      })
      .nullable()
      .describe('Why it stands until somebody says how it goes on'),
    waitsFor: answerFields.shape.waitsFor,
    ...offer,
  })
  .meta({ id: 'Run' });

const line = z.object({
  event: z.string(),
  words: bothWords,
  to: z.string().optional(),
  at: instantOut,
  by: person.optional().describe('Absent: it followed by itself'),
  attempt: z.int().optional(),
  outcome: z.string().optional(),
  choice: z.string().optional(),
  said: z.string().optional(),
});
export const runPlanSchema = z
  .object({
    ...head,
    planned: z
      .object({ undo: z.array(z.object({ ...takenBack, title: bothWords })).describe(undoAhead), ...ahead })
      .optional()
      .describe('As long as nothing of it has begun'),
    parts: z.array(
      z.object({
        part: partId(),
        in: z.string().optional(),
        kind: z.string(),
        status: z.string(),
        statusWords: bothWords,
        ...words,
        does: does.optional(),
        action: z.string().optional(),
        role: roleName.optional(),
        orgPath: orgPathOut.optional(),
        budgetMs: ms.optional(),
        undo: z
          .object({ does: z.enum(['manual', 'automatic']), instruction: bothWords.optional(), budgetMs: ms })
          .optional(),
        ...marks,
        choices,
        choice: z.string().optional(),
        who: person.optional(),
        lines: z.array(line).describe('What happened to it'),
      }),
    ),
  })
  .meta({ id: 'RunPlan' });
