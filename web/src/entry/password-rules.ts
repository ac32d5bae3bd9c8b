/** What can be said of a new password while it is typed; whether it is among those that others would try first, the API says. */
export const SHORTEST = 12;
export const LONGEST = 256;

export type Rule = 'length' | 'longest' | 'other' | 'again';
export type Judged = { rule: Rule; holds: boolean };

/** Each rule that concerns what is typed so far, in the order in which it is shown. */
export function judged({ old, next, again }: { old: string; next: string; again: string }): readonly Judged[] {
  return [
    { rule: 'length', holds: next.length >= SHORTEST },
    ...(next.length > LONGEST ? [{ rule: 'longest', holds: false } as const] : []),
    { rule: 'other', holds: next !== '' && next !== old },
    { rule: 'again', holds: next !== '' && next === again },
  ];
}
