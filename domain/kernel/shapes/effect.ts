/** What follows from an event: data, stored with it, carried out later under the key `e:caseId:seq:n`. */
import type { Removed } from '../../items/returned.ts';
import type { Role } from '../../roles.ts';
import type { Millis, OrgPath } from '../units.ts';

/**
 * `of`: not all members of the queue but its lead or who is on call. `queue`: the holders at the organisation of that queue,
 * at `orgPath` only if it is unknown. `above`: the same word one organisation up.
 */
export type Audience =
  | { person: string }
  | { team: string; of?: 'lead' | 'oncall' | 'oncall-backup'; above?: true }
  | { role: Role; orgPath: OrgPath; queue?: string; above?: true };
export type Effect =
  /** `except`: who did it, and so hears nothing of it, though he is one of those addressed. */
  (
    | { kind: 'notify'; to: Audience; template: string; data: object; notBefore?: Millis; except?: string }
    | { kind: 'start'; process: string; data: object }
    /** `onward`: where the target was merged into another case, that one takes it; `ifOpen`: where it has ended, nothing is left to do. */
    | {
        kind: 'command';
        caseId: string;
        process: string;
        command: string;
        data: object;
        part?: string;
        onward?: true;
        ifOpen?: true;
      }
    /**
     * Something done outside, by a workflow of its own that is started once for each attempt and answers by `reportStep`. `action`:
     * of the register of actions; `limitMs`: so long an answer is waited for; `scripted`: what drills and rehearsals are answered
     * instead; `stop`: the one that was begun is to end.
     */
    | {
        kind: 'run';
        action: string;
        part: string;
        attempt: number;
        what: 'do' | 'undo';
        limitMs: Millis;
        scripted: 'done' | 'failed' | 'no-answer' | 'unknown';
        input?: object;
        stop?: true;
      }
    /**
     * A month's records are looked through, and packed when nothing is missing, by a workflow of its own, begun once for each attempt,
     * which answers by `noteCollected`, `noteChecked`, `notePackaged` or `noteStuck`. `step`: with what it begins; `scripted`: what
     * drills and rehearsals are answered instead.
     */
    | {
        kind: 'gather';
        attempt: number;
        step: 'collect' | 'check';
        month: string;
        scripted: 'clean' | 'gap' | 'broken';
      }
    /**
     * The figures of a period are folded and their cases listed, by a workflow of its own, begun once for each attempt, which answers
     * by `freeze` or `noteStuck`. `scripted`: what drills and rehearsals are answered instead.
     */
    | { kind: 'fold'; attempt: number; period: string; scripted: 'met' | 'missed' | 'empty' }
    /** What a case proposes for the next version of a register's entry becomes a draft of it. Of a live case alone. */
    | {
        kind: 'propose';
        scheme: string;
        lines: readonly { item: string; target?: number | undefined; weight?: number | undefined; reason: string }[];
      }
    /**
     * What organisations have of configuration items from now on, written into the register of items: by item, where. `back`: what
     * they had before this case. Of a live case alone: else nothing is written.
     */
    | {
        kind: 'install';
        at: Readonly<Record<string, readonly OrgPath[]>>;
        appVersion: string;
        back?: true;
      }
    /**
     * A part was taken out of a device: the register of returned parts has it under `id`, and the item that it was has the new serial
     * number. Of a live case alone.
     */
    | { kind: 'replace'; id: string; removed: Omit<Removed, 'workOrder' | 'removedAt'> }
    /**
     * A document of the case as its event left it (domain/documents), made aside; these are told where it lies once it is there, each
     * of one in his language. `side`: whose sight it is made of. `formats`: each gets it in all of these, of one version; absent: as PDF.
     * Of no rehearsal.
     */
    | {
        kind: 'document';
        document: string;
        side: 'inner' | 'outward';
        formats?: readonly ('pdf' | 'xlsx')[];
        to: readonly Audience[];
      }
  ) & {
    /** Comes back in `effectFailed` and `caseStarted`, so that nobody has to guess which of its effects that was. */
    ref?: object;
  };
