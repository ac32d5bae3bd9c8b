/** What the compiler refuses: a status without what it needs. `tsc` reads this file, so a line that compiles after all fails the checks. */
import type { Call } from '../../domain/call/state.ts';
import type { Incident } from '../../domain/incident/state.ts';
import type { Free } from '../../domain/kernel/definition.ts';

type HeldNoHold = Omit<Extract<Incident, { status: 'on-hold' }>, 'hold'>;
type ResolvedUnsolved = Omit<Extract<Incident, { status: 'resolved' | 'closed' }>, 'solved'>;
type AnsweredWithoutAnswer = Omit<Extract<Call, { status: 'answered' }>, 'solution'>;

const incidentOf = (incident: Incident): string => incident.status;
const callOf = (call: Call): string => call.status;

test('on hold needs a hold, resolved its solution, answered its answer', () => {
  const held = { status: 'on-hold' } as HeldNoHold;
  // @ts-expect-error an incident on hold says for what
  expect(incidentOf(held)).toBe('on-hold');
  const resolved = { status: 'resolved' } as ResolvedUnsolved;
  // @ts-expect-error a resolved incident has its solution
  expect(incidentOf(resolved)).toBe('resolved');
  const answered = { status: 'answered' } as AnsweredWithoutAnswer;
  // @ts-expect-error an answered call has its answer
  expect(callOf(answered)).toBe('answered');
});

test('the kernel puts no case where it would lack something', () => {
  const freely: readonly Free<Incident>[] = ['queued', 'canceled'];
  // @ts-expect-error an incident on hold says for what
  const held: Free<Incident> = 'on-hold';
  // @ts-expect-error an answered call has its answer
  const answered: Free<Call> = 'answered';
  expect([...freely, held, answered]).toHaveLength(4);
});
