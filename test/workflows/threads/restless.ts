/** Workflows that never come to rest, and one that does. */
import { log } from '@temporalio/workflow';

/** Within one call into it. */
export async function loops(): Promise<void> {
  for (;;);
}

/** From promise to promise, none of which waits for anything. */
export async function chases(): Promise<void> {
  for (;;) await Promise.resolve();
}

export async function rests(word: string): Promise<string> {
  log.info(word);
  return word;
}
