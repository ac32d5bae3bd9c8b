/** Scripted paths of an inspection: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Command, Millis, PinnedPolicy } from '../../../domain/kernel/process.ts';
import { hours } from '../given.ts';
import { people } from '../sample.ts';
import { answers, appointment, facts, named, wanted } from './inspections.ts';

type Step = readonly [Actor, Command & { part?: string; facts?: Facts }] | Millis;
type Path = { name: string; steps: readonly Step[]; terms?: PinnedPolicy['terms'] };

const { li, zhao, deng, cityHead, head, principal, system } = people;
const says = (actor: Actor, type: string, data: object = {}, part?: string): Step => [
  actor,
  { type, data, facts, ...(part === undefined ? {} : { part }) },
];
const why = { reason: 'So it is' };
const opened: readonly Step[] = [says(cityHead, 'create', wanted)];
const appointed: readonly Step[] = [...opened, says(cityHead, 'appoint', appointment)];
const begun: readonly Step[] = [...appointed, says(li, 'begin', { place: 'The machine room' })];
const answered: readonly Step[] = [...begun, says(li, 'recordItems', { lines: answers })];
const finding = (id: string, grade: string): Step =>
  says(li, 'raiseFinding', { line: 'temperature', class: grade, what: 'Too warm' }, id);
const complete = says(li, 'complete', { summary: 'Seen' });
const settling = (grade = 'general'): readonly Step[] => [...answered, finding('f-1', grade), complete];
const propose = says(li, 'proposeRemedy', { remedy: 'Another fan', due: appointment.until + hours(240) }, 'f-1');
const agree = says(principal, 'agreeRemedy', {}, 'f-1');
const sign = (by: Actor): Step => says(by, 'sign', { recordHash: '*' });
const relieve = (person: Actor, successor?: Actor): Step => [
  system,
  { type: 'relieve', data: { person: person.id, reason: 'Has left', ...(successor && { successor: successor.id }) } },
];

export const inspectionPaths: readonly Path[] = [
  {
    name: 'in order, and signed by both sides',
    steps: [...answered, complete, sign(li), sign(principal)],
  },
  {
    name: 'findings are agreed, and it is signed',
    steps: [
      ...answered,
      says(cityHead, 'urge', { text: 'Today' }),
      finding('f-1', 'serious'),
      finding('f-2', 'minor'),
      says(li, 'fixFinding', { before: 'Dusty', after: 'Clean' }, 'f-2'),
      finding('f-3', 'general'),
      says(li, 'withdrawFinding', why, 'f-3'),
      complete,
      propose,
      says(principal, 'disputeRemedy', why, 'f-1'),
      propose,
      agree,
      sign(li),
      says(li, 'withdrawSignature', why),
      says(li, 'correctItem', { ...why, value: 22 }, 'temperature'),
      says(principal, 'reopenFinding', why, 'f-2'),
      says(li, 'withdrawFinding', why, 'f-2'),
      sign(li),
      says(principal, 'refuseSignature', why),
      says(li, 'presentRecord'),
      sign(li),
      sign(principal),
    ],
  },
  {
    name: 'one finding after the other',
    steps: [
      ...answered,
      finding('f-1', 'general'),
      finding('f-2', 'general'),
      finding('f-3', 'general'),
      complete,
      says(li, 'withdrawFinding', why, 'f-3'),
      propose,
      agree,
      says(li, 'withdrawFinding', why, 'f-2'),
    ],
  },
  {
    name: 'two values',
    steps: [
      ...answered,
      says(zhao, 'recordItems', { lines: [{ line: 'temperature', value: 30, basedOn: 1 }] }),
      says(li, 'chooseValue', { ...why, value: 30 }, 'temperature'),
      complete,
      sign(zhao),
      sign(principal),
    ],
  },
  {
    name: 'other inspectors, and one who has left',
    steps: [
      ...appointed,
      says(li, 'appoint', appointment),
      relieve(li, deng),
      says(deng, 'begin', { place: 'Remote' }),
      says(head, 'replaceInspectors', { ...named(zhao), ...why }),
      relieve(zhao),
    ],
  },
  {
    name: 'nothing is proposed, agreed or signed',
    steps: [...settling(), hours(24 * 10), propose, hours(24 * 14), agree, hours(24 * 14)],
  },
  {
    name: 'by contract the silence of the customer signs',
    terms: { deemedSigned: true },
    steps: [...answered, complete, sign(li), hours(24 * 14)],
  },
  {
    name: 'users suffer from what is found',
    steps: [
      ...answered,
      says(
        li,
        'raiseFinding',
        {
          line: 'air',
          class: 'serious',
          what: 'Water drips on the server',
          serviceHurt: { application: 'payment', impact: '2', urgency: '1', item: 'srv-dx' },
        },
        'f-1',
      ),
    ],
  },
  {
    name: 'canceled',
    steps: [...opened, says(cityHead, 'cancel', { ...why, agreedWith: 'Ms Chen', newDay: '2026-03-02' })],
  },
  {
    name: 'canceled when it was scheduled',
    steps: [...appointed, says(cityHead, 'cancel', { ...why, agreedWith: 'Ms Chen' })],
  },
  { name: 'nobody was appointed', steps: [...opened, hours(80)] },
  { name: 'nobody went', steps: [...appointed, hours(80)] },
  {
    name: 'opened by a plan, without anybody who keeps it',
    steps: [
      [system, { type: 'create', data: { ...wanted, ...named(li), plan: 'room', slot: '2026-Q1' }, facts }],
      says(li, 'appoint', appointment),
    ],
  },
];
