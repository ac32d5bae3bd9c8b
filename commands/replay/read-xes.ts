import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { RawRow } from './log-row.ts';
import { LogError } from './open-log.ts';

const ATTRIBUTES = ['string', 'date', 'int', 'float', 'boolean', 'id'];
const OF_TRACE = 'trace:';

/**
 * The events of an XES log (IEEE 1849, or 1.0): a column is the key of an attribute of the event, `trace:<key>` of its
 * trace. Attributes of attributes, defaults and extensions are not looked at; no entity of the file's own is expanded.
 * Throws LogError with line and column.
 */
export async function* readXesLog(text: AsyncIterable<string>, columns: readonly string[]): AsyncGenerator<RawRow> {
  const reader = new XesReader(columns);
  for await (const chunk of text) {
    reader.write(chunk);
    yield* reader.take();
  }
  reader.close();
  yield* reader.take();
}

class XesReader {
  private readonly parser = new SaxesParser();
  private readonly columns: readonly string[];
  /** Names of the open elements, root first. */
  private readonly open: string[] = [];
  private trace = new Map<string, string>();
  private event = new Map<string, string>();
  private ofTrace: { place: number; event: Map<string, string> }[] = [];
  private ready: RawRow[] = [];
  private events = 0;

  constructor(columns: readonly string[]) {
    this.columns = columns;
    this.parser.on('error', ({ message }) => {
      throw new LogError(`XES, line and column ${message}`);
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

  take(): RawRow[] {
    const rows = this.ready;
    this.ready = [];
    return rows;
  }

  private enter({ name, attributes }: SaxesTagPlain): void {
    const local = name.slice(name.indexOf(':') + 1);
    const parent = this.open.at(-1);
    if (parent === undefined && local !== 'log') throw new LogError(`XES: the root is ${name}, not log`);
    this.open.push(local);
    if (local === 'trace' && parent === 'log') {
      this.trace = new Map();
      this.ofTrace = [];
    } else if (local === 'event' && (parent === 'trace' || parent === 'log')) {
      this.event = new Map();
    } else if (ATTRIBUTES.includes(local)) {
      const { key, value } = attributes;
      const owner = parent === 'event' ? this.event : parent === 'trace' ? this.trace : null;
      if (owner && key !== undefined && value !== undefined) owner.set(key, value);
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
