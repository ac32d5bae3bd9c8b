/** Lengths of time as formulas say them. A day is 24 hours. */
export const MINUTES_OF = { days: 1440, hours: 60, minutes: 1 } as const;
export type LengthWord = keyof typeof MINUTES_OF;
export const LENGTHS = ['days', 'hours', 'minutes'] as const satisfies readonly LengthWord[];

/** Clocks run in open time, of which no day has 24 hours: they are asked in hours. */
export const mayBeDays = (name: string): boolean => !name.startsWith('clock.');

/** In the largest word in which it is whole. Throws nothing. */
export function lengthOf(name: string, minutes: number): { count: number; unit: LengthWord } {
  const whole = LENGTHS.filter((one) => one !== 'days' || mayBeDays(name));
  const unit = whole.find((one) => minutes !== 0 && minutes % MINUTES_OF[one] === 0) ?? 'minutes';
  return { count: minutes / MINUTES_OF[unit], unit };
}
