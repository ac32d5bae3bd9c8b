/** The chain as a browser works it out, and the merge of two edits of one entry. */
import { contentHash } from '../../../domain/kernel/record/content-hash.ts';
import { merged } from '../../../web/src/admin/merging/merge.ts';
import { checked, sha256, type StoredCommit } from '../../../web/src/audit/checking/chain.ts';

const CASE = 'CAL-000001';
type Body = { seq: number; events: readonly unknown[]; prevHash: string; at: number };

/** As the API gives them: hashed with `_id`, given with `id`. */
async function chain(): Promise<StoredCommit[]> {
  let prevHash = await sha256(CASE);
  return [1, 2, 4].map((seq) => {
    const body: Body & { caseId: string } = {
      caseId: CASE,
      seq,
      at: 1_796_195_960_364,
      events: seq === 2 ? [{ type: 'a' }, { type: 'b', data: { words: '打不开' } }] : [{ type: 'a' }],
      prevHash,
    };
    const id = `${CASE}:${String(seq).padStart(6, '0')}`;
    const hash = contentHash({ ...body, _id: id });
    prevHash = hash;
    return { ...body, id, hash, mac: 'm', keyId: 'k' };
  });
}

test('a whole chain holds, with its events and its head', async () => {
  const commits = await chain();
  expect(await checked(CASE, commits)).toEqual({ events: 4, head: commits.at(-1)?.hash, broken: null });
});

const placeOf = async (commits: StoredCommit[], of = CASE) => (await checked(of, commits)).broken;

test('what was changed, taken out or belongs to another case is named by its place', async () => {
  const [first, second, third] = await chain();
  if (!first || !second || !third) throw new Error('three');
  expect(await placeOf([first, { ...second, at: 1 }, third])).toMatchObject({ seq: 2, code: 'content' });
  expect(await placeOf([first, third])).toMatchObject({ seq: 2, code: 'seq-gap' });
  expect(await placeOf([first], 'CAL-000002')).toMatchObject({ seq: 1, code: 'not-linked' });
});

test('only what both changed differently is asked; the rest of both stays', () => {
  const base = { name: 'Desk', tier: 'L1', applications: ['a'], lead: 'li' };
  const mine = { name: 'Desk 1', tier: 'L1', applications: ['a', 'b'] };
  const theirs = { name: 'Desk one', tier: 'L2', applications: ['a', 'b'], lead: 'li' };
  expect(merged(base, mine, theirs)).toEqual({
    value: { name: 'Desk 1', tier: 'L2', applications: ['a', 'b'] },
    clashes: [{ field: 'name', base: 'Desk', mine: 'Desk 1', theirs: 'Desk one' }],
  });
});
