/** What a device keeps of one command: as it was said, and what became of it. JSON; instants in epoch ms of the device's clock. */

export type Millis = number;
/** All that one person says to one case on this device, in order. */
export type Queue = { person: string; caseId: string };

/** As the API tells it (`application/problem+json`). */
export type Problem = {
  code: string;
  status?: number;
  detail?: string;
  errors?: readonly { pointer: string; code: string; params?: unknown }[];
  params?: unknown;
};

/** A picture that goes up before its command does. `at`: JSON pointers to where its id belongs; one that ends in `/-` adds it to a list. */
export type Photo = {
  /** Idempotency key of its upload; its bytes lie in the store under it. */
  key: string;
  name: string;
  at: readonly string[];
  /** Once it is up. */
  id?: string;
};

/** What somebody said. `data` as the command's contract has it, but for what is filled in when it is sent. */
export type Said = {
  command: string;
  part?: string;
  data: object;
  /** Of the case as he saw it, where the command asks for it. */
  version?: number;
  /** Keys of this queue without which it makes no sense; at most 20. */
  after?: readonly string[];
  /** JSON pointers to where the instant belongs at which he said it. */
  observed?: readonly string[];
  /**
   * What it is based on is what this queue itself said before: at that pointer goes the version that this key led to. Where it led
   * to none, what stands there already counts.
   */
  basedOn?: readonly { at: string; of: string }[];
};

export type Fate =
  /** Not answered yet. */
  | { is: 'waiting' }
  | { is: 'taken'; version: number }
  /** To be mended or dropped by the person; nothing else is done with it. */
  | { is: 'refused'; problem: Problem }
  /** Said otherwise, under that key. */
  | { is: 'mended'; by: string }
  | { is: 'dropped' };

export type Row = Queue &
  Said & {
    /** 1, 2, 3 … in the queue, as it was said. */
    place: number;
    series: string;
    /** Of the series and the place: what it is known by for ever. */
    key: string;
    typedAt: Millis;
    /** How far the device's clock was ahead of the server's when it was said, where that was known. */
    aheadMs?: Millis;
    photos?: readonly Photo[];
    /** How often it was sent. */
    tries: number;
    /** Its data as they were first sent, all filled in: under one key nothing else is ever sent. */
    sent?: object;
    fate: Fate;
  };

export const isWaiting = ({ fate }: Row): boolean => fate.is === 'waiting';
