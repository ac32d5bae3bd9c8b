/** Who says when a run that is played goes on, and hears how far it is. */
export type Pace = {
  /** It has its number. */
  raised(number: string): void;
  /** Resolves when the next thing may be done; what it answers is called once that is done. */
  turn(): Promise<() => void>;
  /** The same of the tool's answer to its n-th action. */
  asked(nth: number): Promise<() => void>;
};

const nothing = (): void => undefined;
const atOnce = (): Promise<() => void> => Promise.resolve(nothing);
/** It goes on by itself. */
export const unpaced: Pace = { raised: nothing, turn: atOnce, asked: atOnce };
