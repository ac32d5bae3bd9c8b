/** The runbooks as shipped, as files that an import takes: for an installation that begins without the sample organisation. */
import { shippedRunbooks } from '../../domain/runbooks/shipped/all.ts';
import { runbookFile } from '../registers/runbooks/runbook-file.ts';

const COMMENT =
  'As shipped. Name your own organisation in orgPath, and put steps and actions in the words of your systems.';

export const runbookFiles = (): { name: string; text: string }[] =>
  shippedRunbooks('/your-organisation').map(({ id, ...text }) => ({
    name: `${id}.yaml`,
    text: runbookFile('yaml', text, { comment: COMMENT }),
  }));
