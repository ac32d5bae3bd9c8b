/** What was asked of a case and waits for its turn, in the order of arrival. */
import type { Millis } from '../../domain/kernel/process.ts';
import type { Answer, Ask } from '../../domain/kernel/turn.ts';

type Waiting = {
  ask: Ask;
  /** When its turn first came; it is kept over retries, so that a late retry decides nothing else. */
  now: Millis | null;
  answered: (answer: Answer) => void;
  failed: (error: Error) => void;
};
export type Queue = ReturnType<typeof createQueue>;

export function createQueue() {
  let waiting: Waiting[] = [];
  let arrivals = 0;

  const put = (ask: Ask): Promise<Answer> =>
    new Promise((answered, failed) => {
      waiting.push({ ask, now: null, answered, failed });
    });

  return {
    /** The answers to all of `asks`, in their order. */
    async ask(asks: readonly Ask[]): Promise<Answer[]> {
      arrivals += 1;
      return await Promise.all(asks.map(put));
    },
    /** The first so many, with the instants at which their turn first came; they wait on until they are answered. */
    next(most: number): { ask: Ask; now: Millis }[] {
      const now = Date.now();
      return waiting.slice(0, most).map((one) => {
        one.now ??= now;
        return { ask: one.ask, now: one.now };
      });
    },
    /** Answers of the first that wait, in their order. */
    answer(answers: readonly Answer[]): void {
      const through = waiting.slice(0, answers.length);
      waiting = waiting.slice(answers.length);
      for (const [n, one] of through.entries()) {
        const answer = answers[n];
        if (answer) one.answered(answer);
      }
    },
    /** None of them is answered here: their senders send again. */
    failAll(error: Error): void {
      const all = waiting;
      waiting = [];
      for (const one of all) one.failed(error);
    },
    isWaiting: (): boolean => waiting.length > 0,
    /** Moves with each arrival. */
    arrivals: (): number => arrivals,
  };
}
