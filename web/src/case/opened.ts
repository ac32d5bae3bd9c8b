/** The command whose form is open, the part that it is about, and what it begins with. */
import type { Fields } from '../form/schema.ts';

export type Opened = {
  command: string;
  part?: string;
  initial?: Fields;
  /** Sent along and not asked. */
  fixed?: Fields;
  /** What else it is about than the case or a part: its draft is its own. */
  of?: string;
};
