/** The press itself: a process that is begun when something is to be printed, and ends with whoever began it, or when told to. */
import { pdfOf } from './pdf.ts';
import type { Format, Printable } from './printed.ts';
import { xlsxOf } from './xlsx.ts';

/** What it is asked, and what it answers. */
export type Order = { id: number; document: Printable; format: Format };
export type Answer = { id: number } & ({ bytes: Uint8Array; unprintable: string[] } | { error: string });

async function printed({ id, document, format }: Order): Promise<Answer> {
  try {
    return { id, ...(await (format === 'pdf' ? pdfOf(document) : xlsxOf(document))) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on('message', (order: Order) => void printed(order).then((answer) => process.send?.(answer)));
process.on('disconnect', () => process.exit());
// A signal to the whole group is for whoever began it: what is printed just now is told when he says so.
process.on('SIGINT', () => undefined);
