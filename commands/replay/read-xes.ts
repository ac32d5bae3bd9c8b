import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { BadText } from '../../platform/files/decoded.ts';
import { shown } from '../../platform/files/shown.ts';
import type { RawRow, Wanted } from './log-row.ts';
import { LogError } from './open-log.ts';

const ATTRIBUTES = ['string', 'date', 'int', 'float', 'boolean', 'id'];
const OF_TRACE = 'trace:';

/**
 * The events of an XES log (IEEE 1849, or 1.0): a column is the key of an attribute of the event, `trace:<key>` of its
 * trace. Attributes of attributes, defaults and extensions are not looked at; no entity of the file's own is expanded.
 * Throws LogError with line and column, and at the end where a column that is needed stands in no event at all.
 */
export async function* readXesLog(text: AsyncIterable<string>, { columns, absent }: Wanted): AsyncGenerator<RawRow> {
  const reader = new XesReader(columns);
  try {
    for await (const chunk of text) {
      reader.write(chunk);
      yield* reader.take();
    }
  } catch (error) {
    throw error instanceof BadText ? new LogError(`XES, line and column ${reader.place()}: ${error.message}`) : error;
  }
  reader.close();
  yield* reader.take();
  const missing = absent((name) => reader.seen.has(name)).map((name) => shown(name));
  if (reader.events > 0 && missing.length > 0)
    throw new LogError(`XES: no event has ${missing.join(', ')}; there are ${reader.keysSeen()}`);
}

/** Keys that a message names. */
const MOST_KEYS = 40;

class XesReader {
  private readonly parser = new SaxesParser();
  private readonly columns: readonly string[];
  /** Names of the open elements, root first. */
  private readonly open: string[] = [];
  private trace = new Map<string, string>();
  private event = new Map<string, string>();
  private ofTrace: { place: number; event: Map<string, string> }[] = [];
  private ready: RawRow[] = [];
  events = 0;
  /** Of the columns asked for, those that some event had. */
  readonly seen = new Set<string>();
  private readonly keys = new Set<string>();

  constructor(columns: readonly string[]) {
    this.columns = columns;
    this.parser.on('error', ({ message }) => {
      throw new LogError(`XES, line and column ${shown(message, 300)}`);
    });
    this.parser.on('opentag', (tag) => this.enter(tag));
    this.parser.on('closetag', () => this.leave());
  }

  write(chunk: string): void {
    this.parser.write(chunk);
  }

  close(): void {
    this.parser.close();
  }

  place(): string {
    return `${this.parser.line}:${this.parser.column}`;
  }

  keysSeen(): string {
    return [...this.keys]
      .toSorted()
      .map((key) => shown(key, 60))
      .join(', ');
  }

  take(): RawRow[] {
    const rows = this.ready;
    this.ready = [];
    return rows;
  }

  private enter({ name: tag, attributes }: SaxesTagPlain): void {
    const local = tag.slice(tag.indexOf(':') + 1);
    const parent = this.open.at(-1);
    if (parent === undefined && local !== 'log') throw new LogError(`XES: the root is ${shown(tag)}, not log`);
    this.open.push(local);
    if (local === 'trace' && parent === 'log') {
      this.trace = new Map();
      this.ofTrace = [];
    } else if (local === 'event' && (parent === 'trace' || parent === 'log')) {
      this.event = new Map();
    } else if (ATTRIBUTES.includes(local)) {
      const { key, value } = attributes;
      const owner = parent === 'event' ? this.event : parent === 'trace' ? this.trace : null;
      if (!owner || key === undefined || value === undefined) return;
      owner.set(key, value);
      const name = owner === this.trace ? `${OF_TRACE}${key}` : key;
      if (this.columns.includes(name)) this.seen.add(name);
      if (this.keys.size < MOST_KEYS) this.keys.add(name);
    }
  }

  private leave(): void {
    const name = this.open.pop();
    const parent = this.open.at(-1);
    if (name === 'event' && (parent === 'trace' || parent === 'log')) {
      this.events += 1;
      this.ofTrace.push({ place: this.events, event: this.event });
      if (parent === 'log') this.finish(new Map());
    } else if (name === 'trace' && parent === 'log') this.finish(this.trace);
  }

  /** Attributes of a trace may stand behind its events, so its rows are made at its end. */
  private finish(trace: Map<string, string>): void {
    for (const { place, event } of this.ofTrace) {
      const cells = this.columns.map((column) =>
        column.startsWith(OF_TRACE) ? trace.get(column.slice(OF_TRACE.length)) : event.get(column),
      );
      this.ready.push({ place, cells });
    }
    this.ofTrace = [];
  }
}
