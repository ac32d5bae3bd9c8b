/** `broken` empty: it holds. `seen`: how many were looked at, since a check that saw nothing proves nothing. */
export type Check = { what: string; seen: number; broken: string[] };
