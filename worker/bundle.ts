/** Bundles the workflows: at build time into `dist`, so that a start neither waits for it nor is surprised by it. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** Beside the built code; there is none when the code runs from source. */
const prebuilt = path.resolve(__dirname, '../workflow-bundle.js');

/** The code of all workflows for a worker's sandbox; `interceptors`: files of more to go with it. */
export async function bundleWorkflows(interceptors: readonly string[] = []): Promise<string> {
  const workflowsPath = require.resolve('../workflows/index'); // without suffix: found as .ts and as .js
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [...interceptors],
    // Evaluated once a worker and shared, frozen, by all its cases; else every case would keep modules of its own. Nothing
    // can leak from one to another, since no module of ours keeps anything about a case (ADR 7).
    preloadModules: ['@temporalio/workflow', workflowsPath],
    logger: new DefaultLogger('ERROR'),
    // names and lines for stack traces; the sources themselves would be half of the bundle
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  });
  return code;
}

/** What a worker is given: the prebuilt bundle, else one made now. */
export const workflowBundle = async (): Promise<{ codePath: string } | { code: string }> =>
  existsSync(prebuilt) ? { codePath: prebuilt } : { code: await bundleWorkflows() };

if (require.main === module) void bundleWorkflows().then((code) => writeFileSync(prebuilt, code)); // a failure ends the build: rejections exit 1
