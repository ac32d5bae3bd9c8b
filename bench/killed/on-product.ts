/** What every run of `npm run kill` that begins with an option has in common: a product of its own, and how it ends. */
import { Product } from '../product.ts';
import { RunTool } from '../stories/run-tool.ts';
import { type Check, rowsOf, Worthless } from './check.ts';

/** `unproven`: why it proves nothing although all holds. */
export type Outcome = { checks: readonly Check[]; unproven?: string | undefined };
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Answers the exit code; data and logs stay unless all holds. Throws Worthless, and whatever `work` throws. */
export async function onProduct(work: (product: Product, tool: RunTool) => Promise<Outcome>): Promise<number> {
  const tool = await RunTool.start();
  let product: Product | undefined;
  try {
    product = await Product.start(tool.env);
    say(`data and logs: ${product.dataFolder}`);
    const { checks, unproven } = await work(product, tool);
    for (const row of rowsOf(checks)) say(row);
    const holds = checks.every(({ broken }) => broken.length === 0);
    if (holds && unproven !== undefined) throw new Worthless(unproven);
    if (holds) await product.end();
    say(`verdict      ${holds ? 'PASS' : 'BROKEN'}`);
    return holds ? 0 : 1;
  } finally {
    await product?.stop();
    await tool.stop();
  }
}
